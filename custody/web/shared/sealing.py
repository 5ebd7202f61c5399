"""What kind of seal it is: a short choice with the usual answer in it, and the second number of a bolt seal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from custody.evidence.entries import SealEntry
from custody.web.shared.fields import CheckField, ChoiceField
from custody.web.shared.seal_fields import SealField
from custody.web.shared.words import Word

SEAL_CLASSES: Mapping[str, Word] = {
    "bag": _("Tamper-evident bag"),
    "H": _("Bolt seal (ISO 17712 H)"),
    "S": _("Security seal (ISO 17712 S)"),
    "I": _("Indicative seal (ISO 17712 I)"),
}


SEAL_KIND = _("Kind of seal")
BARREL = _("Number on the barrel")


def class_field(*, usual: str = "bag") -> ChoiceField:
    """Return the question of what kind of seal it is; the usual one stands in it, so that it need not be touched."""
    return ChoiceField(label=SEAL_KIND, choices=list(SEAL_CLASSES.items()), initial=usual, required=False)


def class_by_register(*, label: Any = SEAL_KIND) -> ChoiceField:
    """Return the question of what kind of seal it is, where most are of a delivery in the register, which says it."""
    by_register = ("", _("As the register of seals says, or else a bag"))
    return ChoiceField(label=label, choices=[by_register, *SEAL_CLASSES.items()], required=False)


def barrel_field(*, label: Any = BARREL) -> SealField:
    """Return the question of the number on the barrel of a bolt seal (R31): pin and barrel are read, both."""
    return SealField(
        label=label,
        help_text=_("Only of a bolt seal: it must be the number on the pin, or the seal is two halves of two"),
        required=False,
    )


LOOKS_AGAIN = dict.fromkeys(("seal.in_use", "seal.withdrawn", "seal.pin_and_barrel"), "looked_again")
"""Of a form that asks for a new seal: what is asked again where the number was used before, is of a delivery that was
withdrawn, or differs on pin and barrel."""


def looked_again_field() -> CheckField:
    """Return the box in which an officer says that a seal shows what no seal should: that is a fact."""
    return CheckField(
        label=_("I looked again: the seal really shows this"),
        help_text=_("Such a seal is worth none. The unit is frozen until a supervisor has explained it, and is owed "
                    "another seal"),
    )


def entry_of(answers: Mapping[str, Any], *, number: str = "seal_number", usual: str = "bag") -> SealEntry:
    """Return the seal that was read, with its kind and the number on its barrel."""
    return SealEntry(
        number=answers[number],
        seal_class=answers.get("seal_class") or usual,
        barrel_number=answers.get("barrel_number") or None,
        looked_again=bool(answers.get("looked_again")),
    )


def seal_by_register(
    answers: Mapping[str, Any], number: str = "seal", *, seal_class: str = "seal_class", barrel: str = "barrel_number"
) -> SealEntry | None:
    """Return the seal that was read, of the kind that was chosen or that the register says, with the number on its
    barrel; ``None`` where none was."""
    if not answers.get(number):
        return None
    return new_seal_by_register(answers, number, seal_class=seal_class, barrel=barrel)


def new_seal_by_register(
    answers: Mapping[str, Any], number: str = "seal", *, seal_class: str = "seal_class", barrel: str = "barrel_number"
) -> SealEntry:
    """Return the seal that was read, as ``seal_by_register``, where the form lets nobody leave it out."""
    return SealEntry(
        number=answers[number],
        seal_class=answers.get(seal_class) or None,
        barrel_number=answers.get(barrel) or None,
        looked_again=bool(answers.get("looked_again")),
    )
