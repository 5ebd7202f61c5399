"""What is taken out is given once for one sending; the same form again says so, and then it is another look."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

from custody.evidence.models import Consultation
from custody.web.shared.taking_out import GIVEN
from tests import stories
from tests.web.desk import errors_in, send
from tests.web.packets.test_packets import asked, seen

AS_CSV = {"form_of_file": "csv", "reason": "for the meeting"}
TAKEN = {
    "dashboard:file": AS_CSV,
    "figures:file": AS_CSV | {"what": "figures", "year": "2026"},
    "packets:take": {"reason": "for the clerk", "taken": "packet"},
}


@pytest.fixture
def packet(house_cast, seal_all):
    """A packet that was issued."""
    [unit] = stories.seized(house_cast)
    found = asked(house_cast, unit.seizure)
    seal_all()
    decide, known = reverse("packets:decide", args=[found.id]), seen(house_cast, unit.seizure)
    assert send(house_cast.supervisor, decide, {"answer": "yes"}, seen=known).status_code == 302
    return found


@pytest.mark.parametrize("page", TAKEN)
def test_the_same_form_once_more_is_no_file_no_error_of_ours_and_no_second_record(house_cast, packet, page):
    key, answers = uuid4(), TAKEN[page]
    path = reverse(page, args=[packet.id] if page == "packets:take" else [])
    before = Consultation.objects.count()

    first = send(house_cast.supervisor, path, answers, key=key)
    again = send(house_cast.supervisor, path, answers, key=key)

    assert first.status_code == 200
    assert first["Content-Disposition"].startswith("attachment")
    assert first.cookies[GIVEN].value == str(key), "by this the page knows that it may be pressed again"
    assert again.status_code == 409
    assert errors_in(again) == ["This was given to you and recorded. If it did not reach you, press again: that is "
                                "recorded as another look"]
    assert str(key) not in again.content.decode().split('name="idempotency_key"')[1][:120]
    assert Consultation.objects.count() == before + 1
    assert send(house_cast.supervisor, path, answers).status_code == 200
