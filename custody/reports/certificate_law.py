"""What the law of a jurisdiction wants on a certificate beyond what stands on every one: its pack says it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from custody.core.mass import kg_text
from custody.destruction.lists import FACILITY
from custody.destruction.selectors import gates, law, licences
from custody.destruction.selectors.attendances import attended
from custody.evidence.models import Photo
from custody.evidence.selectors.exceptions import purities_of
from custody.evidence.selectors.sampling import samples_of
from custody.organisation.selectors.requirements import pack_in_force
from custody.reports.words import ATTENDANCE_ANSWERS, ATTENDS_FOR, AUTHORITIES, GOODS_KINDS, SAID_SUBSTANCES, word

if TYPE_CHECKING:
    from custody.core.packs import Pack
    from custody.destruction.models import BurnAttendance, ManifestLine
    from custody.destruction.plan_models import Licence

NONE = "–"
BY_HAND = "…………"
"""For what nobody records here: to be written by hand."""


def field_word(name: str) -> str:
    """Return what a certificate calls something that a pack asks for, in the language that is active now."""
    return _NAMES[name]() if name in _NAMES else name


def law_sections(lines: Sequence[ManifestLine], language: str) -> list[dict[str, Any]]:
    """Return a section for each jurisdiction whose goods burnt and whose pack wants more on the certificate."""
    sections = []
    for jurisdiction in sorted({line.unit.jurisdiction for line in lines}):
        pack = pack_in_force(jurisdiction=jurisdiction)
        if pack is None:
            continue
        theirs = [line for line in lines if line.unit.jurisdiction == jurisdiction]
        words = {each.unit.seizure.code_word for each in theirs if each.unit.seizure is not None}
        blanks = {"seizure": ", ".join(sorted(words)), "units": NONE, "count": len(theirs), "reference": NONE,
                  "day": _day(theirs)}  # fmt: skip
        pairs = [[str(_NAMES[each.name]()), _value(pack, each.name, theirs, language, blanks)] for each in pack.fields]
        statement = pack.text("certificate", language)
        section: dict[str, Any] = {
            "heading": _("By the law of %(title)s, version %(version)d") % {
                "title": pack.title, "version": pack.version},
            "pairs": pairs,
        }  # fmt: skip
        if statement is not None:
            section["note"] = statement.text.format(**blanks)
        sections.append(section)
    return sections


def _value(
    pack: Pack, name: str, lines: Sequence[ManifestLine], language: str, blanks: Mapping[str, object]
) -> str:
    """Return what stands in a field: what is on record, after the words that the law has for it; else a blank."""
    dictated = pack.text(name, language)
    found = _VALUES[name](lines, language) if name in _VALUES else ""
    said = "" if dictated is None else dictated.text.format(**blanks)
    return " ".join(part for part in (said, found) if part) or BY_HAND


def _quality(lines: Sequence[ManifestLine], language: str) -> str:
    """Return the share of pure substance that the laboratory found, from the least to the most."""
    exhibits = {line.unit.exhibit_id for line in lines if line.unit.exhibit_id is not None}
    found = sorted(purities_of(exhibits))
    if not found:
        return BY_HAND
    least, most = (f"{permille / 10:.1f} %" for permille in (found[0], found[-1]))
    said = ngettext(
        "%(least)s pure, by one result of a laboratory",
        "%(least)s to %(most)s pure, by %(count)d results of laboratories",
        len(found),
    )
    return said % {"count": len(found), "least": least, "most": most}


def _licence(lines: Sequence[ManifestLine], language: str) -> str:
    """Return the licences under which the furnaces burnt: number, last day, and for what; a blank without any."""
    burns = {(line.session.facility.code_word, line.session.burn_started_at): line.session for line in lines}
    said = []
    for (code_word, began), session in sorted(burns.items(), key=lambda each: each[0][0]):
        if began is not None:
            held = licences.permit_at(session.facility, began).licences
            said.append(f"{code_word}: " + (", ".join(map(_one_licence, held)) if held else _("no licence on record")))
    return "; ".join(said)


def _one_licence(licence: Licence) -> str:
    named = [word(SAID_SUBSTANCES, each) for each in licence.substances]
    what = ", ".join(sorted(named)) if named else _("every substance")
    if not licence.number:
        return what
    if licence.valid_until_on is None:
        return _("%(number)s, for %(what)s") % {"number": licence.number, "what": what}
    return _("%(number)s until %(day)s, for %(what)s") % {
        "number": licence.number, "day": licence.valid_until_on.isoformat(), "what": what}  # fmt: skip


def _nature(lines: Sequence[ManifestLine], language: str) -> str:
    found = {line.unit.substance for line in lines if line.unit.substance is not None}
    return ", ".join(word(SAID_SUBSTANCES, each) for each in sorted(found)) or NONE


def _quantity(lines: Sequence[ManifestLine], language: str) -> str:
    kinds = sorted({word(GOODS_KINDS, line.unit.kind) for line in lines})
    packages = sum(line.unit.package_count or 0 for line in lines)
    units = ngettext("%(count)d unit", "%(count)d units", len(lines)) % {"count": len(lines)}
    inside = ngettext("%(count)d package", "%(count)d packages", packages) % {"count": packages}
    return f"{units} ({', '.join(kinds)}), {inside}"


def _weight(lines: Sequence[ManifestLine], language: str) -> str:
    return kg_text(sum(line.burnt_mg or 0 for line in lines), language)


def _measure(lines: Sequence[ManifestLine], language: str) -> str:
    return _("Gross, in kilograms, on a registered scale")


def _weighed_before(lines: Sequence[ManifestLine], language: str) -> str:
    return kg_text(sum(line.staged_mg or 0 for line in lines), language)


def _samples(lines: Sequence[ManifestLine], language: str) -> str:
    taken = samples_of({line.unit.exhibit_id for line in lines if line.unit.exhibit_id is not None})
    return _("%(count)d, labels %(labels)s") % {
        "count": len(taken), "labels": ", ".join(each.sample_unit.label for each in taken) or NONE}  # fmt: skip


def _photos(lines: Sequence[ManifestLine], language: str) -> str:
    seizures = {line.unit.seizure_id for line in lines if line.unit.seizure_id is not None}
    return str(Photo.objects.filter(seizure__in=seizures, slot="total").count())


def _report(lines: Sequence[ManifestLine], language: str) -> str:
    seizures = law.seizures_of(line.unit for line in lines)
    return ", ".join(law.reports_of(seizures)) or BY_HAND


def _notice(lines: Sequence[ManifestLine], language: str) -> str:
    found = law.notices_of(law.seizures_of(line.unit for line in lines))
    settled = [each for rows in found.values() for each in rows if each.closed_at is not None]
    return ", ".join(f"{each.reference} ({each.served_at.date().isoformat()})" for each in settled) or NONE


def _judge(lines: Sequence[ManifestLine], language: str) -> str:
    orders = {line.order for line in gates.order_lines(line.unit_id for line in lines).values()}
    found = [order.consent for order in orders if getattr(order, "consent", None) is not None]
    return ", ".join(f"{word(AUTHORITIES, each.authority)}, {each.given_on.isoformat()}" for each in found) or NONE


def stood_by(row: BurnAttendance) -> str:
    """Return who from outside stood by at a fire, and whether they signed."""
    said = f"{row.name}, {row.position}: {word(ATTENDANCE_ANSWERS, row.answer)}"
    return said if row.reason is None else f"{said} ({row.reason})"


def from_outside(session_ids: Collection[UUID]) -> list[list[str]]:
    """Return who from outside stood by at some burns, each with whom they stood by for."""
    return [[word(ATTENDS_FOR, each.attends_for), stood_by(each)] for each in attended(session_ids)]


def _temperature(lines: Sequence[ManifestLine], language: str) -> str:
    heats = (each.temperature_c for each in attended({line.session_id for line in lines}))
    return ", ".join(f"{heat} °C" for heat in heats if heat is not None)


def _delegate(lines: Sequence[ManifestLine], language: str) -> str:
    rows = attended({line.session_id for line in lines})
    return "; ".join(stood_by(each) for each in rows if each.attends_for != FACILITY)


def _day(lines: Sequence[ManifestLine]) -> str:
    days = sorted({line.destroyed_at.date().isoformat() for line in lines if line.destroyed_at is not None})
    return ", ".join(days) or NONE


_VALUES: dict[str, Callable[[Sequence[ManifestLine], str], str]] = {
    "nature": _nature,
    "quality": _quality,
    "facility_licence": _licence,
    "quantity": _quantity,
    "weight": _weight,
    "measure": _measure,
    "official_report": _report,
    "judge_authorisation": _judge,
    "samples_kept": _samples,
    "weighed_before_departure": _weighed_before,
    "notice": _notice,
    "photos_of_total": _photos,
    "temperature": _temperature,
    "authority_delegate": _delegate,
}
_NAMES: dict[str, Callable[[], str]] = {
    "nature": lambda: _("Nature"),
    "quality": lambda: _("Quality"),
    "quantity": lambda: _("Quantity"),
    "weight": lambda: _("Weight"),
    "measure": lambda: _("Measure"),
    "official_report": lambda: _("Official report"),
    "judge_authorisation": lambda: _("Authorisation of the judge"),
    "samples_kept": lambda: _("Samples kept"),
    "weighed_before_departure": lambda: _("Weighed before the fire"),
    "notice": lambda: _("Notice"),
    "facility_licence": lambda: _("Licence of the furnace"),
    "temperature": lambda: _("Temperature"),
    "authority_delegate": lambda: _("Delegate of the authority"),
    "statement_under_penalty": lambda: _("Statement under penalty of perjury"),
    "photos_of_total": lambda: _("Photos of the total"),
}
