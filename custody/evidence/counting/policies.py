"""When: the state of an inventory or an audit that an act needs. Each check returns, or raises with a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.audits import QUESTIONS, VERDICTS
from custody.core.errors import InvalidInput, NotAllowedNow
from custody.core.inventories import ASKED_BY_PEOPLE, LEAST_PERCENT
from custody.core.texts import said as _
from custody.evidence import lists
from custody.evidence.policies import check_place_kind
from custody.evidence.selectors.counting import ALONE_AFTER, was_left

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from custody.evidence.models import Audit, Inventory, OpeningStock
    from custody.organisation.models import Place


def check_asked(place: Place, *, kind: str, percent: int) -> None:
    """Return for an inventory that a person may ask for: of a store, of a tenth of it at least."""
    check_place_kind(place, lists.STORE_KINDS)
    if kind not in ASKED_BY_PEOPLE:
        raise InvalidInput("inventory.kind", "Choose what kind of inventory it is", field="kind")
    if not LEAST_PERCENT <= percent <= 100:
        raise InvalidInput(
            "inventory.percent", "An inventory covers {least} to 100 percent", field="percent", least=LEAST_PERCENT
        )


def check_state(inventory: Inventory, *states: str) -> None:
    """Return while the inventory is in one of the states; raise ``NotAllowedNow`` otherwise."""
    if inventory.state not in states:
        words = {
            "asked": _("has not begun. Begin it first"),
            "open": _("is being counted. Finish counting first"),
            "counted": _("is counted. It waits for the second signature"),
            "signed": _("is signed. Ask for another one"),
        }
        raise NotAllowedNow("inventory.state", "This inventory {state}", state=words[inventory.state])


def check_to_begin(inventory: Inventory, *, at: datetime) -> None:
    """Return while the inventory waits, or when it was left half: one counter who is not there blinds no store."""
    if not was_left(inventory, at=at):
        check_state(inventory, "asked")


def check_left_alone(inventory: Inventory, *, last_at: datetime | None, at: datetime) -> None:
    """Return for a count that nobody goes on with: nobody wrote anything down for an hour, or one of the two serves no
    more. Who could break off a count that runs could end it before it finds something."""
    check_state(inventory, "open", "counted")
    if not was_left(inventory, at=at) and last_at is not None and at - last_at < ALONE_AFTER:
        raise NotAllowedNow("inventory.runs", "They counted here less than an hour ago. Ask them first")


def check_place_free(others: bool) -> None:
    """Return when no other inventory is open in the place; raise ``NotAllowedNow`` otherwise."""
    if others:
        raise NotAllowedNow("inventory.other", "Another inventory of this place is open. Finish that one first")


def check_line_new(label: str, known: Collection[str]) -> None:
    """Return for a label that was not found yet in this inventory; raise ``InvalidInput`` otherwise."""
    if label in known:
        raise InvalidInput("inventory.twice", "This label was found already. Each thing is counted once",
                           field="label")  # fmt: skip


def check_inside(inventory: Inventory, label: str, *, count: int | None, gross_mg: int | None) -> None:
    """Return for a label that was not drawn to be looked into, or whose content was counted or weighed."""
    if inventory.percent == 100 and label in inventory.drawn and count is None and gross_mg is None:
        raise InvalidInput(
            "inventory.inside", "This one was drawn: count what is inside, or weigh it", field="package_count"
        )


def check_audit(audit: Audit, state: str) -> None:
    """Return while the audit is in the state; raise ``NotAllowedNow`` otherwise."""
    if audit.state != state:
        words = {"planned": _("has not begun"), "open": _("has begun already"), "closed": _("is closed")}
        raise NotAllowedNow("audit.state", "This audit {state}", state=words[audit.state])


def check_answer(question: str, verdict: str, *, remark: str | None, answered: Collection[str]) -> None:
    """Return for an answer that can be given once; a rule that was broken needs a remark. Raises ``InvalidInput``."""
    if question not in QUESTIONS:
        raise InvalidInput("audit.question", "Choose a question of the list", field="question")
    if verdict not in VERDICTS:
        raise InvalidInput("audit.verdict", "Say whether the rule was kept", field="verdict")
    if question in answered:
        raise InvalidInput("audit.answered", "This question is answered already", field="question")
    if verdict == "broken" and remark is None:
        raise InvalidInput("audit.remark", "Say what was found", field="remark")


def check_all_answered(answered: Collection[str]) -> None:
    """Return when every question has its answer; raise ``NotAllowedNow`` otherwise."""
    left = len(set(QUESTIONS) - set(answered))
    if left:
        raise NotAllowedNow("audit.open_questions", "Answer every question first. Still open: {left}", left=left)


def check_not_registered(stock: OpeningStock) -> None:
    """Return while the list is not in custody yet; raise ``NotAllowedNow`` afterwards."""
    if stock.registered_at is not None:
        raise NotAllowedNow("stock.registered", "This list is in custody already")
