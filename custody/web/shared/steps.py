"""One thing to do, or the reason why it cannot be done: the refusal borrows the rule's own sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from custody.core.verdicts import verdict
from custody.web.shared.errors import in_words

if TYPE_CHECKING:
    from custody.web.shared.parts import Text


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: its words and address, or why it cannot be done."""

    label: Text
    link: str = ""
    reason: str = ""


def step_to(label: Text, link: str, check: Callable[[], object]) -> Step:
    """Return the step with its address when ``check`` raises nothing, else with the reason it gives."""
    found = verdict(check)
    if found.ok:
        return Step(label, link)
    return Step(label, "", "" if found.refusal is None else in_words(found.refusal))
