"""Whether what was weighed and the bricks that were counted go together: a question, never a refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from custody.core.tolerance import per_brick
from custody.web.shared.fields import CheckField

if TYPE_CHECKING:
    from custody.evidence.models import Exhibit


def sure_field() -> CheckField:
    """Return the box in which whoever read both again says that it is so. It is for who was asked only."""
    return CheckField(label=_("The weight and the number of bricks are really so: I read both twice"), required=False)


def are_bricks(exhibit: Exhibit | None) -> bool:
    """Tell whether what is counted as bricks is pressed bricks: of cocaine also where nobody said the form yet."""
    if exhibit is None:
        return False
    return exhibit.form == "pressed_brick" or (exhibit.form, exhibit.substance) == ("unknown", "cocaine")


def asked_of_bricks(*, gross_mg: int | None, tare_mg: int | None = None, bricks: int | None) -> str:
    """Return the question where no brick weighs what each of these would weigh, "" where one does or nobody counted."""
    if gross_mg is None:
        return ""
    found = per_brick(gross_mg=gross_mg, tare_mg=tare_mg, bricks=bricks)
    if found is None or found.is_plausible:
        return ""
    return gettext("Each brick would weigh {grams} g. Check both, and say that it is so").format(
        grams=found.mg // 1_000
    )
