"""When: what of a committee's order is signed, asked before anybody verifies it (R17). Nothing here knows a country."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.errors import NotAllowedNow

if TYPE_CHECKING:
    from custody.destruction.selectors.committee import Standing


def check_members_signed(found: Standing) -> None:
    """Return when as many members signed the minutes of one number as the law asks for, or no committee ordered."""
    if found.signed < found.needed:
        raise NotAllowedNow(
            "order.members",
            "A committee gave this order, and {signed} of {needed} members signed its minutes. "
            "The others sign it first, each with their own badge",
            signed=found.signed, needed=found.needed,
        )  # fmt: skip


def check_not_signed(*, same: bool) -> None:
    """Return when the member has not signed minutes of this number for the order yet."""
    if same:
        raise NotAllowedNow("order.member_signed", "You have signed these minutes already")
