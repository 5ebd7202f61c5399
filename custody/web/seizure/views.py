"""A seizure: open it, register its units, see what is left to do."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from custody.core.identifiers import new_label, parse_container_number
from custody.core.lifecycle import CustodyState
from custody.deadlines.selectors import database_now
from custody.destruction.permissions import HOLDERS
from custody.destruction.selectors.access import SEES_ORDERS
from custody.destruction.selectors.books import READERS
from custody.evidence.actions import seizure as seizures
from custody.evidence.entries import Circumstances, NewExhibit, NewUnit, Reading, SealEntry
from custody.evidence.packet_permissions import READERS as PACKET_READERS
from custody.evidence.permissions import TAKES_OUT
from custody.evidence.selectors import access
from custody.evidence.selectors.checklists import visible_checklists
from custody.evidence.selectors.colleagues import likely_beside
from custody.evidence.selectors.holding import my_conveyances, open_seizures_of, registered_in
from custody.evidence.selectors.naming import named_as
from custody.evidence.selectors.places import place_now, place_of_next
from custody.evidence.selectors.targets import targets_of_unit
from custody.evidence.selectors.totals import totals_of
from custody.organisation.roles import Role
from custody.organisation.selectors import places
from custody.reports.words import SUBSTANCES
from custody.web.seizure.forms import REGISTERED_KINDS, FindForm, OpenForm, OutOfForm, QuickForm, UnitForm
from custody.web.seizure.so_far import so_far
from custody.web.seizure.tasks import how_much, left_to_do
from custody.web.shared.blocking import standing_of
from custody.web.shared.folding import in_groups
from custody.web.shared.forms import CustodyForm, act_for, attempt, show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.in_a_row import in_a_row
from custody.web.shared.place_choice import PlaceChoiceField, near
from custody.web.shared.receipts import receipt_of_opening
from custody.web.shared.repeats import first_answer
from custody.web.shared.report_rows import reports_on_page
from custody.web.shared.scales import scale_choices
from custody.web.shared.sealing import entry_of
from custody.web.shared.sending import ANOTHER
from custody.web.shared.turning import leaf_of
from custody.web.shared.unwritten import keep_typed, typed_before
from custody.web.shared.words import HOLDER_WORDS, UNIT_KINDS

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.evidence.models import HandlingUnit, Seizure
    from custody.organisation.models import Officer

LAST_SCALE, MORE = "last_scale", "more"
NOT_SAID = "unknown"
"""The form of what was found, until somebody says what it looks like."""
REGISTERED_IN = ("quay", "scanner", "strip_hall", "quarantine", "store", "vault", "laboratory", "registry")
MOST_OFFERED = 7
MOST_SOUGHT = 40


@require_http_methods(["GET", "POST"])
@requires_role(Role.OFFICER)
def open_from(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Open a seizure out of a conveyance; where one is open already, say so before another is opened."""
    officer = signed_in(request)
    unit = access.unit_for(officer, unit_id=unit_id)
    second = _other_of(officer, unit)
    if MORE in request.GET:
        is_empty = unit.custody_state == CustodyState.EMPTIED
        form: CustodyForm = OpenForm(request.POST or None, seen=unit.last_seq, is_empty=is_empty)
    else:
        form = OutOfForm(request.POST or None, seen=unit.last_seq, second=second)
    if "second_badge" in form.fields:
        form.suggest("second_badge", likely_beside(officer, first=unit))
    if ref := first_answer(request, form, again="seizure"):
        return redirect("seizure:opened", ref)
    already = open_seizures_of(officer, conveyance=unit)
    if already and ANOTHER not in request.GET:
        # A form that is sent again from the page before (a new key, the same find) ends here and records nothing.
        return TemplateResponse(
            request,
            "custody/seizure/already_open.html",
            {"unit": unit, "already": already, "was_sent": form.is_bound},
            status=409 if form.is_bound else 200,
        )
    if form.is_valid():
        with attempt(form, again="seizure") as done:
            done.ref = _open(request, form, conveyance_id=unit.id, second=second)
        if done.ref:
            return redirect("seizure:opened", done.ref)
    more = MORE in request.GET
    return show_form(request, "custody/seizure/open.html", form=form, unit=unit, more=more,
                     so_far=so_far(officer, unit, second="" if more else second), another=ANOTHER in request.GET)


