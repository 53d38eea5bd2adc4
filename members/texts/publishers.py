"""Who stands behind a web address that we name as a source."""

from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

# By host, those below it included. What an institution says of its own doing is official.
INSTITUTIONS = {
    "eur-lex.europa.eu": "EUR-Lex",
    "europarl.europa.eu": _("European Parliament"),
    "ec.europa.eu": _("European Commission"),
    "consilium.europa.eu": _("Council of the EU"),
    "edps.europa.eu": _("European Data Protection Supervisor"),
    "europa.eu": _("European Union"),
}
# What the coalition and its members say of themselves is their own word.
COALITION = {
    "childsafetyineurope.com": "ECLAG",
    "suojellaanlapsia.fi": "Suojellaan Lapsia",
    "bravemovement.org": "Brave Movement",
    "coface-eu.org": "COFACE Families Europe",
    "ecpat.at": "ECPAT Österreich",
    "ecpat.de": "ECPAT Deutschland",
    "ecpat.org": "ECPAT International",
    "eurochild.org": "Eurochild",
    "iwf.org.uk": "Internet Watch Foundation",
    "kinderrechte.digital": "Stiftung Digitale Chancen",
    "missingchildreneurope.eu": "Missing Children Europe",
    "terredeshommes.nl": "Terre des Hommes Netherlands",
    "terredeshommes.org": "Terre des Hommes",
    "kindveiligheidineuropa.com": "ECLAG",
}
OTHERS = {
    "agenceurope.eu": "Agence Europe",
    "agensir.it": "Agenzia SIR",
    "childhelplineinternational.org": "Child Helpline International",
    "digitalpolicyalert.org": "Digital Policy Alert",
    "ecpat.lu": "ECPAT Luxembourg",
    "ecpat.se": "ECPAT Sverige",
    "enacso.eu": "eNACSO",
    "euroispa.org": "EuroISPA",
    "eurotoday.org": "EuroToday",
    "euperspectives.eu": "EU Perspectives",
    "javierzarzalejos.eu": "Javier Zarzalejos",
    "nmd.bg": "National Network for Children",
    "ddp.gr": "Network for Children’s Rights",
    "parltrack.org": "Parltrack",
    "patrick-breyer.de": "Patrick Breyer",
    "safecic.co.uk": "SAFEcic",
    "wiggin.co.uk": "Wiggin",
}


def host_of(address):
    return (urlsplit(address).hostname or "").removeprefix("www.")


def named(address, publishers):
    """The name of whoever has the host, or one above it; None where it is not among them."""
    parts = host_of(address).split(".")
    return next((name for place in range(len(parts)) if (name := publishers.get(".".join(parts[place:])))), None)


def publisher(address):
    """Who published it, in the reader's words; the host where we do not know the name."""
    return str(named(address, INSTITUTIONS | COALITION | OTHERS) or host_of(address))


def is_official(address):
    return named(address, INSTITUTIONS) is not None


def is_reported(address):
    """Whether somebody else tells of it: neither an institution nor the coalition itself."""
    return named(address, INSTITUTIONS | COALITION) is None
