"""Who ordered it stands on the certificate, name and position, and the authority gets a copy within its time (R13)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from custody.core.errors import NotPermitted
from custody.deadlines.models import Clock
from custody.destruction.actions import copies
from custody.destruction.models import CertificateCopy
from custody.destruction.selectors.orders import signatory_of
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from custody.reports.certificate import _authority, gates
from tests.destruction import asking, lawful, stories
from tests.stories import act_of, now


def sent(cast, session, *, by=None, **changes):
    said = {"sent_to": "Prosecutor's office", "way": "post", "sent_on": stories.local_day(now())} | changes
    return copies.send_certificate(act=act_of(by or cast.case_officer), session_id=session.id, **said)


def clock_of(session):
    return Clock.objects.get(subject_id=session.id, clock_type="CERTIFICATE_COPY")


def test_who_signed_an_order_lies_sealed_and_stands_on_the_certificate(cast, refused):
    units = stories.kept(cast)
    for missing, code in (("signed_by", "order.no_signatory"), ("position", "order.no_position")):
        with refused(code):
            stories.recorded(cast, units, **({"signed_by": "A. Name", "position": "Judge"} | {missing: " "}))
    order = stories.recorded(cast, units, signed_by="A. Name", position="Deputy prosecutor")
    stories.verified(cast, order)

    assert signatory_of(order) == ("A. Name", "Deputy prosecutor")
    assert b"A. Name" not in bytes(order.signatory_sealed)
    assert "order.signatory_named/1" in {line.type.code for line in told([order.stream_id])}
    session = stories.planned(cast, units)
    section = _authority(gates.live_lines(session))
    assert (section["head"][2], section["rows"][0][2]) == ("Name, position", "A. Name, Deputy prosecutor")
    assert not replay_state().findings


def test_who_spoke_or_answered_is_who_gave_the_order(cast):
    spoken = lawful.spoken(cast, stories.kept(cast))
    assert signatory_of(spoken) == ("Duty prosecutor", "prosecutor")
    assert signatory_of(stories.recorded(cast)) is None
    request = asking.answered(cast, asking.opened(cast), "order", words="Ordered")
    assert signatory_of(request.order) == (request.addressee.badge, request.authority)


def test_the_authority_is_owed_a_copy_of_the_certificate_from_the_burn_on(cast):
    session = stories.burnt(cast)
    clock = clock_of(session)
    assert (clock.closed_at, clock.subject_kind) == (None, "session")
    assert clock.due_at - clock.started_at >= timedelta(days=7)

    row = sent(cast, session)

    assert clock_of(session).closed_by == "certificate.sent/1"
    assert (row.sent_to, row.way, row.recorded_by) == ("Prosecutor's office", "post", cast.case_officer)
    assert sent(cast, session, by=cast.supervisor).id != row.id
    assert not replay_state().findings


def test_a_copy_is_sent_to_somebody_after_the_burn_by_those_who_record_papers(cast, refused):
    session = stories.burnt(cast)
    day = stories.local_day(now())
    for changes, code in (
        ({"sent_to": " "}, "certificate.no_addressee"),
        ({"way": "pigeon"}, "choice.unknown"),
        ({"sent_on": day + timedelta(days=1)}, "certificate.future"),
        ({"sent_on": day - timedelta(days=2)}, "certificate.before_burn"),
    ):
        with refused(code):
            sent(cast, session, **changes)
    for officer in (cast.auditor, cast.planner, cast.storekeeper):
        with pytest.raises(NotPermitted):
            sent(cast, session, by=officer)
    with refused("session.state"):
        sent(cast, stories.planned(cast))
    assert not CertificateCopy.objects.exists()
