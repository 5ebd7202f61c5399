"""Hand-overs: offer, accept, refuse, withdraw. Two people, always."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from custody.api.v1.answers import AcceptedAnswer, TransferAnswer
from custody.api.v1.inputs import (
    MOST_UNITS,
    Id,
    RouteIn,
    SeenIn,
    Strict,
    Text,
    Versions,
    Whole,
    codes,
    ids,
    reading_of,
    route_of,
    vehicle_seals,
    version,
)
from custody.api.v1.outputs import TransferOut, UnitOut, moment
from custody.api.v1.reading import Listing, Single, lists, reads
from custody.api.v1.writing import Acting, endpoint, known_units
from custody.core.act import Act
from custody.core.errors import InvalidInput
from custody.deadlines.selectors import database_now
from custody.evidence.actions import transfer as transfers
from custody.evidence.actions.command import command_transfer
from custody.evidence.entries import Reported
from custody.evidence.lists import PURPOSES, REPORTED
from custody.evidence.selectors import access
from custody.evidence.selectors.holding import transfer_units
from custody.evidence.tickets import LASTS, ticket_for

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer


class TransferFilters(Strict):
    """Which hand-overs."""

    state = Text(required=False, help_text=codes(("offered", "expired", "accepted", "refused", "cancelled")))
    purpose = Text(required=False, help_text=codes(PURPOSES))


class OfferIn(Strict):
    """Units offered to another person, or to a crew of two that leaves with them."""

    unit_ids = ids()
    receiver_badge = Text()
    second_badge = Text(required=False, allow_null=True)
    purpose = Text(default="handover", help_text=codes(PURPOSES))
    route = RouteIn(required=False, allow_null=True)
    unswept_reason = Text(
        required=False, allow_null=True, help_text="Why it leaves before its sweep, which is owed in a quarantine bay."
    )
    expected_seqs = Versions(required=False)


class CommandIn(Strict):
    """Who is absent, and which two take over everything that officer answers for."""

    absent_badge = Text()
    receiver_badge = Text()
    second_badge = Text()
    reason = Text()
    absent_hours = Whole(required=False, default=0, help_text="For how many hours nobody has answered for it.")


class ReportedIn(Strict):
    """A unit that is not taken: the giver still answers for it."""

    unit_id = Id()
    kind = Text(help_text=codes(REPORTED))
    seal_seen = Text(required=False, allow_null=True, default=None)
    remark = Text(required=False, allow_null=True, default=None)


class AcceptIn(Strict):
    """What was read off the units. Every unit that is taken and should carry a seal is named."""

    units = serializers.ListField(child=SeenIn(), max_length=MOST_UNITS)
    reported = serializers.ListField(child=ReportedIn(), max_length=MOST_UNITS, required=False)
    place = Text(required=False, allow_null=True, help_text="Code word; for an arrival.")
    over_limit_reason = Text(
        required=False, allow_null=True,
        help_text="Why they lie in a place that may not hold them: recorded as a fact, and a waiver is owed.",
    )  # fmt: skip
    vehicle_seals = vehicle_seals()
    where = Text(required=False, allow_null=True, help_text="In words where a load on the road changed hands; sealed.")
    new_vehicle = Text(required=False, allow_null=True, help_text="In which vehicle it goes on from there; sealed.")
    new_vehicle_seal = Text(required=False, allow_null=True, help_text="The seal of that vehicle, which is compared.")
    expected_seq = version()


class ReasonIn(Strict):
    """Why not."""

    reason = Text()
    expected_seq = version()


class HandOverTicketOut(serializers.Serializer[Any]):
    """What the giver's screen shows as a square code to a receiver who has no connection. It gives no right."""

    code = serializers.CharField(help_text="Shown as a QR code. The receiver scans it; it serves once.")
    until = moment()


class TransferDetail(TransferOut):
    """A hand-over with its units."""

    units = serializers.SerializerMethodField()
    ticket = serializers.SerializerMethodField(
        help_text="A fresh one at every look, to who gives, while the offer waits; null otherwise."
    )

    @extend_schema_field(UnitOut(many=True))
    def get_units(self, transfer: Any) -> Any:
        """Return the units of the hand-over."""
        return UnitOut(transfer_units(transfer), many=True, context=self.context).data

    @extend_schema_field(HandOverTicketOut(allow_null=True))
    def get_ticket(self, transfer: Any) -> Any:
        """Return the ticket of the hand-over to who gives, None to everybody else."""
        at = database_now()
        code = ticket_for(self.context["officer"], transfer, at=at)
        return None if code is None else HandOverTicketOut({"code": code, "until": at + LASTS}).data


@lists("list_transfers", shows=TransferOut, summary="List the hand-overs the reader takes part in, the newest first",
       filters=TransferFilters, ordering=("-offered_at", "id"))
@endpoint("offer_transfer", takes=OfferIn, gives=TransferAnswer)
class Transfers(Listing, Acting):
    """Offer units to another person."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the hand-overs the reader may know of."""
        return access.visible_transfers(officer).filter(**asked)

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Offer the units."""
        known_units(act.actor, said["unit_ids"])
        return transfers.offer_transfer(act=act, route=route_of(said.pop("route", None)), **said)


@endpoint("command_transfer", takes=CommandIn, gives=TransferAnswer, signs=True)
class Commands(Acting):
    """Order a hand-over in place of an absent custodian."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Order it."""
        return command_transfer(act=act, **said)


@reads("read_transfer", shows=TransferDetail, summary="Read a hand-over with its units")
class Transfer(Single):
    """One hand-over."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the hand-over."""
        return access.transfer_for(officer, **ids)


@endpoint("accept_transfer", takes=AcceptIn, gives=AcceptedAnswer, signs=True)
class Acceptance(Acting):
    """Take custody of what was offered."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Accept the hand-over."""
        seen = said.pop("units")
        if len({each["unit_id"] for each in seen}) != len(seen):
            raise InvalidInput("unit.twice", "A unit is named twice", field="units")
        found = access.transfer_for(act.actor, **ids)
        return transfers.accept_transfer(
            act=act,
            transfer_id=found.id,
            seals={each["unit_id"]: each["seal_seen"] for each in seen if "seal_seen" in each},
            reported={each.pop("unit_id"): Reported(**each) for each in said.pop("reported", ())},
            readings={each["unit_id"]: reading_of(each["reading"]) for each in seen if each.get("reading")},
            **said,
        )


@endpoint("refuse_transfer", takes=ReasonIn, gives=TransferAnswer)
class Refusal(Acting):
    """Refuse what was offered."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Refuse the hand-over."""
        return transfers.refuse_transfer(act=act, transfer_id=access.transfer_for(act.actor, **ids).id, **said)


@endpoint("cancel_transfer", takes=ReasonIn, gives=TransferAnswer)
class Cancellation(Acting):
    """Withdraw an offer."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Cancel the hand-over."""
        return transfers.cancel_transfer(act=act, transfer_id=access.transfer_for(act.actor, **ids).id, **said)
