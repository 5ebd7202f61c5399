"""Whether the scale that was chosen can have shown the weight that was typed: a question, never a refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from custody.core.mass import is_on_division
from custody.organisation.selectors import scales
from custody.web.shared.fields import CheckField
from custody.web.shared.weights import shown

if TYPE_CHECKING:
    from django.forms import Form


def as_shown_field() -> CheckField:
    """Return the box in which whoever read the scale again says that it shows that. It is for who was asked only."""
    return CheckField(label=_("The scale really shows this weight: I read it twice"), required=False)


def ask_of_scale(form: Form, answers: dict[str, Any]) -> None:
    """Ask once, at the weight, where it lies between two steps of its scale; whoever saw it so is believed.

    Takes the box off the page where nothing is asked.
    """
    question = asked_of_scale(gross_mg=answers.get("gross"), code=answers.get("scale"))
    if question is None:
        form.fields.pop("as_shown", None)
    elif not answers.get("as_shown"):
        form.add_error("gross", question)


def asked_of_scale(*, gross_mg: int | None, code: str | None) -> ValidationError | None:
    """Return the question where this scale shows no such weight, None where it does, or where its step is not known.

    It is not filled in yet: of a form that is held the sentence is kept, and no answer with it.
    """
    found = next((each for each in scales() if each.code == code), None) if gross_mg is not None and code else None
    if gross_mg is None or found is None or is_on_division(gross_mg, division_mg=found.division_mg):
        return None
    return ValidationError(
        _("%(scale)s goes in steps of %(step)s: it shows no such weight. Read it again, or say that it is so"),
        code="between_steps", params={"scale": found.code, "step": shown(found.division_mg)},
    )  # fmt: skip
