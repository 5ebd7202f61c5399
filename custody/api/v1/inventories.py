"""Inventories and audits. Who counts is answered with what they said, and with nothing of the books."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from custody.api.v1.answers import Answer
from custody.api.v1.inputs import Flag, Strict, Text, Whole, codes
from custody.api.v1.outputs import Shown, badge, moment
from custody.api.v1.reading import Listing, Single, lists, reads
from custody.api.v1.writing import Acting, endpoint
from custody.core.act import Act
from custody.core.audits import QUESTIONS, VERDICTS
from custody.core.inventories import ASKED_BY_PEOPLE
from custody.evidence.actions import audit, broken_counts, inventory
from custody.evidence.selectors import counting
from custody.evidence.stocklist import KINDS

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer


class Outcome(serializers.IntegerField):
    """A number that came of an inventory; null until it is signed, to who counted, and to who does not plan."""

    def __init__(self) -> None:
        super().__init__(allow_null=True, help_text="Null until it is signed, and always to who counted.")

    def get_attribute(self, instance: Any) -> Any:
        """Return the number, or ``None`` before it is looked at."""
        return super().get_attribute(instance) if counting.sees_outcome(self.context["officer"], instance) else None


class InventoryOut(Shown):
    """An inventory. `labels` are those to be looked for, when it covers a part of the place."""

    id = serializers.UUIDField()
    place_id = serializers.UUIDField()
    kind = serializers.CharField()
    cause = serializers.CharField(allow_null=True)
    percent = serializers.IntegerField()
    announced = serializers.BooleanField()
    state = serializers.CharField()
    asked_by = badge("asked_by")
    asked_at = moment()
    counter = badge("counter", nullable=True)
    second = badge("second", nullable=True)
    opened_at = moment(nullable=True)
    signed_at = moment(nullable=True)
    found = Outcome()
    missing = Outcome()
    differences = Outcome()
    labels = serializers.SerializerMethodField()

    def get_labels(self, row: Any) -> list[str]:
        """Return the labels to be looked for, to the two who count."""
        return row.drawn if self.context["officer"].id in {row.counter_id, row.second_id} else []


class FoundOut(Shown):
    """One thing as it was read and counted."""

    id = serializers.UUIDField()
    label = serializers.CharField()  # type: ignore[assignment]
    seal_seen = serializers.CharField(allow_null=True)
    package_count = serializers.IntegerField(allow_null=True)
    gross_mg = serializers.IntegerField(allow_null=True)
    kind_seen = serializers.CharField(allow_null=True)
    packaging_whole = serializers.BooleanField(allow_null=True)
    found_in_time = serializers.BooleanField(allow_null=True)
    found_at = moment()


class InventoryAnswer(Answer):
    """An act on an inventory."""

    inventory = InventoryOut(allow_null=True)


class FoundAnswer(Answer):
    """Something was written down. What the books say is not answered."""

    line = serializers.UUIDField()


class InventoryFilters(Strict):
    """Which inventories."""

    state = Text(required=False, help_text=codes(("asked", "open", "counted", "signed")))


class InventoryIn(Strict):
    """Which place is counted (its code word), and how much of it."""

    place = Text()
    kind = Text(help_text=codes(ASKED_BY_PEOPLE))
    percent = Whole(required=False)


class OpeningIn(Strict):
    """Who counts with you."""

    second_badge = Text()


class BreakingOffIn(Strict):
    """Why it is broken off."""

    reason = Text()


class FoundIn(Strict):
    """What was read off one thing. `seal_seen` is null when the seal is missing or damaged."""

    label = Text()  # type: ignore[assignment]
    seal_seen = Text(required=False, allow_null=True)
    package_count = Whole(required=False, allow_null=True)
    gross_mg = Whole(required=False, allow_null=True)
    scale = Text(required=False, allow_null=True, help_text="Code of the scale, for what was weighed.")
    kind_seen = Text(required=False, allow_null=True,
                     help_text=f"What it is, of what stands on no list of old stock: {codes(KINDS)}.")  # fmt: skip
    packaging_whole = Flag(required=False, allow_null=True)
    found_in_time = Flag(
        required=False, allow_null=True, help_text="Within five minutes; null for what nobody looked for by its label."
    )


@lists("list_inventories", shows=InventoryOut, summary="List the inventories you may know of, the newest first",
       filters=InventoryFilters, ordering=("-asked_at", "id"))
@endpoint("ask_inventory", takes=InventoryIn, gives=InventoryAnswer)
class Inventories(Listing, Acting):
    """Ask that a place is counted."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the inventories."""
        return counting.visible_inventories(officer).filter(**asked)

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Ask for the inventory."""
        return inventory.ask_inventory(act=act, **said)


@reads("read_inventory", shows=InventoryOut, summary="Read an inventory")
class Inventory(Single):
    """One inventory."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the inventory."""
        return counting.inventory_for(officer, **ids)


