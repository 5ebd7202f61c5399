"""Whatever happens to goods, in whatever order: nothing in custody is without an armed clock, and no hold moves a risk.

Random lives with a seed, through the real actions; what is refused is refused, and the rest must leave things right.
"""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from custody.alerts.passes import fire
from custody.core.errors import CustodyError
from custody.core.lifecycle import GONE
from custody.deadlines import recompute
from custody.deadlines.missing import units_without_clock
from custody.deadlines.models import Clock
from custody.deadlines.types import KINDS, LEGAL_CLOCKS, ClockType
from custody.destruction.actions import holds
from custody.destruction.actions import orders as order_acts
from custody.destruction.models import DestructionOrder
from custody.evidence.actions import moving, stop
from custody.evidence.models import HandlingUnit, Hold
from custody.organisation.actions import policy as rules
from tests import stories
from tests.destruction import stories as burns
from tests.destruction.decided import lifted
from tests.stories import act_of

LIVES, ACTS = 2, 45
HOUR = timedelta(hours=1)


class Life:
    """A house in which things happen by chance."""

    def __init__(self, cast, seed):
        self.cast, self.dice = cast, random.Random(seed)
        self.done = self.refused = 0
        self.offers = []

    def units(self):
        return list(HandlingUnit.objects.filter(parent__isnull=True).exclude(custody_state__in=sorted(GONE)))

    def some(self, rows):
        rows = list(rows)
        return self.dice.choice(rows) if rows else None

    def seize(self):
        stories.seized(self.cast, count=self.dice.randint(1, 2))

    def keep(self):
        burns.kept(self.cast)

    def stop(self):
        stories.contained(self.cast)

    def guard(self):
        unit = self.some(each for each in self.units() if each.kind == "container")
        stop.post_guard(act=act_of(self.cast.officer), unit_id=unit.id, guard_badge=self.cast.third_officer.badge)

    def sweep(self):
        stories.swept(self.cast, [self.some(self.units())])

    def offer(self):
        unit = self.some(self.units())
        self.offers.append(stories.offered(self.cast, [unit], receiver=self.cast.storekeeper, giver=unit.custodian))

    def accept(self):
        stories.accepted(self.offers.pop(), by=self.cast.storekeeper)

    def store(self):
        unit = self.some(self.units())
        place = self.dice.choice(["BITTERN", "DUNLIN"])
        moving.store_units(act=act_of(unit.custodian), unit_ids=[unit.id], place=place)

    def travel(self):
        unit = self.some(each for each in self.units() if each.custody_state == "stored")
        stories.on_the_road(self.cast, units=[unit], giver=unit.custodian)

    def arrive(self):
        unit = self.some(each for each in self.units() if each.custody_state == "in_transit")
        offer = stories.offered(self.cast, [unit], receiver=self.cast.storekeeper, giver=unit.custodian,
                                purpose="arrival")  # fmt: skip
        stories.accepted(offer, by=self.cast.storekeeper, place="BITTERN")

    def order(self):
        burns.recorded(self.cast, [self.some(self.units())])

    def verify_order(self):
        burns.verified(self.cast, self.some(DestructionOrder.objects.filter(state="recorded")))

    def refuse_order(self):
        order = self.some(DestructionOrder.objects.filter(state="recorded"))
        order_acts.refuse_order(act=act_of(self.cast.second_case_officer), order_id=order.id, reason="wrong")

    def hold(self):
        unit = self.some(self.units())
        holds.place_hold(act=act_of(self.cast.case_officer), unit_ids=[unit.id], authority="court", reference="R",
                         reason="by chance")  # fmt: skip

    def verify_hold(self):
        hold = self.some(Hold.objects.filter(lifted_at__isnull=True, verified_at__isnull=True))
        holds.verify_hold(act=act_of(self.cast.second_case_officer), hold_id=hold.id)

    def renew_hold(self):
        hold = self.some(Hold.objects.filter(lifted_at__isnull=True))
        holds.renew_hold(act=act_of(self.cast.case_officer), hold_id=hold.id)

    def lift_hold(self):
        hold = self.some(Hold.objects.filter(lifted_at__isnull=True))
        lifted(self.cast, hold, verifier=self.cast.supervisor)

    def burn(self):
        burns.burnt(self.cast)

    ACTS = (
        seize, keep, keep, stop, guard, sweep, sweep, offer, accept, store, store, travel, arrive, order, verify_order,
        refuse_order, hold, hold, verify_hold, verify_hold, renew_hold, lift_hold, burn,
    )  # fmt: skip

    def live(self):
        """Let one thing happen, or be refused."""
        act = self.dice.choice(self.ACTS)
        try:
            act(self)
        except (CustodyError, AttributeError, IndexError):
            # Refused, or there was nothing it could be done with.
            self.refused += 1
            return None
        self.done += 1
        return act.__name__


