"""Whatever happens in whatever order, and whatever is killed: no open item without an armed clock, no open alert
without a next step, nothing past due that stays unfired for two minutes. The ledger tells the same story."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta

import pytest
from django.db.models import Exists, F, OuterRef

from custody.alerts.actions.acknowledge import acknowledge
from custody.alerts.models import Alert, Delivery, Heartbeat
from custody.core.errors import CustodyError
from custody.core.lifecycle import GONE
from custody.deadlines.models import Clock
from custody.evidence.actions import extraction, moving, stop, transfer
from custody.evidence.models import HandlingUnit
from custody.ledger.replay import replay_state
from tests import stories
from tests.alerts.chaos.scene import assert_armed
from tests.stories import act_of
from tests.tasks.conftest import wait_for

TWO_MINUTES = 120
HOURS = (7, 23, 37, 50, 80, 120)


class World:
    """Does one random thing at a time. An act that the house refuses is a thing that happened, too."""

    def __init__(self, cast, scene, *, seed):
        self.cast, self.scene, self.dice, self.done = cast, scene, random.Random(seed), Counter()
        self.things = [
            (3, self.store), (3, self.contain), (2, self.guard), (2, self.empty), (2, self.hand_over), (2, self.answer),
            (2, self.move), (4, self.take), (9, self.let_a_clock_run), (4, self.let_a_step_come),
            (1, self.let_all_be_blind), (3, self.kill_the_engine),
        ]  # fmt: skip

    def step(self):
        """Do one of them."""
        [thing] = self.dice.choices([each for _, each in self.things], weights=[weight for weight, _ in self.things])
        try:
            thing()
            self.done[thing.__name__] += 1
        except CustodyError:
            self.done[f"{thing.__name__} refused"] += 1
        except LookupError:
            self.done[f"{thing.__name__} nothing there"] += 1

    def any_of(self, rows):
        """Return one of the rows; raises ``IndexError`` when there is none."""
        return self.dice.choice(list(rows.order_by("id")))

    # --- what officers do -------------------------------------------------------------------------------

    def store(self):
        stories.stored(self.cast, count=self.dice.randint(1, 3))

    def contain(self):
        stories.contained(self.cast)

    def guard(self):
        unit = self.any_of(HandlingUnit.objects.filter(custody_state="contained"))
        stop.post_guard(act=act_of(self.cast.officer), unit_id=unit.id, guard_badge=self.cast.third_officer.badge)

    def empty(self):
        unit = self.any_of(HandlingUnit.objects.filter(custody_state="contained"))
        witness = self.cast.second_officer.badge
        extraction.start_extraction(act=act_of(self.cast.officer), unit_id=unit.id, witness_badge=witness)
        extraction.end_extraction(act=act_of(self.cast.officer), unit_id=unit.id)

    def hand_over(self):
        unit = self.any_of(HandlingUnit.objects.filter(custody_state="stored"))
        giver, other = self.cast.storekeeper, self.cast.second_storekeeper
        if unit.custodian_id == other.id:
            giver, other = other, giver
        stories.offered(self.cast, [unit], receiver=other, giver=giver)

    def answer(self):
        offer = self.any_of(transfer.Transfer.objects.filter(state="offered"))
        if self.dice.random() < 0.7:
            stories.accepted(offer, by=offer.receiver)
        else:
            transfer.cancel_transfer(act=act_of(offer.giver), transfer_id=offer.id, reason="another day")

    def move(self):
        unit = self.any_of(HandlingUnit.objects.filter(custody_state="stored"))
        moving.move_units(act=act_of(unit.custodian), unit_ids=[unit.id], place="DUNLIN")

    def take(self):
        alert = self.any_of(Alert.objects.filter(state="open"))
        acknowledge(act=act_of(self.cast.duty_officer), alert_id=alert.id)

    # --- what time does ---------------------------------------------------------------------------------

    def let_a_clock_run(self):
        clock = self.any_of(Clock.objects.filter(closed_at__isnull=True))
        self._back(Clock.objects.filter(pk=clock.pk), timedelta(hours=self.dice.choice(HOURS)))

    def let_a_step_come(self):
        alert = self.any_of(Alert.objects.exclude(state="resolved"))
        Alert.objects.filter(pk=alert.pk).exclude(state="resolved").update(
            next_escalation_at=stories.now() - timedelta(minutes=1)
        )

    def let_all_be_blind(self):
        """Nobody looked for thirty hours: everything that waits for a time, and every sign of life, moves back."""
        blind = timedelta(hours=30)
        self.kill_the_engine(restart=False)
        self._back(Clock.objects.filter(closed_at__isnull=True), blind)
        Alert.objects.exclude(state="resolved").update(next_escalation_at=F("next_escalation_at") - blind)
        Heartbeat.objects.update(last_ok_at=F("last_ok_at") - blind)
        waiting = Delivery.objects.filter(next_attempt_at__isnull=False)
        waiting.update(next_attempt_at=F("next_attempt_at") - blind)
        self.scene.open("engine")

    def kill_the_engine(self, *, restart=True):
        self.scene.kill("engine")
        if restart:
            self.scene.open("engine")

    def _back(self, clocks, by):
        clocks.update(
            started_at=F("started_at") - by, due_at=F("due_at") - by, next_fire_at=F("next_fire_at") - by
        )


def due():
    """Return what is past due now: clocks to fire and alerts to tell again."""
    at = stories.now()
    clocks = Clock.objects.filter(closed_at__isnull=True, next_fire_at__lte=at)
    alerts = Alert.objects.exclude(state="resolved").filter(next_escalation_at__lte=at)
    return [*clocks, *alerts]


def unarmed():
    """Return the goods in custody whose destruction nobody waits for. Asked of the tables, not of the product."""
    running = Clock.objects.filter(
        subject_id=OuterRef("id"), clock_type="TARGET_DESTRUCTION", closed_at__isnull=True, next_fire_at__isnull=False
    )
    goods = HandlingUnit.objects.filter(parent__isnull=True, seized_at__isnull=False).exclude(kind="sample")
    return list(goods.exclude(custody_state__in=sorted(GONE)).filter(~Exists(running)))


def live_through(cast, scene, *, seed, rounds, steps):
    """Let random things happen and look after each round; return what happened."""
    scene.open("engine")
    world = World(cast, scene, seed=seed)
    for _ in range(3):
        world.store()
    for _ in range(rounds):
        for _ in range(steps):
            world.step()
            assert unarmed() == []
            assert_armed(late=timedelta(days=9))  # in the middle of a move only the next step is asked for
        wait_for(lambda: not due(), seconds=TWO_MINUTES, what="the firing of what is past due")
        assert_armed()
    assert replay_state().findings == []
    return world.done


@pytest.mark.parametrize("seed", [27])
def test_nothing_open_is_ever_without_a_next_step(house_cast, scene, seed):
    done = live_through(house_cast, scene, seed=seed, rounds=3, steps=12)

    assert sum(scene.kills.values()) > 0
    assert len(done) > 6, done
    assert Alert.objects.count() > 3, done


@pytest.mark.nightly
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seed", range(100, 108))
def test_nothing_open_is_ever_without_a_next_step_for_long(house_cast, scene, seed):
    done = live_through(house_cast, scene, seed=seed, rounds=20, steps=15)

    assert len(done) > 9, done
