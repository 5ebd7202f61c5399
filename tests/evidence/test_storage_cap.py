"""A place holds no more than its limit, in kilograms and in euros, unless a waiver admits it while it runs."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connections

from custody.core.errors import CustodyError
from custody.core.mass import MG_PER_KG
from custody.core.waivable import OVER_CAP, OVER_VALUE, SWEEP_MISSING
from custody.evidence.actions import moving
from custody.evidence.models import Placement, Transfer
from custody.evidence.placing import place_token
from custody.evidence.selectors.room import mass_of, placed_eur, placed_mg
from custody.ledger.replay import replay_state
from custody.organisation.actions import waiver
from custody.organisation.actions.register import register_place
from custody.organisation.models import Place
from tests import stories

KG = MG_PER_KG


def store(cast, *, cap_kg=None, cap_eur=None):
    place = register_place(
        act=stories.act_of(cast.administrator), code_word="REDSHANK", kind="store", jurisdiction="BE",
        cap_mg=None if cap_kg is None else cap_kg * KG,
    )  # fmt: skip
    if cap_eur is not None:
        stories.capped(cast, place, cap_eur=cap_eur)
    return place


def put(cast, unit):
    return moving.move_units(act=stories.act_of(cast.storekeeper), unit_ids=[unit.id], place="REDSHANK")


def waive(cast, place, *, rule=OVER_CAP, amount, hours=8):
    asked = waiver.ask_waiver(
        act=stories.act_of(cast.storekeeper), rule=rule, subject_id=place.id, length=timedelta(hours=hours),
        reason="No other store is open tonight", amount=amount,
    )  # fmt: skip
    return waiver.grant_waiver(act=stories.act_of(cast.director), waiver_id=asked.id, answer="Convoy at six")


def test_the_1501st_kilo_needs_a_waiver_with_an_end(cast, refused):
    place = store(cast, cap_kg=1_500)
    inside = stories.stored(cast, count=60)  # bags of 25 kg
    moving.move_units(act=stories.act_of(cast.storekeeper), unit_ids=[each.id for each in inside], place="REDSHANK")
    assert placed_mg(place) == 1_500 * KG
    [kilo] = stories.stored(cast, gross_mg=KG, package_count=1)

    with refused(OVER_CAP):
        put(cast, kilo)
    waive(cast, place, amount=KG - 1)
    with refused(OVER_CAP):
        put(cast, kilo)
    enough = waive(cast, place, amount=KG)
    put(cast, kilo)

    assert placed_mg(place) == 1_501 * KG
    waiver.end_waiver(act=stories.act_of(cast.director), waiver_id=enough.id)
    with refused(OVER_CAP):
        put(cast, stories.stored(cast, gross_mg=KG, package_count=1)[0])


def test_a_place_has_a_limit_in_euros_too(cast, refused):
    place = store(cast, cap_eur=1_000_000)  # 40 kg of cocaine at 25,000 a kilogram
    first, second = stories.stored(cast, count=2)
    put(cast, first)
    assert placed_eur(place) == 625_000

    with refused(OVER_VALUE) as refusal:
        put(cast, second)
    assert "625" not in refusal.error.sentence()
    waive(cast, place, rule=OVER_VALUE, amount=250_000)
    put(cast, second)

    assert placed_eur(place) == 1_250_000


def test_bricks_that_nobody_weighed_take_room_all_the_same(cast):
    [unit] = stories.stored(cast)
    unit.gross_mg = None

    assert mass_of([unit]) == 27_500_000


def test_goods_leave_unswept_with_a_waiver_for_this_unit_and_this_time_only(cast, refused):
    first, second = stories.seized(cast, count=2, crew=True)
    asked = waiver.ask_waiver(
        act=stories.act_of(cast.officer), rule=SWEEP_MISSING, subject_id=first.id, length=timedelta(hours=2),
        reason="Shots at the gate",
    )  # fmt: skip
    waiver.grant_waiver(act=stories.act_of(cast.regional_head), waiver_id=asked.id, answer="Leave, sweep at the store")

    def leave(unit):
        return moving.depart(act=stories.act_of(cast.officer), unit_ids=[unit.id], route=stories.route())

    with refused(SWEEP_MISSING):
        leave(second)
    assert leave(first)[0].unswept


@pytest.mark.parametrize("waived", [False, True])
def test_parallel_accepts_into_a_place_with_100_kg_left_do_not_overshoot(house_cast, waived):
    cast = house_cast
    place = store(cast, cap_kg=125)
    put(cast, stories.stored(cast)[0])  # 25 of 125 kg: 100 kg are left
    if waived:
        waive(cast, place, amount=50 * KG)
    offers = []
    for _ in range(8):
        units = stories.on_the_road(cast, destination="REDSHANK")
        offers.append(stories.offered(cast, units, receiver=cast.storekeeper, giver=cast.crew, purpose="arrival"))
    ready, codes = threading.Barrier(len(offers)), []

    def accept(offer):
        ready.wait(timeout=60)
        code = "record.busy"
        while code == "record.busy":  # the sentence says so: try again in a moment
            code = refusal_of(offer)
        codes.append(code)
        connections["default"].close()

    def refusal_of(offer):
        try:
            stories.accepted(offer, by=cast.storekeeper, place="REDSHANK")
        except CustodyError as refusal:
            return refusal.code
        return None

    threads = [threading.Thread(target=accept, args=[offer]) for offer in offers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
        assert not thread.is_alive()

    fits = 6 if waived else 4
    assert sorted(codes, key=str) == [None] * fits + [OVER_CAP] * (8 - fits)
    assert placed_mg(Place.objects.get(pk=place.pk)) == (175 if waived else 125) * KG
    assert Placement.objects.filter(place_token=place_token(place.id), until_at__isnull=True).count() == fits + 1
    assert Transfer.objects.filter(state="accepted", pk__in=[offer.id for offer in offers]).count() == fits
    assert replay_state().findings == []
