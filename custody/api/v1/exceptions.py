"""Exceptions: ask for one, decide it, take it back; sign what is owed; places in danger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rest_framework import serializers

from custody.api.v1.answers import Answer
from custody.api.v1.inputs import Flag, Id, Strict, Text, Whole, codes, ids, version
from custody.api.v1.outputs import Mass, Shown, UnitOut, Volume, badge, moment, seq
from custody.api.v1.parsers import Form
from custody.api.v1.photos import MOST_BYTES
from custody.api.v1.reading import Listing, Single, lists, reads
from custody.api.v1.writing import Acting, endpoint
from custody.core.act import Act
from custody.core.exceptional import Exceptional
from custody.evidence.actions import endangering, exceptions, giving, signatures
from custody.evidence.actions.objecting import object_to_command
from custody.evidence.selectors import exceptions as selectors
from custody.evidence.selectors.access import unit_for
from custody.evidence.selectors.objections import takeover_for

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer


class ExceptionOut(Shown):
    """An exception that one person asked for and another one decides."""

    id = serializers.UUIDField()
    unit_id = serializers.UUIDField()
    unit = serializers.CharField(source="unit.label")
    exception = serializers.CharField()
    state = serializers.CharField()
    reason = serializers.CharField()
    reference = serializers.CharField(allow_null=True)
    spoken_by = serializers.CharField(allow_null=True)
    listener = badge("listener", nullable=True)
    already = serializers.BooleanField()
    act_by = badge("act_by", nullable=True)
    act_at = moment(nullable=True)
    party = serializers.CharField(allow_null=True)
    party_badge = serializers.CharField(allow_null=True)
    event_seq = serializers.IntegerField(allow_null=True)
    gross_mg = Mass()
    package_count = serializers.IntegerField(allow_null=True)
    volume_ml = Volume()
    substance = serializers.CharField(allow_null=True)
    proposed_by = badge("proposed_by")
    proposed_at = moment()
    decided_by = badge("decided_by", nullable=True)
    decided_at = moment(nullable=True)
    answer = serializers.CharField(allow_null=True)
    given_by = badge("given_by", nullable=True)
    given_at = moment(nullable=True)
    received_by = serializers.CharField(allow_null=True)
    received_identity = serializers.CharField(allow_null=True)
    version = seq()


class SignatureOut(Shown):
    """A signature that a second person owes."""

    id = serializers.UUIDField()
    unit_id = serializers.UUIDField()
    unit = serializers.CharField(source="unit.label")
    matter = serializers.CharField()
    about = serializers.CharField()
    owed_by = badge("owed_by")
    wanted = badge("wanted", nullable=True)
    owed_at = moment()


class ExceptionAnswer(Answer):
    """An act on an exception."""

    exception = serializers.UUIDField()
    unit = UnitOut(allow_null=True)


class SignaturesAnswer(Answer):
    """Signatures that were given."""

    signatures = serializers.ListField(child=serializers.UUIDField())


class TakeoverObjectionAnswer(Answer):
    """An objection to what others took over, and how many units it froze."""

    signature = serializers.UUIDField()
    frozen = serializers.IntegerField()


class DangerAnswer(Answer):
    """An act on what is known against a place: recorded."""


class CorrectionIn(Strict):
    """What the unit is booked with once the entry is put right; what is left out stays."""

    event_seq = Whole(help_text="`seq` of the entry in the unit's own story.")
    gross_mg = Whole(required=False, allow_null=True)
    tare_mg = Whole(required=False, allow_null=True)
    net_mg = Whole(required=False, allow_null=True)
    package_count = Whole(required=False, allow_null=True)
    volume_ml = Whole(required=False, allow_null=True, help_text="Of a liquid, in whole millilitres.")
    substance = Text(required=False, allow_null=True, help_text="Of the exhibit, and so of all units of it.")


class ExceptionIn(Strict):
    """What is asked for, why, and on which paper."""

    exception = Text(help_text=codes(Exceptional))
    reason = Text()
    reference = Text(required=False, allow_null=True, help_text="Of the written act, where one is needed.")
    spoken_by = Text(required=False, allow_null=True, help_text="Who gave it by word of mouth.")
    listener_badge = Text(required=False, allow_null=True, help_text="Who heard it too, and decides.")
    already = Flag(default=False, help_text="It took place without its act, which is owed.")
    party = Text(required=False, allow_null=True, help_text="Who receives it: a name, or for a loan a badge.")
    correction = CorrectionIn(required=False, allow_null=True)
    expected_seq = version()


class ExceptionDecisionIn(Strict):
    """Yes or no, and why."""

    approve = Flag()
    answer = Text(required=False, allow_null=True, help_text="Needed when it is refused.")
    expected_seq = version()


class ActIn(Strict):
    """The paper that an exception rests on, as a form."""

    reference = Text()
    document = serializers.FileField(help_text="A photo or a PDF.")


class GivingIn(Strict):
    """Who took it, on which papers, and the receipt that they signed, as a form."""

    witness_badge = Text(help_text="Who stood by, and signs later.")
    received_by = Text()
    identity = Text(help_text="Number of their identity document or service card.")
    document = serializers.FileField(help_text="The signed receipt: a photo or a PDF.")


class TakenBackIn(Strict):
    """It is taken back."""

    expected_seq = version()


class TakeoverObjectionIn(Strict):
    """What is not as it was left."""

    objection = Text()


class SignaturesIn(Strict):
    """What is signed for."""

    signature_ids = ids()


class PlaceDangerIn(Strict):
    """What is known against a place, a code word."""

    place = Text()
    danger = Whole(help_text="1 watched, 2 threatened, 3 burnt: known to others.")
    cause = Text()


class ClearingIn(Strict):
    """Why a place, a code word, is safe again."""

    place = Text()
    reason = Text()


class ExceptionFilters(Strict):
    """Which exceptions."""

    state = Text(required=False, help_text=codes(("open", "approved", "refused", "withdrawn", "overtaken")))
    unit_id = Id(required=False)


@lists("list_exceptions", shows=ExceptionOut, summary="List exceptions, the newest in front", filters=ExceptionFilters,
       ordering=("-proposed_at", "id"))
class Exceptions(Listing):
    """Exceptions that were asked for."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the exceptions the reader may know of."""
        return selectors.visible_proposals(officer).filter(**asked)


