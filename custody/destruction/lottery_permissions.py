"""Who tests what was drawn for a burn that it left untested (C12)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import NotPermitted
from custody.destruction import lottery_policies
from custody.organisation.permissions import check_holds_role, check_two_people
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from custody.destruction.models import LotteryTicket
    from custody.evidence.models import HandlingUnit
    from custody.organisation.models import Officer


def check_can_test_owed(
    officer: Officer, witness: Officer, unit: HandlingUnit, ticket: LotteryTicket | None, *,
    inside: Collection[UUID],
) -> None:
    """Return when the two may open and test the unit wherever it lies: a checker with a witness, both active, and
    neither is one of those ``inside``, who ever had it, or staged or loaded the burn that it was drawn for. It owes a
    test by ``ticket``."""
    check_holds_role(officer, Role.CHECKER)
    check_two_people(officer, witness)
    lottery_policies.check_owed(unit, ticket)
    lottery_policies.check_can_be_opened(unit)
    for each in (officer, witness):
        if not each.is_active or each.id in inside:
            raise NotPermitted(
                "lottery.inside",
                "Badge {badge} had {label}, staged or loaded it, or serves no more: two from outside test it",
                badge=each.badge, label=unit.label,
            )  # fmt: skip
