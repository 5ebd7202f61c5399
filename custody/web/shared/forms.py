"""The form every screen starts from, and the way an action's refusal becomes words on that form.

A form parses and cleans. It knows no rule of custody: the action decides, and ``attempt`` brings its
sentence back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID, uuid4

from django import forms
from django.forms.renderers import TemplatesSetting
from django.forms.utils import ErrorDict
from django.template.response import TemplateResponse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from custody.alerts.actions.reused import tell_of_reused_key
from custody.core.act import Act, Basis, Door
from custody.core.errors import (
    AlreadyRecorded,
    CustodyError,
    InvalidInput,
    KeyReused,
    LockTimeout,
    NotAllowedNow,
    NotPermitted,
    StaleVersion,
)
from custody.ledger.receipts import receipt_for
from custody.web.shared.badge_choice import BadgeField
from custody.web.shared.brought_back import brought_back
from custody.web.shared.errors import in_words
from custody.web.shared.fields import (
    CheckField,
    ChoiceField,
    ContainerField,
    CountField,
    LabelField,
    OnTheDoor,
    PlaceField,
    RemarkField,
    ScanField,
    TextField,
    Words,
)
from custody.web.shared.guards import signed_in
from custody.web.shared.parts import Receipt
from custody.web.shared.photos import PhotoField
from custody.web.shared.receipts import as_part
from custody.web.shared.seal_fields import SealField, SealsField
from custody.web.shared.sending import being_sent
from custody.web.shared.times import OccurredAtField
from custody.web.shared.weights import WeightField

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpRequest, HttpResponse

    from custody.evidence.selectors.colleagues import Colleague

__all__ = [
    "BadgeField",
    "CheckField",
    "ChoiceField",
    "ContainerField",
    "CountField",
    "CustodyForm",
    "CustodyFormRenderer",
    "Done",
    "LabelField",
    "OccurredAtField",
    "OnTheDoor",
    "OneButton",
    "PhotoField",
    "PlaceField",
    "RemarkField",
    "ScanField",
    "SealField",
    "SealsField",
    "TextField",
    "WeightField",
    "Words",
    "act_for",
    "attempt",
    "show_form",
]

KEY, SEEN = "idempotency_key", "expected_seq"
READ_AGAIN, UNREADABLE = ".read_again", "\N{REPLACEMENT CHARACTER}"


class CustodyFormRenderer(TemplatesSetting):
    """Renders each form and field with our own templates (``templates/custody/forms``)."""

    form_template_name = "custody/forms/form.html"
    field_template_name = "custody/forms/field.html"


class CustodyForm(forms.Form):
    """A form with an idempotency key and the version of the record the officer looked at.

    The key is minted when the empty form is shown and comes back with every attempt, so a double click is
    one event. Pass ``seen=record.last_seq`` when the form is about a record: a form that was opened before
    somebody else changed the record is refused, its answers kept, and the next attempt is about the facts
    now on the page.
    """

    default_renderer = CustodyFormRenderer()
    use_required_attribute = False
    #: Names the rooms use for an input, where this form calls it otherwise: ``{"gross_mg": "gross"}``.
    also_called: ClassVar[dict[str, str]] = {}
    #: A refusal that is a question, with the box in which the officer who has looked again says that it is so all the
    #: same. The box is there only where that was refused: the first sending always asks.
    looks_again: ClassVar[dict[str, str]] = {}

    idempotency_key = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={
            "required": _("This form lost its number. Check the answers and send it again"),
            "invalid": _("This form lost its number. Check the answers and send it again"),
        },
    )
    expected_seq = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, files: Any = None, *, seen: int | None = None, **kwargs: Any) -> None:
        self.seen = seen
        initial = {**(kwargs.pop("initial", None) or {}), KEY: uuid4(), SEEN: seen}
        super().__init__(readable(data), files, initial=initial, **kwargs)
        #: HTTP status of the page when the form is shown again; 200 for a form nobody sent yet.
        self.status = 200
        #: Set when the key of the form had been used with other answers.
        self.reused: KeyReused | None = None
        #: The key under which this page was sent, where the next attempt has another: it is back, and nothing is lost.
        self.came_as = ""
        #: Codes of what was refused.
        self.refused: set[str] = set()

    @property
    def key(self) -> UUID:
        """The idempotency key of this attempt; only after ``is_valid()``."""
        return self.cleaned_data[KEY]  # type: ignore[no-any-return]

    @property
    def has_list(self) -> bool:
        """Whether it asks for units that are scanned (batch.js): only such a page carries the words for it."""
        return any(not {"data-batch", "data-reads"}.isdisjoint(each.widget.attrs) for each in self.fields.values())

    def offer(self, name: str, choices: Iterable[Any]) -> None:
        """Give a place or badge field what it may list: (value, code word) pairs, or badges."""
        field = self.fields[name]
        assert isinstance(field, PlaceField | BadgeField)  # noqa: S101 - a defect of the screen, not of an answer
        field.offer(choices)

    def suggest(self, name: str, people: Iterable[Colleague]) -> None:
        """Show the likely people of a badge field as radios, the likeliest first and none chosen.

        A badge that is named has not signed anything: it is a claim of the officer who sends the form.
        """
        field = self.fields[name]
        assert isinstance(field, BadgeField)  # noqa: S101 - a defect of the screen, not of an answer
        field.suggest(people)

    def body_hash(self) -> bytes:
        """SHA-256 of what was sent: every answer and every file, without the token that guards the post
        itself."""
        digest = hashlib.sha256()
        for name, value in _pairs(self.data):
            if name not in ("csrfmiddlewaretoken", self.add_prefix(KEY)):
                digest.update(f"{len(name)}:{name}={len(str(value))}:{value};".encode())
        for name, file in _pairs(self.files):
            digest.update(f"{len(name)}:{name}=".encode() + _file_hash(file))
        return digest.digest()

    def full_clean(self) -> None:
        """Clean, and remember which status the page deserves."""
        super().full_clean()
        if not self.is_bound:
            return
        if self.errors:
            self.status = 422
        if KEY in self.errors:
            self.add_error(None, self.errors.pop(KEY).as_data())
            self._set_hidden(KEY, str(uuid4()))
        if brought_back().is_shown:
            self._only_show()
        elif SEEN in self.errors or self._is_stale():
            self.errors.pop(SEEN, None)
            self.refuse(StaleVersion())

    def _only_show(self) -> None:
        """Let the officer look at what was sent when nobody was at the session: about the record as it is now."""
        self.errors.pop(SEEN, None)
        self._set_hidden(SEEN, "" if self.seen is None else str(self.seen))
        self.add_error(None, _("This form was sent while the session was locked or over. Nothing of it is recorded. "
                               "Read every answer, and send it if it is yours"))  # fmt: skip
        self.status = 200

    def _is_stale(self) -> bool:
        return self.seen is not None and self.cleaned_data.get(SEEN) != self.seen

    def refuse(self, error: CustodyError) -> None:
        """Put the refusal on the form, in the officer's language, at the field it names."""
        self.refused.add(error.code)
        field = getattr(error, "field", None)
        field = self.also_called.get(field or "", field)
        said = forms.ValidationError(in_words(error))
        said.__cause__ = error
        self.add_error(field if field in self.fields and field not in (KEY, SEEN) else None, said)
        self.status = _STATUS.get(type(error), 422)
        if error.code.endswith(READ_AGAIN):
            self.read_anew()
        if isinstance(error, StaleVersion):
            # The page below now shows the record as it is, so the next attempt is about that.
            self._set_hidden(SEEN, "" if self.seen is None else str(self.seen))
        if isinstance(error, KeyReused):
            # What was typed stays. Sent once more it is an act of its own, about the facts now on the page.
            self.reused = error
            self.read_anew()
            self._set_hidden(SEEN, "" if self.seen is None else str(self.seen))

    def ask_again(self) -> None:
        """Ask whether it is so all the same only where that was refused, or where it was said already."""
        asked = {name for code, name in self.looks_again.items() if code in self.refused}
        for name in {*self.looks_again.values()} - asked:
            if name in self.fields and not self[name].data:
                del self.fields[name]

    def look_anew(self, seen: int) -> None:
        """Let the next attempt be about the record as this one left it, although it was refused."""
        self._set_hidden(SEEN, str(seen))

    def read_anew(self) -> None:
        """Let the next attempt be one of its own, though it may say the same; the device that sent this one knows by
        ``came_as`` that it is back."""
        self.came_as = self.came_as or str(self.cleaned_data.get(KEY, ""))
        self._set_hidden(KEY, str(uuid4()))

    def refuse_reused(self, error: KeyReused) -> None:
        """Refuse a form whose key was used with other answers, and say nothing else about it.

        That the record has moved on since, or that a unit is not offered any more, is what the first sending did.
        """
        self._errors = ErrorDict()
        self.cleaned_data = {}
        self.refuse(error)

    @property
    def first_receipt(self) -> Receipt | None:
        """Where the ledger keeps what the first sending of a reused key recorded; None when it was another person."""
        op_id = None if self.reused is None else self.reused.params.get("first")
        found = None if op_id is None else receipt_for(op_id)
        return None if found is None else as_part(found)

    def goes_on_as(self, key: UUID) -> None:
        """Let the next attempt carry this key."""
        self._set_hidden(KEY, str(key))

    def _set_hidden(self, name: str, value: str) -> None:
        # A QueryDict or, in a test, a plain dict: both copy, and the copy takes a value.
        data: Any = self.data
        changed = data.copy()
        changed[self.add_prefix(name)] = value
        self.data = changed

    @property
    def lost_photos(self) -> list[str]:
        """Labels of the photos that were sent and must be chosen again, because another answer has a
        problem."""
        return [
            str(bound.label)
            for bound in self.visible_fields()
            if self.is_bound and isinstance(bound.field, PhotoField) and self.files.get(bound.html_name) and self.errors
            and bound.html_name not in brought_back().files
        ]

    def good_photos(self) -> list[tuple[str, Any]]:
        """Return the photos that were sent and are photos, by the name of their field."""
        fields = [bound for bound in self.visible_fields() if isinstance(bound.field, PhotoField)]
        return [(bound.html_name, self.files[bound.html_name]) for bound in fields
                if self.is_bound and self.files.get(bound.html_name) and not bound.errors]

    @property
    def kept_photos(self) -> list[tuple[str, str]]:
        """Label and address of every photo that was kept with the form, and goes with what is sent now."""
        return [
            (str(bound.label), each)
            for bound in self.visible_fields()
            for each in brought_back().pictures(bound.html_name)
            if self.errors
        ]