@reads("read_exception", shows=ExceptionOut, summary="Read an exception")
class OneException(Single):
    """One exception."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the exception."""
        return selectors.proposal_for(officer, **ids)


@endpoint("propose_exception", takes=ExceptionIn, gives=ExceptionAnswer)
class UnitExceptions(Acting):
    """Ask for an exception on a unit. Another person decides."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Ask for it."""
        given = said.pop("correction", None)
        correction = None if given is None else exceptions.Corrected(**given)
        return exceptions.propose_exception(
            act=act, unit_id=unit_for(act.actor, **ids).id, correction=correction, **said
        )


@endpoint("decide_exception", takes=ExceptionDecisionIn, gives=ExceptionAnswer, signs=True)
class ExceptionDecision(Acting):
    """Approve or refuse an exception. What is approved happens at once; what is given away, once its keeper gave it."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Decide it."""
        found = selectors.proposal_for(act.actor, **ids)
        return exceptions.decide_exception(act=act, proposal_id=found.id, **said)


@endpoint("attach_act", takes=ActIn, gives=ExceptionAnswer, signs=True)
class ExceptionPaper(Acting):
    """Attach the paper that an exception rests on."""

    parser_classes = [Form]
    largest_body: ClassVar[int] = MOST_BYTES

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Attach it."""
        found, paper = selectors.proposal_for(act.actor, **ids), said.pop("document").read()
        return exceptions.attach_act(act=act, proposal_id=found.id, document=paper, **said)


@endpoint("give_unit", takes=GivingIn, gives=ExceptionAnswer, signs=True)
class Giving(Acting):
    """Give a unit to who receives it, as its keeper: custody ends here and not with the decision."""

    parser_classes = [Form]
    largest_body: ClassVar[int] = MOST_BYTES

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Give it."""
        found, paper = selectors.proposal_for(act.actor, **ids), said.pop("document").read()
        return giving.give_unit(act=act, proposal_id=found.id, document=paper, **said)


@endpoint("withdraw_exception", takes=TakenBackIn, gives=ExceptionAnswer)
class ExceptionWithdrawal(Acting):
    """Take back what was asked for."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Take it back."""
        found = selectors.proposal_for(act.actor, **ids)
        return exceptions.withdraw_exception(act=act, proposal_id=found.id, **said)


@lists("list_signatures", shows=SignatureOut, summary="List the signatures the reader owes", ordering=("owed_at", "id"))
@endpoint("give_signatures", takes=SignaturesIn, gives=SignaturesAnswer, signs=True)
class Signatures(Listing, Acting):
    """Sign for what others have recorded."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return what waits for the reader's signature."""
        return selectors.signatures_awaited(officer)

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Sign."""
        return signatures.sign(act=act, **said)


@endpoint("object_to_command", takes=TakeoverObjectionIn, gives=TakeoverObjectionAnswer, signs=True)
class TakeoverObjection(Acting):
    """Object to what others took over by command: all of it is frozen, under one alert."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Object."""
        return object_to_command(act=act, signature_id=takeover_for(act.actor, **ids).id, **said)


@endpoint("endanger_place", takes=PlaceDangerIn, gives=DangerAnswer)
class Dangers(Acting):
    """Say what is known against a place."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Say it."""
        return endangering.endanger_place(act=act, **said)


@endpoint("ask_clearing", takes=ClearingIn, gives=DangerAnswer)
class ClearingRequests(Acting):
    """Ask whether a place is safe again."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Ask."""
        return endangering.ask_clearing(act=act, **said)


@endpoint("clear_place", takes=ClearingIn, gives=DangerAnswer, signs=True)
class Clearings(Acting):
    """Say that a place is safe again, where another commander asked."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Say so."""
        return endangering.clear_place(act=act, **said)


