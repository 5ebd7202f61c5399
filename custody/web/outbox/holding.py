"""The house holds what it cannot record as it was signed, and knows when it was put right."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from custody.core.act import Act, Door
from custody.core.errors import AlreadyRecorded, IntegrityBroken, LockTimeout, NotAllowedNow
from custody.evidence.actions.held import hold_report, note_put_right
from custody.evidence.selectors.held import held_under, is_settled
from custody.evidence.selectors.incidents import key_of_its_own
from custody.web.outbox.replay import BUSY, CONFLICT, Outcome, form_name, replay
from custody.web.shared.guards import signed_in

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

    from custody.evidence.models import HeldReport
    from custody.organisation.models import Officer
    from custody.web.shared.sealed_item import Item

HELD = 202


def recorded_or_held(
    request: HttpRequest, item: Item, *, key: UUID, sealed: bytes, signed_at: datetime, received_at: datetime,
    is_unsure: bool = False,
) -> Outcome:
    """Record an item, or hold it: then the device may forget it.

    202 when it waits here for its correction, 409 when the key was used with other answers and both are kept; else as
    ``replay``. What was held before keeps the time when it was first signed. An officer who is not sure that all of it
    is their own (``is_unsure``) has it held as it is.
    """
    officer = signed_in(request)
    held = held_under(officer, key=key)
    if held is not None:
        signed_at = held.signed_at
    outcome = replay(request, item, key=key, signed_at=signed_at, received_at=received_at, is_unsure=is_unsure)
    if held is not None and outcome.status in (200, 201):
        settle(officer, held)
    if not outcome.wrong:
        return outcome
    body_hash = item.body_hash()
    is_twice = outcome.status == CONFLICT
    goes_on_as = uuid5(key, f"{officer.id} {body_hash.hex()}") if is_twice or is_settled(officer, key=key) else key
    act = Act(
        actor=officer, door=Door.OUTBOX, key=uuid5(goes_on_as, f"held {body_hash.hex()}"), body_hash=body_hash,
        device_at=item.device_at, received_at=received_at,
    )  # fmt: skip
    try:
        hold_report(act=act, sent_as=key, goes_on_as=goes_on_as, form=form_name(item), signed_at=signed_at,
                    sealed=sealed, wrong=outcome.wrong)  # fmt: skip
    except AlreadyRecorded:
        pass  # it came before, and the answer was lost
    except (LockTimeout, IntegrityBroken):
        return Outcome(BUSY)
    return Outcome(CONFLICT if is_twice else HELD, reasons=outcome.reasons)


def call_carried(
    request: HttpRequest, item: Item, *, author: Officer, key: UUID, signed_at: datetime, received_at: datetime
) -> Outcome:
    """Record a call for help that ``author`` is said to have made on this device: who is signed in carries it.

    Nothing is held: it would wait for who may never sign in again. Where its key stands for other answers, it is a
    report of its own.
    """
    once = partial(replay, request, signed_at=signed_at, received_at=received_at, said_by=author)
    outcome = once(item, key=key)
    if outcome.status != CONFLICT:
        return outcome
    own = key_of_its_own(key, body_hash=item.body_hash())
    return once(item.under(own), key=own)


def settle(officer: Officer, held: HeldReport) -> None:
    """Note that a held form is recorded. Whoever was first is right: a second time changes nothing."""
    with suppress(NotAllowedNow):
        note_put_right(act=Act(actor=officer, door=Door.OUTBOX), held_id=held.id)
