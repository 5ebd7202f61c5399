"""Each unusual event on the certificate of destruction (R13): what the house recorded, beside what the crew wrote."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from custody.core.mass import kg_text
from custody.core.texts import Said, was_kept
from custody.core.waivable import CHECK_OLD, NOT_SEEN, ONE_WITNESS, TALLY_OWED, UNLICENSED, WITNESS_IN_CHAIN
from custody.destruction.selectors.unusual import (
    BURNT_BESIDE,
    SEAL_CAME_OFF,
    UNCOUNTED,
    WHILE_DOWN,
    Happening,
    unusual_of,
)
from custody.destruction.selectors.waivers import granted_for
from custody.reports.speaking import spoken
from custody.reports.words import DISCREPANCY_KINDS, FINDINGS, LEFT_WHY, RESULTS, STATEMENTS, word

if TYPE_CHECKING:
    from uuid import UUID

    from custody.destruction.models import BurnSession
    from custody.organisation.models import Waiver

NONE = "–"
_DIFFERENCE = "discrepancy.opened/1"


def unusual_section(
    session: BurnSession, unit_ids: Iterable[UUID], *, language: str, moment: Callable[[datetime | None], str]
) -> dict[str, Any]:
    """Return the section: a line for all that was recorded and is not the plan, and above it the words of who recorded
    the burn, which may be "none". ``moment`` writes a time as the rest of the certificate does."""
    rows = [
        (each.at, [moment(each.at), _said(each, language), _code(each.label), each.badge or NONE])
        for each in unusual_of(session)
    ]
    rows += [
        (each.decided_at, [moment(each.decided_at), _waived(each), NONE, each.decided_by.badge])
        for each in granted_for(session, unit_ids)
        if each.decided_at is not None and each.decided_by is not None
    ]
    rows.sort(key=lambda each: each[0])
    section: dict[str, Any] = {
        "heading": _("8. Unusual events"),
        "pairs": [
            [_("Written by who recorded the burn"), session.unusual_events or NONE],
            [_("Known to the record"), str(len(rows)) if rows else _("nothing unusual")],
        ],
    }
    if rows:
        section["head"] = [_("Recorded"), _("What happened"), _("Label"), _("By")]
        section["rows"] = [row for _at, row in rows]
        section["numbers"] = []
    return section


def _said(found: Happening, language: str) -> str:
    values = found.values
    match found.code:
        case "unit.refused/1":
            return _("A witness refused the unit: %(why)s") % {"why": word(FINDINGS, values["finding"])}
        case "unit.unscheduled/1":
            return _("Left the burn: %(why)s") % {"why": word(LEFT_WHY, values["reason"])}
        case "unit.tested/1":
            return _("Tested before the fire: %(result)s") % {"result": word(RESULTS, values["result"])}
        case "session.frozen/1":
            return _("The burn was frozen: %(why)s") % {"why": word(LEFT_WHY, "test_negative")}
        case "session.unfrozen/1":
            return _("The burn was let go on")
        case "burn.attested/1":
            return _("A witness signed: “%(words)s”") % {"words": word(STATEMENTS, values["statement"])}
        case "burn.told/1":
            return _("Said to have burnt before it could be recorded as destroyed")
        case "burn.untallied/1":
            return _("Recorded before two people had signed what went in")
        case code if code == SEAL_CAME_OFF:
            return _("The seal came off after the check")
        case code if code == BURNT_BESIDE:
            return _("At the same furnace and time as the burn %(code_word)s") % values
        case code if code == WHILE_DOWN:
            return _("The furnace was out of service at that time, by another entry")
        case code if code == UNCOUNTED:
            return ngettext(
                "%(count)d unit went in of which nobody wrote how many packages it held",
                "%(count)d units went in of which nobody wrote how many packages they held", values["count"],
            ) % values  # fmt: skip
    assert found.code == _DIFFERENCE  # noqa: S101 - the list of what is unusual is above
    return _difference(values, language)


def _difference(values: Mapping[str, Any], language: str) -> str:
    kind = word(DISCREPANCY_KINDS, values["discrepancy_kind"])
    expected, seen, mg = (values.get(name) for name in ("expected", "found", "difference_mg"))
    if mg is not None:
        return _("Difference: %(kind)s, %(mass)s") % {"kind": kind, "mass": kg_text(mg, language)}
    if expected is None and seen is None:
        return _("Difference: %(kind)s") % {"kind": kind}
    return _("Difference: %(kind)s; expected: %(expected)s; found: %(found)s") % {
        "kind": kind, "expected": _house(expected), "found": _house(seen)}  # fmt: skip


def _waived(waiver: Waiver) -> str:
    rule = {
        CHECK_OLD: _("Waiver of the age of a check"), ONE_WITNESS: _("Waiver of one signature"),
        WITNESS_IN_CHAIN: _("Waiver for a witness who had the goods before"), TALLY_OWED: _("Waiver of the tally"),
        NOT_SEEN: _("Waiver for a witness who did not see all of it"),
        UNLICENSED: _("Waiver of the licence of the furnace"),
    }[waiver.rule]  # fmt: skip
    return f"{rule}: {waiver.reason}"


def _house(text: str | None) -> str:
    """Return a text of the record: translated where the house wrote it itself."""
    return NONE if text is None else str(spoken(Said(text) if was_kept(text) else text))


def _code(label: str | None) -> Any:
    return NONE if label is None else {"code": label}
