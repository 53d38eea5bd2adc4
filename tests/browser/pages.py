"""A page of each kind of the seeded portal, behind /<language>/."""

PUBLIC = [
    "",
    "about/",
    "about/steering-group/",
    "help/",
    "privacy/",
    "members/",
    "members/ecpat-international/",
    "members/sample-organisation-1/",
    "positions/",
    "positions/?q=nothing+at+all",
    "positions/2022-11-open-letter-eu/",
    "positions/sample-strong-law-clear-safeguards-1/",
    "positions/sample-prevention-first-5/v1/",
    "verify/",
    "dossiers/",
    "dossiers/csa-regulation/",
    "dossiers/csa-regulation/backing/DE/",
    "events/",
    "events/2023-03-high-level-event/",
    "events/sample-morning-brussels/",
    "search/?q=child",
]
ENTRANCE = ["accounts/login/", "accounts/password/reset/", "accounts/signup/"]
MISSING = "no/such/page/"
FILES = [
    "positions/sample-prevention-first-5/v1/record.json",
    "positions/sample-prevention-first-5/v1/statement.txt",
    *("positions/sample-prevention-first-5/v1/statement.pdf", "dossiers/sample-dossier/dossier.pdf"),
    *("positions/sample-prevention-first-5/statement.png", "events/sample-morning-brussels/event.png"),
    "positions/sample-prevention-first-5/signatories.csv",
    "positions/sample-prevention-first-5/log.json",
    "events/calendar.ics",
    *("positions/feed.xml", "dossiers/csa-regulation/feed.xml", "events/feed.xml"),
    *("dossiers/csa-regulation/dossier.json", "dossiers/csa-regulation/steps.csv"),
    *("members/members.json", "members/members.csv", "positions/sample-prevention-first-5/signatories.json"),
    "events/sample-morning-brussels/event.ics",
]
