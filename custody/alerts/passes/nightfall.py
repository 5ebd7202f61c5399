"""The nightfall pass: a camera or an alarm that is still down when a site empties is told of anew, at level 1."""

from __future__ import annotations

from contextlib import suppress

from custody.alerts.passes.engine import NothingDue, beat, engine_act
from custody.alerts.raising import raise_many
from custody.alerts.reactions.unwatched import finding_of
from custody.deadlines.selectors import database_now
from custody.evidence.selectors.unwatched import down_at
from custody.ledger.recording import recording

WORK = "nightfall"


def nightfall(*, engine: str) -> int:
    """Raise what has become worse since it was reported; return how many alerts were raised."""
    now, done = database_now(), 0
    places = {report.place_id: report.place for report in down_at().select_related("place__site")}
    worse = [finding for place in places.values() if (finding := finding_of(place, at=now)).level == 1]
    if worse:
        with suppress(NothingDue), recording(engine_act()) as record:
            # Where its alert is of this level already nothing is raised.
            raised = raise_many(record, worse, engine=engine)
            if not raised:
                raise NothingDue
            done = len(raised)
    beat(engine=engine, work=WORK, done=done)
    return done
