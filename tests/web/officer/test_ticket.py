"""A load is received where there is no connection: the ticket on the giver's screen says which it is."""

from __future__ import annotations

from base64 import b64decode
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from custody.core.errors import InvalidInput
from custody.evidence.actions.transfer import cancel_transfer
from custody.evidence.models import HeldReport
from custody.evidence.tickets import LASTS, PREFIX, read_ticket, ticket_of
from custody.ledger.selectors import begun_with
from tests import stories
from tests.web.outbox.test_outbox import item_of, sent

FORM = "/transfers/receive/"
HALF_A_MINUTE_MS = 30_000


def read_by(officer, offer, reads, *, ticket=None, key=None):
    """Send what the officer signed half a minute ago; return the key and the status of the answer."""
    client, key = Client(), key or uuid4()
    client.force_login(officer)
    ticket = ticket or ticket_of(offer.id, at=stories.now() - timedelta(minutes=3))
    answers = [("ticket", ticket), ("reads", "\r\n".join(reads)), ("vehicle_seal_0", ""), ("place", "")]
    sealed = item_of(key=key, badge=officer.badge, path=FORM, answers=answers)
    return key, sent(client, key, sealed, author=officer.badge, age=HALF_A_MINUTE_MS).status_code


def test_a_ticket_says_which_hand_over_to_the_house_alone_and_not_for_long():
    offer, at = uuid4(), datetime(2026, 3, 1, 2, 41, tzinfo=UTC)
    ticket = ticket_of(offer, at=at)

    assert len(ticket) <= 80
    assert offer.hex.upper() not in ticket
    assert ticket != ticket_of(offer, at=at)
    assert read_ticket(f" {ticket.lower()}", at=at + timedelta(minutes=14)) == offer
    for late in (LASTS + timedelta(minutes=1), -timedelta(minutes=5)):
        with pytest.raises(InvalidInput, match="too old"):
            read_ticket(ticket, at=at + late)
    changed = ticket[:9] + ("A" if ticket[9] != "A" else "B") + ticket[10:]
    for strange in ("", PREFIX, ticket[:-8], "C1:7KQ4M2XDJ", changed):
        with pytest.raises(InvalidInput, match="no ticket"):
            read_ticket(strange, at=at)


def test_the_giver_alone_is_shown_it_while_the_offer_waits(cast):
    units = stories.seized(cast)
    offer = stories.offered(cast, units, receiver=cast.storekeeper)
    client = Client()
    for officer, shown in ((cast.officer, True), (cast.storekeeper, False), (cast.supervisor, False)):
        client.force_login(officer)
        page = client.get(reverse("transfer:offered", args=[offer.id])).content.decode()
        assert ("c-qr" in page) is shown
        if shown:
            image = page.split("data:image/svg+xml;base64,")[1].split('"')[0]
            assert b64decode(image).lstrip().startswith(b"<")
    stories.accepted(offer, by=cast.storekeeper)
    client.force_login(cast.officer)
    assert "c-qr" not in client.get(reverse("transfer:offered", args=[offer.id])).content.decode()


def test_who_scanned_it_without_a_connection_has_the_load_since_then_and_it_serves_once(cast):
    units = stories.seized(cast, count=2)
    offer = stories.offered(cast, units, receiver=cast.storekeeper)
    reads = [unit.seal for unit in units]

    _key, status = read_by(cast.storekeeper, offer, reads)
    assert status == 201
    assert [unit.custodian for unit in stories.fresh(units)] == [cast.storekeeper] * 2
    assert read_by(cast.storekeeper, offer, reads)[1] == 202
    assert HeldReport.objects.get().reasons
    assert begun_with([offer.stream_id], names=["door"])


def test_what_the_house_cannot_join_is_held_and_finished_by_the_receiver(cast):
    first, second = units = stories.seized(cast, count=2)
    offer = stories.offered(cast, units, receiver=cast.storekeeper)
    key, status = read_by(cast.storekeeper, offer, [first.seal])
    assert status == 202
    held = HeldReport.objects.get()
    assert stories.fresh(units)[0].custodian == cast.officer

    client = Client()
    client.force_login(cast.storekeeper)
    page = client.post(reverse("outbox:put_right", args=[held.id])).content.decode()
    assert f'action="{reverse("transfer:receive", args=[offer.id])}" data-outbox-held' in page
    answers = [("expected_seq", str(offer.last_seq)), ("reads", f"{first.seal}\r\n{second.seal}")]
    sealed = item_of(key=key, badge="4601", path=reverse("transfer:receive", args=[offer.id]), answers=answers)
    assert sent(client, key, sealed, author="4601").status_code == 201
    held.refresh_from_db()
    assert (held.state, stories.fresh(units)[0].custodian) == ("corrected", cast.storekeeper)


def test_a_ticket_gives_no_right_and_never_undoes_what_was_recorded_meanwhile(cast):
    units = stories.seized(cast)
    offer = stories.offered(cast, units, receiver=cast.storekeeper)
    reads = [units[0].seal]
    old = ticket_of(offer.id, at=stories.now() - timedelta(hours=1))

    assert read_by(cast.crew, offer, reads)[1] == 202
    assert read_by(cast.storekeeper, offer, reads, ticket=old)[1] == 202
    cancel_transfer(act=stories.act_of(cast.officer), transfer_id=offer.id, reason="They went home")
    assert read_by(cast.storekeeper, offer, reads)[1] == 202
    assert stories.fresh(units)[0].custodian == cast.officer
    assert HeldReport.objects.filter(state="open", form="transfer:by_ticket").count() == 3


def test_with_a_connection_the_same_form_answers_at_once_and_the_same_again(cast):
    units = stories.seized(cast)
    offer = stories.offered(cast, units, receiver=cast.storekeeper)
    client = Client()
    client.force_login(cast.storekeeper)
    said = {"idempotency_key": str(uuid4()), "ticket": ticket_of(offer.id, at=stories.now()), "reads": units[0].seal,
            "vehicle_seal_0": "", "place": ""}

    assert client.get(FORM).status_code == 200
    assert client.post(FORM, said | {"ticket": "H1:NO"}).status_code == 422
    answers = [client.post(FORM, said) for _ in range(2)]
    assert [each.status_code for each in answers] == [302, 302]
    assert stories.fresh(units)[0].custodian == cast.storekeeper
