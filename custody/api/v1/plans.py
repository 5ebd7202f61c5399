"""Plans of burns, and what they are made with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from rest_framework import serializers

from custody.api.v1.answers import Answer
from custody.api.v1.inputs import Day, Instant, Strict, Text, Whole, codes
from custody.api.v1.outputs import Mass, Shown, badge, moment
from custody.api.v1.reading import Listing, Single, lists, reads
from custody.api.v1.writing import Acting, endpoint
from custody.core.act import Act
from custody.destruction.actions import plans, slots
from custody.destruction.lists import LICENCE_MOST, OUTAGE_REASONS, REFUSE_REASONS, WITHDRAW_REASONS
from custody.destruction.selectors import plans as selectors

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer

MOST_HOURS = 120


class PlanOut(Shown):
    """A plan of burns. Risk-hours: a kilogram of cocaine that lies still for an hour is one."""

    id = serializers.UUIDField()
    jurisdiction = serializers.CharField()
    layer = serializers.CharField()
    digest = serializers.CharField(help_text="Hash of the facts it was made from.")
    state = serializers.CharField()
    planner = badge("planner")
    made_at = moment()
    decided_by = badge("decided_by", nullable=True)
    decided_at = moment(nullable=True)
    session_count = serializers.IntegerField()
    unit_count = serializers.IntegerField()
    unfilled_count = serializers.IntegerField()
    planned_mg = Mass()
    left_mg = Mass()
    risk_hours = serializers.IntegerField()
    idle_risk_hours = serializers.IntegerField()
    zero_at = moment(nullable=True)
    sentences = serializers.ListField(child=serializers.DictField())


class PlanLineOut(Shown):
    """What a plan says of a slot: what burns in it, or why it stays empty."""

    slot_id = serializers.UUIDField()
    facility = serializers.CharField(source="slot.facility.code_word")
    starts_at = Instant(source="slot.starts_at")
    reason = serializers.CharField(allow_null=True)
    planned_mg = Mass()
    unit_ids = serializers.ListField(child=serializers.UUIDField())


class SlotOut(Shown):
    """An hour that a furnace keeps for us."""

    id = serializers.UUIDField()
    facility = serializers.CharField(source="facility.code_word")
    starts_at = moment()
    escorts = serializers.IntegerField()


class CrewsOut(Shown):
    """How many crews and escorts there are for burns that start in a stretch of time."""

    id = serializers.UUIDField()
    jurisdiction = serializers.CharField()
    begins_at = moment()
    ends_at = moment()
    crews = serializers.IntegerField()
    escorts = serializers.IntegerField()


class OutageOut(Shown):
    """A stretch of time in which a furnace does not burn."""

    id = serializers.UUIDField()
    facility = serializers.CharField(source="facility.code_word")
    begins_at = moment()
    ends_at = moment()
    reason = serializers.CharField()
    ended_at = moment(nullable=True)


class PlanAnswer(Answer):
    """An act on a plan."""

    plan = PlanOut(allow_null=True)

    @classmethod
    def about(cls, officer: Officer, kept: Any) -> dict[str, Any]:
        """Return the plan, if the reader may know of it."""
        return {"plan": selectors.visible_plans(officer).filter(pk=kept["plan"]).first()}


class SlotsAnswer(Answer):
    """Slots that were booked."""

    slots = serializers.ListField(child=serializers.UUIDField())


class SlotAnswer(Answer):
    """A slot that was given back."""

    slot = serializers.UUIDField()


class CrewsAnswer(Answer):
    """An act on crews."""

    shift = serializers.UUIDField()


class OutageAnswer(Answer):
    """An act on an outage."""

    outage = serializers.UUIDField()


class LicenceAnswer(Answer):
    """What a furnace may burn was recorded."""

    licence = serializers.UUIDField()


class PlanRefusalIn(Strict):
    """Why a plan is not approved."""

    reason = Text(help_text=codes(REFUSE_REASONS))


class BurnPlanIn(Strict):
    """For which jurisdiction; that of the house when left out."""

    jurisdiction = Text(max_length=8)


class SlotsIn(Strict):
    """Hours at a furnace."""

    facility = Text()
    starts_at = serializers.ListField(child=Instant(), allow_empty=False, max_length=MOST_HOURS)
    escorts = Whole(default=1)
    limit_mg = Whole(required=False, allow_null=True)


class SlotWithdrawalIn(Strict):
    """Why a slot is given back."""

    reason = Text(help_text=codes(WITHDRAW_REASONS))


class CrewsIn(Strict):
    """How many crews and escorts there are, from when to when."""

    begins_at = Instant()
    ends_at = Instant()
    crews = Whole()
    escorts = Whole()


class FurnaceOutageIn(Strict):
    """A furnace that does not burn."""

    facility = Text()
    begins_at = Instant()
    ends_at = Instant()
    reason = Text(help_text=codes(OUTAGE_REASONS))


class LicenceIn(Strict):
    """A licence of a furnace: an empty list is for everything, and without a last day it has no end."""

    facility = Text()
    number = Text(max_length=LICENCE_MOST)
    valid_from_on = Day()
    valid_until_on = Day(required=False, allow_null=True)
    substances = serializers.ListField(child=Text(), max_length=30)


@lists("list_plans", shows=PlanOut, summary="List the plans of burns, the newest first", ordering=("-made_at", "-id"))
@endpoint("make_plan", takes=BurnPlanIn, gives=PlanAnswer)
class Plans(Listing, Acting):
    """Make a plan of burns for the next 30 days; nothing is booked yet."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the plans."""
        return selectors.visible_plans(officer)

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Make the plan."""
        return plans.make_plan(act=act, **said)


@reads("read_plan", shows=PlanOut, summary="Read a plan of burns, with one sentence for every lot")
class Plan(Single):
    """One plan."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the plan."""
        return selectors.plan_for(officer, **ids)


