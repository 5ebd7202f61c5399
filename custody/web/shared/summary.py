"""The error summary: every problem of a form, in the order of the page, each leading to its input."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.forms import BaseForm, BoundField


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """What to do, and the id of the input it is about ("" for the whole form)."""

    target: str
    message: str


def summary_of(form: BaseForm) -> list[SummaryLine]:
    """Return one line for each error of the form, those about the whole form first, then those of what the page notes
    by itself: no input shows them, and a form that comes back without a word cannot be put right."""
    lines = [SummaryLine("", str(message)) for message in form.non_field_errors()]
    for bound in form.hidden_fields():
        named = f"{bound.field.label}: " if bound.field.label else ""
        lines += [SummaryLine("", f"{named}{message}") for message in bound.errors]
    for bound in form.visible_fields():
        lines += [SummaryLine(_target(bound), str(message)) for message in bound.errors]
    return lines


def _target(bound: BoundField) -> str:
    """Return the id of the first thing of the input that can take the focus."""
    # A set of radios has no id of its own; a compound input names its first part.
    suffix = getattr(bound.field.widget, "first_target", "_0")
    return bound.id_for_label or f"{bound.auto_id}{suffix}"
