"""Where the law wants an official report first, nothing of the seizure burns before one is recorded (R2)."""

from __future__ import annotations

from custody.destruction.selectors.cautions import cautions_of
from custody.organisation.selectors.requirements import requirements_of
from tests import packs
from tests.api.refusals.release import PLAIN
from tests.destruction import lawful, stories
from tests.evidence.test_reports import recorded
from tests.stories import now

FREE = PLAIN | {"order__appeal": "none"}


def ready(cast, **rules):
    """Return a burn that lacks nothing by the rules of before, under the new ones."""
    session = stories.attested(cast)
    lawful.under(cast, packs.nowhere(jurisdiction="BE", **FREE | rules))
    return session


def reasons(session):
    return {each.reason for each in cautions_of(stories.units_of(session))}


def test_what_has_no_report_does_not_burn_and_who_planned_it_was_told(cast, refused):
    session = ready(cast, order__report="before_fire")
    [unit] = stories.units_of(session)
    assert reasons(session) == {"report"}
    with refused("burn.no_report"):
        stories.burn(cast, session)

    recorded(cast, unit.seizure)

    assert reasons(session) == set()
    assert stories.burn(cast, session).state == "burnt"


def test_a_law_that_says_nothing_of_it_asks_for_none(cast):
    session = ready(cast)

    assert (reasons(session), stories.burn(cast, session).state) == (set(), "burnt")


def test_belgium_asks_for_it_and_texas_does_not(cast):
    for jurisdiction in ("BE", "US-TX"):
        lawful.under(cast, packs.shipped(jurisdiction))

    assert [requirements_of(jurisdiction=each, at=now()).report for each in ("BE", "US-TX")] == [
        "before_fire", "not_asked"]  # fmt: skip