def _other_of(officer: Officer, unit: HandlingUnit) -> str:
    """Return the badge of the active colleague who holds the unit with the officer, "" where nobody does."""
    pair = [each for each in (unit.custodian, unit.co_custodian) if each is not None]
    others = [each.badge for each in pair if each.id != officer.id and each.is_active]
    return others[0] if len(pair) == 2 and others else ""


@require_GET
@requires_role(Role.OFFICER)
def found(request: HttpRequest) -> HttpResponse:
    """Ask the one thing that decides what comes next: where the drugs were found."""
    stopped = my_conveyances(signed_in(request)).select_related("conveyance")[:MOST_OFFERED]
    named = [(unit, _on_the_door(unit) or unit.label) for unit in stopped]
    return TemplateResponse(request, "custody/seizure/found.html", {"conveyances": named})


def _on_the_door(unit: HandlingUnit) -> str:
    """Return what who stands before a conveyance reads on it; "" where it bears no number."""
    number = getattr(unit, "conveyance", None) and unit.conveyance.container_number
    return parse_container_number(number).display if number else ""


@require_http_methods(["GET", "POST"])
@requires_role(Role.OFFICER)
def open_find(request: HttpRequest) -> HttpResponse:
    """Open a seizure of something found without a conveyance."""
    officer = signed_in(request)
    form = (FindForm if MORE in request.GET else QuickForm)(request.POST or None)
    form.suggest("second_badge", likely_beside(officer))
    if form.is_valid():
        with attempt(form, again="seizure") as done:
            done.ref = _open(request, form, conveyance_id=None)
        if done.ref:
            return redirect("seizure:opened", done.ref)
    return show_form(request, "custody/seizure/open.html", form=form, unit=None, more=MORE in request.GET)


def _open(request: HttpRequest, form: CustodyForm, *, conveyance_id: UUID | None, second: str = "") -> UUID:
    answers = form.cleaned_data
    made = seizures.open_seizure(
        act=act_for(request, form),
        second_badge=answers.get("second_badge") or second,
        exhibits=[NewExhibit(substance=answers["substance"], form=answers.get("form") or NOT_SAID,
                             field_test=answers.get("field_test") or None)],
        conveyance_id=conveyance_id,
        ends_extraction=answers.get("ends_extraction") == "yes",
        circumstances=Circumstances(concealment=answers.get("concealment") or None),
        expected_seq=answers["expected_seq"] if conveyance_id else None,
    )
    return made.id


@require_GET
def opened(request: HttpRequest, seizure_id: UUID) -> HttpResponse:
    """Say that the seizure is open."""
    seizure = access.seizure_for(signed_in(request), seizure_id=seizure_id)
    return TemplateResponse(
        request, "custody/seizure/opened.html", {"seizure": seizure, "receipt": receipt_of_opening(seizure.stream_id)}
    )


@require_GET
def seizure(request: HttpRequest, seizure_id: UUID) -> HttpResponse:
    """Show a seizure: how much it is, what is missing before the load may move, what is left to do, its units."""
    officer = signed_in(request)
    found = access.seizure_for(officer, seizure_id=seizure_id)
    units = access.visible_units(officer).filter(seizure=found, parent__isnull=True).order_by("label")
    sought = typed_before(request)
    shown = named_as(units, sought, reader=officer)
    mine = Q(custodian=officer) | Q(co_custodian=officer)
    counted = units.aggregate(all=Count("pk"), sealed=Count("pk", filter=mine & Q(seal__isnull=False)))
    count = counted["all"]
    found_count = shown.count() if sought else count
    leaf = leaf_of(request, found_count, where="units")
    listed = shown if leaf is None else shown[leaf.begins : leaf.ends]
    is_mine = officer.id in {found.seizing_officer_id, found.second_officer_id}
    exhibits = access.exhibits_for(officer, seizure=found)
    # The two who made it are told what to do next, and by when; everybody else what holds it up, and who settles that.
    is_theirs = is_mine and found.state == "open"
    is_told = not is_theirs and found.state == "open"
    return TemplateResponse(
        request,
        "custody/seizure/seizure.html",
        {
            "seizure": found,
            "count": found_count,
            "leaf": leaf,
            "groups": in_groups(in_a_row(officer, listed), named=lambda row: row.mark),
            "is_long": len(in_groups(range(count), named=str)) > 1,
            "has_seals": counted["sealed"] > 0,
            "sought": sought,
            "how_much": how_much(officer, found, totals_of(found, reader=officer)),
            "may_see_law": officer.has_role(*SEES_ORDERS),
            "may_see_books": officer.has_role(*READERS),
            "may_have_packets": officer.has_role(*PACKET_READERS),
            "may_tell": officer.has_role(*TAKES_OUT),
            "is_mine": is_mine,
            "may_register": is_theirs,
            **(_one_more(units) if is_theirs else {}),
            "may_hold": officer.has_role(*HOLDERS) and found.state == "open",
            "left": left_to_do(officer, found, list(units)) if is_theirs else None,
            "standing": standing_of(officer, units, exhibits, at=database_now()) if is_told else None,
            "found": _as_found(officer, found) if is_mine else [],
            "exhibits": exhibits,
            **reports_on_page(officer, found),
            "hot": visible_checklists(officer).prefetch_related(None).filter(seizure=found).first(),
            "targets": targets_of_unit(officer, found.conveyance_id),
        },
    )


