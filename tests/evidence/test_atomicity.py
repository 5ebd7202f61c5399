"""An act happens whole or not at all: whichever append or save breaks, nothing remains."""

from __future__ import annotations

from itertools import product

import pytest
from django.db import IntegrityError, connection, models, transaction

from custody.evidence.actions import consult, exceptions, seizure, stop, transfer
from custody.evidence.selectors import facts
from custody.ledger.recording import Record
from tests import releasing, stories
from tests.evidence.acts import acts_on


class BrokenOff(Exception):
    """What the test breaks an act with."""


def everything():
    """Return every row of every table of the house, as text, by table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'custody' AND tablename LIKE 'custody_%'")
        cursor.execute(" UNION ALL ".join(
            f"SELECT '{table}', array_agg(t::text ORDER BY t::text) FROM {table} t" for (table,) in cursor.fetchall()
        ))  # fmt: skip
        return dict(cursor.fetchall())


def units_for(cast):
    """Return a unit for every act that can succeed on it."""
    return {
        "contained": (
            stories.contained(cast),
            ["start_extraction", "depart", "post_guard", "apply_seal"],
        ),
        "extraction": (
            stories.opened(cast),
            ["interrupt_extraction", "end_extraction", "open_seizure"],
        ),
        "seized": (
            stories.swept(cast, stories.seized(cast, crew=True))[0],
            ["offer_handover", "offer_departure", "record_sweep", "record_weighing", "remove_seal"],
        ),
        "in_transit": (stories.on_the_road(cast)[0], ["arrive", "offer_arrival"]),
        "stored": (stories.stored(cast)[0], ["take_sample", "move_units"]),
    }


def acts(cast):
    """Yield every act of the room, each able to succeed, with its name."""
    for unit, names in units_for(cast).values():
        for name in names:
            yield name, lambda unit=unit, name=name: acts_on(cast, unit)[name]()
    asked = releasing.asked_to_go(cast, stories.contained(cast))
    yield (
        "release",
        lambda: exceptions.decide_exception(act=stories.act_of(cast.supervisor), proposal_id=asked.id, approve=True),
    )
    found = stories.opened_seizure(cast)
    yield (
        "register_units",
        lambda: seizure.register_units(
            act=stories.act_of(cast.officer), seizure_id=found.id, units=[stories.new_bag(), stories.new_bag()]
        ),
    )
    [first, second, third] = stories.seized(cast, count=3)
    offer = stories.offered(cast, [first], receiver=cast.storekeeper)
    yield "accept_transfer", lambda: stories.accepted(offer, by=cast.storekeeper, seals={first.id: None})
    refusable = stories.offered(cast, [second], receiver=cast.storekeeper)
    yield (
        "refuse_transfer",
        lambda: transfer.refuse_transfer(act=stories.act_of(cast.storekeeper), transfer_id=refusable.id, reason="x"),
    )
    cancellable = stories.offered(cast, [third], receiver=cast.storekeeper)
    yield (
        "cancel_transfer",
        lambda: transfer.cancel_transfer(act=stories.act_of(cast.officer), transfer_id=cancellable.id, reason="x"),
    )
    yield "reveal_place", lambda: consult.reveal_place(act=stories.act_of(cast.officer), unit_id=third.id, reason="x")


def breaking_at(monkeypatch, owner, name, count):
    """Let the ``count``-th call of a method break, and return how often it was called."""
    calls = []
    whole = getattr(owner, name)

    def maybe(*args, **kwargs):
        calls.append(name)
        if len(calls) == count:
            raise BrokenOff(name)
        return whole(*args, **kwargs)

    monkeypatch.setattr(owner, name, maybe)
    return calls


WRITES = (
    (Record, "append"), (models.Model, "save_base"), (models.QuerySet, "bulk_create"), (models.QuerySet, "update"),
)  # fmt: skip


def test_an_act_that_breaks_anywhere_leaves_nothing(cast, monkeypatch):
    ready = list(acts(cast))
    before = everything()
    for (what, act), (owner, name) in product(ready, WRITES):
        count, done = 0, False
        while not done:
            count += 1
            point = transaction.savepoint()
            with monkeypatch.context() as patch:
                breaking_at(patch, owner, name, count)
                done = went_through(act)
            if done:
                transaction.savepoint_rollback(point)
            assert everything() == before, f"{what} left something behind at {name} {count}"


def went_through(act):
    try:
        act()
    except BrokenOff:
        return False
    return True


def test_a_seal_or_label_that_slips_past_the_check_is_caught_by_the_database(cast, monkeypatch, refused):
    used = stories.new_bag()
    found = stories.opened_seizure(cast)
    [bag] = seizure.register_units(act=stories.act_of(cast.officer), seizure_id=found.id, units=[used])
    monkeypatch.setattr(facts, "seals_in_use", lambda numbers: set())
    monkeypatch.setattr(facts, "labels_in_use", lambda labels: set())

    for entry, code in (
        (stories.new_bag(seal=used.seal), "seal.in_use"),
        (stories.new_bag(label=bag.label), "label.in_use"),
    ):
        with refused(code):
            seizure.register_units(act=stories.act_of(cast.officer), seizure_id=found.id, units=[entry])


def test_a_second_offer_and_a_second_guard_are_caught_by_the_database(cast, monkeypatch, refused):
    [bag] = stories.seized(cast)
    stories.offered(cast, [bag], receiver=cast.storekeeper)
    stop.post_guard(act=stories.act_of(cast.officer), unit_id=bag.id, guard_badge="4501")
    monkeypatch.setattr(facts, "offered_among", lambda units: None)
    monkeypatch.setattr(stop, "open_guards", lambda unit: [])

    with refused("transfer.open_now"):
        stories.offered(cast, [bag], receiver=cast.second_storekeeper)
    with refused("guard.posted"):
        stop.post_guard(act=stories.act_of(cast.officer), unit_id=bag.id, guard_badge="4501")


def test_a_clash_that_has_no_sentence_is_not_hidden(cast, monkeypatch):
    [bag] = stories.seized(cast)
    monkeypatch.setattr("custody.evidence.actions.stop.GuardPost.save", _clash)

    with pytest.raises(IntegrityError, match="something else"):
        acts_on(cast, bag)["post_guard"]()


def _clash(*args, **kwargs):
    raise IntegrityError("something else")
