"""Whatever legal acts follow each other, the invariants of custody hold (domain rules 4.3)."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.db.models import F, Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from custody.core.errors import CustodyError
from custody.core.events import FieldClass
from custody.core.lifecycle import GONE, CustodyState
from custody.evidence.actions import transfer
from custody.evidence.models import HandlingUnit, Placement, Sample, Seal, Transfer
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from tests import stories
from tests.evidence.acts import acts_on

EVERYTHING = frozenset(FieldClass)
MOVES = st.lists(st.tuples(st.integers(0, 999), st.integers(0, 999)), min_size=4, max_size=22)
ANSWERS = ("accept", "refuse", "cancel")


def outermost():
    return HandlingUnit.objects.filter(parent__isnull=True).order_by("seized_at", "label")


def answers_to(cast, offer):
    """Return what may become of an offer, as acts."""
    where = {"arrival": "BITTERN"}.get(offer.purpose)
    conveyance = offer.lines.filter(unit__kind="container").exists()
    return {
        "accept": lambda: stories.accepted(
            offer, by=offer.receiver, place="LAPWING" if conveyance and where else where
        ),
        "refuse": lambda: transfer.refuse_transfer(
            act=stories.act_of(offer.receiver), transfer_id=offer.id, reason="x"
        ),
        "cancel": lambda: transfer.cancel_transfer(act=stories.act_of(offer.giver), transfer_id=offer.id, reason="x"),
    }


def try_one(cast, choice, unit_choice):
    """Try one act on one unit, or one answer to one offer; say whether it was carried out."""
    offers = list(Transfer.objects.filter(state="offered").order_by("offered_at"))
    units = list(outermost())
    if offers and choice % 3 == 0:
        acts = answers_to(cast, offers[unit_choice % len(offers)])
    else:
        acts = acts_on(cast, units[unit_choice % len(units)])
    name = sorted(acts)[choice // 3 % len(acts)]
    try:
        acts[name]()
    except CustodyError:
        return False
    return True


def check_custody():
    """Exactly one custodian, a person or a crew of two, per live outermost unit, at every instant of its life."""
    for unit in HandlingUnit.objects.all():
        if unit.custody_state in GONE or unit.parent_id is not None:
            assert unit.custodian_id is None
            continue
        assert unit.custodian_id is not None
        assert unit.custodian_id != unit.co_custodian_id
        lines = told([unit.stream_id], classes=EVERYTHING, newest_first=False, limit=1000)
        held = [line for line in lines if "custodian" in line.values]
        assert held[0] is lines[0]
        assert held[-1].values["custodian"] == unit.custodian.pseudonym
        passed = [line.type.code for line in held[1:]]
        assert set(passed) <= {"transfer.accepted/1", "unit.departed/1"}


def check_places():
    """A unit lies in one place, or is on the road, or is gone."""
    for unit in outermost():
        lying = Placement.objects.filter(unit=unit, until_at__isnull=True).count()
        away = unit.custody_state in {*GONE, CustodyState.IN_TRANSIT}
        assert lying == (0 if away else 1), f"{unit} lies in {lying} places while {unit.custody_state}"


def check_masses(seized_mg):
    """What was seized is still there, in bulk or as samples."""
    bulk = HandlingUnit.objects.filter(kind="bag").aggregate(mg=Sum("gross_mg"))["mg"]
    samples = Sample.objects.aggregate(mg=Sum("gross_mg"))["mg"] or 0
    assert bulk + samples == seized_mg
    assert not Sample.objects.exclude(sample_unit__gross_mg=F("gross_mg")).exists()


def check_seals():
    """A unit carries the one seal of ours that was not removed."""
    for unit in HandlingUnit.objects.exclude(kind="container"):
        on_it = list(Seal.objects.filter(unit=unit, removed_at__isnull=True).values_list("number", flat=True))
        assert on_it == ([] if unit.seal is None else [unit.seal])


@pytest.mark.parametrize("part", range(4))
def test_custody_place_mass_and_seal_hold_after_any_legal_sequence(cast, part):
    done = []

    @settings(
        max_examples=4,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(moves=MOVES)
    def walk(moves):
        point = transaction.savepoint()
        try:
            stories.stored(cast)
            stories.swept(cast, stories.seized(cast, crew=True))
            stories.on_the_road(cast)
            for choice, unit_choice in moves:
                done.append(try_one(cast, choice + part, unit_choice))
            check_custody()
            check_places()
            check_masses(75_000_000)
            check_seals()
            assert replay_state().findings == []
        finally:
            transaction.savepoint_rollback(point)

    walk()

    assert any(done)