@require_POST
def find(request: HttpRequest, seizure_id: UUID) -> HttpResponse:
    """Find units in the list of a seizure, by a part of a label or of the seal of what one has (``unwritten``)."""
    found = access.seizure_for(signed_in(request), seizure_id=seizure_id)
    sought = request.POST.get("find", "").strip()[:MOST_SOUGHT]
    page = reverse("seizure:seizure", args=[found.id])
    return redirect(f"{page}{keep_typed(request, sought) if sought else ''}#units")


def _one_more(units: QuerySet[HandlingUnit]) -> dict[str, str]:
    """Return the kind of the unit that was registered last and still lies where it was seized, with its word: one more
    of it is a tap away. Nothing where there is none."""
    there = units.filter(kind__in=REGISTERED_KINDS, custody_state=CustodyState.SEIZED, held_since__isnull=False)
    kind = there.order_by("-held_since", "-label").values_list("kind", flat=True).first()
    if kind is None:
        return {}
    return {"one_more": kind, "one_more_word": str(UNIT_KINDS.get(kind, kind))}


def _as_found(officer: Officer, seizure: Seizure) -> list[str]:
    """Return by what the two who made a seizure recognise it: what they said it is, whether somebody had it, and what
    it was in. Nobody else is
    shown the number of a container here: it is looked up with a reason."""
    exhibits = access.exhibits_for(officer, seizure=seizure)
    words = [str(SUBSTANCES.get(each.substance, each.substance)) for each in exhibits]
    if seizure.holder is not None:
        words.append(str(HOLDER_WORDS[seizure.holder]))
    unit = seizure.conveyance
    if unit is not None:
        kind = str(UNIT_KINDS.get(unit.kind, unit.kind))
        words.append(_("%(kind)s %(number)s") % {"kind": kind, "number": _on_the_door(unit) or unit.label})
    return list(dict.fromkeys(words))


@require_http_methods(["GET", "POST"])
@requires_role(Role.OFFICER)
def register(request: HttpRequest, seizure_id: UUID) -> HttpResponse:
    """Register one unit, or several of one kind, and come back for the next, with the same kind and scale.

    What the first unit is, is never filled in beforehand: a pallet that is saved as a bag cannot be mended.
    """
    officer = signed_in(request)
    found = access.seizure_for(officer, seizure_id=seizure_id)
    asks_place = found.conveyance is None or place_now(found.conveyance) is None
    known = registered_in(found)
    form = UnitForm(request.POST or None, seen=known, asks_place=asks_place, is_first=place_of_next(found) is None,
                    exhibit=found.exhibits.filter(number=1).first(),
                    initial={"scale": request.session.get(LAST_SCALE, ""), "kind": request.GET.get("kind", "")})
    if asks_place:
        _offer_places(request, form)
    form.fields["scale"].choices = scale_choices()  # type: ignore[attr-defined]
    if form.is_valid():
        answers = form.cleaned_data
        with attempt(form, again="seizure") as done:
            made = seizures.register_units(
                act=act_for(request, form), seizure_id=found.id, units=_units(form),
                co_custodian_badge=(found.second_officer if officer.id == found.seizing_officer_id
                                    else found.seizing_officer).badge,
                place=answers.get("place"), expected_units=answers["expected_seq"],
                first_label=answers["first_label"] or None, last_label=answers["last_label"] or None,
            )
            messages.success(request, _saved(made))
            done.ref = found.id
        if done.ref:
            if answers["scale"]:
                request.session[LAST_SCALE] = answers["scale"]
            if "another" in request.POST:
                return redirect(f"{reverse('seizure:register', args=[found.id])}?kind={answers['kind']}")
            return redirect("seizure:seizure", found.id)
    count = access.visible_units(officer).filter(seizure=found, parent__isnull=True).count()
    return show_form(request, "custody/seizure/register.html", form=form, seizure=found, so_far=count,
                     submit_name="another")


