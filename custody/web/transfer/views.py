"""A hand-over: offer, receive, refuse, withdraw. Two people, always."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Count, Min, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from custody.core.clock_kinds import ClockType
from custody.core.lifecycle import CustodyState
from custody.deadlines.selectors import counted_blind, database_now, next_due
from custody.evidence import permissions
from custody.evidence.actions import transfer as transfers
from custody.evidence.actions.command import command_transfer
from custody.evidence.actions.tries import note_strange_reads
from custody.evidence.lists import SECOND, UNANSWERED
from custody.evidence.permissions import KEEPERS
from custody.evidence.selectors import access
from custody.evidence.selectors.colleagues import likely_beside
from custody.evidence.selectors.expected import destinations_of
from custody.evidence.selectors.handed_over import outcome_of
from custody.evidence.selectors.holding import bags_inside, may_be_given, transfer_units, units_of
from custody.evidence.selectors.places import relief_seen, route_seen
from custody.evidence.selectors.tries import strange_left, tries_of
from custody.evidence.selectors.vehicles import seals_to_read
from custody.evidence.tickets import read_ticket
from custody.organisation.selectors import places
from custody.web.shared.addresses import as_uuid
from custody.web.shared.folding import in_groups
from custody.web.shared.forms import KEY, act_for, attempt, show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.held_receipts import settle_receipts
from custody.web.shared.how_many import counted_in_words, load_in_words
from custody.web.shared.in_a_row import InARow, in_a_row
from custody.web.shared.interrupting import reads_again, seal_differs
from custody.web.shared.just_put import MAY_STORE, keep_put, put_among
from custody.web.shared.receipts import receipt_on
from custody.web.shared.repeats import first_answer
from custody.web.shared.sending import being_sent
from custody.web.shared.staying import signing, staying
from custody.web.shared.turning import leaf_of
from custody.web.shared.units import at_once, bricks_in, drop_unless_unswept
from custody.web.shared.words import REPORTED
from custody.web.transfer.command_form import CommandForm
from custody.web.transfer.forms import (
    NOT_ITS_SEAL,
    NOT_THE_SEAL,
    OfferForm,
    ReceiveForm,
    RefuseForm,
)
from custody.web.transfer.names import vehicle_name
from custody.web.transfer.relief_form import relieves
from custody.web.transfer.ticket import ticket_shown
from custody.web.transfer.ticket_form import TicketForm

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit, Transfer
    from custody.organisation.models import Officer
    from custody.web.shared.parts import Text

ASIDE = "put_aside"
"""In the session: what lay beside the last load that was received and is of no unit of it."""


@require_http_methods(["GET", "POST"])
def offer(request: HttpRequest) -> HttpResponse:
    """Offer units in one's custody to another person or crew; with ``?seizure=`` only those of one seizure."""
    officer = signed_in(request)
    rows = may_be_given(officer)
    if chosen := request.GET.get("seizure", ""):
        rows = rows.filter(seizure_id=access.seizure_for(officer, seizure_id=as_uuid(chosen)).id)
    units = at_once(rows)
    form = OfferForm(request.POST or None)
    form.fields["units"].offer(units, ticked=bool(chosen), reader=officer)  # type: ignore[attr-defined]
    form.fields["units"].turn_to(request)  # type: ignore[attr-defined]
    form.drop_ways(units)
    bound_for = destinations_of(officer, units)
    form.offer_destinations(request, bound_for=bound_for)
    if units and all(unit.custody_state == CustodyState.IN_TRANSIT for unit in units):
        # What is on the road cannot leave once more: mostly it is given to who keeps the place it was brought to.
        form.initial["purpose"] = "arrival"
    if request.GET.get("way") == SECOND:
        form.initial["purpose"] = SECOND
    drop_unless_unswept(form, units)
    likely = likely_beside(officer)
    for name in ("receiver_badge", "second_badge"):
        form.suggest(name, likely)
    if ref := first_answer(request, form, again="transfer"):
        return redirect("transfer:offered", ref)
    if form.is_valid():
        answers = form.cleaned_data
        leaves = answers["purpose"] == "departure"
        route = form.route(request) if leaves else None
        with attempt(form, again="transfer") as done:
            done.ref = transfers.offer_transfer(
                act=act_for(request, form),
                unit_ids=answers["units"],
                receiver_badge=answers["receiver_badge"],
                second_badge=answers["second_badge"] or None,
                purpose=answers["purpose"],
                route=route,
                unswept_reason=answers.get("unswept_reason") if leaves else None,
            ).id
        if done.ref:
            return redirect("transfer:offered", done.ref)
    return show_form(request, "custody/transfer/offer.html", form=form, any_units=bool(units), bound_for=bound_for,
                     staying=signing(officer, staying(units)))


