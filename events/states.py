"""The states of an event, how it is held, and the roles in which people appear."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EventState(TextChoices):
    DRAFT = "draft"
    ANNOUNCED = "announced"
    CANCELLED = "cancelled"


PUBLIC_EVENT_STATES = {EventState.ANNOUNCED, EventState.CANCELLED}
# noun: {verb: (from these states, to this one, whether it needs a reason)}; "" is before the first state.
TRANSITIONS = {
    "event": {
        "draft": ({""}, EventState.DRAFT, False),
        "announce": ({EventState.DRAFT}, EventState.ANNOUNCED, False),
        "send_back": ({EventState.ANNOUNCED}, EventState.DRAFT, True),
        "cancel": ({EventState.ANNOUNCED}, EventState.CANCELLED, False),
        "restore": ({EventState.CANCELLED}, EventState.ANNOUNCED, True),
    }
}


class EventFormat(TextChoices):
    IN_PERSON = "in_person", _("In person")
    ONLINE = "online", _("Online")
    HYBRID = "hybrid", _("In person and online")


class AppearanceRole(TextChoices):
    """In the order in which a programme names them."""

    ORGANISER = "organiser", _("Organised by")
    HOST = "host", _("Hosted by")
    KEYNOTE = "keynote", _("Keynote")
    MODERATOR = "moderator", _("Moderator")
    PANELLIST = "panellist", _("Panel")
    SPEAKER = "speaker", _("Speaker")
    CLOSING = "closing", _("Closing words")
    PARTICIPANT = "participant", _("Taking part")