def _offer_places(request: HttpRequest, form: UnitForm) -> None:
    field = form.fields["place"]
    if isinstance(field, PlaceChoiceField):
        field.offer(near(request, kinds=REGISTERED_IN))
    else:
        form.offer("place", ((each.code_word, each.code_word) for each in places(kinds=REGISTERED_IN)))


def _saved(made: Sequence[HandlingUnit]) -> str:
    """Return what was saved and which label goes where; of several, and of the bags on a pallet, where that stands."""
    unit, rest = made[0], made[1:]
    if rest and rest[0].parent_id is None:
        said = ngettext("Saved: %(count)d unit, each with a label of its own.",
                        "Saved: %(count)d units, each with a label of its own.", len(made)) % {"count": len(made)}
        sealed = sum(each.seal is not None for each in made)
        if 0 < sealed < len(made):
            said += " " + _("%(seals)d of them with a seal, %(owed)d without.") % {
                "seals": sealed, "owed": len(made) - sealed}  # fmt: skip
        where = reverse("seizure:marks", args=[unit.seizure_id])
        return format_html('{} <a class="ds-link" href="{}">{}</a>.', said, where,
                           _("See which label goes with which seal, and mark each unit with its label"))
    if not rest and unit.seal is None:
        return _("Saved, and frozen: its seal is worth none. Stick label %(label)s on it.") % {
            "label": unit.label}  # fmt: skip
    said = _("Saved. Stick label %(label)s on the unit with seal %(seal)s.") % {"label": unit.label, "seal": unit.seal}
    if not rest:
        return said
    bags = ngettext(
        "%(count)d bag on it has a label of its own: mark each bag with its label before the load is opened",
        "%(count)d bags on it have labels of their own: mark each bag with its label before the load is opened",
        len(rest),
    ) % {"count": len(rest)}
    return format_html('{} <a class="ds-link" href="{}">{}</a>.', said, reverse("units:unit", args=[unit.id]), bags)


def _units(form: UnitForm) -> list[NewUnit]:
    """Return the unit as it is registered, with the bags inside it when it is a pallet; or several of one kind, the
    first with the seals that were read, the rest without."""
    answers = form.cleaned_data
    kind, label, seals = answers["kind"], answers["label"] or None, answers["seal_numbers"]
    several = answers["how_many"] or 1
    if several > 1:
        return [NewUnit(kind=kind, seal=_seal(answers, seals[number]) if number < len(seals) else None)
                for number in range(several)]  # fmt: skip
    inner = answers["inner_count"] or 0 if kind == "pallet" else 0
    is_drawn = bool(inner) and label is None
    if is_drawn:
        label = new_label(secrets.token_bytes(5))
    outer = NewUnit(
        kind=kind, label=label, package_count=answers["package_count"],
        reading=_reading(answers), volume_ml=answers["volume_ml"],
        seal=_seal(answers, seals[0]), label_is_known=is_drawn,
    )
    return [outer, *(NewUnit(kind="bag", parent_label=label) for _number in range(inner))]


def _seal(answers: dict[str, Any], number: str) -> SealEntry:
    return entry_of({**answers, "seal_number": number})


def _reading(answers: dict[str, Any]) -> Reading | None:
    """Return what the scale showed; ``None`` for a unit that left the quay unweighed."""
    if answers["gross"] is None:
        return None
    return Reading(
        gross_mg=answers["gross"], scale_code=answers["scale"], package_count=answers["package_count"]
    )
