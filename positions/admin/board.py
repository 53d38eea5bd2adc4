"""The board of a sign-on: who stands where, the letters, what came by mail or phone, and names for Word."""

from collections import Counter

import tablib
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.http import content_disposition_header

from members.curating.tables import CSV, XLSX
from members.models import Transition
from members.texts.languages import country_choices, country_name, country_order
from positions import actions
from positions.forms import MoveForm, RecordForm
from positions.models import Signature, Statement
from positions.recording import named_in
from positions.signing import DECIDED, answers, asked, others_of, signatories
from positions.states import SignatureState
from positions.ways import with_names

ROWS = 200  # of organisations on a page
LAST = 10  # of what was done
RECORD = "admin/positions/statement/record.html"
FORMATS = {"csv": CSV, "xlsx": XLSX}
STANDS = {
    SignatureState.SIGNED: "signed",
    SignatureState.DECLINED: "declined",
    SignatureState.WITHDRAWN: "withdrawn",
    SignatureState.AWAITING_ACCEPTANCE: "asks to sign late",
}


class BoardMixin:
    """The pages of a sign-on, beside the one of its statement."""

    def get_urls(self):
        own = [("board", self.board_view), ("record", self.record_view)]
        return [
            *(
                path(f"<int:object_id>/{way}/", self.admin_site.admin_view(view), name=f"positions_statement_{way}")
                for way, view in own
            ),
            path("coverage/", self.admin_site.admin_view(self.coverage_view), name="positions_statement_coverage"),
            *super().get_urls(),
        ]

    def opened_one(self, request, object_id):
        """The statement, which was opened; raises PermissionDenied or Http404."""
        if not self.may_write(request.user):
            raise PermissionDenied
        statement = self.get_object(request, object_id)
        if statement is None or statement.current_id is None:
            raise Http404
        return statement

    def board_view(self, request, object_id):
        """GET shows it, or hands out a table; POST reminds the undecided or moves the deadline."""
        statement = self.opened_one(request, object_id)
        form = MoveForm(request.POST if "move" in request.POST else None, initial={"day": statement.names_until})
        if request.method == "POST" and self.acted(request, statement, form):
            return redirect("admin:positions_statement_board", statement.pk)
        rows = rows_of(statement)
        if wanted := FORMATS.get(request.GET.get("format")):
            data = [(row["name"], country_name(row["country"]), row["stands"], row["known_by"]) for row in rows]
            return table(wanted, f"{statement.slug}-signatories", ["organisation", "country", "answer", "how"], data)
        counts = Counter(row["stands"] for row in rows if row["asked"])
        shown = request.GET.get("show")
        rows_of_log = Transition.objects.filter(chain=statement.chain(), noun="signature")
        names = [f"{row['name']}, {country_name(row['country'])}" for row in rows if row["stands"] == "signed"]
        context = {
            "thing": statement,
            "counts": counts,
            "signed": len(names),
            "total": sum(row["asked"] for row in rows),
            "countries": len({row["country"] for row in rows}),
            "rows": [row for row in rows if shown in {None, "", row["stands"]}][:ROWS],
            "shown": shown,
            "stands": ["undecided", *STANDS.values()],
            "more": len(rows) > ROWS,
            "names": "\n".join(names),
            "people": signatories(statement).count() + others_of(statement).count(),
            "undecided": counts["undecided"],
            "form": form,
            "record": RecordForm(),
            "last": with_names(rows_of_log.select_related("actor"))[:LAST],
        }
        return self.page(request, "admin/positions/statement/board.html", f"Who signs “{statement}”", **context)

    def acted(self, request, statement, form):
        """Do what the button says; whether it was done."""
        try:
            if "remind" in request.POST:
                number = actions.remind(statement, by=request.user)
                messages.success(request, f"{number} letters are on their way.")
            elif form.is_valid():
                tell = request.POST["move"] == "tell"
                number = actions.move_deadline(statement, form.cleaned_data["day"], by=request.user, tell=tell)
                messages.success(request, f"The deadline is moved. {number} letters are on their way.")
            else:
                return False
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        return True

    def record_view(self, request, object_id):
        """The first POST shows who is meant and records nothing, the second one records."""
        statement = self.opened_one(request, object_id)
        form = RecordForm(request.POST or None)
        if not form.is_valid():
            return self.page(request, RECORD, f"Record for “{statement}”", thing=statement, form=form)
        named = named_in(form.cleaned_data["names"], statement)
        rows = [
            (f"country-{number}", row, request.POST.get(f"country-{number}", row.country), f"take-{number}")
            for number, row in enumerate(named)
        ]
        if "confirmed" in request.POST:
            self.record(request, statement, form.cleaned_data, rows)
            return redirect("admin:positions_statement_board", statement.pk)
        context = {"thing": statement, "form": form, "rows": rows, "choices": country_choices()}
        context["members"] = sum(row.organisation is not None for row in named)
        return self.page(request, RECORD, f"Record for “{statement}”", **context)

    def record(self, request, statement, said, rows):
        """Record each that was taken, and tell what was refused."""
        done = 0
        for _, row, country, taken in rows:
            if taken not in request.POST:
                continue
            mine = {"statement": statement, "version_id": statement.current_id, "organisation": row.organisation}
            if row.organisation is None:
                mine["name"] = row.name
            answer = Signature.objects.filter(**mine, merged_into__isnull=True).first() or Signature(**mine)
            answer.came_by, answer.date, answer.evidence = said["came_by"], said["date"], said["evidence"]
            if row.organisation is None:
                answer.country = country
            try:
                if row.organisation is None and not country:
                    raise ValidationError("From which country it is has to be said.")
                actions.record_signature(answer, by=request.user, to=said["to"])
            except ValidationError as refusal:
                messages.error(request, f"{row.name}: {' '.join(refusal.messages)}")
            else:
                done += 1
        messages.success(request, f"{done} are recorded. Each organisation is told and can refuse.")

    def coverage_view(self, request):
        """Members × the statements that were open to them: who signed what, as a page and as a table."""
        if not self.may_write(request.user):
            raise PermissionDenied
        opened = list(
            Statement.objects.real().filter(current__opened_at__isnull=False).titled().order_by("-date", "-pk")[:20]
        )
        members = list(asked(Statement(is_sample=False)).only("name", "country"))
        signed = Signature.objects.signed().filter(statement__in=opened).current()
        pairs = set(signed.values_list("organisation", "statement"))
        rows = [(row, [(row.pk, one.pk) in pairs for one in opened]) for row in members]
        if wanted := FORMATS.get(request.GET.get("format")):
            data = [
                (row.name, country_name(row.country), *("signed" if cell else "" for cell in cells))
                for row, cells in rows
            ]
            return table(wanted, "coverage", ["organisation", "country", *(str(one) for one in opened)], data)
        context = {"statements": opened, "rows": rows[:ROWS], "more": len(rows) > ROWS}
        return self.page(request, "admin/positions/statement/coverage.html", "Who signed what", **context)


