"""Court packets of a seizure: asked for by one, issued by another, taken with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from custody.api.v1.answers import Answer
from custody.api.v1.inputs import Strict, Text, codes, version
from custody.api.v1.outputs import Shown, badge, moment
from custody.api.v1.reading import Listing, Single, lists, reads
from custody.api.v1.schema import problems
from custody.api.v1.writing import Acting, endpoint
from custody.core.act import Act
from custody.core.errors import NotAllowedNow
from custody.evidence import lists as known
from custody.evidence.actions import packets as actions
from custody.evidence.actions.documents import LANGUAGES, DocumentRead
from custody.evidence.selectors import access
from custody.evidence.selectors.packets import packet_for, visible_packets

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer


class PacketOut(Shown):
    """One court packet. What it holds is null until it is issued."""

    id = serializers.UUIDField()
    seizure_id = serializers.UUIDField()
    number = serializers.IntegerField()
    purpose = serializers.CharField()
    recipient = serializers.CharField()
    language = serializers.CharField()
    level = serializers.CharField()
    state = serializers.CharField()
    asked_by = badge("asked_by")
    asked_at = moment()
    decided_by = badge("decided_by", nullable=True)
    decided_at = moment(nullable=True)
    events = serializers.IntegerField(allow_null=True, help_text="How many events of the seizure's stream are in it.")
    streams = serializers.IntegerField(allow_null=True)
    tree_size = serializers.IntegerField(allow_null=True)
    sha256 = serializers.CharField(allow_null=True)
    size_bytes = serializers.IntegerField(allow_null=True)
    version = serializers.IntegerField(source="seizure.last_seq", help_text="Send it back as `expected_seq`.")


class PacketIn(Strict):
    """What the packet is for, in which language, and how much it shows."""

    purpose = Text(help_text=codes(known.PACKET_PURPOSES))
    recipient = Text(help_text="The court or authority, and its number of the case.")
    language = Text(help_text=codes(LANGUAGES))
    level = Text(help_text=codes(known.PACKET_LEVELS))
    expected_seq = version()


class PacketSeenIn(Strict):
    """The version the sender saw."""

    expected_seq = version()


class PacketReadIn(Strict):
    """Why a packet is taken."""

    reason = Text()


class PacketAnswer(Answer):
    """An act on a court packet."""

    packet = serializers.UUIDField()


@lists("list_every_packet", shows=PacketOut, summary="List the court packets you may read, the newest first",
       ordering=("-asked_at", "id"))
class Packets(Listing):
    """The court packets of every seizure."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the packets."""
        return visible_packets(officer)


@lists("list_packets", shows=PacketOut, summary="List the court packets of a seizure, the newest first",
       ordering=("-asked_at", "id"))
@endpoint("ask_packet", takes=PacketIn, gives=PacketAnswer)
class SeizurePackets(Listing, Acting):
    """Ask for a court packet."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the packets of the seizure."""
        return visible_packets(officer).filter(seizure=access.seizure_for(officer, **ids))

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Ask for it."""
        return actions.ask_packet(act=act, seizure_id=access.seizure_for(act.actor, **ids).id, **said)


@reads("read_packet_state", shows=PacketOut, summary="Say how a court packet stands, and its hash")
class Packet(Single):
    """One court packet."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the packet."""
        return packet_for(officer, **ids)


@endpoint("issue_packet", takes=PacketSeenIn, gives=PacketAnswer, signs=True)
class PacketIssue(Acting):
    """Issue the packet that somebody else asked for."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Issue it."""
        return actions.issue_packet(act=act, packet_id=packet_for(act.actor, **ids).id, **said)


@endpoint("refuse_packet", takes=PacketSeenIn, gives=PacketAnswer, signs=True)
class PacketRefusal(Acting):
    """Leave the packet that somebody else asked for unissued."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Refuse it."""
        return actions.refuse_packet(act=act, packet_id=packet_for(act.actor, **ids).id, **said)


@endpoint("withdraw_packet", takes=PacketSeenIn, gives=PacketAnswer)
class PacketWithdrawal(Acting):
    """Take back that one asked for a packet."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Take it back."""
        return actions.withdraw_packet(act=act, packet_id=packet_for(act.actor, **ids).id, **said)


@extend_schema_view(
    post=extend_schema(
        responses={(200, "application/zip"): OpenApiTypes.BINARY, **problems(400, 401, 403, 404, 409, 413, 415, 503)}
    )
)
@endpoint("read_packet", takes=PacketReadIn, gives=Answer, signs=True)
class PacketReading(Acting):
    """Take the file of a packet, after it was recorded who takes it and why. It is handed out once for each key."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record the reading and return the file."""
        return actions.read_packet(act=act, packet_id=packet_for(act.actor, **ids).id, **said)

    def answer(self, act: Act, made: object, *, status: int) -> Any:
        """Return the bytes of the file."""
        if not isinstance(made, DocumentRead):
            raise NotAllowedNow("document.shown", "This document was handed out already. Ask again with a new key")
        return HttpResponse(made.content, content_type=made.media_type)