def risks():
    """Return when each running clock of the risk is due and fires, by its row."""
    rows = Clock.objects.filter(closed_at__isnull=True).exclude(clock_type__in=sorted(LEGAL_CLOCKS))
    return {row.pk: (row.due_at, row.next_fire_at, row.epoch) for row in rows}


def check(life):
    for unit in life.units():
        running = set(
            Clock.objects.filter(subject_id=unit.id, closed_at__isnull=True).values_list("clock_type", flat=True)
        )
        if unit.kind == "sample" or unit.custody_state == "emptied":
            continue
        assert running, f"{unit.label} {unit.custody_state} has no clock"
    for kind in (ClockType.TARGET_DESTRUCTION, ClockType.SWEEP_OWED, ClockType.MAX_STORAGE, ClockType.STRIP):
        assert not units_without_clock(kind).exists(), kind
    for clock in Clock.objects.filter(closed_at__isnull=True):
        assert clock.next_fire_at is not None
        held = Hold.objects.filter(unit=clock.subject_id, lifted_at__isnull=True, verified_at__isnull=False).exists()
        legal = KINDS[ClockType(clock.clock_type)].legal
        assert (clock.paused_at is not None) == (held and legal), clock.clock_type
        assert (clock.next_stage or "").startswith("review") == (clock.paused_at is not None)


@pytest.mark.parametrize("seed", range(LIVES))
def test_nothing_in_custody_is_ever_without_an_armed_clock(cast, seed):
    life = Life(cast, seed)

    for _ in range(ACTS):
        before = risks()
        happened = life.live()
        after = risks()
        check(life)
        if happened in {"hold", "verify_hold", "renew_hold", "lift_hold"}:
            assert {pk: said for pk, said in after.items() if pk in before} == before

    assert life.done >= ACTS // 3
    assert Clock.objects.filter(epoch__gt=1).exists() or seed


def test_epochs_grow_by_one_and_only_one_of_them_runs(cast):
    life = Life(cast, 99)
    for _ in range(25):
        life.live()

    for subject_id, clock_type in set(Clock.objects.values_list("subject_id", "clock_type")):
        rows = list(Clock.objects.filter(subject_id=subject_id, clock_type=clock_type).order_by("epoch"))
        assert [row.epoch for row in rows] == list(range(1, len(rows) + 1))
        assert all(row.closed_at is not None for row in rows[:-1])


def test_rules_and_passes_by_chance_leave_everything_armed(cast):
    life = Life(cast, 7)
    dice = random.Random(7)
    units = burns.kept(cast, count=2)
    hold = holds.place_hold(act=act_of(cast.case_officer), unit_ids=[units[0].id], authority="court",
                            reference="R", reason="x")[0]  # fmt: skip
    holds.verify_hold(act=act_of(cast.second_case_officer), hold_id=hold.id)
    for _ in range(6):
        proposal = rules.propose_policy(
            act=act_of(cast.administrator), key=dice.choice(["clock.max_storage", "clock.target_destruction"]),
            jurisdiction="BE", value=dice.randint(1, 60), measure=dice.choice(["hours", "days"]), source="chance",
        )  # fmt: skip
        rules.decide_policy(act=act_of(cast.second_administrator), proposal_id=proposal.id, approve=True)
        recompute_all()
        fire.fire(engine="test")
        check(life)
    lifted(cast, hold)
    recompute_all()
    check(life)
    assert recompute_all() == 0


def recompute_all():
    from custody.alerts.passes.recompute import recompute_all as run

    return run(at=stories.now()).moved


def test_batches_see_what_the_pass_sees(cast):
    stories.stored(cast)

    assert sum(len(batch) for batch in recompute.batches()) == Clock.objects.filter(closed_at__isnull=True).count()
