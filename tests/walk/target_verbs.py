"""Every verb of what is looked for before the stop, on rows that a walk chooses, by whoever the dice name."""

from __future__ import annotations

from custody.evidence.actions import lookups, targets, tips
from custody.evidence.models import Target, Tip
from tests import stories, targeting


def _target(world):
    return world.one_of(Target.objects.order_by("opened_at"))


def _anybody(world):
    return world.dice.choice([world.cast.officer, world.cast.supervisor, world.cast.second_supervisor,
                              world.cast.duty_officer])  # fmt: skip


def look_for(world):
    return lambda: targeting.targeted(world.cast, hours=world.dice.choice([-9, 0, 9]))


def ask_let_go(world):
    target, who = _target(world), _anybody(world)
    return lambda: targets.ask_let_go(act=stories.act_of(who), target_id=target.id, reason_code="other", reason="x")


def let_go(world):
    target, who = _target(world), _anybody(world)
    return lambda: targets.let_go(act=stories.act_of(who), target_id=target.id)


def decide_search(world):
    target, who = _target(world), _anybody(world)
    return lambda: targets.decide_search(act=stories.act_of(who), target_id=target.id, searcher_badge="4418")


def look_up(world):
    number = world.dice.choice([targeting.NUMBER, "CSQU3054383"])
    return lambda: lookups.look_up_container(act=stories.act_of(world.cast.crew), container_number=number, reason="x")


def read_source(world):
    tip = Tip.objects.first()
    if tip is None:
        return lambda: targeting.tipped(world.cast)
    who = world.dice.choice([world.cast.handler, world.cast.second_handler, world.cast.internal_affairs])
    return lambda: tips.reveal_source(act=stories.act_of(who), tip_id=tip.id, reason="x")


TARGET_VERBS = {
    each.__name__: each for each in (look_for, ask_let_go, let_go, decide_search, look_up, read_source)
}  # fmt: skip
