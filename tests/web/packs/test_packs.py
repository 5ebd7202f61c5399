"""Packs on the desk: proposed by one, seen with what they do, decided by another."""

from __future__ import annotations

from django.urls import reverse

from custody.organisation.models import JurisdictionPack
from tests import packs, stories
from tests.organisation.test_packs import proposed
from tests.web.desk import errors_in, foreseen, page_of, send, send_seen, text_of

LIST, PROPOSE = reverse("packs:list"), reverse("packs:propose")


def at(name, pack):
    return reverse(f"packs:{name}", args=[pack.id])


def test_a_shipped_pack_is_proposed_seen_and_approved(cast):
    stories.seized(cast)
    said = {"shipped": "US-TX", "document": ""}
    seen, before = foreseen(cast.administrator, PROPOSE, said)
    assert "What approving it would change" in before
    assert "Clocks moved" in before
    assert not JurisdictionPack.objects.exists()
    sent = send(cast.administrator, PROPOSE, said | seen)
    pack = JurisdictionPack.objects.get()
    assert sent["Location"] == at("pack", pack)
    own = text_of(cast.administrator, at("pack", pack))
    assert "Another person decides" in own
    assert "Health and Safety Code 481.160" in own
    assert "Unverified" in own
    text = text_of(cast.supervisor, at("pack", pack))
    assert "What approving it would change" in text
    send(cast.supervisor, at("pack", pack), {"answer": "yes"})
    pack.refresh_from_db()
    assert (pack.state, pack.decided_by) == ("approved", cast.supervisor)
    assert "Approved" in text_of(cast.auditor, LIST)


def test_the_preview_counts_the_clocks_that_would_move(cast):
    stories.stored(cast)
    pack = proposed(cast, packs.nowhere(jurisdiction="BE", clock__max_storage=(1, "hours")))

    rows = [row for row in page_of(cast.supervisor, at("pack", pack)).iter("tr")
            if "leave the store" in "".join(row.itertext())]  # fmt: skip
    assert any("1 hour" in "".join(row.itertext()) for row in rows)


def test_a_pack_of_ones_own_is_read_strictly(cast):
    sent = send(cast.administrator, PROPOSE, {"shipped": "own", "document": "nonsense"})
    assert sent.status_code == 422
    assert errors_in(sent)[0].startswith("This pack cannot be used.")
    empty = send(cast.administrator, PROPOSE, {"shipped": "own", "document": ""})
    assert errors_in(empty) == ["Enter the text of the pack"]
    send_seen(cast.administrator, PROPOSE, {"shipped": "own", "document": packs.nowhere()})
    assert JurisdictionPack.objects.get().jurisdiction == "XX"


def test_nobody_decides_the_own_pack_but_may_take_it_back(cast):
    pack = proposed(cast)
    assert send(cast.administrator, at("pack", pack), {"answer": "yes"}).status_code == 403
    assert send(cast.administrator, at("withdraw", pack), {})["Location"] == at("pack", pack)
    assert send(cast.supervisor, at("pack", pack), {"answer": "no"}).status_code == 409


def test_packs_are_for_those_who_read_rules(cast):
    pack = proposed(cast)
    page_of(cast.officer, LIST, status=403)
    page_of(cast.officer, at("pack", pack), status=403)
    page_of(cast.auditor, PROPOSE, status=403)
    assert "To be decided" in text_of(cast.auditor, LIST)
