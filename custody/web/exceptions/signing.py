"""Signing for what others have recorded: one act on a page, with its numbers, and word of it afterwards."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from custody.core.events import SWEEP_RECORDED, TRANSFER_ACCEPTED
from custody.core.exceptional import OUSTED
from custody.core.mass import in_words
from custody.deadlines.selectors import counted_blind
from custody.evidence.actions import signatures as signing
from custody.evidence.selectors import access
from custody.evidence.selectors import exceptions as selectors
from custody.evidence.selectors.holding import open_seizures_of
from custody.evidence.selectors.objections import objected, takeovers_of
from custody.evidence.selectors.signed_acts import act_signed_for, given_by, is_given_by, owed_for
from custody.web.exceptions.said import goods_of, said_in_full
from custody.web.shared.exceptional import DONE, MATTERS
from custody.web.shared.folding import in_groups
from custody.web.shared.forms import OneButton, act_for, attempt, show_form
from custody.web.shared.guards import signed_in
from custody.web.shared.local import with_offset
from custody.web.shared.parts import SummaryRow, Waiting
from custody.web.shared.receipts import receipt_on
from custody.web.shared.repeats import first_answer
from custody.web.shared.stopped import stopped_as
from custody.web.shared.telling import sentence_of
from custody.web.shared.units import number_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from custody.evidence.models import Countersignature, HandlingUnit
    from custody.evidence.selectors.signed_acts import Line, SignedAct
    from custody.organisation.models import Officer

TAKEOVERS = 20


@require_GET
def signatures(request: HttpRequest) -> HttpResponse:
    """List the acts that wait for the officer's signature, one line for each, and what was taken over by command."""
    officer = signed_in(request)
    owed = acts_owed(officer)
    taken = [(row, what_is_signed(officer, row)) for row in takeovers_of(officer)[:TAKEOVERS] if not objected(row)]
    context = {"rows": [_waiting(officer, rows) for rows in owed], "taken": taken}
    return TemplateResponse(request, "custody/exceptions/signatures.html", context)


@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, signature_id: UUID) -> HttpResponse:
    """Show the act that is signed for, with its numbers, and sign it."""
    officer = signed_in(request)
    form = OneButton(request.POST or None)
    if given := first_answer(request, form, again="signatures"):
        return redirect("exceptions:signed", given[0])
    if is_given_by(officer, signature_id=signature_id):
        return redirect("exceptions:signed", signature_id)
    rows = owed_for(officer, signature_id=signature_id)
    if form.is_valid():
        with attempt(form, again="signatures") as done:
            given = signing.sign(act=act_for(request, form), signature_ids=[row.id for row in rows][: signing.MOST])
            done.ref = [given[0].id]
        if done.ref:
            return redirect("exceptions:signed", done.ref[0])
    beside = acts_beside(officer, rows[0])
    return show_form(request, "custody/exceptions/sign.html", form=form, together=len(beside), **_facts(officer, rows))


@require_GET
def signed(request: HttpRequest, signature_id: UUID) -> HttpResponse:
    """Say that it is signed, what was signed, and what waits next."""
    officer = signed_in(request)
    rows = given_by(officer, signature_id=signature_id)
    left = acts_owed(officer)
    context = {
        "signed_at": rows[0].signed_at,
        "left": len(left),
        "next": _waiting(officer, left[0]) if left else None,
        "receipt": receipt_on(rows[0].stream_id),
        **_facts(officer, rows),
    }
    return TemplateResponse(request, "custody/exceptions/signed.html", context)


def what_is_signed(officer: Officer, row: Countersignature) -> str:
    """Return what a signature is about: the seizure or the unit, by whom, when."""
    return f"{subject_of(officer, row)} · {row.owed_by.badge} · {localtime(row.owed_at):%H:%M}"


def subject_of(officer: Officer, row: Countersignature) -> str:
    """Return what an act is about: the code word of its seizure, or the number of the container, for who was second,
    else the label of the unit."""
    if row.matter in ("second", OUSTED):
        made = [row.unit.seizure] if row.unit.seizure else open_seizures_of(officer, conveyance=row.unit)
        return made[0].code_word if made else number_on(row.unit) or row.unit.label
    return row.unit.label


def acts_owed(officer: Officer) -> list[list[Countersignature]]:
    """Return what the officer has to sign, the rows of one act together, the oldest in front."""
    acts: dict[tuple[object, ...], list[Countersignature]] = {}
    for row in selectors.signatures_awaited(officer).order_by("owed_at", "id")[: signing.MOST]:
        acts.setdefault((row.owed_by_id, row.owed_at, row.matter, row.about), []).append(row)
    return list(acts.values())


