"""Where an organisation answers: behind the link of a letter, without a login, and at the desk."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members.texts.languages import time_left
from positions import actions
from positions.letters import deadline_of
from positions.models import Statement
from positions.signing import answers_by, read
from positions.states import SignatureState

from .statements import page_of


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def by_letter(request, token):
    """The reader of the letter acts, whoever is logged in; GET only shows."""
    found = read(token)
    if found is None:
        raise Http404
    statement, person = found
    return answers(request, statement, person, from_letter=True)


@require_http_methods(["GET", "HEAD", "POST"])
def at_desk(request, slug):
    statement = get_object_or_404(Statement.objects.visible_to(request.user), slug=slug)
    return answers(request, statement, request.user, from_letter=False)


def answers(request, statement, person, *, from_letter):
    """What she can answer for each organisation, the words, and the way out; a POST does it."""
    refusal = ""
    if request.method == "POST":
        try:
            messages.success(request, acted(request.POST, statement, person, from_letter=from_letter))
            return HttpResponseRedirect(request.path)
        except ValidationError as error:
            refusal = " ".join(error.messages)
        except PermissionDenied:
            refusal = _("You do not sign for this organisation any more.")
    mine = answers_by(person, statement)
    try:
        context = page_of(person, statement.slug)
    except Http404:
        context = {"statement": Statement.objects.titled().get(pk=statement.pk)}
    context |= {
        "person": person,
        "answers": mine if "version" in context else [],
        "gone": "version" not in context,
        "from_letter": from_letter,
        **(
            {"deadline": deadline_of(statement, person), "left": time_left(statement.closes_at)}
            if statement.names_until
            else {}
        ),
        "refusal": refusal,
        "typed": request.POST,
        "preview": False,
    }
    # 200 also for a refusal: with an error the address, which acts for her, would be written into the log.
    return render(request, "positions/answers.html", context)


def acted(asked, statement, person, *, from_letter):
    """Do what the button says for the organisation that it names, and return what was done in words.

    Raises ValidationError, or PermissionDenied where she does not act for it.
    """
    answer = next((row for row in answers_by(person, statement) if str(row.organisation.pk) == asked.get("for")), None)
    if answer is None:
        raise PermissionDenied
    organisation, act = answer.organisation, asked.get("act")
    how = {"by": person, "from_letter": from_letter}
    named = {"organisation": organisation.name}
    if act in {"sign", "sign_late"}:
        signed = actions.sign(statement, organisation, reservation=asked.get("reservation", "")[:300], **how)
        if signed.state == SignatureState.SIGNED:
            return _("%(organisation)s has signed.") % named
        return _("%(organisation)s asks to sign late; staff accept it first.") % named
    if act in {"decline", "refuse"}:
        actions.decline(statement, organisation, **how)
        return _("%(organisation)s has declined. This is not public.") % named
    if act == "withdraw" and answer.signature:
        actions.withdraw_signature(answer.signature, **how)
        return _("The signature of %(organisation)s is taken back.") % named
    if act == "pass_on":
        actions.pass_on(statement, organisation, by=person, note=asked.get("note", ""))
        return _("A letter is on its way to whoever signs for %(organisation)s.") % named
    raise ValidationError(_("As it stands by now, this cannot be done."))
