"""What is typed into the forms of the bench."""

from __future__ import annotations

from tests.stories import new_seal


def one():
    """Return who stood by."""
    return {"witness_badge": "4602"}


def parts(*kilograms):
    """Return a form with one part for each weight."""
    answers = {"scale": "S-FLOOR", "reason": "as asked", "loss_reason": ""} | one()
    for number, weight in enumerate(kilograms, start=1):
        answers |= {
            f"kind_{number}": "bag", f"gross_{number}": weight, f"count_{number}": str(round(float(weight))),
            f"seal_{number}": new_seal().number,
        }  # fmt: skip
    return answers
