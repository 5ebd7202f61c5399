"""When: what was left of a burn is weighed, and what may become of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.errors import InvalidInput, NotAllowedNow
from custody.core.mass import in_words

if TYPE_CHECKING:
    from custody.destruction.models import BurnResidue, BurnSession


def check_not_more(session: BurnSession, *, gross_mg: int, left_mg: int) -> None:
    """Return when no more is left than went into the fire: of a burn that was broken off, nobody knows how much did."""
    if gross_mg <= 0:
        raise InvalidInput("residue.nothing", "Enter what the scale shows", field="gross_mg")
    if session.burnt_mg is not None and left_mg + gross_mg > session.burnt_mg:
        raise InvalidInput(
            "residue.more", "Only {mass} went into this fire. Weigh again, and record what is of this burn",
            field="gross_mg", mass=in_words(session.burnt_mg),
        )  # fmt: skip


def check_way(residue: BurnResidue, *, disposal: str, again: BurnSession | None) -> None:
    """Return when what is left is still there and may go this way: what is unburnt is drugs, and burns again in another
    burn that took place since."""
    if residue.disposal is not None:
        raise NotAllowedNow("residue.gone", "It is recorded already where this went")
    if disposal == "handed_over":
        if residue.residue_kind == "unburnt":
            raise NotAllowedNow("residue.unburnt", "What did not burn is drugs: it burns again, and goes nowhere else")
    elif again is None or again.burnt_at is None or again.burnt_at < residue.weighed_at:
        raise InvalidInput("residue.not_since", "Choose a later burn, in which it was burnt", field="again")


def check_none_weighed(*, left_mg: int, said: bool) -> None:
    """Return while nothing of the burn was weighed, and nobody has said that nothing can be."""
    if left_mg:
        raise NotAllowedNow("residue.weighed", "Something of this burn was weighed: record where it went")
    if said:
        raise NotAllowedNow("residue.said", "It is recorded already that nothing is left to be weighed")
