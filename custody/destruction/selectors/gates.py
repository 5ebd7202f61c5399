"""Facts that decide whether goods may burn: what is lacking, who had them, which order covers them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from custody.core.events import (
    SEAL_REMOVED,
    SEAL_REPLACED,
    SECOND_LEFT,
    UNIT_ARRIVED,
    UNIT_EXCHANGED,
    UNIT_STORED,
    UNIT_SUPERSEDED,
    UNIT_TAKEN_OUT,
)
from custody.destruction.models import (
    Attestation,
    BurnSession,
    BurnTold,
    DestructionOrder,
    Loaded,
    ManifestLine,
    OrderLine,
)
from custody.destruction.sample_policies import SAMPLE
from custody.evidence.lists import SHOWS_GOODS
from custody.evidence.models import HandlingUnit, Photo, Sample, Seizure
from custody.evidence.placing import place_token
from custody.evidence.selectors.contents import Inner, Inside, walked
from custody.evidence.selectors.facts import made_out_of
from custody.evidence.selectors.sampling import kept_still
from custody.ledger.selectors import begun_with, newest_values, times_told
from custody.organisation.models import Officer
from custody.organisation.selectors import officers_by_pseudonym

SAW = ("saw_all", "saw_part")
"""What a witness signs who saw a fire."""


def samples_in(
    units: Sequence[HandlingUnit], inside: Inside, *, until: datetime | None = None
) -> list[Sample]:
    """Return the samples that are kept still of some units, of what lies in them and of the exhibits in them, each with
    the unit it was taken from. With ``until``: as ``kept_still``."""
    everything: list[HandlingUnit | Inner] = [*units, *(each for unit in units for each in inside[unit.id])]
    exhibits = {each.exhibit_id for each in everything} - {None}
    rows = Sample.objects.filter(Q(unit__in={each.id for each in everything}) | Q(unit__exhibit__in=exhibits))
    return list(kept_still(rows, until=until).select_related("unit"))


def lacks(
    units: Sequence[HandlingUnit], *, until: datetime | None = None, inside: Inside | None = None,
    samples: Sequence[Sample] | None = None,
) -> dict[UUID, tuple[str, ...]]:
    """Return what R2 asks for and a unit lacks: ``sample``, ``photo``. A unit that lacks nothing is not
    named. With ``until``: what it lacked before that moment. ``inside`` is what lies in the units and ``samples`` what
    is kept of them (``samples_in``), where those were read before.

    Samples are taken by exhibit, from some of its packages: an exhibit is sampled when one of its units is,
    and that sample is still kept. A sample itself lacks nothing. A photo is of the unit, of what is in it, or of its
    seizure, and shows goods.
    """
    units = [unit for unit in units if unit.kind != SAMPLE]
    inside = walked(units) if inside is None else inside
    family: dict[UUID, list[HandlingUnit | Inner]] = {unit.id: [unit, *inside[unit.id]] for unit in units}
    everything = [each for rows in family.values() for each in rows]
    unit_ids = {each.id for each in everything}
    then = Q() if until is None else Q(taken_at__lt=until)
    taken = samples_in(units, inside, until=until) if samples is None else samples
    sampled_units = {each.unit_id for each in taken}
    sampled_exhibits = {each.unit.exhibit_id for each in taken}
    pictures = set(
        Photo.objects.filter(
            then,
            Q(slot__in=SHOWS_GOODS),
            Q(unit__in=unit_ids, proposal=None, lab_result=None)
            | Q(seizure__in={each.seizure_id for each in everything} - {None})
        ).values_list("unit_id", "seizure_id")
    )
    pictured = {unit_id for unit_id, _ in pictures} | {seizure_id for _, seizure_id in pictures}
    pictured.discard(None)
    out: dict[UUID, tuple[str, ...]] = {}
    for unit in units:
        rows = family[unit.id]
        exhibits = {each.exhibit_id for each in rows} - {None}
        missing = []
        if not (exhibits <= sampled_exhibits if exhibits else sampled_units & {each.id for each in rows}):
            missing.append("sample")
        if not pictured & {key for each in rows for key in (each.id, each.seizure_id)}:
            missing.append("photo")
        if missing:
            out[unit.id] = tuple(missing)
    return out


_PEOPLE = """
SELECT u.id, u.stream_id, u.custodian_id, u.co_custodian_id, s.seizing_officer_id, s.second_officer_id,
       t.giver_id, t.receiver_id, t.receiver_second_id
  FROM custody_handlingunit u
  LEFT JOIN custody_seizure s ON s.id = u.seizure_id
  LEFT JOIN custody_transferline l ON l.unit_id = u.id AND l.state = 'accepted'
  LEFT JOIN custody_transfer t ON t.id = l.transfer_id
 WHERE u.id = ANY (%s::uuid[])
