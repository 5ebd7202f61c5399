"""Who guards what, and every conveyance that stands in custody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Count, Exists, OuterRef

from custody.core.exceptional import GUARD
from custody.core.lifecycle import CustodyState
from custody.evidence.models import Countersignature, GuardPost
from custody.evidence.models.unit import CONVEYANCE_KINDS
from custody.evidence.selectors.access import visible_units
from custody.evidence.selectors.clearance import cleared_among
from custody.evidence.selectors.facts import outermost_of, placement_of

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from custody.evidence.models import HandlingUnit
    from custody.organisation.models import Officer

_STANDING = (CustodyState.CONTAINED, CustodyState.EXTRACTION, CustodyState.EMPTIED)


def visible_posts(officer: Officer) -> QuerySet[GuardPost]:
    """Return the posts that last, at units the officer may know of, the longest in front; of each whether its guard has
    yet to say that they stand there (``is_silent``)."""
    rows = GuardPost.objects.filter(relieved_at__isnull=True, unit__in=visible_units(officer))
    rows = rows.annotate(is_silent=Exists(silent_posts()))
    return rows.select_related("unit", "guard").order_by("posted_at", "id")


def silent_posts() -> QuerySet[Countersignature]:
    """Return, for ``Exists`` on a query of posts, the word that the guard of each has yet to give."""
    return Countersignature.objects.filter(
        unit=OuterRef("unit"), wanted=OuterRef("guard"), owed_at=OuterRef("posted_at"), matter=GUARD,
        signed_at__isnull=True,
    )  # fmt: skip


def word_owed(post: GuardPost) -> QuerySet[Countersignature]:
    """Return the word that a guard owes for a post; nothing once it was given, or for who posted themselves."""
    return Countersignature.objects.filter(
        unit=post.unit_id, wanted=post.guard_id, owed_at=post.posted_at, matter=GUARD, signed_at__isnull=True
    )


def posts_elsewhere(guard: Officer, unit: HandlingUnit) -> list[GuardPost]:
    """Return the posts of a guard that last at units which lie in another place than this one; none where nobody knows
    where one of them lies. For actions only."""
    here = placement_of(outermost_of(unit))
    if here is None:
        return []
    posts = GuardPost.objects.filter(guard=guard, relieved_at__isnull=True).exclude(unit=unit).select_related("unit")
    lying = [(post, placement_of(outermost_of(post.unit))) for post in posts.order_by("pk")]
    return [post for post, there in lying
            if there is not None and bytes(there.place_token) != bytes(here.place_token)]  # fmt: skip


def posts_beside(unit_ids: Iterable[UUID]) -> list[GuardPost]:
    """Return the posts that last of every guard who stands at one of these units, or at what lies in it, and at another
    unit too; in the order in which they were posted."""
    lasting = GuardPost.objects.filter(relieved_at__isnull=True)
    several = lasting.values("guard").annotate(posts=Count("id")).filter(posts__gt=1).values("guard")
    by_guard: dict[UUID, list[GuardPost]] = {}
    for post in lasting.filter(guard__in=several).select_related("unit", "guard").order_by("posted_at", "id"):
        by_guard.setdefault(post.guard_id, []).append(post)
    here = set(unit_ids)
    return [post for posts in by_guard.values() if any(outermost_of(each.unit).id in here for each in posts)
            for post in posts]  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Stay:
    """A post that lasts: where what it is at lies now (``token``), and whether that was put there by the move."""

    post: GuardPost
    token: bytes
    was_put: bool


def posts_left(unit_ids: Iterable[UUID], *, mover: Officer, at: datetime) -> list[tuple[GuardPost, datetime]]:
    """Return the posts at which the guards of these units, which ``mover`` put somewhere at a moment, cannot stand any
    more, for they went to another place, and when they left. The mover is with what was put; another guard was where
    they were posted last before. Who was posted somewhere after that moment went there then. Where nobody knows where a
    unit lies, its guard may be anywhere. For actions only."""
    here = set(unit_ids)
    stands: dict[UUID, list[_Stay]] = {}
    for post in posts_beside(here):
        around = outermost_of(post.unit)
        lies = placement_of(around)
        if lies is not None:
            stands.setdefault(post.guard_id, []).append(_Stay(post, bytes(lies.place_token), around.id in here))
    left: list[tuple[GuardPost, datetime]] = []
    for guard, stays in stands.items():
        if any(each.was_put for each in stays):
            left += _left(stays, is_mover=guard == mover.id, at=at)
    return left


def _left(stays: Sequence[_Stay], *, is_mover: bool, at: datetime) -> list[tuple[GuardPost, datetime]]:
    """Return which of the stays of one guard, by when they were posted, ended by going to another place, and when."""
    begun = [each for each in stays if each.post.posted_at <= at]
    went = [(each.post.posted_at, each.token) for each in stays if not (each.was_put and each.post.posted_at <= at)]
    if is_mover or (begun and begun[-1].was_put):
        went.append((at, next(each.token for each in stays if each.was_put)))
    went.sort(key=lambda moment: moment[0])
    left = []
    for each in stays:
        since = max(each.post.posted_at, at) if each.was_put else each.post.posted_at
        was_at = [token for when, token in went if when <= since]
        away = since if was_at and was_at[-1] != each.token else next(
            (when for when, token in went if when > since and token != each.token), None
        )  # fmt: skip
        if away is not None:
            left.append((each.post, max(away, at)))
    return left


def awaits_word(unit_ids: Iterable[UUID]) -> set[UUID]:
    """Return those of the units at which a guard stands who has yet to say so."""
    stands = GuardPost.objects.filter(
        unit=OuterRef("unit"), guard=OuterRef("wanted"), posted_at=OuterRef("owed_at"), relieved_at__isnull=True
    )
    owed = Countersignature.objects.filter(unit__in=list(unit_ids), matter=GUARD, signed_at__isnull=True)
    return set(owed.filter(Exists(stands)).values_list("unit_id", flat=True))


def unguarded_conveyances(officer: Officer) -> QuerySet[HandlingUnit]:
    """Return the closed conveyances that nobody stands at, the longest in front."""
    rows = visible_units(officer).filter(kind__in=CONVEYANCE_KINDS, custody_state=CustodyState.CONTAINED)
    stood_at = GuardPost.objects.filter(relieved_at__isnull=True).values("unit_id")
    return rows.exclude(pk__in=stood_at).order_by("state_since", "label")


@dataclass(frozen=True, slots=True)
class Stopped:
    """A conveyance that stands in custody: who else keeps it, who guards it, and whether it was found clear."""

    unit: HandlingUnit
    held_for: str | None
    guards: tuple[str, ...]
    cleared: bool


def stopped_conveyances(officer: Officer, *, most: int) -> list[Stopped]:
    """Return the conveyances in custody that the officer may know of, the longest here in front, in three queries.

    ``cleared`` says only whether both searchers signed that it is clear, never what else a search found.
    """
    rows = visible_units(officer).filter(kind__in=CONVEYANCE_KINDS, custody_state__in=_STANDING)
    units = list(rows.select_related("conveyance").order_by("state_since", "label")[:most])
    guards: dict[UUID, list[str]] = {unit.id: [] for unit in units}
    for post in GuardPost.objects.filter(unit__in=guards, relieved_at__isnull=True).select_related("guard"):
        guards[post.unit_id].append(post.guard.badge)
    cleared = cleared_among(unit for unit in units if unit.custody_state == CustodyState.EMPTIED)
    return [
        Stopped(
            unit=unit,
            held_for=unit.conveyance.held_for,
            guards=tuple(sorted(guards[unit.id])),
            cleared=unit.id in cleared,
        )
        for unit in units
    ]
