"""What the law of a jurisdiction asks for, at a moment, for a substance and a quantity: asked here and nowhere else.

Numbers and choices come from the dated rows of the rules, texts and certificate fields from the newest pack that was
approved. No code knows a country.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection

from custody.core import authority_rules as rules
from custody.core.authority_rules import CERTIFICATE_ALWAYS, accepted, word_of
from custody.core.errors import NotFound
from custody.core.keepers import Keeper, services_of
from custody.core.packs import NEEDED, OPTIONAL, Pack, Standing, read_pack
from custody.core.report_numbers import NumberFormat, format_for
from custody.core.rule_values import LOTTERY_CONFIDENCE_FLOOR, LOTTERY_SHARE_FLOOR
from custody.ledger.once import once
from custody.organisation.models import JurisdictionPack, Policy
from custody.organisation.selectors.people import services
from custody.organisation.selectors.policies import READERS, narrowest, policy_missing, valid_policies

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirements:
    """What is asked for. Words are codes of ``core.authority_rules``; counts are whole numbers, shares percent."""

    jurisdiction: str
    authority: str
    procedure: str
    judge: str
    appeal: str
    oral: str
    members: int
    """How many members of a committee sign the minutes behind its order; 0 where no committee is asked for."""
    report: str
    """Whether an official report of the seizure is recorded before its goods burn (R2)."""
    supervisors: int
    agencies: int
    distance: str
    designation: str
    """Whether a witness who is no supervisor was designated for this burn, and by whom."""
    rotation: int
    """For how many burns before and after one its pair of witnesses watches none."""
    samples: int
    kept_samples: int
    sample_days: int
    """For how many days a sample is kept after all that it speaks for is gone; 0 where nobody laid it down."""
    sample_most_g: Mapping[str, int]
    """kind of sample -> how many grams one may weigh."""
    method: str
    share: int
    confidence: int
    lottery_share: int
    lottery_confidence: int
    certificate_fields: tuple[str, ...]
    pack: Pack | None

    @property
    def keepers(self) -> list[str]:
        """The services that keep stored drugs somewhere, sorted; none where any may."""
        return [] if self.pack is None else services_of(self.pack.keepers)

    @property
    def authorities(self) -> tuple[str, ...]:
        """Who may give the order: the authority that is asked for, and those above it."""
        return accepted(self.authority)

    def text(self, name: str, *, language: str, **given: object) -> str:
        """Return words of the jurisdiction with what they leave open filled in; "" where it has none."""
        found = None if self.pack is None else self.pack.text(name, language)
        blanks = {"seizure": "–", "units": "–", "count": "–", "reference": "–", "day": "–"}
        return "" if found is None else found.text.format(**(blanks | given))


class Law:
    """What some jurisdictions ask for at one moment: their rules and packs, read once."""

    def __init__(self, *, jurisdictions: Collection[str], at: datetime) -> None:
        self._rows: dict[tuple[str, str], list[Policy]] = defaultdict(list)
        for row in valid_policies(keys=(*NEEDED, *OPTIONAL), at=at, jurisdictions=jurisdictions):
            self._rows[row.jurisdiction, row.key].append(row)
        self._packs = packs_in_force(jurisdictions=jurisdictions)

    def asks(self, jurisdiction: str, *, substance: str | None = None, mass_mg: int = 0) -> Requirements:
        """Return what a jurisdiction asks for, by the rules that fit a substance and a mass most narrowly.

        ``mass_mg`` is the mass of the whole seizure in that substance: an order in parts needs no lesser authority.
        Raises ``IntegrityBroken`` when a rule has no value: there is no default that somebody forgot.
        """

        def number(key: str) -> int:
            found = narrowest(self._rows[jurisdiction, key], substance=substance, mass_mg=mass_mg)
            if found is None and key not in OPTIONAL:
                raise policy_missing(key=key, jurisdiction=jurisdiction)
            return 0 if found is None else found.value

        def word(key: str) -> str:
            return word_of(key, number(key))

        authority, pack = word(rules.ORDER_AUTHORITY), self._packs.get(jurisdiction)
        more = () if pack is None else tuple(each.name for each in pack.fields)
        return Requirements(
            jurisdiction=jurisdiction,
            authority=authority,
            procedure=word(rules.ORDER_PROCEDURE),
            judge=word(rules.ORDER_JUDGE),
            appeal=word(rules.ORDER_APPEAL),
            oral=word(rules.ORDER_ORAL),
            # Where nobody laid it down, as few as the rule may ask (R17).
            members=max(rules.FEWEST_MEMBERS, number(rules.ORDER_MEMBERS)) if authority in rules.COMMITTEES else 0,
            # Where nobody laid it down, the first word of the choice: not asked for. So it is of a designation.
            report=word_of(rules.ORDER_REPORT, number(rules.ORDER_REPORT) or 1),
            supervisors=number(rules.WITNESS_SUPERVISORS),
            agencies=number(rules.WITNESS_AGENCIES),
            distance=word(rules.WITNESS_DISTANCE),
            designation=word_of(rules.WITNESS_DESIGNATION, number(rules.WITNESS_DESIGNATION) or 1),
            # Where nobody laid it down, as little as the rule may ask: never two in a row (R11).
            rotation=max(1, number(rules.WITNESS_ROTATION)),
            samples=number(rules.SAMPLE_LEAST),
            kept_samples=number(rules.SAMPLE_KEPT),
            sample_days=number(rules.SAMPLE_RETENTION),
            sample_most_g={
                kind: number(key) or rules.SAMPLE_MOST_UNSAID_G for kind, key in rules.SAMPLE_MOST.items()
            },
            method=word(rules.SAMPLE_METHOD),
            share=number(rules.SAMPLE_SHARE),
            confidence=number(rules.SAMPLE_CONFIDENCE),
            # A value from before there was a floor counts as the floor.
            lottery_share=max(LOTTERY_SHARE_FLOOR, number(rules.LOTTERY_SHARE)),
            lottery_confidence=max(LOTTERY_CONFIDENCE_FLOOR, number(rules.LOTTERY_CONFIDENCE)),
            certificate_fields=(*CERTIFICATE_ALWAYS, *more),
            pack=pack,
        )


def requirements_of(
    *, jurisdiction: str, at: datetime, substance: str | None = None, mass_mg: int = 0
) -> Requirements:
    """Return what one jurisdiction asks for at a moment; see ``Law.asks``."""
    return Law(jurisdictions=[jurisdiction], at=at).asks(jurisdiction, substance=substance, mass_mg=mass_mg)


def packs_in_force(*, jurisdictions: Collection[str]) -> dict[str, Pack]:
    """Return, by jurisdiction, the newest pack that was approved; those without one are left out."""
    question = ("packs", frozenset(jurisdictions))
    return once(question, lambda: {each: _pack(digest) for each, digest in _newest_packs(jurisdictions).items()})


def pack_in_force(*, jurisdiction: str) -> Pack | None:
    """Return the newest pack of a jurisdiction that was approved; ``None`` where none was."""
    return packs_in_force(jurisdictions=[jurisdiction]).get(jurisdiction)


def reporting_services(*, jurisdiction: str) -> list[str]:
    """Return the services whose reports a house records, sorted: its own that draw some, and those of the pack."""
    pack = pack_in_force(jurisdiction=jurisdiction)
    return sorted({*services(), *(() if pack is None else (each.service for each in pack.numbers))})


def keepers_in_force(*, jurisdictions: Collection[str]) -> dict[str, tuple[Keeper, ...]]:
    """Return, by jurisdiction, which services keep stored drugs; those that name none are left out."""
    packs = packs_in_force(jurisdictions=jurisdictions)
    return {jurisdiction: pack.keepers for jurisdiction, pack in packs.items() if pack.keepers}


def number_format_of(*, jurisdiction: str, service: str, site: str | None, on: date) -> NumberFormat | None:
    """Return how a service wrote the numbers of its reports on a site that day; ``None`` where no pack says so.

    The pack that was approved last by that day counts; for a day before the first one, that one.
    """
    rows = JurisdictionPack.objects.filter(jurisdiction=jurisdiction, state="approved").order_by("decided_at")
    found = rows.filter(decided_at__date__lte=on).last() or rows.first()
    return None if found is None else format_for(_read(found.document).numbers, service=service, site=site)


def newest_version(*, jurisdiction: str) -> int:
    """Return the highest version of a jurisdiction that was approved; 0 where none was."""
    rows = JurisdictionPack.objects.filter(jurisdiction=jurisdiction, state="approved").order_by("-version")
    return rows.values_list("version", flat=True).first() or 0


def standing_rules(*, jurisdiction: str, at: datetime) -> list[Standing]:
    """Return the rows of the rules of a jurisdiction that hold at a moment, the newest of each scope."""
    newest: dict[tuple[str, str, int, str], Policy] = {}
    rows = Policy.objects.filter(jurisdiction=jurisdiction, valid_from__lte=at).order_by("valid_from")
    for row in rows:
        if row.valid_to is None or row.valid_to > at:
            newest[row.key, row.substance, row.mass_from_mg, row.place_class] = row
    return [
        Standing(row.key, row.value, row.measure, row.source, row.substance, row.mass_from_mg, row.place_class)
        for row in newest.values()
    ]


def visible_packs(officer: Officer) -> QuerySet[JurisdictionPack]:
    """Return the packs the officer may know of: all for those who read rules, none for others."""
    rows = JurisdictionPack.objects.select_related("proposed_by", "decided_by")
    return rows if officer.is_active and officer.has_role(*READERS) else rows.none()


def pack_for(officer: Officer, *, pack_id: UUID) -> JurisdictionPack:
    """Return the pack; raise ``NotFound`` when there is none or the officer may not know of it."""
    found = visible_packs(officer).filter(pk=pack_id).first()
    if found is None:
        raise NotFound
    return found


def digest_of(document: str) -> str:
    """Return the SHA-256 of a pack's text, in hexadecimal."""
    return hashlib.sha256(document.encode()).hexdigest()


def _newest_packs(jurisdictions: Collection[str]) -> dict[str, str]:
    """Return the digest of the newest pack that was approved, by jurisdiction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT ON (jurisdiction) jurisdiction, digest FROM custody_jurisdictionpack"
            " WHERE jurisdiction = ANY (%s) AND state = 'approved' ORDER BY jurisdiction, version DESC",
            [sorted(jurisdictions)],
        )
        return dict(cursor.fetchall())


@lru_cache(maxsize=32)
def _pack(digest: str) -> Pack:
    """Return the pack of a text with this digest: a text says for ever what it said, so it is fetched and read once."""
    document = JurisdictionPack.objects.filter(digest=digest).values_list("document", flat=True)[:1].get()
    return _read(document)


@lru_cache(maxsize=32)
def _read(document: str) -> Pack:
    return read_pack(document, adopted=True)


__all__ = [
    "Law",
    "Requirements",
    "digest_of",
    "newest_version",
    "pack_for",
    "pack_in_force",
    "packs_in_force",
    "requirements_of",
    "standing_rules",
    "visible_packs",
]
