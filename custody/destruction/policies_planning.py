"""When: what booking and planning need. Each check returns, or raises with a sentence for an officer."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import InvalidInput, NotAllowedNow

if TYPE_CHECKING:
    from custody.destruction.plan_models import BurnPlan, CrewShift, Outage, Slot

FAR = timedelta(days=400)
"""How far ahead anything is booked, and how long a stretch may be."""
PLAN_LASTS = timedelta(hours=24)
"""How long a plan may wait for its approval: the stock moves on."""
MOST_SLOTS = 120
MOST_ESCORTS = 20
MOST_CREWS = 100


def check_hours(starts: Sequence[datetime], *, at: datetime) -> None:
    """Return for some hours to come, each named once."""
    if not starts:
        raise InvalidInput("slot.none", "Choose at least one day and hour", field="starts_at")
    if len(starts) > MOST_SLOTS:
        raise InvalidInput("slot.many", "Book at most {most} slots at once", field="starts_at", most=MOST_SLOTS)
    if len(set(starts)) != len(starts):
        raise InvalidInput("slot.twice", "The same hour is named twice", field="starts_at")
    for each in starts:
        if not at < each <= at + FAR:
            raise InvalidInput("slot.time", "A slot lies ahead, within 400 days. Check the date", field="starts_at")


def check_hours_free(starts: Sequence[datetime], taken: Collection[datetime]) -> None:
    """Return when none of the hours is booked at the furnace already."""
    if set(starts) & set(taken):
        raise InvalidInput("slot.taken", "A slot is booked at this furnace at that hour already", field="starts_at")


def check_limit(limit_mg: int, *, most_mg: int) -> None:
    """Return for a limit above zero that the furnace can take."""
    if not 0 < limit_mg <= most_mg:
        raise InvalidInput(
            "slot.limit", "A slot takes more than nothing, and no more than its furnace", field="limit_mg"
        )


def check_number(number: int, *, most: int, field: str) -> None:
    """Return for a number of people or vehicles from 0 to ``most``."""
    if not 0 <= number <= most:
        raise InvalidInput("crews.number", "Enter a number from 0 to {most}", field=field, most=most)


def check_slot_kept(slot: Slot, *, at: datetime, taken: bool) -> None:
    """Return while the slot lies ahead, is not given back, and no burn is booked in it."""
    if slot.withdrawn_at is not None:
        raise NotAllowedNow("slot.withdrawn", "This slot was given back already")
    if slot.starts_at <= at:
        raise NotAllowedNow("slot.past", "This slot is over")
    if taken:
        raise NotAllowedNow("slot.in_use", "A burn is booked in this slot. Cancel the burn first")


def check_stretch(*, begins_at: datetime, ends_at: datetime, at: datetime | None) -> None:
    """Return for a stretch of time that has a length, is not longer than 400 days, and is not over at ``at``; without
    ``at`` it may be over: what happened may be entered afterwards."""
    if ends_at <= begins_at:
        raise InvalidInput("stretch.order", "The end must come after the beginning", field="ends_at")
    if at is not None and ends_at <= at:
        raise InvalidInput("stretch.past", "This time is over. Check the dates", field="ends_at")
    if ends_at - begins_at > FAR:
        raise InvalidInput("stretch.long", "This is longer than 400 days. Check the dates", field="ends_at")


def check_licence_days(*, valid_from_on: date, valid_until_on: date | None) -> None:
    """Return for a last day that does not lie before the first one, or none: then the licence has no end."""
    if valid_until_on is not None and valid_until_on < valid_from_on:
        raise InvalidInput("licence.days", "The last day must not lie before the first", field="valid_until_on")


def check_no_other_shift(others: Collection[CrewShift]) -> None:
    """Return when no other number of crews holds for the time: two numbers for one hour would be none."""
    if others:
        raise InvalidInput(
            "crews.overlap", "Crews are named for this time already. Take those back first", field="begins_at"
        )


def check_shift_open(shift: CrewShift, *, at: datetime) -> None:
    """Return while the crews are not taken back and their time is not over."""
    if shift.cancelled_at is not None or shift.ends_at <= at:
        raise NotAllowedNow("crews.over", "These crews were taken back, or their time is over")


def check_outage_lasts(outage: Outage, *, at: datetime) -> None:
    """Return while the furnace is, or will be, out of service by this entry."""
    if outage.ended_at is not None or outage.ends_at <= at:
        raise NotAllowedNow("outage.over", "The furnace is in service again already")


def check_undecided(plan: BurnPlan) -> None:
    """Return while nobody has approved or refused the plan."""
    if plan.state != "made":
        raise NotAllowedNow("plan.decided", "This plan was decided already")


def check_plan_fresh(plan: BurnPlan, *, at: datetime, newest: UUID | None) -> None:
    """Return for the newest plan, less than a day old."""
    if newest != plan.id:
        raise NotAllowedNow("plan.superseded", "A newer plan was made. Approve that one")
    if at - plan.made_at >= PLAN_LASTS:
        raise NotAllowedNow("plan.old", "This plan is more than a day old. Have a new one made")


def check_plan_fills(sessions: int) -> None:
    """Return for a plan that fills a slot at least."""
    if not sessions:
        raise NotAllowedNow("plan.empty", "Nothing of this plan can be booked any more. Have a new one made")


def check_staff(needed: Mapping[UUID, tuple[int, int]], there: Mapping[UUID, tuple[int, int]]) -> None:
    """Return when there are crews and escorts for all burns of each shift, those of the plan and those before it."""
    for shift, (crews, escorts) in needed.items():
        most_crews, most_escorts = there[shift]
        if crews > most_crews or escorts > most_escorts:
            raise NotAllowedNow(
                "plan.crews", "There are no longer crews or escorts for this plan. Have a new one made"
            )


def check_crewed(starts: Collection[datetime], shifts: Collection[CrewShift]) -> None:
    """Return when there still are crews for each burn of a plan: it was made for some."""
    if not all(any(shift.begins_at <= each < shift.ends_at for shift in shifts) for each in starts):
        raise NotAllowedNow("plan.crews", "There are no longer crews or escorts for this plan. Have a new one made")


def check_crew_left(there: Collection[CrewShift], *, crews: int, escorts: int, named: bool) -> None:
    """Return when a crew and its escort are left for a burn by hand, ``crews`` and ``escorts`` being what all burns of
    that time need with it. A house that names no crews for a time does without."""
    if named and not any(crews <= each.crews and escorts <= each.escorts for each in there):
        raise NotAllowedNow(
            "session.crews", "No crew or escort is left at that time. Choose another time"
        )


def check_told(fields: Sequence[str], known: Collection[str]) -> None:
    """Return for fields of the list, each once."""
    if len(set(fields)) != len(fields) or not set(fields) <= set(known):
        raise InvalidInput("publication.fields", "Choose from the list what may be told", field="fields")
