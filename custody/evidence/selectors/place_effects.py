"""What a proposal about a place would do, before anybody signs it.

What lies in a place is masked: the answer is as coarse as the list of places is, so that nobody weighs a store by
proposing one limit after another.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models.functions import Now

from custody.core.errors import IntegrityBroken
from custody.core.mass import band, band_edges_mg
from custody.evidence.models import Consultation
from custody.evidence.selectors.room import placed_eur, placed_mg
from custody.organisation.roles import Role
from custody.organisation.selectors.duty import on_duty
from custody.organisation.selectors.place_proposals import proposed_name

if TYPE_CHECKING:
    from custody.organisation.models import Officer, PlaceProposal, Site

TOLD_FIRST = (Role.DUTY_OFFICER, Role.SUPERVISOR)
"""Who is told of what lies too long or too much in a place, by the first rungs."""


@dataclass(frozen=True, slots=True)
class PlaceEffect:
    """``holds``: the band of what lies there. ``over``: "yes", "no", or "perhaps" where the band does not tell.
    ``told`` and ``told_then``: the badges that alerts about this place go to first, now and then."""

    holds: str
    over: str
    told: tuple[str, ...]
    told_then: tuple[str, ...]


def effect_of_place(proposal: PlaceProposal, *, at: datetime) -> PlaceEffect:
    """Return what the proposal would do at a moment; of a new place who would be told of what comes there."""
    told_then = _told(proposal.site, at=at)
    if proposal.place is None:
        return PlaceEffect(holds="0", over="no", told=(), told_then=told_then)
    mg = placed_mg(proposal.place)
    answers = {_over(mg, proposal.cap_mg)}
    if proposal.cap_eur is not None and mg:
        # What a kilogram is worth nobody may have said yet: then it cannot be told.
        answers.add("perhaps")
        with suppress(IntegrityBroken):
            least, most = band_edges_mg(mg)
            eur = placed_eur(proposal.place)
            answers.discard("perhaps")
            answers.add(_between(eur * least // mg, None if most is None else eur * most // mg, proposal.cap_eur))
    over = next(each for each in ("yes", "perhaps", "no") if each in answers)
    return PlaceEffect(holds=band(mg), over=over, told=_told(proposal.place.site, at=at), told_then=told_then)


def shown_name(officer: Officer, proposal: PlaceProposal) -> str:
    """Return the sealed name while the officer may be shown it, as it was recorded; empty otherwise."""
    if proposal.name_sealed is None:
        return ""
    rows = Consultation.objects.filter(
        officer=officer, subject_kind="proposal", subject_id=proposal.id, expires_at__gt=Now()
    )
    return (proposed_name(proposal) or "") if rows.exists() else ""


def _over(mg: int, cap_mg: int | None) -> str:
    return "no" if cap_mg is None else _between(*band_edges_mg(mg), cap_mg)


def _between(least: int, most: int | None, cap: int) -> str:
    if least > cap:
        return "yes"
    return "no" if most is not None and most <= cap else "perhaps"


def _told(site: Site | None, *, at: datetime) -> tuple[str, ...]:
    people: dict[str, Officer] = {}
    for role in TOLD_FIRST:
        people |= {officer.badge: officer for officer in on_duty(roles=[role], site=site, at=at)}
    return tuple(people)
