"""A receipt that waits only because a seal was to be read again is put right by the receipt that came of it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from django.urls import Resolver404, resolve
from django.utils.translation import override

from custody.core.act import Act, Door
from custody.core.errors import CustodyError
from custody.evidence.actions.held import note_put_right
from custody.evidence.selectors.held import sealed_contents, waiting_held
from custody.web.shared.sealed_item import opened

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from custody.evidence.models import HeldReport
    from custody.organisation.models import Officer
    from custody.web.shared.parts import Text

RECEIPT = "transfer:receive"


def settle_receipts(officer: Officer, *, transfer_id: UUID, read_again: Iterable[Text]) -> None:
    """Note that the officer's held receipts of a hand-over they have accepted are recorded.

    Only those that lacked a second reading, refused with one of ``read_again``: each reading stands in the ledger, and
    what was signed anew says the rest.
    One that lacks anything else says something that no record has, and waits for who signed it.
    """
    with override("en"):
        lacking = {str(each) for each in read_again}
    for held in waiting_held(officer).filter(form=RECEIPT):
        if lacking >= set(held.reasons) and _transfer_of(officer, held) == str(transfer_id):
            with suppress(CustodyError):
                note_put_right(act=Act(actor=officer, door=Door.OUTBOX), held_id=held.id, transfer_id=transfer_id)


def _transfer_of(officer: Officer, held: HeldReport) -> str:
    with suppress(CustodyError, Resolver404):
        path = opened(sealed_contents(held), key=held.sent_as, badge=officer.badge).path
        return str(resolve(path.partition("?")[0]).kwargs.get("transfer_id", ""))
    return ""
