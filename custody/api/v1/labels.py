"""Rolls of labels, labels printed again, and documents."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from custody.api.v1.answers import Answer
from custody.api.v1.inputs import Flag, Instant, ReadingIn, SealIn, Strict, Text, Whole, codes, reading_of, seal_of
from custody.api.v1.outputs import SeizureOut, Shown, UnitOut, badge, moment
from custody.api.v1.reading import Listing, Single, lists, reads
from custody.api.v1.schema import problems
from custody.api.v1.writing import Acting, endpoint
from custody.core.act import Act, Basis
from custody.core.errors import NotAllowedNow
from custody.evidence.actions import documents, labels, papersheet
from custody.evidence.actions.labels import LABELS_ON_A_SHEET
from custody.evidence.entries import NewExhibit, NewUnit
from custody.evidence.lists import FORMS, REPRINT_REASONS, SUBSTANCES, VOID_REASONS
from custody.evidence.selectors import access
from custody.evidence.selectors import labels as selectors

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer

_LANGUAGE = codes(documents.LANGUAGES)


class RollOut(Shown):
    """A roll of labels. The labels themselves stand on its sheets only."""

    id = serializers.UUIDField()
    code_word = serializers.CharField()
    purpose = serializers.CharField()
    label_count = serializers.IntegerField()
    sheet_count = serializers.IntegerField(allow_null=True)
    printed_by = badge("printed_by")
    printed_at = moment()
    voided_at = moment(nullable=True)
    void_reason = serializers.CharField(allow_null=True)


class DocumentOut(Shown):
    """A document; made when ``made_at`` is not null."""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    language = serializers.CharField()
    asked_at = moment()
    made_at = moment(nullable=True)
    sha256 = serializers.CharField(allow_null=True)
    size_bytes = serializers.IntegerField(allow_null=True)


class RollAnswer(Answer):
    """An act on a roll."""

    roll = serializers.UUIDField()


class PrintedAnswer(Answer):
    """A roll that was printed, and the documents that a worker makes of it."""

    roll = serializers.UUIDField()
    documents = serializers.ListField(child=serializers.UUIDField())


class ReprintAnswer(Answer):
    """The document with the one label."""

    document = serializers.UUIDField()


class PrintIn(Strict):
    """How many labels."""

    count = Whole()
    language = Text(default="en", help_text=_LANGUAGE)


class PaperIn(Strict):
    """How many paper sheets."""

    sheets = Whole()
    language = Text(default="en", help_text=_LANGUAGE)


class LineIn(Strict):
    """One line of a sheet."""

    label = Text()  # type: ignore[assignment]
    kind = Text()
    package_count = Whole(required=False, allow_null=True)
    reading = ReadingIn()
    seal = SealIn(required=False, allow_null=True)


class SheetIn(Strict):
    """What stands on a paper sheet."""

    sheet = Text(help_text="Its number, like 7K3QX2M/1.")
    happened_at = Instant()
    second_badge = Text()
    substance = Text(help_text=codes(SUBSTANCES))
    form = Text(help_text=codes(FORMS))
    place = Text(help_text="Code word of the place where it lies.")
    looked_again = Flag(
        default=False,
        help_text="Somebody looked again: labels that belong to another sheet are what the goods bear. Those units are "
                  "frozen.",
    )
    units = serializers.ListField(child=LineIn(), allow_empty=False, max_length=LABELS_ON_A_SHEET)


class SheetAnswer(Answer):
    """The seizure that came of a sheet, and its units."""

    seizure = SeizureOut(allow_null=True)
    units = UnitOut(many=True)


class VoidIn(Strict):
    """Why a roll is withdrawn."""

    reason = Text(help_text=codes(VOID_REASONS))


class ReprintIn(Strict):
    """Why a label is printed again."""

    reason = Text(help_text=codes(REPRINT_REASONS))
    second_badge = Text()
    language = Text(default="en", help_text=_LANGUAGE)


class ReadIn(Strict):
    """Why a document is read."""

    reason = Text()


@lists("list_rolls", shows=RollOut, summary="List the rolls of labels, the newest first",
       ordering=("-printed_at", "id"))
@endpoint("print_roll", takes=PrintIn, gives=PrintedAnswer)
class Rolls(Listing, Acting):
    """Print blank labels."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the rolls the reader may know of."""
        return selectors.visible_rolls(officer)

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Print the labels."""
        return labels.print_roll(act=act, **said)


@reads("read_roll", shows=RollOut, summary="Read a roll of labels")
class Roll(Single):
    """One roll."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the roll."""
        return selectors.roll_for(officer, **ids)


@endpoint("void_roll", takes=VoidIn, gives=RollAnswer)
class Withdrawal(Acting):
    """Withdraw a roll: its blank labels can be stuck on nothing."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Withdraw the roll."""
        return labels.void_roll(act=act, roll_id=selectors.roll_for(act.actor, **ids).id, **said)


@endpoint("print_paper_kit", takes=PaperIn, gives=PrintedAnswer)
class PaperKits(Acting):
    """Print blank seizure sheets with labels of their own."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Print the sheets."""
        return labels.print_paper_kit(act=act, **said)


@endpoint("enter_sheet", takes=SheetIn, gives=SheetAnswer, signs=True)
class PaperSheets(Acting):
    """Enter a filled-in paper sheet, with the time that was written on it."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Enter the sheet."""
        units = [
            NewUnit(
                kind=each["kind"],
                label=each["label"],
                package_count=each.get("package_count"),
                reading=reading_of(each["reading"]),
                seal=None if each.get("seal") is None else seal_of(each["seal"]),
            )
            for each in said["units"]
        ]
        return papersheet.enter_sheet(
            act=replace(act, basis=Basis.PAPER, occurred_at=said["happened_at"]),
            sheet=said["sheet"],
            second_badge=said["second_badge"],
            exhibits=[NewExhibit(substance=said["substance"], form=said["form"])],
            units=units,
            place=said["place"],
            looked_again=said["looked_again"],
        )


@endpoint("reprint_label", takes=ReprintIn, gives=ReprintAnswer)
class Reprints(Acting):
    """Print the label of one unit again."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Print the label."""
        return labels.reprint_label(act=act, unit_id=access.unit_for(act.actor, **ids).id, **said)


@reads("read_document_state", shows=DocumentOut, summary="Say whether a document is made, and its hash")
class Document(Single):
    """One document."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the document."""
        return selectors.document_for(officer, **ids)


@extend_schema_view(
    post=extend_schema(
        responses={(200, "application/pdf"): OpenApiTypes.BINARY, **problems(400, 401, 403, 404, 409, 413, 415, 503)}
    )
)
@endpoint("read_document", takes=ReadIn, gives=Answer, signs=True)
class DocumentReading(Acting):
    """Read a document, after it was recorded who reads it and why. It is handed out once for each key."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record the reading and return the document."""
        return documents.read_document(act=act, document_id=selectors.document_for(act.actor, **ids).id, **said)

    def answer(self, act: Act, made: object, *, status: int) -> Any:
        """Return the bytes of the document."""
        if not isinstance(made, documents.DocumentRead):
            raise NotAllowedNow("document.shown", "This document was handed out already. Ask again with a new key")
        return HttpResponse(made.content, content_type=made.media_type)
