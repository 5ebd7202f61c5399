"""People from outside who stand by at a fire have no badge: who they are, and whether they signed, is written down."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from custody.destruction.actions.attendance import record_attendance
from custody.destruction.models import BurnAttendance
from custody.destruction.selectors import gates
from custody.ledger.replay import replay_state
from custody.reports.certificate import _witnesses
from custody.reports.certificate_law import law_sections
from tests import packs
from tests.api.refusals.release import PLAIN
from tests.destruction import lawful, stories
from tests.stories import act_of, now
from tests.web.desk import text_of

FIELD = (
    '[[certificate_field]]\nname = "authority_delegate"\nsource = "Law of nowhere, article 4"\nstatus = "unverified"\n'
)
LEADER = {"attends_for": "facility", "name": "An Peeters", "position": "shift leader", "answer": "signed"}


def attended(cast, session, *, by=None, **changes):
    return record_attendance(act=act_of(by or cast.crew), session_id=session.id, **(LEADER | changes))


def test_who_stood_by_stands_on_the_page_and_on_the_certificate(cast):
    session = stories.attested(cast)
    attended(cast, session, temperature_c=950)
    attended(cast, session, by=session.witness_b, attends_for="authority", name="J. Claes", position="deputy",
             answer="refused", reason="saw half of it")
    lawful.under(cast, packs.nowhere(jurisdiction="BE", more=FIELD, order__appeal="none", **PLAIN))

    stories.burn(cast, session)

    lines = gates.lines_with_people(session)
    assert _witnesses(session, lines)["pairs"] == [
        ["the furnace", "An Peeters, shift leader: signed"],
        ["the authority that ordered it", "J. Claes, deputy: refused to sign (saw half of it)"],
    ]
    [law] = law_sections(lines, "en")
    assert dict(law["pairs"]) == {
        "Temperature": "950 °C", "Delegate of the authority": "J. Claes, deputy: refused to sign (saw half of it)"}
    page = text_of(cast.supervisor, reverse("sessions:session", args=[session.id]))
    assert "An Peeters, shift leader (the furnace): signed · 950 °C" in page
    assert replay_state().findings == []


@pytest.mark.parametrize(("said", "code"), [
    ({"name": " "}, "attendance.nobody"), ({"position": ""}, "attendance.nobody"),
    ({"answer": "unable"}, "attendance.no_reason"), ({"temperature_c": 0}, "attendance.temperature"),
    ({"temperature_c": 3001}, "attendance.temperature"),
    ({"attends_for": "authority", "temperature_c": 900}, "attendance.temperature"),
])  # fmt: skip
def test_what_is_said_of_them_makes_sense(cast, refused, said, code):
    session = stories.approved(cast)

    with refused(code):
        attended(cast, session, **said)


def test_it_is_said_of_a_fire_that_is_approved_by_who_has_a_part_in_it(cast, refused):
    planned = stories.planned(cast)
    with refused("session.state"):
        attended(cast, planned)
    session = stories.approved(cast, planned)
    with refused("role.missing"):
        attended(cast, session, by=cast.auditor)

    assert attended(cast, session).recorded_by == cast.crew


def test_the_database_takes_no_refusal_without_its_reason(cast):
    session = stories.approved(cast)
    row = {"session": session, "stream_id": session.stream_id, "name": "x", "position": "x", "recorded_by": cast.crew,
           "recorded_at": now()}  # fmt: skip

    for wrong in ({"attends_for": "facility", "answer": "refused"},
                  {"attends_for": "authority", "answer": "signed", "temperature_c": 900}):
        with pytest.raises(IntegrityError, match="attendance_"), transaction.atomic():
            BurnAttendance.objects.create(**row, **wrong)
