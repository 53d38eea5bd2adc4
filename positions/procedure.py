"""The ordinary legislative procedure of the Union as a table: who decides, with which majority, what a "no" means."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from positions.states import Stage

NINE_MONTHS = datetime.timedelta(days=274)  # without a step a file rests, as Parliament's own train of laws counts


@dataclass(frozen=True)
class Decision:
    """What may come next; `source` is the article of the Treaty on the Functioning of the Union."""

    what: str
    who: str
    majority: str = ""
    if_no: str = ""
    source: str = ""


TALKS = Decision(
    what=_("A provisional agreement in the trilogue"),
    who=_("The negotiators of Parliament, Council and Commission"),
    majority=_("No vote: it binds nobody until Parliament and Council have voted"),
    if_no=_("The talks go on, or each goes its own way"),
)
PARLIAMENT = Decision(
    what=_("The vote of Parliament at first reading"),
    who=_("The lead committee, then all members in plenary"),
    majority=_("More than half of the votes cast"),
    if_no=_("The Commission is asked to withdraw the proposal; that alone does not end it"),
    source="294(3), 231",
)
COUNCIL = Decision(
    what=_("The decision of the Council at first reading"),
    who=_("The ministers of the member states"),
    majority=_(
        "Of the states 55 per cent, with 65 per cent of the people; "
        "all of them to depart from the Commission against its will"
    ),
    if_no=_("The file waits in the Council"),
    source="294(4)-(6), 293(1)",
)
SECOND = Decision(
    what=_("A second reading, if the two do not agree"),
    who=_("Parliament and Council, three months each, four at most"),
    majority=_("In Parliament 361 of 720 members to reject or amend; in the Council as at first reading"),
    if_no=_("If Parliament rejects it, the law has failed"),
    source="294(7)-(9), (14)",
)
THIRD = Decision(
    what=_("Conciliation and a third reading, if they still do not agree"),
    who=_("A committee of both sides, then Parliament and Council, six weeks each"),
    majority=_("More than half of the votes cast in Parliament; in the Council as at first reading"),
    if_no=_("If one of them says no, the law has failed"),
    source="294(10)-(14)",
)
SIGNATURE = Decision(
    what=_("Signature and publication in the Official Journal"),
    who=_("The Presidents of Parliament and Council"),
    source="297(1)",
)

# The five stations that readers are shown, and at which of them a file in another stage is.
STATIONS = {
    Stage.PROPOSAL: _("Proposed"),
    Stage.PARLIAMENT_POSITION: _("Parliament"),
    Stage.COUNCIL: _("Council"),
    Stage.TRILOGUE: _("Trilogues"),
    Stage.ADOPTION: pgettext_lazy("of a law", "Adopted"),
}
STATION_OF = {
    Stage.COMMITTEE: Stage.PROPOSAL,
    Stage.FIRST_READING: Stage.PROPOSAL,
    Stage.AGREEMENT: Stage.TRILOGUE,
    Stage.SECOND_READING: Stage.TRILOGUE,
}
VOTES = (PARLIAMENT, COUNCIL, SECOND, THIRD, SIGNATURE)
AHEAD = {
    Stage.PROPOSAL: (PARLIAMENT, COUNCIL, TALKS, SECOND, THIRD, SIGNATURE),
    Stage.COMMITTEE: (PARLIAMENT, COUNCIL, TALKS, SECOND, THIRD, SIGNATURE),
    Stage.FIRST_READING: VOTES,
    Stage.PARLIAMENT_POSITION: (TALKS, *VOTES),
    Stage.COUNCIL: (TALKS, *VOTES),
    Stage.TRILOGUE: (TALKS, *VOTES),
    Stage.AGREEMENT: VOTES,
    Stage.SECOND_READING: (SECOND, THIRD, SIGNATURE),
    Stage.ADOPTION: (),
}
POSITIONS = {Stage.PARLIAMENT_POSITION: PARLIAMENT, Stage.COUNCIL: COUNCIL}  # which both have before they talk


@dataclass(frozen=True)
class Course:
    """Where a file is: the stage, the stations with the steps that led there, the decisions that may come, and the last
    day on which its latest step can have been."""

    stage: str
    stations: list
    ahead: tuple
    last_day: datetime.date | None

    @property
    def is_law(self):
        return self.stage == Stage.ADOPTION


def course_of(steps):
    """The course that the file has taken with those of its steps that happened. A new proposal begins anew.

    Each of its stations is (name, the step with which the file came there or None, whether it is there now).
    """
    reached, stage = {}, ""
    happened = sorted((step for step in steps if not step.planned), key=lambda step: (step.last_day, step.pk))
    for step in happened:
        if not step.stage:
            continue
        if step.stage == Stage.PROPOSAL:
            reached = {}
        stage = step.stage
        reached.setdefault(STATION_OF.get(stage, stage), step)
    now = STATION_OF.get(stage, stage)
    missing = [decision for position, decision in POSITIONS.items() if position not in reached]
    ahead = AHEAD.get(stage, ())
    return Course(
        stage=stage,
        stations=[(name, reached.get(station), station == now) for station, name in STATIONS.items()] if stage else [],
        ahead=(*missing, *ahead) if stage in POSITIONS else ahead,
        last_day=happened[-1].last_day if happened else None,
    )


def rests(course, today):
    """Whether a file that is no law yet has had no step for nine months."""
    return bool(course.stage and not course.is_law and course.last_day < today - NINE_MONTHS)
