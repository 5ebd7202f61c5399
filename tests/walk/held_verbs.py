"""Every verb on a form that came in from a device and is held, on rows that a walk chooses."""

from __future__ import annotations

from uuid import UUID

from custody.evidence.actions import held
from custody.evidence.models import HeldReport
from custody.ledger.models import IdempotencyKey
from tests.stories import now
from tests.walk.choosing import COMMAND, by, row, verbs_of


def hold_form(world):
    """Hold a form that is new, that is held already, or whose key the house has recorded something under."""
    act = by(world, "officer", "crew", "storekeeper", "supervisor", "nobody")
    known = list(HeldReport.objects.filter(author=act.actor).order_by("held_at").values_list("goes_on_as", flat=True))
    written = IdempotencyKey.objects.filter(author=act.actor.id).order_by("-created_at")
    new = UUID(bytes=world.dice.randbytes(16), version=4)
    key = world.dice.choice([new, new, *known[:1], *written.values_list("key", flat=True)[:1]])
    return lambda: held.hold_report(act=act, sent_as=new, goes_on_as=key, form="stop:begin", signed_at=now(),
                                    sealed=b"sealed", wrong=[("Seal", "This seal was used before")])  # fmt: skip


def _held(world, *states):
    return row(world, HeldReport, state__in=states or ("open", "asked"))


def put_right(world):
    found = _held(world)
    act = by(world, found.author.badge, found.author.badge, "supervisor")
    return lambda: held.note_put_right(act=act, held_id=found.id)


def hand_back(world):
    found, act = _held(world), by(world, *COMMAND, "officer")
    return lambda: held.hand_back(act=act, held_id=found.id, note="Read the seal again")


def ask_set_aside(world):
    found, act = _held(world, "open"), by(world, *COMMAND, "officer")
    return lambda: held.ask_set_aside(act=act, held_id=found.id, reason="It was sent twice")


def decide_set_aside(world):
    found, act, yes = _held(world, "asked"), by(world, *COMMAND, "officer"), world.dice.choice([True, False])
    return lambda: held.decide_set_aside(act=act, held_id=found.id, approve=yes)


HELD_VERBS = verbs_of(hold_form, put_right, hand_back, ask_set_aside, decide_set_aside)
