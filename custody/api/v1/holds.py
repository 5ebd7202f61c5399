"""Holds: record one from its paper, have another person verify it, renew it, lift it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from custody.api.v1.answers import Answer
from custody.api.v1.decisions import DecisionAnswer, LiftIn, paper_in
from custody.api.v1.inputs import Instant, Strict, Text, codes, ids, version
from custody.api.v1.outputs import Shown, badge, moment, seq
from custody.api.v1.reading import Listing, Single, lists, reads
from custody.api.v1.writing import Acting, endpoint, known_units
from custody.core.act import Act
from custody.destruction.actions import holds
from custody.destruction.lists import HOLD_AUTHORITIES
from custody.destruction.selectors.holds import hold_for, visible_holds

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer


class HoldOut(Shown):
    """A hold: goods that an authority keeps from the fire. Legal clocks stand still once it is verified."""

    id = serializers.UUIDField()
    unit_id = serializers.UUIDField()
    unit = serializers.CharField(source="unit.label")
    authority = serializers.CharField()
    reference = serializers.CharField()
    reason = serializers.CharField()
    placed_by = badge("placed_by")
    placed_at = moment()
    verified_by = badge("verified_by", nullable=True)
    verified_at = moment(nullable=True)
    review_at = moment()
    lifted_by = badge("lifted_by", nullable=True)
    lifted_at = moment(nullable=True)
    version = seq()


class HoldsAnswer(Answer):
    """An act on holds."""

    holds = HoldOut(many=True)


class HoldFilters(Strict):
    """Which holds."""

    state = Text(required=False, help_text=codes(("lasting", "unverified", "lifted")))


class HoldIn(Strict):
    """What the paper says."""

    unit_ids = ids()
    authority = Text(help_text=codes(HOLD_AUTHORITIES))
    reference = Text()
    reason = Text()
    review_at = Instant(required=False, help_text="Within thirty days; left out: in thirty days.")


class RenewIn(Strict):
    """The hold still stands."""

    review_at = Instant(required=False, help_text="Within thirty days; left out: in thirty days.")
    expected_seq = version()


class SignIn(Strict):
    """A second person signs."""

    expected_seq = version()


@lists("list_holds", shows=HoldOut, summary="List holds, the one to be reviewed first in front", filters=HoldFilters,
       ordering=("review_at", "id"))
@endpoint("place_hold", takes=HoldIn, gives=HoldsAnswer)
class Holds(Listing, Acting):
    """Hold goods back from the fire."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the holds the reader may know of."""
        rows = visible_holds(officer)
        state = asked.get("state")
        if state is not None:
            rows = rows.filter(lifted_at__isnull=state != "lifted")
        return rows.filter(verified_at__isnull=True) if state == "unverified" else rows

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Place the hold."""
        known_units(act.actor, said["unit_ids"])
        return holds.place_hold(act=act, **said)


@reads("read_hold", shows=HoldOut, summary="Read a hold")
class Hold(Single):
    """One hold."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the hold."""
        return hold_for(officer, **ids)


@endpoint("verify_hold", takes=SignIn, gives=HoldsAnswer, signs=True)
class HoldVerification(Acting):
    """Say that a hold agrees with its paper."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Verify the hold."""
        return holds.verify_hold(act=act, hold_id=hold_for(act.actor, **ids).id, **said)


@endpoint("renew_hold", takes=RenewIn, gives=HoldsAnswer)
class HoldRenewal(Acting):
    """Say that a hold still stands."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Renew the hold."""
        return holds.renew_hold(act=act, hold_id=hold_for(act.actor, **ids).id, **said)


@endpoint("lift_hold", takes=LiftIn, gives=DecisionAnswer)
class HoldLifting(Acting):
    """Record that its authority lifted a hold; it holds until another person has verified that."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record it."""
        return holds.lift_hold(act=act, hold_id=hold_for(act.actor, **ids).id, paper=paper_in(said), **said)