_STATUS: dict[type[CustodyError], int] = {
    InvalidInput: 422, NotPermitted: 403, NotAllowedNow: 409, StaleVersion: 409, KeyReused: 409, LockTimeout: 503,
}  # fmt: skip


class OneButton(CustodyForm):
    """A form that asks nothing: one act, one button."""


def readable(data: Any) -> Any:
    """Return what was sent with every NUL as the sign of what cannot be read: none goes into a page or a record.

    The rule of a field then refuses it in its own words, and the officer sees where it stood.
    """
    if data is None or not any("\0" in str(value) for _name, value in _pairs(data)):
        return data
    changed = data.copy()
    for name in list(changed):
        if isinstance(changed, MultiValueDict):
            changed.setlist(name, [str(each).replace("\0", UNREADABLE) for each in changed.getlist(name)])
        else:
            changed[name] = str(changed[name]).replace("\0", UNREADABLE)
    return changed


def _pairs(sent: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return every name with each of its values, in the order of the names."""
    several = sent.lists() if isinstance(sent, MultiValueDict) else [(name, [sent[name]]) for name in sent]
    return [(name, value) for name, values in sorted(several) for value in values]


def _file_hash(file: UploadedFile[Any]) -> bytes:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.digest()


def act_for(request: HttpRequest, form: CustodyForm, *, basis: Basis | None = None) -> Act:
    """Return the act of the signed-in officer for a valid form.

    An ``occurred_at`` other than "now" makes the act late unless ``basis`` says otherwise. A live act has the time of
    the database; what comes out of an outbox is never live: its "now" is when it was signed there. Raises
    ``NotAllowedNow`` where a form is only looked at.
    """
    if brought_back().is_shown:
        raise NotAllowedNow("form.only_shown", "This was sent while nobody was signed in. Look at it and send it again")
    claimed = form.cleaned_data.get("occurred_at")
    sent = being_sent()
    if sent is not None:
        return Act(
            actor=request.user,
            door=Door.OUTBOX,
            basis=basis or Basis.LATE,
            key=form.key,
            body_hash=sent.body_hash,
            occurred_at=claimed or sent.signed_at,
            device_at=sent.device_at,
            received_at=sent.received_at,
        )
    return Act(
        actor=request.user,
        door=Door.PAGE,
        basis=basis or (Basis.LATE if claimed else Basis.LIVE),
        key=form.key,
        body_hash=form.body_hash(),
        occurred_at=claimed,
    )


@dataclass(slots=True)
class Done:
    """What an attempt left behind: ``ref`` is what to show next, empty when the action refused."""

    ref: Any = ""


@contextmanager
def attempt(form: CustodyForm, *, again: str) -> Iterator[Done]:
    """Run one action; a refusal lands on the form, a repeated request gives the first answer again.

    ``again`` names the entry of the action's recorded result that would have been in ``ref``. ``NotPermitted`` lands
    there too: it may be about a person who was named, and no other answer may be lost. ``NotFound`` and
    ``IntegrityBroken`` pass through: they are pages of their own.
    """
    done = Done()
    try:
        yield done
    except AlreadyRecorded as repeat:
        done.ref = repeat.result[again]
    except (InvalidInput, NotPermitted, NotAllowedNow, StaleVersion, KeyReused, LockTimeout) as error:
        form.refuse(error)


def show_form(request: HttpRequest, template: str, *, form: CustodyForm, **context: Any) -> HttpResponse:
    """Return the page with the form, with the status its last attempt earned (200, 403, 409, 422 or 503)."""
    form.ask_again()
    if form.reused is not None:
        tell_of_reused_key(officer=signed_in(request), reused=form.reused)
    return TemplateResponse(request, template, {"form": form, **context}, status=form.status)
