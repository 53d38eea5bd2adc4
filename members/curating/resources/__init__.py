"""Which columns the tables of organisations and of people have, and how a row of them becomes ours."""

from .organisations import OrganisationResource
from .people import MandateResource

__all__ = ["MandateResource", "OrganisationResource"]
