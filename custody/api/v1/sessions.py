"""Burns: plan, approve, stage, attest, record; and afterwards reconcile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from custody.api.v1.answers import AttestationAnswer, ReconciledAnswer, SessionAnswer, StagedAnswer, TallyAnswer
from custody.api.v1.inputs import (
    MOST_UNITS,
    Id,
    Instant,
    ReadingIn,
    Strict,
    Text,
    Whole,
    codes,
    ids,
    reading_of,
    version,
)
from custody.api.v1.outputs import SessionOut, Shown, UnitOut
from custody.api.v1.reading import Listing, Single, lists, reads
from custody.api.v1.writing import Acting, endpoint, known_units
from custody.core.act import Act
from custody.destruction.actions import burning, reconcile, sessions, staging, tally, told
from custody.destruction.entries import Load, StageCheck
from custody.destruction.lists import CANCEL_REASONS, LEAVE_REASONS, METHODS, PARTS, STATEMENTS
from custody.destruction.selectors.access import session_for, visible_sessions
from custody.destruction.selectors.cautions import WAITS, cautions_of
from custody.destruction.selectors.sessions import manifest
from custody.evidence.selectors import access

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer


class SessionFilters(Strict):
    """Which burns."""

    state = Text(required=False, help_text=codes(("planned", "approved", "burnt", "cancelled")))


class PlanIn(Strict):
    """A burn to come. The furnace is named by its code word."""

    facility = Text()
    starts_at = Instant()
    unit_ids = ids()


class ApproveIn(Strict):
    """The two witnesses of a burn."""

    witness_a_badge = Text()
    witness_b_badge = Text()
    expected_seq = version()


class CancelIn(Strict):
    """Why a burn does not take place."""

    reason = Text(help_text=codes(CANCEL_REASONS))
    expected_seq = version()


class LeaveOutIn(Strict):
    """Units taken out of a burn."""

    unit_ids = ids()
    reason = Text(help_text=codes(LEAVE_REASONS))


class CheckIn(Strict):
    """What the independent checker read off one unit. ``seal_seen`` is null when no whole seal was on it."""

    unit_id = Id()
    reading = ReadingIn()
    seal_seen = Text(allow_null=True)


class StageIn(Strict):
    """What was checked before the loads leave."""

    checks = serializers.ListField(child=CheckIn(), allow_empty=False, max_length=MOST_UNITS)


class AttestIn(Strict):
    """What a witness saw."""

    statement = Text(help_text=codes(STATEMENTS))


class BurnIn(Strict):
    """That the loads were destroyed. Unusual events must say something, and may say none."""

    started_at = Instant()
    ended_at = Instant()
    unusual_events = Text()
    method = Text(default="incineration", help_text=codes(METHODS))
    left_out = serializers.ListField(child=Id(), required=False, max_length=MOST_UNITS)
    without_tally = Text(required=False, allow_null=True, help_text="Why two people did not sign what went in")
    all_the_same = Text(required=False, allow_null=True, help_text="What is missing, of a burn that cannot be recorded")


class TallyLineIn(Strict):
    """A unit that went into the fire, how many packages of it, and the seal read on it; null where nobody could."""

    unit_id = Id()
    package_count = Whole(required=False, allow_null=True)
    seal_seen = Text(required=False, allow_null=True, help_text="The number that was read as it went in")
    seal_broken = serializers.BooleanField(required=False, help_text="No whole seal was on it")
    looked_again = serializers.BooleanField(
        required=False, help_text="It really went in, although it is in another burn or in none"
    )


class LoadingIn(Strict):
    """What one of two people saw go into the fire."""

    part = Text(help_text=codes(PARTS))
    loads = serializers.ListField(child=TallyLineIn(), allow_empty=False, max_length=MOST_UNITS)


class UnitsIn(Strict):
    """Units."""

    unit_ids = ids()


@lists("list_sessions", shows=SessionOut, summary="List the burns the reader may know of, the newest first",
       filters=SessionFilters, ordering=("-starts_at", "id"))
@endpoint("plan_session", takes=PlanIn, gives=SessionAnswer)
class Sessions(Listing, Acting):
    """Plan a burn."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the burns the reader may know of."""
        return visible_sessions(officer).filter(**asked)

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Plan the burn."""
        known_units(act.actor, said["unit_ids"])
        return sessions.plan_session(act=act, **said)


@reads("read_session", shows=SessionOut, summary="Read a burn")
class Session(Single):
    """One burn."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the burn."""
        return session_for(officer, **ids)