"""
"""Who has, who seized, and who gave or received some units: a row for each hand-over."""


def chain_of(units: Sequence[HandlingUnit]) -> dict[UUID, set[UUID]]:
    """Return, by unit, the officers who ever had it in custody: who seized it, gave it, received it,
    has it now. Who had what it was made or taken out of had it too.
    """
    sources = made_out_of(unit.id for unit in units)
    streams: dict[UUID, UUID] = {}
    out: dict[UUID, set[UUID]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, [list({each for of in sources.values() for each in of})])
        for unit_id, stream_id, *people in cursor.fetchall():
            streams[unit_id] = stream_id
            out.setdefault(unit_id, set()).update(set(people) - {None})
    # A second custodian of the first hours is named nowhere else: a hand-over names only who gave.
    first = begun_with(streams.values(), names=("custodian", "co_custodian"))
    officers = officers_by_pseudonym(name for values in first.values() for name in values.values() if name)
    for unit_id, stream_id in streams.items():
        out[unit_id] |= {officers[name].id for name in first[stream_id].values() if name in officers}
    return {unit.id: set().union(*(out[each] for each in sources[unit.id])) for unit in units}


_OPENERS = """
SELECT unit_id, sampler_id, witness_id FROM custody_sample WHERE unit_id = ANY (%s::uuid[])
UNION ALL
SELECT unit_id, owed_by_id, wanted_id FROM custody_countersignature
 WHERE unit_id = ANY (%s::uuid[]) AND matter = 'witness' AND about = ANY (%s)
