"""The certificate of destruction: every field that R13 asks for, in its order, and nothing invented.

People are badges. What was tested before the fire and the fingerprint of the record stand in it too, so that a court
can hold it against the log alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from custody.core.mass import kg_text
from custody.core.waivable import CHECK_OLD, NOT_SEEN, ONE_WITNESS, WITNESS_IN_CHAIN
from custody.destruction.selectors import gates, lotteries, masses, tallies, waivers
from custody.destruction.selectors.orders import order_number, order_reasons, signatory_of
from custody.evidence.models import TransferLine
from custody.evidence.selectors.journeys import without_hand_over
from custody.evidence.selectors.places import route_of_transfer
from custody.ledger.selectors import installation, told
from custody.organisation.roles import ROLE_WORDS, Role
from custody.reports.certificate_law import from_outside, law_sections
from custody.reports.certificate_unusual import unusual_section
from custody.reports.words import (
    ABORT_REASONS,
    AUTHORITIES,
    GOODS_KINDS,
    LOTS,
    METHODS,
    RESULTS,
    SAID_SUBSTANCES,
    STATEMENTS,
    service_word,
    word,
)

if TYPE_CHECKING:
    from uuid import UUID

    from custody.destruction.balance import Balance
    from custody.destruction.models import BurnSession, DestructionOrder, ManifestLine, Tally
    from custody.evidence.models import Document, Transfer
    from custody.organisation.models import Officer

Section = dict[str, Any]
NONE = "–"


def certificate_of(document: Document, session: BurnSession, *, at: datetime) -> dict[str, Any]:
    """Return the data of the certificate of a burn, in the language that is active now."""
    lines = [line for line in gates.lines_with_people(session) if line.destroyed_at is not None]
    reference = f"{session.code_word} / {str(document.id)[:8]}"
    sections = [
        _seizures(lines, document.language),
        _authority(lines),
        _transport(lines),
        _inventory(session, lines, document.language),
        _checks(session, lines),
        _destruction(session),
        _witnesses(session, lines),
        unusual_section(session, [line.unit_id for line in lines], language=document.language, moment=_moment),
        *law_sections(lines, document.language),
        _fingerprint(session),
    ]
    return {
        "title": _("Certificate of destruction"),
        "author": _("Custody"),
        "description": _("Record of the burn %(word)s") % {"word": session.code_word},
        "language": document.language,
        "reference": reference,
        "lead": _("Burn %(word)s · made %(moment)s") % {"word": session.code_word, "moment": _moment(at)},
        "footer": _("People are named by badge. The key to the badges is held by one office."),
        "page_word": _("Page"),
        "sections": sections,
        "facts": {"burn": session.code_word, "made": at.isoformat(), "sections": sections},
    }


def _seizures(lines: list[ManifestLine], language: str) -> Section:
    # As it was weighed when it was seized: samples that left since then are told by the inventory.
    balances = masses.balances_of([line.unit for line in lines])
    seizures = {line.unit.seizure_id: line.unit.seizure for line in lines if line.unit.seizure is not None}
    rows = []
    for seizure in sorted(seizures.values(), key=lambda each: each.seized_at):
        theirs = [line.unit for line in lines if line.unit.seizure_id == seizure.id]
        booked = [mg for unit in theirs if (mg := balances[unit.id].booked_mg) is not None]
        rows.append(
            [
                _code(seizure.code_word),
                _moment(seizure.seized_at),
                _badges(seizure.seizing_officer, seizure.second_officer),
                ", ".join(sorted({_substance(unit) for unit in theirs})),
                str(len(theirs)),
                kg_text(sum(booked), language) if booked else NONE,
            ]
        )
    return {
        "heading": _("1. What was seized"),
        "head": [_("Seizure"), _("Seized"), _("By badges"), _("Substance"), _("Units"), _("Booked gross")],
        "rows": rows,
        "numbers": [4, 5],
    }


def _authority(lines: list[ManifestLine]) -> Section:
    covering = gates.order_lines(line.unit_id for line in lines)
    orders: dict[Any, DestructionOrder] = {line.order_id: line.order for line in covering.values()}
    rows = [
        [
            _code(order_number(order)),
            word(AUTHORITIES, order.authority),
            _signatory(order),
            order.issued_on.isoformat(),
            order_reasons(order) or NONE,
            _badges(order.recorded_by, order.verified_by),
            str(sum(1 for line in covering.values() if line.order_id == order.id)),
        ]
        for order in sorted(orders.values(), key=lambda each: each.recorded_at)
    ]
    return {
        "heading": _("2. On whose authority"),
        "head": [_("Order"), _("Authority"), _("Name, position"), _("Dated"), _("Reasons"),
                 _("Recorded, verified by"), _("Units")],
        "rows": rows,
        "numbers": [6],
    }


def _signatory(order: DestructionOrder) -> str:
    """Return who gave an order and in what position (R13)."""
    found = signatory_of(order)
    return NONE if found is None else f"{found[0]}, {word(AUTHORITIES, found[1]) or found[1]}"


def _transport(lines: list[ManifestLine]) -> Section:
    carried: dict[Any, Transfer] = {}
    counts: dict[Any, int] = {}
    moved = TransferLine.objects.filter(
        unit__in=[line.unit_id for line in lines], transfer__purpose="departure", transfer__state="accepted"
    ).select_related("transfer__giver", "transfer__receiver", "transfer__receiver_second")
    for each in moved.order_by("transfer__closed_at", "pk"):
        carried[each.transfer_id] = each.transfer
        counts[each.transfer_id] = counts.get(each.transfer_id, 0) + 1
    journeys: list[tuple[datetime | None, list[Any]]] = []
    for transfer in carried.values():
        route = route_of_transfer(transfer)
        journeys.append((
            transfer.closed_at,
            [
                route.vehicle if route else NONE,
                _code(transfer.vehicle_seal or NONE),
                route.escort if route and route.escort else NONE,
                _badges(transfer.giver),
                _badges(transfer.receiver, transfer.receiver_second),
                str(counts[transfer.id]),
            ],
        ))  # fmt: skip
    # Nobody gave what its keepers drove off themselves; who sent it away in an emergency stands in that column.
    journeys += [
        (each.at, [each.vehicle or NONE, _code(each.vehicle_seal or NONE), each.escort or NONE,
                   _badges(each.commander), _badges(each.driver, each.second), str(each.units)])
        for each in without_hand_over([line.unit for line in lines])
    ]  # fmt: skip
    rows = [[_moment(at), *cells] for at, cells in sorted(journeys, key=lambda each: (each[0] is None, each[0]))]
    return {
        "heading": _("3. How it was carried, and by whom"),
        "note": _("Every journey of these units, from the first to the one that ended at the furnace."),
        "head": [_("Taken over"), _("Vehicle"), _("Vehicle seal"), _("Escort"), _("Given by"), _("Crew"), _("Units")],
        "rows": rows,
        "numbers": [6],
    }


def _inventory(session: BurnSession, lines: list[ManifestLine], language: str) -> Section:
    balances = masses.balances_of([line.unit for line in lines])

    def mass(mg: int | None) -> str:
        return NONE if mg is None else kg_text(mg, language)

    rows = [
        [
            _code(line.unit.label),
            word(GOODS_KINDS, line.unit.kind),
            _substance(line.unit),
            NONE if line.unit.package_count is None else str(line.unit.package_count),
            _code(line.unit.seal or NONE),
            mass(balances[line.unit_id].booked_mg),
            mass(balances[line.unit_id].sampled_mg),
            mass(line.staged_mg),
            mass(line.burnt_mg),
        ]
        for line in lines
    ]
    total = kg_text(session.burnt_mg or 0, language)
    return {
        "heading": _("4. What was destroyed"),
        "note": ngettext("%(count)d unit, %(mass)s gross.", "%(count)d units, %(mass)s gross.", len(lines)) % {
            "count": len(lines), "mass": total} + " " + _(
            "Booked: as weighed at the seizure. Checked: as weighed before the fire by a checker outside the chain. "
            "Burnt: the weight of that check, for nothing is weighed in the fire.") + _added(balances, language),
        "head": [_("Label"), _("Kind"), _("Substance"), _("Packages"), _("Seal"), _("Booked"), _("Sampled"),
                 _("Checked"), _("Burnt")],
        "rows": rows,
        "numbers": [3, 5, 6, 7, 8],
    }  # fmt: skip


def _added(balances: Mapping[UUID, Balance], language: str) -> str:
    """Return how much of it was added when it was made unusable; empty where nothing was."""
    added_mg = sum(each.added_mg for each in balances.values())
    return " " + _("%(mass)s of it were added when it was made unusable.") % {
        "mass": kg_text(added_mg, language)} if added_mg else ""  # fmt: skip


def _checks(session: BurnSession, lines: list[ManifestLine]) -> Section:
    checkers = sorted({line.checker.badge for line in lines if line.checker is not None})
    checked = [line.staged_at for line in lines if line.staged_at is not None]
    ends = (min(checked), max(checked)) if checked else ()
    lottery = lotteries.lottery_of(session)
    pairs: list[Any] = [
        [_("Checked by badges"), ", ".join(checkers) or NONE],
        [_("Checked between"), " – ".join(dict.fromkeys(map(_moment, ends))) or NONE],
    ]
    pairs += _waived(session, lines, CHECK_OLD)
    section: Section = {"heading": _("5. What was checked before the fire"), "pairs": pairs}
    if lottery is None:
        pairs.append([_("Lottery"), _("No lots were drawn")])
        return section
    tickets = lotteries.tickets_of(lottery)
    pairs += [
        [_("Lots drawn"), ngettext(
            "%(size)d of %(count)d unit, %(moment)s", "%(size)d of %(count)d units, %(moment)s", lottery.unit_count) % {
            "size": lottery.draw_size, "count": lottery.unit_count, "moment": _moment(lottery.drawn_at)}],
        [_("Hash of the list"), _code(lottery.list_sha256)],
        [_("Hash of the seed"), _code(lottery.seed_sha256)],
        [_("Seed"), _code(lottery.seed or NONE)],
    ]  # fmt: skip
    section["head"] = [_("Label"), _("Drawn"), _("Test"), _("Tested"), _("By"), _("Before")]
    section["rows"] = [
        [
            _code(ticket.unit.label),
            word(LOTS, ticket.why),
            word(RESULTS, ticket.result or ("left_out" if ticket.left_out else None)) or NONE,
            _moment(ticket.tested_at),
            _badges(ticket.tested_by),
            _badges(ticket.witness),
        ]
        for ticket in tickets
    ]
    section["numbers"] = []
    return section


def _destruction(session: BurnSession) -> Section:
    pairs = [
        [_("Began"), _moment(session.burn_started_at)],
        [_("Ended"), _moment(session.burnt_at)],
        [_("Furnace"), _code(session.facility.code_word)],
        [_("Manner"), word(METHODS, session.method)],
        [_("Planned, approved by"), _badges(session.planner, session.approver)],
    ]
    mouth = tallies.mouth_of(session)
    for part, label in (("calls", _("Called what went in")), ("counts", _("Counted what went in"))):
        signed = mouth.signed_part(part)
        pairs.append([label, _("not signed") if signed is None else _tally(signed)])
    if session.aborted_at is not None:
        pairs.append([_("Broken off"), f"{_moment(session.aborted_at)}: {word(ABORT_REASONS, session.abort_reason)}"])
    return {"heading": _("6. When, where and how"), "pairs": pairs}


def _tally(signed: Tally) -> str:
    units = ngettext("%(count)d unit", "%(count)d units", signed.unit_count) % {"count": signed.unit_count}
    count = signed.package_count
    said = NONE if count is None else ngettext("%(count)d package", "%(count)d packages", count) % {"count": count}
    return ", ".join([_badges(signed.signed_by), units, said, _moment(signed.signed_at)])


def _witnesses(session: BurnSession, lines: list[ManifestLine]) -> Section:
    signed = gates.attestations_of(session)
    rows = []
    for witness in (session.witness_a, session.witness_b):
        if witness is None:
            continue
        said = signed.get(witness.id)
        rows.append(
            [
                _badges(witness),
                ", ".join(_title(witness)),
                service_word(witness.unit.agency) if witness.unit else NONE,
                word(STATEMENTS, said.statement) if said else _("not signed"),
                _moment(said.attested_at if said else None),
            ]
        )
    return {
        "heading": _("7. Witnesses"),
        "note": _("Signed on their own sign-in with a second factor. “I saw this destroyed” means: with my own eyes, "
                  "until it had lost for ever what makes it a drug."),
        "pairs": [
            *from_outside([session.id]),
            *(pair for rule in (ONE_WITNESS, NOT_SEEN, WITNESS_IN_CHAIN) for pair in _waived(session, lines, rule)),
        ],
        "head": [_("Badge"), _("Title"), _("Service"), _("Statement"), _("Signed")],
        "rows": rows,
        "numbers": [],
    }  # fmt: skip


def _waived(session: BurnSession, lines: list[ManifestLine], rule: str) -> list[Any]:
    """Return the waivers of a rule that were granted for this burn: who let it through, who asked and why."""
    label = {
        CHECK_OLD: _("Waiver of the age of a check"), ONE_WITNESS: _("Waiver of one signature"),
        WITNESS_IN_CHAIN: _("Waiver for a witness who had the goods before"),
        NOT_SEEN: _("Waiver for a witness who did not see all of it"),
    }[rule]  # fmt: skip
    return [
        [label, _("Granted by badge %(granted)s, asked for by badge %(asked)s: %(reason)s") % {
            "granted": _badges(each.decided_by), "asked": _badges(each.asked_by), "reason": each.reason}]
        for each in waivers.granted_for(session, [line.unit_id for line in lines])
        if each.rule == rule
    ]  # fmt: skip


def _fingerprint(session: BurnSession) -> Section:
    lines = told([session.stream_id], limit=500)
    burnt = next((line for line in lines if line.type.code == "session.burnt/1"), lines[0])
    return {
        "heading": _("9. Fingerprint of the record"),
        "note": _("The event of this burn lies in a log that only grows: whoever has it finds the event by these."),
        "pairs": [
            [_("Log"), _code(installation().origin)],
            [_("Stream, number"), _code(f"{session.stream_id} / {burnt.seq}")],
            [_("Event"), _code(burnt.type.code)],
            [_("Recorded"), _moment(burnt.recorded_at)],
            [_("Leaf hash"), _code(burnt.leaf_hash)],
        ],
    }


def _substance(unit: Any) -> str:
    return NONE if unit.substance is None else word(SAID_SUBSTANCES, unit.substance)


def _title(officer: Officer) -> Iterable[str]:
    return [_(ROLE_WORDS[Role(role)]) for role in officer.roles if Role(role) in (Role.SUPERVISOR, Role.WITNESS)]


def _badges(*officers: Officer | None) -> str:
    return ", ".join(each.badge for each in officers if each is not None) or NONE


def _code(text: str) -> dict[str, str]:
    return {"code": text}


def _moment(moment: datetime | None) -> str:
    """Return local time with its offset, so that nobody has to guess which clock it was."""
    if moment is None:
        return NONE
    return moment.astimezone(ZoneInfo(settings.CUSTODY_SITE_TIME_ZONE)).strftime("%Y-%m-%d %H:%M %z")
