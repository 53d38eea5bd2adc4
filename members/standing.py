"""For whom and as what a person may act at this moment; loaded once for each request."""

from functools import cached_property

from members.states import OrganisationState, StaffRole


def is_secretariat(user) -> bool:
    return user.is_staff and (user.is_superuser or user.staff_role == StaffRole.SECRETARIAT)


def curates(user) -> bool:
    """Is of the secretariat or an editor: they write, and see, everything that the coalition shows."""
    return user.is_staff and (is_secretariat(user) or user.staff_role == StaffRole.EDITOR)


def languages_of(user) -> list[str]:
    """The codes in which a translator writes; no others have any."""
    return user.translates if user.is_staff and user.staff_role == StaffRole.TRANSLATOR else []


class Standing:
    """What her mandates are worth: whoever speaks for an organisation speaks for an active one."""

    def __init__(self, user):
        self.user = user

    @cached_property
    def mandates(self):
        """Her mandates in force for active organisations; `seated` says whether one sits in the steering group."""
        if not self.user.is_active:
            return []
        held = self.user.mandates.in_force().filter(organisation__state=OrganisationState.ACTIVE).with_seat()
        named = [f"organisation__{column}" for column in ("name", "sort_name", "slug", "state", "is_sample")]
        return list(held.select_related("organisation").only("person", "role", *named))

    @property
    def rows(self):
        """(organisation's key, role, whether it sits in the steering group) of each."""
        return [(held.organisation_id, held.role, held.seated) for held in self.mandates]

    @property
    def acting_for(self):
        """The organisations themselves, each once, by name."""
        return list({held.organisation_id: held.organisation for held in self.mandates}.values())

    def organisations(self, *roles):
        """The keys of those for which she acts, in one of `roles` if any are given."""
        return {key for key, role, _ in self.rows if not roles or role in roles}

    def steering(self, *roles):
        """The keys of those among them that sit in the steering group."""
        return {key for key, role, seated in self.rows if seated and (not roles or role in roles)}


def standing_of(user) -> Standing:
    """Hers, kept with the user as the request knows her; whoever decides under a lock loads the user anew."""
    if not hasattr(user, "kept_standing"):
        user.kept_standing = Standing(user)
    return user.kept_standing
