"""The desk for what came of a statement: to whom it went, what was answered, and which step took over which ask."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import path, reverse

from members.admin import TextsAdmin
from positions import actions
from positions.asks import asks_of
from positions.forms import DeliverForm, ReplyForm
from positions.models import Ask, Delivery, Milestone, Outcome
from positions.states import NOT_SAID_YET

from .inlines import written_in
from .texts import OfStatementAdmin


class DeliveriesMixin:
    """The page of what came of a statement, beside the one of the statement itself."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.deliveries_view)
        own = path("<int:object_id>/deliveries/", view, name="positions_statement_deliveries")
        return [own, *super().get_urls()]

    def deliveries_view(self, request, object_id):
        """GET shows to whom it went and what came of its asks; POST enters to whom it went."""
        if not self.may_write(request.user):
            raise PermissionDenied
        statement = self.get_object(request, object_id)
        if statement is None or statement.state in NOT_SAID_YET:
            raise Http404
        form = DeliverForm(request.POST or None, initial={"language": written_in(request, statement)})
        if form.is_valid():
            self.enter(request, statement, **form.cleaned_data)
            return redirect("admin:positions_statement_deliveries", statement.pk)
        context = {
            "thing": statement,
            "form": form,
            "deliveries": Delivery.objects.filter(statement=statement).localized("addressee", "answer"),
            "asks": asks_of([statement.current_id]) if statement.current_id else [],
            "steps": Milestone.objects.past().filter(dossier__statements=statement).exists(),
        }
        return self.page(request, "admin/positions/statement/deliveries.html", f"What came of “{statement}”", **context)

    def enter(self, request, statement, *, addressees, language, **said):
        """Enter each line, and tell what was refused."""
        done = 0
        for addressee in dict.fromkeys(" ".join(line.split()) for line in addressees.splitlines()):
            new = Delivery(statement=statement, authentic_language=language, **said)
            setattr(new, f"addressee_{language}", addressee)
            if not addressee:
                continue
            try:
                new.full_clean(exclude=["statement"])
                actions.deliver(new, by=request.user)
            except ValidationError as refusal:
                messages.error(request, f"{addressee}: {' '.join(refusal.messages)}")
            else:
                done += 1
        if done:
            messages.success(request, f"{done} entered.")


def back_to(statement):
    """The page of what came of it."""
    return HttpResponseRedirect(reverse("admin:positions_statement_deliveries", args=[statement]))


@admin.register(Delivery)
class DeliveryAdmin(OfStatementAdmin, TextsAdmin):
    """Entered on the page of its statement; here it is translated, answered and, if it was a slip, struck."""

    one_by_one = True
    named_by = ["addressee_authentic"]
    verb_forms = {"reply": ReplyForm}
    verb_labels = {"reply": "Enter the answer", "strike": "Strike what was entered by mistake"}
    list_display = ["addressee_authentic", "statement", "date", "state", "answered_on"]
    list_select_related = ["statement"]
    list_filter = ["state"]
    search_fields = ["addressee_authentic", "statement__slug"]
    fields = [
        *("statement", "state", "date", "sent_by", "answered_on", "answer_url"),
        *("authentic_language", "addressee", "answer"),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("statement")

    def get_readonly_fields(self, request, obj=None):
        """What the log has sealed is not rewritten: a slip is struck, a later answer entered."""
        sealed = ["statement", "state", "date", "sent_by", "answered_on", "answer_url", "authentic_language"]
        words = [f"{field}_{obj.authentic_language}" for field in ("addressee", "answer")] if obj else []
        found = super().get_readonly_fields(request, obj)
        return [*found, *(name for name in [*sealed, *words] if name not in found)]

    def consequences(self, thing, verb):
        if verb == "reply":
            return ["Everybody reads what you enter here, and a reason as well; the log of the statement seals it."]
        return ["Nobody is told of it any more. That something was entered and struck stays in the log."]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def back_to(self, thing):
        return back_to(thing.statement_id)


@admin.register(Outcome)
class OutcomeAdmin(OfStatementAdmin, TextsAdmin):
    named_by = ["note_authentic"]
    list_display = ["result", "ask", "milestone"]
    list_select_related = ["ask", "milestone"]
    list_filter = ["result"]
    search_fields = ["ask__text_authentic"]
    autocomplete_fields = ["ask"]
    radio_fields = {"result": admin.HORIZONTAL}
    fields = ["ask", "milestone", "result", "source_url", "authentic_language", "note"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Of the steps those that are past, and of the dossiers of the statement that asks."""
        if db_field.name == "milestone":
            ask = Ask.objects.filter(pk__in=[pk for pk in [request.GET.get("ask")] if str(pk).isdecimal()])
            steps = Milestone.objects.past().select_related("dossier").order_by("-date", "-pk")
            if ask.exists():
                steps = steps.filter(dossier__statements__versions__asks__in=ask)
            kwargs["queryset"] = steps.localized("title")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def response_add(self, request, obj, post_url_continue=None):
        super().response_add(request, obj, post_url_continue)
        return back_to(obj.ask.version.statement_id)

    def response_change(self, request, obj):
        super().response_change(request, obj)
        return back_to(obj.ask.version.statement_id)
