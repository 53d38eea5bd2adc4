"""The desk for what we say: a statement on one page, from its words to the public."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.forms import CheckboxSelectMultiple
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from members.admin import AttachmentInline, TextsAdmin
from members.curating.history import entries_of
from members.curating.translation_statuses import keep_statuses
from members.states import TextOrigin
from members.texts.languages import LANGUAGE_CODES
from members.texts.slugs import free_slug
from positions import ways
from positions.forms import PublishForm, StatementForm
from positions.models import Ask, Signature, Statement, Translation
from positions.signing import asked, others_of, signatories, without_signatory
from positions.states import LAID, NOT_SAID_YET, SIGNED, StatementState

from .board import BoardMixin
from .deliveries import DeliveriesMixin
from .inlines import AskInline, ReportedNumberInline, TextInline, written_in

SIGNATORIES = 100  # named on the page
CHANGES = 5  # of its history
ELSEWHERE = ["source_url", "published_in", "title_is_ours", "evidence"]
MORE = ["slug", "date", "precision", "supersedes", "authentic_language", "state", "is_sample"]
FIRST = ["kind", "stage", "dossiers"]
SIGNING = ["names_until", "words_until", "goes_out_on", "late_allowed", "reservation_allowed"]
# Where on the page each part is mended.
PLACES = {"kind": "#id_kind", "text": "#text", "asks": "#asks", "names_until": "#id_names_until"}


@admin.register(Statement)
class StatementAdmin(BoardMixin, DeliveriesMixin, TextsAdmin):
    list_display = ["date", "title_authentic", "kind", "state", "is_sample"]
    list_display_links = ["title_authentic"]
    list_filter = ["state", "kind", "stage", "dossiers", "is_sample"]
    show_facets = admin.ShowFacets.ALLOW  # each facet asks for all dossiers anew
    search_fields = ["slug", "title_authentic"]
    autocomplete_fields = ["supersedes"]
    date_hierarchy = "date"
    readonly_fields = ["state", "is_sample"]
    form = StatementForm
    inlines = [TextInline, AskInline, ReportedNumberInline, AttachmentInline]
    preview = "positions:desk_statement"
    verb_forms = {"publish": PublishForm}
    verb_labels = ways.LABELS
    one_by_one = True
    fields = ["title", "kind", "stage", "addressee", "dossiers", *SIGNING, "about", *MORE, *ELSEWHERE]

    def get_fieldsets(self, request, obj=None):
        """The title, to whom and what kind first; folded away what hardly any draft needs."""
        [(_, whole)] = super().get_fieldsets(request, obj)
        unasked = {"slug", "state", "is_sample"} if obj is None else set()
        names = [name for name in whole["fields"] if name not in unasked]

        def texts(part):
            return [name for name in names if name.startswith(f"{part}_") and name not in ELSEWHERE]

        first = [*texts("title"), *FIRST, *texts("addressee")]
        more, elsewhere, signing = ([name for name in part if name in names] for part in (MORE, ELSEWHERE, SIGNING))
        rest = [name for name in names if name not in {*first, *signing, *more, *elsewhere, *texts("about")}]
        kind = obj.kind if obj else request.GET.get("kind")
        made_elsewhere = obj and obj.source_url and obj.newest_version is None

        def folded(unless):
            return [] if unless else ["collapse"]

        return [
            (None, {"fields": first}),
            ("Signing", {"fields": [tuple(signing[:3]), *signing[3:]], "classes": folded(kind in SIGNED)}),
            ("More about it", {"fields": [*more, *texts("about"), *rest], "classes": ["collapse"]}),
            ("Made public elsewhere", {"fields": elsewhere, "classes": folded(made_elsewhere)}),
        ]

    def get_inlines(self, request, obj):
        """Others report numbers of what was made public elsewhere."""
        found = super().get_inlines(request, obj)
        return [one for one in found if one is not ReportedNumberInline or obj is None or obj.source_url]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        language = form.base_fields.get("authentic_language")
        if language and (obj is None or obj.state == StatementState.DRAFT):
            language.initial, language.disabled = written_in(request, obj), True
        if "date" in form.base_fields:
            form.base_fields["date"].initial = timezone.localdate
        return form

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "dossiers":
            kwargs["widget"] = CheckboxSelectMultiple
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_readonly_fields(self, request, obj=None):
        """Its kind says who adopts it, and its title is of the words: neither changes once they are fixed."""
        fixed = [*super().get_readonly_fields(request, obj)]
        if obj and obj.state in LAID:
            fixed.append("kind")
        if obj and obj.newest_version and obj.newest_version.frozen_at:
            fixed.append(f"title_{obj.newest_version.language}")
        if obj and obj.current_id:
            fixed += SIGNING  # the letters have named them: they are moved on the board
        return fixed

    def view_on_site(self, obj):
        return obj.get_absolute_url() if obj.is_public else None

    # Saving

    def save_model(self, request, obj, form, change):
        if not obj.slug:
            stem = obj.authentic("title")
            taken = set(Statement.objects.values_list("slug", flat=True))
            obj.slug = free_slug(stem, taken, f"{obj.kind}-{obj.date}".replace("_", "-"))
        super().save_model(request, obj, form, change)

    def save_formset(self, request, form, formset, change):
        super().save_formset(request, form, formset, change)
        if formset.model is Ask:
            names = {field.name for field in Ask._meta.concrete_fields}
            for ask, changed in [*((ask, names) for ask in formset.new_objects), *formset.changed_objects]:
                keep_statuses(ask, set(changed), origin=TextOrigin.HUMAN)

    def save_related(self, request, form, formsets, change):
        """What is written here bears the title of its statement."""
        super().save_related(request, form, formsets, change)
        statement, version = form.instance, form.instance.newest_version
        if version and version.frozen_at is None and f"title_{version.language}" in form.changed_data:
            text = version.translations.filter(language=version.language).first()
            if text:
                text.title = getattr(statement, f"title_{version.language}")
                text.save(update_fields=["title"])

    def response_add(self, request, obj, post_url_continue=None):
        return self.led_on(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        return self.led_on(request, obj) or super().response_change(request, obj)

    def led_on(self, request, obj):
        """Once it is saved, do the verb of the button that saved it; its page says whether that was done."""
        name = request.POST.get("_next")
        if name not in self.due(request, obj) or name in self.verb_forms:
            return None
        try:
            self.verbs[name].act(obj, by=request.user)
        except ValidationError as refusal:
            messages.warning(request, f"It is saved. {' '.join(refusal.messages)}")
        else:
            messages.success(request, f"{obj}: it is saved, and “{self.label(name)}” is done.")
        return HttpResponseRedirect(reverse("admin:positions_statement_change", args=[obj.pk]))

    # Its page

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        rows = {formset.opts.model: formset for formset in context["inline_admin_formsets"]}
        context |= {
            "words": rows.pop(Translation, None),
            "asks": rows.pop(Ask, None),
            "inlines": list(rows.values()),
            "language": written_in(request, obj),
            "codes": LANGUAGE_CODES,
        }
        if obj and obj.pk and self.may_write(request.user):
            context |= self.stands(request, obj) | self.around(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def stands(self, request, statement):
        """Where it stands, whose move it is, the next button with what is missing, and the other verbs."""
        due = self.due(request, statement)
        name = ways.next_verb(statement)
        lacks = statement.missing() if name in {"submit", "open"} else []
        log = list(ways.log_of(statement).select_related("actor"))
        said = ways.adoptions(log) if statement.state != StatementState.DRAFT else []
        address = reverse("admin:positions_statement_verb", args=[statement.pk, name]) if name else ""
        if name == "adopt":
            address = reverse("positions:act", args=[statement.slug, name])
            mine = Statement.objects.awaiting(request.user).filter(pk=statement.pk).exists()
        else:
            mine = name in due
        return {
            "said": statement.state not in NOT_SAID_YET,
            "steps": ways.steps(statement),
            "move": ways.whose_move(statement, said),
            "adoptions": said,
            "log": log[:CHANGES],
            "lacks": [(lack.sentence, PLACES[lack.part]) for lack in lacks],
            "next": name and {"verb": name, "label": self.label(name), "address": address, "mine": mine},
            "other_verbs": [(other, self.label(other)) for other in due if other != name],
        }

    def around(self, request, statement):
        """How its translations stand, and who signed."""
        signed = Signature.objects.counting().filter(statement=statement).select_related("organisation")
        if statement.newest_version and not statement.current_id:
            signed = signed.none()  # what is written here is signed once it is open
        named = list(signed.order_by("organisation__sort_name", "name")[: SIGNATORIES + 1])
        return {
            "translations": translations_of(statement.newest_version),
            "signed": named[:SIGNATORIES],
            "more_signed": len(named) > SIGNATORIES,
        }

    def entries(self, request, thing):
        """Of the statement, and of the words and asks of each of its versions."""
        found = super().entries(request, thing)
        for version in thing.versions.all() if self.may_write(request.user) else ():
            found |= entries_of(version, [Translation, Ask])
        return found

    def consequences(self, thing, verb):
        if verb == "submit":
            return [*ways.CONSEQUENCES[verb], *(lack.sentence for lack in thing.missing())]
        if verb == "adopt":
            return [*ways.CONSEQUENCES[verb], f"They have the digest {thing.digest_now()}."]
        if verb == "open":
            return [*ways.CONSEQUENCES[verb], *who_is_written_to(thing), *(lack.sentence for lack in thing.missing())]
        if verb == "publish" and thing.state == StatementState.OPEN:
            number = Signature.objects.counting().filter(statement=thing).count()
            early = "" if thing.is_closed else " Its deadline is not over."
            return [f"It is published with {number} names.{early}", *ways.CONSEQUENCES[verb]]
        return ways.CONSEQUENCES.get(verb, [])

    def has_delete_permission(self, request, obj=None):
        """A draft whose words nobody adopted; what was public is withdrawn, never deleted."""
        newest = obj and obj.newest_version
        kept = obj and (obj.state != StatementState.DRAFT or (newest and (newest.frozen_at or newest.number > 1)))
        return super().has_delete_permission(request, obj) and not kept


def who_is_written_to(statement):
    """To how many opening writes, counted before it does."""
    people, members = signatories(statement).count(), asked(statement).count()
    alone = without_signatory(statement).count()
    said = [f"{people} signatories of {members - alone} members are written to."]
    if alone:
        said.append(f"{alone} members have no signatory: {others_of(statement).count()} others are asked to name one.")
    return said


def translations_of(version):
    """(code, how its text stands, where it is opened) of each language; empty without a version."""
    if version is None:
        return []
    rows = {row.language: row for row in version.translations.defer("text", "summary")}
    found = []
    for code in LANGUAGE_CODES:
        row = rows.get(code)
        if row:
            address = reverse("admin:positions_translation_change", args=[row.pk])
        else:
            address = f"{reverse('admin:positions_translation_add')}?version={version.pk}&language={code}"
        found.append((code, how_it_stands(version, row, code), address))
    return found


def how_it_stands(version, text, code):
    """One word of how the version's text in that language stands."""
    if code == version.language:
        return "authentic"
    if text is None:
        return "missing"
    if text.renders_id and text.renders_id != version.pk:
        return "outdated"
    return "by machine" if text.origin == TextOrigin.MACHINE else text.get_state_display().lower()
