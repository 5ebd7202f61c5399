"""When goods may be opened and become others, and what may become one. Each check returns, or raises its reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import InvalidInput, NotAllowedNow
from custody.core.exceptional import REPACK, SPLIT, Exceptional
from custody.core.lifecycle import AuthorityState
from custody.core.texts import said as _
from custody.evidence import policies
from custody.evidence.exceptions.policies import check_at_rest, check_authority_free, check_located, check_none_open
from custody.evidence.models.unit import BESIDE_DRUGS
from custody.evidence.selectors import exceptions as selectors
from custody.evidence.selectors import facts

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit

EXCHANGE = Exceptional.EXCHANGE.value
FACTS = frozenset({REPACK, EXCHANGE})
"""What became of goods by no decision of ours: what was planned for them, or asked, does not undo it."""
_FREE = (AuthorityState.NONE, AuthorityState.ORDERED, AuthorityState.HELD)


def check_can_open(units: Sequence[HandlingUnit], *, how: str = SPLIT) -> None:
    """Return when two people may open the units and change what they are: goods that lie at rest, located, and no paper
    that is being decided on. What became of them as a fact (``how``: a bag burst and was packed anew, the goods were
    exchanged) is recorded while they are in dispute too, and while something about them waits for a second person. A
    bag bursts on the road, checked for a fire and at the furnace as well."""
    _check_lies_ready(units, how=how)
    if how not in FACTS:
        policies.check_nothing_differs(units)
    policies.check_signed(units)


def _check_lies_ready(units: Sequence[HandlingUnit], *, how: str = SPLIT) -> None:
    policies.check_some(units)
    for unit in units:
        policies.check_outermost(unit)
        policies.check_goods(unit)
        policies.check_step(unit, code="unit.superseded/1")
        if how != REPACK:
            check_at_rest(unit)
        check_located(unit)
        if how not in FACTS:
            check_none_open(unit)
        check_authority_free(unit, (*_FREE, AuthorityState.SCHEDULED) if how == REPACK else _FREE)
    policies.check_not_offered(units)


def check_empty(units: Sequence[HandlingUnit]) -> None:
    """Return when no unit lies inside the units."""
    if facts.contents_of(unit.id for unit in units):
        raise NotAllowedNow("divide.contents", "Something lies inside: take it out first")


def check_all_regrouped(
    inside: Sequence[HandlingUnit], named: Sequence[Sequence[UUID]], *, parts: int
) -> list[list[HandlingUnit]]:
    """Return the units that shall lie in each part; every unit inside must be named, once, in one of the parts.

    A single part takes all of them. Raises ``InvalidInput`` when one is named twice, in no part, or is not inside.
    """
    if not named and parts == 1:
        return [list(inside)]
    by_id = {unit.id: unit for unit in inside}
    said = [unit_id for those in named for unit_id in those]
    if len(named) > parts or len(set(said)) != len(said) or not set(said) <= set(by_id):
        raise InvalidInput("divide.wrong_part", "Say of each unit inside in which part it lies, once", field="inside")
    for unit in inside:
        if unit.id not in said:
            raise InvalidInput(
                "divide.left_out", "Say in which part {label} lies", field="inside", label=unit.label
            )
    return [[by_id[unit_id] for unit_id in those] for those in named] + [[] for _ in range(parts - len(named))]


def check_can_take_out(unit: HandlingUnit, outer: HandlingUnit) -> None:
    """Return when a unit can be taken out of the outermost unit around it: it lies directly in it, is where it should
    be, and the one around it can be opened. One after the other comes out of it before the witness has signed: each is
    signed for by itself."""
    if unit.parent_id is None:
        raise NotAllowedNow("takeout.alone", "{label} lies in no other unit", label=unit.label)
    if unit.parent_id != outer.id:
        raise NotAllowedNow(
            "takeout.deep", "{label} lies in a unit that lies in another. Take that one out first", label=unit.label
        )
    policies.check_step(unit, code="unit.taken_out/1")
    check_located(unit)
    check_none_open(unit)
    _check_lies_ready([outer])
    policies.check_nothing_differs([outer])
    if selectors.barred_but_for(outer, about="unit.taken_out/1"):
        policies.check_signed([outer])


def check_can_merge(units: Sequence[HandlingUnit]) -> None:
    """Return when the units may become one: bulk of one exhibit under one authority, in one pair of hands, of which the
    same is known.

    A sample never lies in one unit with the bulk, nor with another sample.
    """
    if len(units) < 2:
        raise InvalidInput("merge.one", "Choose at least two units", field="units")
    if any(unit.kind == "sample" for unit in units):
        raise NotAllowedNow("merge.sample", "A sample stays alone: it never lies in one unit with anything else")
    if len({unit.kind if unit.kind in BESIDE_DRUGS else None for unit in units}) > 1:
        raise NotAllowedNow("merge.beside", "What lay beside the drugs stays apart: choose units of one kind")
    for columns, sentence in (
        (("seizure_id", "exhibit_id"), _("Units of different exhibits never become one")),
        (("substance",), _("These are different substances. Leave them apart")),
        (("authority_state",), _("Units under different orders never become one")),
        (("custodian_id", "co_custodian_id"), _("Units in different hands never become one")),
        (("custody_state",), _("Units in different states never become one")),
        (("unswept",), _("Some of these were not swept. Sweep them first")),
        (("neutralised",), _("Some of these can still be used. Make them unusable first")),
        (("sealed_view",), _("Only some of these may be seen by everybody. Leave them apart")),
    ):
        if len({tuple(getattr(unit, column) for column in columns) for unit in units}) > 1:
            raise NotAllowedNow("merge.differ", sentence)


def check_all_weighed(units: Sequence[HandlingUnit], masses_mg: Sequence[int | None]) -> None:
    """Return when every unit once lay on a scale: of one that did not, nobody could say whether it is all there.

    ``masses_mg`` holds what each must weigh, ``None`` where nobody knows.
    """
    for unit, mg in zip(units, masses_mg, strict=True):
        if mg is None:
            raise NotAllowedNow("merge.unweighed", "{label} was never weighed. Weigh it first", label=unit.label)