@lists("list_plan_slots", shows=PlanLineOut, summary="List what a plan says of every slot", ordering=("id",))
class PlanSlots(Listing):
    """The slots of a plan."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the lines of the plan."""
        return selectors.plan_for(officer, **ids).lines.select_related("slot", "slot__facility")


@endpoint("approve_plan", gives=PlanAnswer, signs=True)
class PlanApproval(Acting):
    """Approve a plan that somebody else made: its burns are booked at once."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Approve the plan."""
        return plans.approve_plan(act=act, plan_id=selectors.plan_for(act.actor, **ids).id)


@endpoint("refuse_plan", takes=PlanRefusalIn, gives=PlanAnswer, signs=True)
class PlanRefusal(Acting):
    """Refuse a plan that somebody else made."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Refuse the plan."""
        return plans.refuse_plan(act=act, plan_id=selectors.plan_for(act.actor, **ids).id, **said)


@lists("list_slots", shows=SlotOut, summary="List the slots that were not given back, the last one first",
       ordering=("-starts_at", "id"))
@endpoint("book_slots", takes=SlotsIn, gives=SlotsAnswer)
class Slots(Listing, Acting):
    """Book hours at a furnace."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the slots."""
        return selectors.visible_slots(officer)

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Book the slots."""
        return slots.book_slots(act=act, **said)


@endpoint("withdraw_slot", takes=SlotWithdrawalIn, gives=SlotAnswer)
class SlotWithdrawal(Acting):
    """Give a slot back."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Give the slot back."""
        return slots.withdraw_slot(act=act, slot_id=selectors.slot_for(act.actor, **ids).id, **said)


@lists("list_crews", shows=CrewsOut, summary="List how many crews there are, the last stretch first",
       ordering=("-begins_at", "id"))
@endpoint("roster_crews", takes=CrewsIn, gives=CrewsAnswer)
class Crews(Listing, Acting):
    """Say how many crews and escorts there are for burns."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the stretches."""
        return selectors.visible_shifts(officer)

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Name the crews."""
        return slots.roster_crews(act=act, jurisdiction=settings.CUSTODY_JURISDICTION, **said)


@endpoint("cancel_crews", gives=CrewsAnswer)
class CrewsCancellation(Acting):
    """Take back how many crews there are."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Take the crews back."""
        return slots.cancel_crews(act=act, shift_id=selectors.shift_for(act.actor, **ids).id)


@lists("list_outages", shows=OutageOut, summary="List when furnaces do not burn, the last stretch first",
       ordering=("-begins_at", "id"))
@endpoint("record_outage", takes=FurnaceOutageIn, gives=OutageAnswer)
class Outages(Listing, Acting):
    """Record that a furnace does not burn."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the outages."""
        return selectors.visible_outages(officer)

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record the outage."""
        return slots.record_outage(act=act, **said)


@endpoint("end_outage", gives=OutageAnswer)
class OutageEnd(Acting):
    """Record that a furnace burns again."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """End the outage."""
        return slots.end_outage(act=act, outage_id=selectors.outage_for(act.actor, **ids).id)


@endpoint("license_facility", takes=LicenceIn, gives=LicenceAnswer, signs=True)
class Licences(Acting):
    """Record what a furnace may burn."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record the licence."""
        return slots.license_facility(act=act, **said)