def acts_beside(officer: Officer, row: Countersignature) -> list[list[Countersignature]]:
    """Return the acts on the same load that wait for the officer as its second, with the one that is named, the oldest
    in front. What is signed as a witness, or for who commands, is looked at by itself."""
    if row.matter != "second":
        return []
    about = subject_of(officer, row)
    return [rows for rows in acts_owed(officer)
            if rows[0].matter == "second" and subject_of(officer, rows[0]) == about]  # fmt: skip


def _waiting(officer: Officer, rows: Sequence[Countersignature]) -> Waiting:
    row = rows[0]
    subjects = list(dict.fromkeys(subject_of(officer, each) for each in rows))
    return Waiting(
        label=f"{', '.join(subjects[:3])}{' …' if len(subjects) > 3 else ''}: {in_short(row)}",
        link=reverse("exceptions:sign", args=[row.id]),
        why=f"{MATTERS[_matter(row)]} · "
        + _("by badge %(badge)s, %(at)s") % {"badge": row.owed_by.badge, "at": when_it_was(row)},
        status=_("See it and sign"),
        tone="warning",
    )


def _facts(officer: Officer, rows: Sequence[Countersignature]) -> dict[str, object]:
    """Return what the page of an act shows: what, by whom, when, the numbers, every unit, the photos."""
    row = rows[0]
    act = act_signed_for(officer, row)
    blind, conveyance = counted_blind(officer), conveyance_of(row)
    goods = goods_of(act.lines)
    beside = [line for line in act.lines if line not in goods]
    may_look = conveyance is not None and access.is_custodian(officer, conveyance)
    return {
        "row": row,
        "place_of": conveyance if may_look and row.signed_at is None else None,
        "what": in_short(row),
        "in_full": said_in_full(row, act, conveyance=conveyance),
        "subject": ", ".join(dict.fromkeys(subject_of(officer, each) for each in rows)),
        "summary": [
            SummaryRow(label=_("What was done"), value=in_short(row)),
            SummaryRow(label=_("Who did it"), value=_("badge %(badge)s") % {"badge": row.owed_by.badge}),
            SummaryRow(label=_("When"), value=when_it_was(row)),
            SummaryRow(label=_("Why you sign"), value=MATTERS[_matter(row)]),
            *([] if conveyance is None or row.matter != "second" else stopped_as(conveyance)),
            *_numbers(goods or act.lines, blind=blind),
        ],
        "written": sentences_of(act),
        "groups": in_groups([*beside, *goods], named=lambda line: line.seal or line.unit.label),
        "photos": act.photos,
        "blind": blind,
        "says": {name: any(getattr(line, name) is not None for line in act.lines)
                 for name in ("gross_mg", "bricks", "seal", "old_seal")},
    }  # fmt: skip


def conveyance_of(row: Countersignature) -> HandlingUnit | None:
    """Return what was stopped: the unit of the act itself, or what the goods of the act came out of."""
    if hasattr(row.unit, "conveyance"):
        return row.unit
    return None if row.unit.seizure is None else row.unit.seizure.conveyance


def _numbers(lines: Iterable[Line], *, blind: frozenset[UUID]) -> list[SummaryRow]:
    """Return the sums of an act: units, weight, bricks, seals; a count that the officer is to make anew is left out."""
    lines = list(lines)
    grosses = [line.gross_mg for line in lines if line.gross_mg is not None]
    bricks = [line.bricks for line in lines if line.bricks is not None and line.unit.id not in blind]
    seals = sum(line.seal is not None for line in lines)
    out = [SummaryRow(label=_("Units"), value=str(len(lines)))]
    if grosses:
        out.append(SummaryRow(label=_("Gross weight"), value=in_words(sum(grosses))))
    if bricks:
        out.append(SummaryRow(label=_("Bricks counted"), value=str(sum(bricks))))
    if seals:
        out.append(SummaryRow(label=_("Seals"), value=str(seals)))
    return out


def sentences_of(act: SignedAct) -> list[str]:
    """Return the sentences of the act, each once with how often it was written."""
    said = Counter(sentence_of(line) for line in act.told)
    return [f"{count} × {sentence}" if count > 1 else sentence for sentence, count in said.items()]


def _matter(row: Countersignature) -> str:
    """Return the words for why somebody signs: a sweep is looked at by a witness, who is often the second officer; what
    lies at the furnace passes with the word of both who keep it. Where nobody was named, nobody reads that he was."""
    if row.matter == "witness" and row.about == TRANSFER_ACCEPTED.code:
        return "handed_on"
    if row.matter == "second" and row.wanted_id is None:
        return "nobody"
    return "witness" if row.about == SWEEP_RECORDED.code and row.matter == "second" else row.matter


def in_short(row: Countersignature) -> str:
    """Return what was done."""
    return str(DONE.get(row.about, row.about))


def when_it_was(row: Countersignature) -> str:
    """Return when it was done, on the clock of the house."""
    return with_offset(row.owed_at, zone=settings.CUSTODY_SITE_TIME_ZONE)