def rows_of(statement):
    """What is known of each organisation that is asked or has answered, by country and name."""
    given = {
        row.organisation_id or row.name: row for row in answers(statement).select_related("organisation", "person")
    }
    members = {row.pk: row for row in asked(statement).only("name", "country", "sort_name")}
    rows = [row_of(member.name, member.country, given.get(pk), True) for pk, member in members.items()]
    for key, row in given.items():
        if key not in members and row.state in DECIDED:
            own = row.organisation
            rows.append(row_of(own.name if own else row.name, own.country if own else row.country, row, False))
    return sorted(rows, key=lambda row: (country_order(row["country"]), row["name"].casefold()))


def row_of(name, country, signature, asked):
    return {
        "name": name,
        "country": country,
        "signature": signature,
        "asked": asked,
        "stands": STANDS.get(signature.state, "undecided") if signature else "undecided",
        "known_by": known_by(signature) if signature else "",
    }


def known_by(signature):
    """How we know."""
    if signature.came_by:
        return f"recorded: it came {signature.get_came_by_display()}, {signature.date}"
    return f"by {signature.person}, {signature.date}" if signature.person else str(signature.date or "")


def table(wanted, name, headers, rows):
    """The rows as a file to download; a cell is never a formula."""
    data = tablib.Dataset(*rows, headers=headers)
    answer = HttpResponse(wanted().export_data(data), content_type=wanted.content_type)
    answer.headers["Content-Disposition"] = content_disposition_header(True, f"{name}.{wanted.title.lower()}")
    return answer
