"""Who may do what, on its pages."""

from __future__ import annotations

from django.urls import reverse

from custody.organisation.models import Officer, OfficerProposal
from tests import stories
from tests.web.desk import browser_of, errors_in, foreseen, page_of, send, text_of

LIST, PROPOSE = reverse("officers:list"), reverse("officers:propose")
SAID = {"badge": "4417", "roles": ["officer", "crew"], "clearance": "1", "serves": "yes", "reason": "drives too"}


def test_a_change_is_proposed_by_one_and_decided_by_another(cast):
    assert "Officer" in text_of(cast.administrator, f"{PROPOSE}?badge=4417")
    assert browser_of(cast.administrator).get(f"{PROPOSE}?badge=%00").status_code == 400
    seen, text = foreseen(cast.administrator, PROPOSE, SAID)
    assert "Roles that come crew" in text
    # Who ticks another box after that sees the effect anew.
    assert send(cast.administrator, PROPOSE, SAID | seen | {"roles": ["sampler", "crew"]}).status_code == 200
    assert not OfficerProposal.objects.exists()
    sent = send(cast.administrator, PROPOSE, SAID | seen)
    found = OfficerProposal.objects.get()
    page = reverse("officers:proposal", args=[found.id])
    assert sent["Location"] == page
    assert errors_in(send(cast.administrator, PROPOSE, SAID | seen)) == [
        "A proposal for this badge is open already. Decide that one first"
    ]
    assert "Take it back" in text_of(cast.administrator, page)
    assert "proposed by badge" in text_of(cast.supervisor, LIST)
    assert "Roles until now" in text_of(cast.supervisor, page)

    assert send(cast.supervisor, page, {"answer": "yes"})["Location"] == page

    assert Officer.objects.get(badge="4417").roles == ["crew", "officer"]
    assert "Decided by badge" in text_of(cast.auditor, page)
    assert errors_in(send(cast.supervisor, page, {"answer": "yes"})) == ["This was decided already"]
    for path in (LIST, PROPOSE, page):
        page_of(cast.officer, path, status=403)


def test_a_new_officer_is_proposed_and_taken_back(cast):
    said = SAID | {"badge": "4499"}
    send(cast.administrator, PROPOSE, said | foreseen(cast.administrator, PROPOSE, said)[0])
    found = OfficerProposal.objects.get()
    page = reverse("officers:proposal", args=[found.id])
    assert "Nobody has this badge" in text_of(cast.administrator, page)

    assert send(cast.administrator, reverse("officers:withdraw", args=[found.id]), {})["Location"] == page

    assert "Taken back" in text_of(cast.administrator, page)
    assert not Officer.objects.filter(badge="4499").exists()


def test_who_takes_roles_away_sees_what_is_left_behind(cast):
    stories.stored(cast, count=2)
    gone = SAID | {"badge": cast.storekeeper.badge, "roles": ["officer"], "serves": "no", "reason": "left us"}
    _seen, text = foreseen(cast.administrator, PROPOSE, gone)
    assert "Roles that go storekeeper" in text
    assert "Units in custody that must be handed over 2" in text
