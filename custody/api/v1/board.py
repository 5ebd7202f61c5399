"""The board of the guards: every conveyance in custody with its risk, its guards and its clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from custody.api.v1.outputs import Shown, moment
from custody.api.v1.reading import reader
from custody.api.v1.schema import problems
from custody.core.conveyance_risk import Reason, Risk
from custody.deadlines.board import conveyances_on_board
from custody.evidence.clearance_permissions import check_can_read_board
from custody.evidence.lists import HELD_FOR

if TYPE_CHECKING:
    from rest_framework.request import Request


class ConveyanceOut(Shown):
    """A conveyance in custody: stopped, being stripped, or emptied."""

    unit_id = serializers.UUIDField(source="stopped.unit.id")
    label = serializers.CharField(source="stopped.unit.label")  # type: ignore[assignment]
    custody_state = serializers.CharField(source="stopped.unit.custody_state")
    state_since = moment()
    held_for = serializers.ChoiceField(
        choices=HELD_FOR, allow_null=True, source="stopped.held_for", help_text="Who else keeps it here."
    )
    risk = serializers.ChoiceField(choices=[each.value for each in Risk])
    reason = serializers.ChoiceField(choices=[each.value for each in Reason])
    guards = serializers.ListField(child=serializers.CharField(), source="stopped.guards")
    clock = serializers.CharField(source="clock.clock_type", allow_null=True, default=None)
    due_at = moment(nullable=True)

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """Return one line of the board."""
        unit, clock = instance.stopped.unit, instance.clock
        return {
            "unit_id": str(unit.id),
            "label": unit.label,
            "custody_state": unit.custody_state,
            "state_since": self.fields["state_since"].to_representation(unit.state_since),
            "held_for": instance.stopped.held_for,
            "risk": instance.risk.value,
            "reason": instance.reason.value,
            "guards": list(instance.stopped.guards),
            "clock": None if clock is None else clock.clock_type,
            "due_at": None if clock is None else self.fields["due_at"].to_representation(clock.due_at),
        }


class Board(APIView):
    """Every conveyance in custody that the reader may know of."""

    @extend_schema(
        operation_id="read_conveyance_board",
        summary="Read every conveyance in custody, those most at risk in front, at most 100",
        responses={200: ConveyanceOut(many=True), **problems(401, 403)},
    )
    def get(self, request: Request) -> Response:
        """Return the board."""
        officer = reader(request)
        check_can_read_board(officer)
        return Response(ConveyanceOut(conveyances_on_board(officer), many=True).data)
