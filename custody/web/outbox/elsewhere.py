"""Whether what a held form says is recorded meanwhile: the same seals on units, or the same load taken over."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from custody.core.errors import CustodyError
from custody.core.identifiers import parse_container_number
from custody.evidence.selectors.access import transfer_for
from custody.evidence.selectors.held import sealed_contents
from custody.evidence.selectors.holding import my_conveyances
from custody.evidence.selectors.seal_register import units_of_seals
from custody.web.shared.seal_fields import SealsField
from custody.web.shared.sealed_item import Item, opened

if TYPE_CHECKING:
    from custody.evidence.models import HeldReport
    from custody.organisation.models import Officer

_SEALING = ("seizure:register", "weighing:seal")
_SEALS = ("seal_number", "seal_numbers")


def recorded_elsewhere(officer: Officer, held: HeldReport) -> str:
    """Return in words what of a held form is recorded already, for who signed it; "" when nothing shows that.

    A form is never set aside by itself: the same number on another unit is a discrepancy, and who signed it knows.
    """
    if held.author_id != officer.id or not held.is_open:
        return ""
    with suppress(CustodyError):
        item = opened(sealed_contents(held), key=held.sent_as, badge=officer.badge)
        ways = {"stop:begin": _stopped, "transfer:receive": _received, **dict.fromkeys(_SEALING, _sealed)}
        return ways[held.form](officer, item) if held.form in ways else ""
    return ""


def _stopped(officer: Officer, item: Item) -> str:
    number = str(parse_container_number(item.answers.get("container_number", "")))
    found = my_conveyances(officer).filter(conveyance__container_number=number).first()
    return "" if found is None else _("Recorded elsewhere: you stopped %(number)s, it is %(label)s") % {
        "number": number, "label": found.label,
    }  # fmt: skip


def _sealed(officer: Officer, item: Item) -> str:
    numbers: list[str] = []
    for name in _SEALS:
        with suppress(ValidationError):
            numbers += SealsField(required=False).clean(item.answers.get(name, ""))
    found = units_of_seals(officer, numbers=numbers)
    if not numbers or set(found) != set(numbers):
        return ""
    pairs = ", ".join(f"{number} → {label}" for number, label in list(found.items())[:5])
    return _("Recorded elsewhere: %(pairs)s") % {"pairs": pairs + (" …" if len(found) > 5 else "")}


def _received(officer: Officer, item: Item) -> str:
    with suppress(Resolver404):
        match = resolve(item.path)
        if match.view_name == "transfer:receive":
            transfer = transfer_for(officer, transfer_id=match.kwargs["transfer_id"])
            if transfer.state == "accepted":
                return _("Recorded elsewhere: badge %(badge)s took the load over") % {"badge": transfer.receiver.badge}
    return ""