"""
"""Who took a sample out of some units, or did something else with them open, and who stood beside."""
OPENS = [each.code for each in (UNIT_SUPERSEDED, UNIT_TAKEN_OUT, UNIT_EXCHANGED, SEAL_REPLACED, SEAL_REMOVED)]


def handled_by(units: Sequence[HandlingUnit]) -> dict[UUID, set[UUID]]:
    """Return, by unit, the officers who ever had it in custody or had it open: no check by them is one from outside
    (R19)."""
    out = chain_of(units)
    sources = made_out_of(out)
    opened: dict[UUID, set[UUID]] = defaultdict(set)
    ids = list({each for of in sources.values() for each in of})
    with connection.cursor() as cursor:
        cursor.execute(_OPENERS, [ids, ids, OPENS])
        for unit_id, *people in cursor.fetchall():
            opened[unit_id] |= set(people) - {None}
    return {unit_id: people.union(*(opened[each] for each in sources[unit_id])) for unit_id, people in out.items()}


def told_of(session: BurnSession) -> BurnTold | None:
    """Return what is said of a burn that took place and cannot be recorded yet; ``None``: nothing is."""
    return BurnTold.objects.filter(session=session, ended_at__isnull=True).select_related("told_by").first()


def live_lines(session: BurnSession) -> list[ManifestLine]:
    """Return the lines of a burn that count, by primary key, for an act: it has, or locks, the units itself."""
    rows = ManifestLine.objects.raw(
        "SELECT * FROM custody_manifestline WHERE session_id = %s AND live ORDER BY id", [session.pk]
    )
    return list(rows)


def lines_with_units(session: BurnSession) -> list[ManifestLine]:
    """Return the lines of a burn that count, by label, with their units."""
    lines = live_lines(session)
    units = HandlingUnit.objects.in_bulk([line.unit_id for line in lines])
    for line in lines:
        line.unit = units[line.unit_id]
    return sorted(lines, key=lambda line: line.unit.label)


def lines_with_people(session: BurnSession) -> list[ManifestLine]:
    """Return the lines of a burn that count, by label, with their units, who has them and who checked them."""
    return list(
        ManifestLine.objects.filter(session=session, live=True)
        .select_related("unit", "unit__custodian", "unit__co_custodian", "checker")
        .order_by("unit__label")
    )


def scheduled_lines(units: Iterable[HandlingUnit]) -> list[ManifestLine]:
    """Return the lines by which some of the units are in a burn that is still to come."""
    return list(ManifestLine.objects.filter(unit__in=[unit.id for unit in units], live=True, destroyed_at__isnull=True))


def lines_at_furnaces(units: Iterable[HandlingUnit]) -> list[ManifestLine]:
    """Return the lines by which some of the units are in a burn that is still to come, with the burn and its furnace:
    of those that came to a furnace, the last time they came to rest."""
    streams = {unit.id: unit.stream_id for unit in units}
    lines = list(
        ManifestLine.objects.filter(unit__in=streams, live=True, destroyed_at__isnull=True)
        .select_related("session__facility").order_by("pk")
    )  # fmt: skip
    rested = newest_values(
        [streams[line.unit_id] for line in lines], codes=(UNIT_ARRIVED.code, UNIT_STORED.code), name="arrived_at"
    ) if lines else {}  # fmt: skip
    return [line for line in lines if streams[line.unit_id] in rested]


def staged_lines(units: Iterable[HandlingUnit]) -> list[ManifestLine]:
    """Return the lines of the burns that some of the units were checked for."""
    return list(
        ManifestLine.objects.filter(unit__in=[unit.id for unit in units], live=True, staged_at__isnull=False).order_by(
            "pk"
        )
    )


_UNSEALED = """
SELECT line.unit_id FROM custody_manifestline line
 WHERE line.id = ANY (%s::uuid[]) AND EXISTS (
   SELECT FROM custody_seal seal WHERE seal.unit_id = line.unit_id AND seal.removed_at > line.staged_at
      AND NOT EXISTS (SELECT FROM custody_lotteryticket ticket
                       WHERE ticket.unit_id = seal.unit_id AND ticket.tested_at = seal.removed_at)
      AND NOT EXISTS (SELECT FROM custody_sample sample
                       WHERE sample.unit_id = seal.unit_id AND sample.taken_at = seal.removed_at))
"""
"""Whose seal came off after the check, but for the test of the lots or for a sample: those are two people from outside,
who sealed it anew."""


def unsealed_since_check(lines: Iterable[ManifestLine]) -> set[UUID]:
    """Return the units of the lines that somebody had open after they were checked: the check says nothing of them."""
    with connection.cursor() as cursor:
        cursor.execute(_UNSEALED, [[line.pk for line in lines]])
        return {unit_id for (unit_id,) in cursor.fetchall()}


def at_furnace_of(session: BurnSession, units: Iterable[HandlingUnit]) -> dict[UUID, datetime]:
    """Return those of the units that lie at the furnace of the burn now, and when each came there."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT unit_id, since_at FROM custody_placement"
            " WHERE unit_id = ANY (%s::uuid[]) AND place_token = %s AND until_at IS NULL",
            [[unit.id for unit in units], place_token(session.facility.place_id)],
        )
        return dict(cursor.fetchall())


def order_lines(unit_ids: Iterable[UUID]) -> dict[UUID, OrderLine]:
    """Return, by unit, the line of the order that covers it, with the order."""
    lines = OrderLine.objects.filter(unit__in=list(unit_ids), live=True).select_related("order")
    return {line.unit_id: line for line in lines}


def has_paper(order: DestructionOrder) -> bool:
    """Say whether an order can be held against what it came from: its paper, or a magistrate's answer on his page.

    Of an order by word of mouth the paper comes later: who heard it too verifies it, and the fire waits for the paper.
    """
    return order.documents.exists() or hasattr(order, "asked_for") or hasattr(order, "spoken")


def attestations_of(session: BurnSession) -> dict[UUID, Attestation]:
    """Return, by witness, what was signed about a burn."""
    rows = Attestation.objects.raw("SELECT * FROM custody_attestation WHERE session_id = %s", [session.pk])
    return {each.witness_id: each for each in rows}


