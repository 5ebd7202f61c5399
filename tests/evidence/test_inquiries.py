"""What an event destroyed is inquired into by somebody outside, with a report; what is left is its own unit (C24)."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from custody.core.errors import NotFound
from custody.deadlines.models import Clock
from custody.evidence.actions import inquiries
from custody.evidence.models import Inquiry
from custody.evidence.permissions_of_inquiry import check_can_close_inquiry
from custody.ledger.replay import replay_state
from tests import stories
from tests.evidence.exceptional import asked, decided, missing
from tests.stories import act_of
from tests.web.desk import errors_in, send, text_of


def burnt_down(cast, unit=None, exception="destroyed_by_event"):
    """Return the inquiry into a unit that a fire destroyed in the store."""
    unit = unit or stories.stored(cast)[0]
    decided(asked(cast, unit, exception, by=cast.supervisor), by=cast.director)
    return Inquiry.objects.filter(unit=unit).first()


def closed(cast, inquiry, *, by=None, **changes):
    """Close it."""
    said = {"cause": "arson", "report_number": "PV 12/2026", "finding": "Petrol on the floor"}
    return inquiries.close_inquiry(
        **({"act": act_of(by or cast.internal_affairs), "inquiry_id": inquiry.id} | said | changes)
    )


def running(inquiry):
    """Return whether its clock runs."""
    return Clock.objects.filter(subject_id=inquiry.id, clock_type="INQUIRY_OWED", closed_at__isnull=True).exists()


def test_a_fire_opens_an_inquiry_that_somebody_outside_closes_with_a_report(cast, refused):
    whole, left = stories.stored(cast, count=2)
    [other] = stories.stored(cast)
    inquiry = burnt_down(cast, whole)
    assert running(inquiry)
    for who, code in (
        (cast.supervisor, "role.missing"), (cast.director, "role.missing"), (cast.storekeeper, "role.missing"),
    ):  # fmt: skip
        with refused(code):
            closed(cast, inquiry, by=who)
    with refused("inquiry.no_residue"):
        closed(cast, inquiry, residue="7KQ4-M2XD-J")
    for wrong in (whole, other):
        with refused("inquiry.residue"):
            closed(cast, inquiry, residue=wrong.label)
    with pytest.raises(NotFound):
        inquiries.close_inquiry(act=act_of(cast.auditor), inquiry_id=whole.id, cause="flood", report_number="x",
                                finding="x")  # fmt: skip

    inquiry = closed(cast, inquiry, residue=left.label)

    assert (inquiry.cause, inquiry.residue, inquiry.closed_by) == ("arson", left, cast.internal_affairs)
    assert not running(inquiry)
    with refused("inquiry.closed"):
        closed(cast, inquiry, by=cast.auditor)
    assert replay_state().findings == []


def test_who_had_the_unit_or_wrote_it_off_does_not_inquire_into_it(cast, refused):
    inquiry, auditor = burnt_down(cast), cast.auditor
    part = [SimpleNamespace(proposed_by_id=cast.supervisor.id, decided_by_id=auditor.id)]
    for proposals, former in ((part, set()), ([], {auditor.pseudonym})):
        with refused("inquiry.part"):
            check_can_close_inquiry(auditor, inquiry, proposals=proposals, former=former)
    check_can_close_inquiry(auditor, inquiry, proposals=[], former={cast.storekeeper.pseudonym})
    assert burnt_down(cast, missing(cast, stories.stored(cast)[0]), exception="lost") is None


def test_the_pages_list_it_and_close_it(cast):
    inquiry = burnt_down(cast)
    path = f"/exceptions/inquiries/{inquiry.id}/"
    assert inquiry.unit.label in text_of(cast.internal_affairs, "/exceptions/inquiries/")
    assert "Internal affairs or an auditor closes it" in text_of(cast.supervisor, path)
    assert errors_in(send(cast.internal_affairs, path, {}))
    said = {"cause": "flood", "report_number": "PV 3", "finding": "The river"}
    assert send(cast.internal_affairs, path, said)["Location"] == path
    assert "A flood" in text_of(cast.supervisor, path)
