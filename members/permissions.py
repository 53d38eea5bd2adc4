"""Who may do what on the ground, as pure predicates; and the mark that opens a page to the public."""

from functools import wraps

from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from members.models import Mandate, Organisation, Seat, User
from members.states import MandateRole, OrganisationState, StaffRole

DAY = 24 * 60 * 60


def public(*, params=(), people=False):
    """Mark a view as a public page: a function of its address, the named query parameters and the content alone.

    Any cache may keep it: a minute fresh, and in a fault a day, or ten minutes where people appear. The view sees
    no other query parameter, so that the named ones are the whole key.
    """

    def mark(view):
        @require_safe
        @wraps(view)
        def page(request, *args, **kwargs):
            query = request.GET.copy()
            for name in set(query) - set(params):
                del query[name]
            request.GET = query
            response = view(request, *args, **kwargs)
            if response.status_code == 200:
                patch_cache_control(
                    response,
                    public=True,
                    max_age=60,
                    stale_while_revalidate=60,
                    stale_if_error=600 if people else DAY,
                )
                response.headers["X-Page-Params"] = " ".join(params)  # for the page cache, which takes it off
            return response

        page.public = True
        return page

    return mark


def is_secretariat(user) -> bool:
    return user.is_staff and (user.is_superuser or user.staff_role == StaffRole.SECRETARIAT)


def may_curate(user) -> bool:
    """Write what the coalition shows: organisations, statements, events, pages."""
    return user.is_staff and (is_secretariat(user) or user.staff_role == StaffRole.EDITOR)


def may_translate(user, language) -> bool:
    """Write the texts in that language: curators in all, a translator in hers."""
    return may_curate(user) or (
        user.is_staff and user.staff_role == StaffRole.TRANSLATOR and language in user.translates
    )


def may_handle_people(user) -> bool:
    """See and change accounts, mandates and seats."""
    return is_secretariat(user)


def may_change_account(user, account) -> bool:
    """Only a superuser changes a superuser."""
    return may_handle_people(user) and (user.is_superuser or not account.is_superuser)


def may_write_field(user, model, name) -> bool:
    """Write one column of a row: of a text in the languages she has, of people as the secretariat."""
    if model in {User, Mandate, Seat}:
        return may_handle_people(user)
    language = getattr(model._meta.get_field(name), "language", None)
    return may_translate(user, language) if language else may_curate(user)


def may_handle_membership(user) -> bool:
    """Check, admit, decline, suspend, reinstate organisations, or record that one left."""
    return is_secretariat(user)


may_check = may_admit = may_decline = may_reconsider = may_suspend = may_reinstate = may_leave = may_handle_membership


def may_apply(user) -> bool:
    """Enter an application that came by mail or in a table."""
    return may_curate(user)


def speaks_for(user, organisation, *roles: MandateRole) -> bool:
    """Holds a mandate of that organisation today, in one of `roles` if any are given."""
    if not user.is_active:
        return False
    mandates = user.mandates.current().filter(organisation=organisation)
    return (mandates.filter(role__in=roles) if roles else mandates).exists()


def sits_in_steering(user) -> bool:
    """Acts today for an organisation that sits in the steering group."""
    if not user.is_active:
        return False
    return user.mandates.current().filter(organisation__in=Organisation.objects.active().seated().values("pk")).exists()


def acts_for_a_member(user) -> bool:
    """Acts today for any organisation that is an active member."""
    return user.is_active and user.mandates.current().filter(organisation__state=OrganisationState.ACTIVE).exists()