def saw_it(session: BurnSession, attestations: Mapping[UUID, Attestation]) -> bool:
    """Say whether both witnesses of the burn signed that they saw it, or part of it."""
    signed = [attestations.get(each) for each in (session.witness_a_id, session.witness_b_id) if each is not None]
    return len(signed) > 1 and all(said is not None and said.statement in SAW for said in signed)


def seen_burning(units: Iterable[HandlingUnit]) -> set[UUID]:
    """Return those of the units that somebody saw go into the fire and whose burn both its witnesses signed to have
    seen, and that is not recorded yet. Who signed before anything was loaded saw nothing burn."""
    fed = Exists(Loaded.objects.filter(session=OuterRef("session"), unit=OuterRef("unit")))
    lines = ManifestLine.objects.filter(fed, pk__in=[line.pk for line in scheduled_lines(units)])
    burns = BurnSession.objects.filter(pk__in={line.session_id for line in lines}, attestations__isnull=False)
    seen = {burn.id for burn in burns.distinct() if saw_it(burn, attestations_of(burn))}
    return {line.unit_id for line in lines if line.session_id in seen}


def took_part(unit_ids: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """Return, by unit, the officers who recorded or verified its order, and who planned, approved, checked, tested,
    loaded or witnessed the burn of it."""
    out: dict[UUID, set[UUID]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(_BURNERS, [list(unit_ids)])
        for unit_id, *people in cursor.fetchall():
            out[unit_id] |= set(people) - {None}
    return out


_BURNERS = """
WITH line AS (SELECT unit_id, checker_id, session_id FROM custody_manifestline
               WHERE unit_id = ANY (%s::uuid[]) AND live)
SELECT line.unit_id, line.checker_id, b.planner_id, b.approver_id, b.witness_a_id, b.witness_b_id
  FROM line JOIN custody_burnsession b ON b.id = line.session_id
UNION ALL
SELECT unit_id, tested_by_id, witness_id, NULL, NULL, NULL FROM custody_lotteryticket
 WHERE unit_id IN (SELECT unit_id FROM line)
UNION ALL
SELECT unit_id, loaded_by_id, NULL, NULL, NULL, NULL FROM custody_loaded
 WHERE unit_id IN (SELECT unit_id FROM line)
UNION ALL
SELECT o.unit_id, d.recorded_by_id, d.verified_by_id, NULL, NULL, NULL
  FROM custody_orderline o JOIN custody_destructionorder d ON d.id = o.order_id
 WHERE o.live AND o.unit_id IN (SELECT unit_id FROM line)
"""
"""Who ordered, planned, approved, checked and watched the burns of some units, tested them, and saw them loaded."""


def involved_in(units: Sequence[HandlingUnit]) -> dict[UUID, set[UUID]]:
    """Return, by unit, everybody who had a part in it: in its custody, its samples, its order, or its burn."""
    out = handled_by(units)
    for unit_id, people in took_part(out).items():
        out[unit_id] |= people
    return out


def units_to_close(seizure: Seizure) -> list[HandlingUnit]:
    """Return the outermost units of a seizure that must come to their end, by label: all but the samples."""
    return list(
        HandlingUnit.objects.filter(seizure=seizure, parent__isnull=True).exclude(kind="sample").order_by("label")
    )


def kept_by_one(units: Collection[HandlingUnit], *, since: datetime) -> set[UUID]:
    """Return the ids of the units that no two people have, or had ``since`` the fire was lit: nobody was named as
    second, one of the two has no account or no task in the house any more, or one had left and whoever came beside the
    other came to ashes."""
    left = times_told([unit.stream_id for unit in units], codes=(SECOND_LEFT.code,))
    late = {unit.id for unit in units if left[unit.stream_id][SECOND_LEFT.code] and unit.held_since
            and unit.held_since > since}  # fmt: skip
    keepers = {unit.id: (unit.custodian_id, unit.co_custodian_id) for unit in units}
    ids = {pk for two in keepers.values() for pk in two if pk is not None}
    here = set(Officer.objects.filter(pk__in=ids, is_active=True).exclude(roles=[]).values_list("pk", flat=True))
    return late | {unit_id for unit_id, two in keepers.items() if not here.issuperset(two)}