@require_http_methods(["GET", "POST"])
@requires_role(*permissions.COMMAND)
def command(request: HttpRequest) -> HttpResponse:
    """Order that everything an absent custodian answers for goes to two others."""
    form = CommandForm(request.POST or None)
    if ref := first_answer(request, form, again="transfer"):
        return redirect("transfer:offered", ref)
    if form.is_valid():
        names = ("absent_badge", "absent_hours", "receiver_badge", "second_badge", "reason")
        with attempt(form, again="transfer") as done:
            done.ref = command_transfer(
                act=act_for(request, form), **{name: form.cleaned_data[name] for name in names}
            ).id
        if done.ref:
            return redirect("transfer:offered", done.ref)
    return show_form(request, "custody/transfer/command.html", form=form)


@require_GET
def offered(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    """Say who is responsible until the other side accepts."""
    officer = signed_in(request)
    transfer = access.transfer_for(officer, transfer_id=transfer_id)
    units = units_of(transfer)
    leaf = leaf_of(request, units.count(), where="units")
    listed = units if leaf is None else units[leaf.begins : leaf.ends]
    became = outcome_of(transfer)
    waits, is_giver = transfer.state in UNANSWERED, officer.id == (transfer.commanded_by_id or transfer.giver_id)
    return TemplateResponse(
        request,
        "custody/transfer/offered.html",
        {
            "transfer": transfer,
            "waits": waits,
            "taken": became.taken,
            "left": _with_marks(officer, [(unit, REPORTED[kind]) for unit, kind in became.left if kind in REPORTED]),
            "differing": in_a_row(officer, became.differing),
            "is_giver": is_giver,
            "ticket": ticket_shown(officer, transfer, at=database_now()),
            "leaf": leaf,
            "groups": in_groups(in_a_row(officer, listed), named=lambda row: row.mark),
            "blind": counted_blind(officer),
            "bricks": units.aggregate(bricks=Sum("package_count"))["bricks"],
            "bags": bags_inside(transfer),
            "is_second": transfer.receiver_second_id == officer.id,
            "receipt": receipt_on(transfer.stream_id),
            "route": route_seen(officer, transfer),
            "relieved_at": relief_seen(officer, transfer),
        },
    )


@require_http_methods(["GET", "POST"])
def receive(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    """Take custody of what was offered: read every seal, then sign."""
    officer = signed_in(request)
    transfer = access.transfer_for(officer, transfer_id=transfer_id)
    if request.method == "GET" and (transfer.state not in UNANSWERED or officer.id != transfer.receiver_id):
        return redirect("transfer:offered", transfer.id)
    return _receive(request, transfer, seen=transfer.last_seq)


@require_http_methods(["GET", "POST"])
def by_ticket(request: HttpRequest) -> HttpResponse:
    """Take custody of what the giver's screen names: the form for a receiver who had no connection."""
    form = TicketForm(request.POST or None)
    if form.is_valid():
        with attempt(form, again="transfer"):
            sent = being_sent()
            named = read_ticket(form.cleaned_data["ticket"], at=sent.signed_at if sent else database_now())
            transfer = access.transfer_for(signed_in(request), transfer_id=named)
            return _receive(request, transfer, seen=None, posts_to=reverse("transfer:receive", args=[transfer.id]))
    return show_form(request, "custody/transfer/by_ticket.html", form=form)


def _receive(request: HttpRequest, transfer: Transfer, *, seen: int | None, **context: object) -> HttpResponse:
    """Take what was answered for a hand-over, or show its page. ``seen`` is its version when the page was shown; who
    had no page saw none."""
    officer = signed_in(request)
    is_over = transfer.state not in UNANSWERED
    units = transfer_units(transfer)
    riding = seals_to_read(transfer, units)
    vehicles = len(set(riding.values()))
    again = vehicles > 0 and reads_again(request)
    sent = request.POST.copy()
    for number in range(vehicles if again else 0):
        sent.pop(vehicle_name(number), None)
    left, labels_until = strange_left(officer, at=database_now())
    form = ReceiveForm(
        sent or None,
        seen=seen,
        units=units,
        needs_place=transfer.purpose == "arrival",
        vehicles=vehicles,
        strange_left=left,
    )
    if relieves(transfer, units):
        form.ask_of_the_road()
    if "place" in form.fields:
        form.fields["place"].offer((place.code_word, place.code_word) for place in places())  # type: ignore[attr-defined]
    if not again and first_answer(request, form, again="transfer"):
        return redirect("transfer:accepted", transfer.id)
    if again:
        form.read_once_more(count=len(riding))
    elif is_over:
        with attempt(form, again="transfer"):
            permissions.check_can_accept(officer, transfer)
    elif form.is_valid() or form.lacks_reads:
        with attempt(form, again="transfer") as done:
            transfers.accept_transfer(
                act=act_for(request, form),
                transfer_id=transfer.id,
                seals=form.seals(),
                damaged=form.damaged(),
                reported=form.reported(),
                place=form.cleaned_data.get("place"),
                over_limit_reason=form.cleaned_data.get("over_limit_reason"),
                vehicle_seals=form.vehicle_seals(),
                **form.relief(),
                expected_seq=form.cleaned_data["expected_seq"],
            )
            done.ref = transfer.id
        if done.ref:
            if form.put_aside:
                request.session[ASIDE] = {str(transfer.id): form.put_aside}
            _keep_place(request, form, units)
            settle_receipts(officer, transfer_id=transfer.id, read_again=(NOT_THE_SEAL, NOT_ITS_SEAL))
            return redirect("transfer:accepted", transfer.id)
        if form.vehicle_to_read_again:
            # The reading was recorded on the hand-over: the next one is about what stands there now.
            form.look_anew(access.transfer_for(officer, transfer_id=transfer.id).last_seq)
            read = ", ".join(filter(None, (request.POST.get(vehicle_name(number)) for number in range(vehicles))))
            return seal_differs(request, form, read=read, count=len(riding), transfer=transfer)
    if form.found.strange and left and not is_over:
        with attempt(form, again="transfer"):
            # The act itself may still come with the key of the form; and a try counts, whatever the form lost.
            form.cleaned_data.setdefault(KEY, None)
            note_strange_reads(act=replace(act_for(request, form), key=None), transfer_id=transfer.id,
                               codes=form.found.strange, known=tries_of(officer, at=database_now()))  # fmt: skip
        _left, labels_until = strange_left(officer, at=database_now())
    return show_form(
        request,
        "custody/transfer/receive.html",
        form=form,
        labels_until=labels_until,
        transfer=transfer,
        units=units,
        what=load_in_words(units),
        blind=counted_blind(officer),
        bricks=bricks_in(units),
        bags=bags_inside(transfer),
        route=route_seen(officer, transfer),
        **context,
    )


@require_GET
def accepted(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    """Say who is responsible now, and for what; of a departure also that it has left, where to and by when."""
    officer = signed_in(request)
    transfer = access.transfer_for(officer, transfer_id=transfer_id)
    units = units_of(transfer, state="accepted")
    kinds = units.values_list("seizure__code_word", "kind").annotate(n=Count("pk"), first=Min("label"))
    counted = [(word or "", kind, count) for word, kind, count, _first in kinds.order_by("first")]
    driven = units.filter(custody_state=CustodyState.IN_TRANSIT)
    on_the_road = driven.exists()
    keeps = officer.has_role(*KEEPERS)
    in_hand = units.filter(custodian=officer, custody_state__in=MAY_STORE)
    return TemplateResponse(
        request,
        "custody/transfer/accepted.html",
        {
            "transfer": transfer,
            "count": sum(count for _word, _kind, count in counted),
            "receipt": receipt_on(transfer.stream_id),
            "left": _with_marks(
                officer, [(unit, REPORTED[kind]) for unit, kind in outcome_of(transfer).left if kind in REPORTED]
            ),
            "put_aside": request.session.get(ASIDE, {}).get(str(transfer.id), []),
            "frozen": in_a_row(officer, units.filter(discrepancy_open=True)),
            "on_the_road": on_the_road,
            "keeps": keeps,
            "what": counted_in_words(counted),
            "put": put_among(request, units),
            # What one answers for and is in no store yet is put there next; a load on the road arrives first.
            "to_store": in_hand.count() if keeps and not on_the_road else 0,
            "route": route_seen(officer, transfer),
            "arrive_by": next_due(driven).get(ClockType.TRANSIT) if on_the_road else None,
        },
    )


def _keep_place(request: HttpRequest, form: ReceiveForm, units: Sequence[HandlingUnit]) -> None:
    """Keep for the next page where the receiver said that the load lies, as far as it was taken."""
    taken = [unit.id for unit in units if unit.id not in form.reported()]
    if form.cleaned_data.get("place") and taken:
        keep_put(request, units=taken, place=form.cleaned_data["place"], stores=True)


def _with_marks(officer: Officer, rows: Iterable[tuple[HandlingUnit, Text]]) -> list[tuple[InARow, Text]]:
    """Return what was not taken in the order of the seals, each with the reason."""
    why = {unit.id: word for unit, word in rows}
    return [(row, why[row.unit.id]) for row in in_a_row(officer, [unit for unit, _word in rows])]


@require_http_methods(["GET", "POST"])
def refuse(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    """Refuse what was offered."""
    return _end(request, transfer_id, act=transfers.refuse_transfer, template="custody/transfer/refuse.html")


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    """Withdraw an offer."""
    return _end(request, transfer_id, act=transfers.cancel_transfer, template="custody/transfer/cancel.html")


def _end(request: HttpRequest, transfer_id: UUID, *, act: Callable[..., object], template: str) -> HttpResponse:
    transfer = access.transfer_for(signed_in(request), transfer_id=transfer_id)
    form = RefuseForm(request.POST or None, seen=transfer.last_seq)
    if first_answer(request, form, again="transfer"):
        return redirect("transfer:offered", transfer.id)
    if form.is_valid():
        with attempt(form, again="transfer") as done:
            act(
                act=act_for(request, form),
                transfer_id=transfer.id,
                reason=form.cleaned_data["reason"],
                expected_seq=form.cleaned_data["expected_seq"],
            )
            done.ref = transfer.id
        if done.ref:
            return redirect("transfer:offered", transfer.id)
    return show_form(request, template, form=form, transfer=transfer)