class CautionOut(Shown):
    """One thing that waits about one unit of a burn: it may not burn in the end."""

    unit_id = serializers.UUIDField(source="unit.id")
    label = serializers.CharField(source="unit.label")  # type: ignore[assignment]
    reason = serializers.CharField(help_text=codes(WAITS))


class CautionsOut(Shown):
    """What waits about the units of a burn."""

    cautions = CautionOut(many=True)


@reads("read_cautions", shows=CautionsOut, summary="Read what waits about the units of a burn")
class Cautions(Single):
    """What the planner and the approver should know."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return what waits."""
        lines = manifest(session_for(officer, **ids))
        return {"cautions": cautions_of([line.unit for line in lines])}


@lists("list_session_units", shows=UnitOut, summary="List the units of a burn by label", ordering=("label",))
class SessionUnits(Listing):
    """The manifest of a burn."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the units on the manifest."""
        lines = manifest(session_for(officer, **ids))
        return access.visible_units(officer).filter(pk__in=[line.unit_id for line in lines])


@endpoint("approve_session", takes=ApproveIn, gives=SessionAnswer, signs=True)
class Approval(Acting):
    """Approve a burn and name its witnesses."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Approve the burn."""
        return sessions.approve_session(act=act, session_id=session_for(act.actor, **ids).id, **said)


@endpoint("cancel_session", takes=CancelIn, gives=SessionAnswer)
class SessionCancellation(Acting):
    """Cancel a burn: all its units may be planned again."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Cancel the burn."""
        return sessions.cancel_session(act=act, session_id=session_for(act.actor, **ids).id, **said)


@endpoint("leave_out_units", takes=LeaveOutIn, gives=SessionAnswer)
class Omissions(Acting):
    """Take units out of a burn."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Leave the units out."""
        known_units(act.actor, said["unit_ids"])
        return sessions.leave_out_units(act=act, session_id=session_for(act.actor, **ids).id, **said)


@endpoint("stage_units", takes=StageIn, gives=StagedAnswer)
class Staging(Acting):
    """Check and stage the units of a burn."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Stage the units."""
        checks = [StageCheck(**{**each, "reading": reading_of(each["reading"])}) for each in said["checks"]]
        return staging.stage_units(act=act, session_id=session_for(act.actor, **ids).id, checks=checks)


@endpoint("attest_burn", takes=AttestIn, gives=AttestationAnswer, signs=True)
class Attestations(Acting):
    """Sign what a witness saw burn."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Attest the burn."""
        return burning.attest_burn(act=act, session_id=session_for(act.actor, **ids).id, **said)


@endpoint("record_loading", takes=LoadingIn, gives=SessionAnswer, signs=True)
class Loading(Acting):
    """Write down what one of two people saw go into the fire."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Write it down."""
        known_units(act.actor, [each["unit_id"] for each in said["loads"]])
        return tally.record_loading(
            act=act, session_id=session_for(act.actor, **ids).id, part=said["part"],
            loads=[Load(**each) for each in said["loads"]],
        )  # fmt: skip


@endpoint("sign_tally", gives=TallyAnswer, signs=True)
class TallySignature(Acting):
    """Sign the own list of what went into the fire."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Sign it."""
        return tally.sign_tally(act=act, session_id=session_for(act.actor, **ids).id)


@endpoint("record_burn", takes=BurnIn, gives=SessionAnswer, signs=True)
class Burn(Acting):
    """Record that the loads of a burn were destroyed, or that they burnt all the same."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record the burn; or that it took place, where something that releases it is missing."""
        if why := said.pop("all_the_same", None):
            times = {name: said[name] for name in ("started_at", "ended_at")}
            return told.tell_burn(act=act, session_id=session_for(act.actor, **ids).id, reason=why, **times)
        return burning.record_burn(act=act, session_id=session_for(act.actor, **ids).id, **said)


@endpoint("reconcile_units", takes=UnitsIn, gives=ReconciledAnswer, signs=True)
class Reconciliations(Acting):
    """Reconcile destroyed units."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Reconcile the units."""
        return reconcile.reconcile_units(act=act, unit_ids=known_units(act.actor, said["unit_ids"]))