@endpoint("open_inventory", takes=OpeningIn, gives=InventoryAnswer, signs=True)
class InventoryOpening(Acting):
    """Begin to count with a second person, both from outside the chain."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Begin the inventory."""
        return inventory.open_inventory(act=act, inventory_id=_known(act, ids), **said)


@lists("list_found", shows=FoundOut, summary="List what was found so far, to the two who count",
       ordering=("-found_at", "id"))
@endpoint("record_found", takes=FoundIn, gives=FoundAnswer, signs=True)
class InventoryLines(Listing, Acting):
    """Write down one thing that lies there."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return what was found."""
        found = counting.inventory_for(officer, **ids)
        return found.lines.filter(pk__in=[line.pk for line in counting.lines_for(officer, found)])

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Write it down."""
        return inventory.record_found(act=act, inventory_id=_known(act, ids), **said)


@endpoint("finish_inventory", gives=InventoryAnswer, signs=True)
class InventoryEnd(Acting):
    """Say that everything was counted."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Finish the inventory."""
        return inventory.finish_inventory(act=act, inventory_id=_known(act, ids))


@endpoint("break_off_inventory", takes=BreakingOffIn, gives=InventoryAnswer, signs=True)
class InventoryBreakingOff(Acting):
    """Break off a count that its two left half. It is still to be counted."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Break it off."""
        return broken_counts.break_off(act=act, inventory_id=_known(act, ids), **said)


@endpoint("sign_inventory", gives=InventoryAnswer, signs=True)
class InventorySignature(Acting):
    """Sign the inventory as the second of the two."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Sign the inventory."""
        return inventory.sign_inventory(act=act, inventory_id=_known(act, ids))


def _known(act: Act, ids: dict[str, Any]) -> Any:
    return counting.inventory_for(act.actor, **ids).id


# --- audits -----------------------------------------------------------------------------------------------


class AuditAnswerOut(Shown):
    """One answer of an audit."""

    question = serializers.CharField()
    verdict = serializers.CharField()
    remark = serializers.CharField(allow_null=True)
    answered_at = moment()


class AuditOut(Shown):
    """An audit: whether the rules were kept."""

    id = serializers.UUIDField()
    place_id = serializers.UUIDField()
    announced = serializers.BooleanField()
    planned_by = badge("planned_by")
    planned_at = moment()
    auditor = badge("auditor")
    state = serializers.CharField()
    opened_at = moment(nullable=True)
    closed_at = moment(nullable=True)
    broken = serializers.IntegerField(allow_null=True)
    conclusion = serializers.CharField(allow_null=True)
    answers = AuditAnswerOut(many=True, source="answers.all")


class AuditResult(Answer):
    """An act on an audit."""

    audit = AuditOut(allow_null=True)


class AuditIn(Strict):
    """Which place is looked at (its code word), and by whom."""

    place = Text()
    auditor_badge = Text()
    announced = Flag()


class AuditAnswerIn(Strict):
    """The answer to one question."""

    question = Text(help_text=codes(QUESTIONS))
    verdict = Text(help_text=codes(VERDICTS))
    remark = Text(required=False, allow_null=True)


class ConclusionIn(Strict):
    """What the auditor concludes."""

    conclusion = Text()


@lists("list_audits", shows=AuditOut, summary="List the audits you may know of, the newest first",
       ordering=("-planned_at", "id"))
@endpoint("plan_audit", takes=AuditIn, gives=AuditResult)
class Audits(Listing, Acting):
    """Plan that an auditor looks at a place."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the audits."""
        return counting.visible_audits(officer).prefetch_related("answers")

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Plan the audit."""
        return audit.plan_audit(act=act, **said)


@reads("read_audit", shows=AuditOut, summary="Read an audit")
class Audit(Single):
    """One audit."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the audit."""
        return counting.audit_for(officer, **ids)


@endpoint("open_audit", gives=AuditResult, signs=True)
class AuditOpening(Acting):
    """Begin an audit."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Begin it."""
        return audit.open_audit(act=act, audit_id=counting.audit_for(act.actor, **ids).id)


@endpoint("answer_audit", takes=AuditAnswerIn, gives=AuditResult, signs=True)
class AuditAnswers(Acting):
    """Answer one question of an audit."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Answer it."""
        return audit.answer_audit(act=act, audit_id=counting.audit_for(act.actor, **ids).id, **said)


@endpoint("close_audit", takes=ConclusionIn, gives=AuditResult, signs=True)
class AuditClosure(Acting):
    """Close an audit with its conclusion."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Close it."""
        return audit.close_audit(act=act, audit_id=counting.audit_for(act.actor, **ids).id, **said)
