"""What waits for a second person, what a laboratory said, and what was made of what."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from custody.core.errors import NotFound
from custody.core.events import (
    SAMPLING_CLOSED,
    SEAL_REMOVED,
    SEAL_REPLACED,
    SEIZURE_OPENED,
    TRANSFER_ACCEPTED,
    UNIT_DEPARTED,
    UNIT_DOUBTED,
    UNIT_EXCHANGED,
)
from custody.core.exceptional import BARRING, GIVEN_AWAY, OUSTED, UNPACKED, Exceptional
from custody.core.lifecycle import CUSTODY, GONE, RETURNS, CustodyState
from custody.evidence.models import (
    Countersignature,
    Derivation,
    Exhibit,
    HandlingUnit,
    Hold,
    LabResult,
    Placement,
    Proposal,
    Removal,
    Sample,
    Seizure,
)
from custody.evidence.models.unit import NO_DRUGS, NOT_DRUGS
from custody.evidence.placing import unseal_place
from custody.evidence.selectors.access import visible_units
from custody.evidence.selectors.counting import without_counted
from custody.ledger.selectors import told
from custody.organisation.models import Place
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer

_TOOK = (TRANSFER_ACCEPTED.code, UNIT_DEPARTED.code)
SEES_EXCEPTIONS = (
    Role.CASE_OFFICER, Role.SUPERVISOR, Role.DUTY_OFFICER, Role.REGIONAL_HEAD, Role.DIRECTOR, Role.AUDITOR,
    Role.INTERNAL_AFFAIRS,
)  # fmt: skip
"""Who sees every exception that was asked for; others see their own."""
AWAITS_GIVING = Q(
    state="approved", given_at__isnull=True, exception__in=sorted(GIVEN_AWAY), unit__custodian__isnull=False
)
"""Approved to be given away, and still with its keeper: what went before keepers gave it has none any more."""
BY_LABORATORY = "laboratory"
"""Who holds a unit back in which a laboratory found no drugs. Authorities do so by a written act."""
BECAME_OTHERS = frozenset({CustodyState.SUPERSEDED, CustodyState.SUBSTITUTED})


def visible_proposals(officer: Officer) -> QuerySet[Proposal]:
    """Return the exceptions the officer may know of: all for who decides, commands or audits, else their own, and what
    they are to give away."""
    rows = Proposal.objects.select_related("unit", "unit__seizure", "proposed_by", "decided_by")
    rows = rows.filter(unit__in=visible_units(officer))
    if officer.has_role(*SEES_EXCEPTIONS):
        return rows
    # Who keeps what is to be given away reads on which act, and afterwards whom they gave it to.
    keeper = AWAITS_GIVING & (Q(unit__custodian=officer) | Q(unit__co_custodian=officer))
    return rows.filter(Q(proposed_by=officer) | Q(given_by=officer) | keeper)


def proposal_for(officer: Officer, *, proposal_id: UUID) -> Proposal:
    """Return an exception the officer may know of; raise ``NotFound`` otherwise."""
    found = visible_proposals(officer).filter(pk=proposal_id).first()
    if found is None:
        raise NotFound
    return found


def waiting_proposals(officer: Officer, exceptions: Iterable[str]) -> QuerySet[Proposal]:
    """Return the exceptions of some kinds that wait, without the officer's own and without what the officer holds."""
    rows = visible_proposals(officer).filter(state="open", exception__in=list(exceptions))
    held = Q(unit__custodian=officer) | Q(unit__co_custodian=officer)
    return rows.exclude(proposed_by=officer).exclude(held).order_by("proposed_at", "id")


def is_exchange_authorised(unit: HandlingUnit) -> bool:
    """Say whether two people approved, with the paper of the act, that the content of the unit is exchanged."""
    rows = Proposal.objects.filter(unit=unit, exception=Exceptional.EXCHANGE, state="approved")
    return rows.filter(act_at__isnull=False, already=False).exists()


def stood_by_exchange(officer: Officer, unit: HandlingUnit) -> bool:
    """Say whether the officer was named as having stood by when the content of the unit was exchanged."""
    rows = Countersignature.objects.filter(unit__in=made_of(unit), about=UNIT_EXCHANGED.code)
    return rows.filter(Q(wanted=officer) | Q(signed_by=officer)).exists()


def unit_id_of_proposal(proposal_id: UUID) -> UUID:
    """Return the unit an exception is about; raise ``NotFound`` when there is none."""
    found = Proposal.objects.filter(pk=proposal_id).values_list("unit_id", flat=True).first()
    if found is None:
        raise NotFound
    return found


def seizure_put_right_by(proposal_id: UUID) -> UUID | None:
    """Return the seizure of which a correction puts an exhibit right; ``None`` for every other proposal."""
    rows = Proposal.objects.filter(pk=proposal_id, substance__isnull=False)
    return rows.values_list("unit__seizure_id", flat=True).first()


def substances_of(exhibit: Exhibit) -> set[str]:
    """Return what the verified results on the samples of an exhibit say it is; ``NO_DRUGS`` where one found none."""
    rows = LabResult.objects.filter(unit__exhibit=exhibit, verified_at__isnull=False)
    return {found or NO_DRUGS for found in rows.values_list("substance", flat=True)}


def open_proposal(unit: HandlingUnit) -> Proposal | None:
    """Return the exception on the unit that waits for its second person, or for its keeper to give it; or ``None``."""
    return Proposal.objects.filter(Q(state="open") | AWAITS_GIVING, unit=unit).first()


def to_give(officer: Officer) -> QuerySet[Proposal]:
    """Return what the officer keeps and may give to who receives it, the oldest decision in front."""
    keeper = Q(unit__custodian=officer) | Q(unit__co_custodian=officer)
    rows = Proposal.objects.filter(AWAITS_GIVING & keeper).select_related("unit", "proposed_by", "decided_by")
    return rows.order_by("decided_at", "id")


def signatures_awaited(officer: Officer) -> QuerySet[Countersignature]:
    """Return the signatures that are owed and that the officer could give: where the officer is named, or where nobody
    who still serves is and the officer commands."""
    rows = Countersignature.objects.filter(signed_at__isnull=True).select_related("unit__seizure", "owed_by", "wanted")
    mine = Q(wanted=officer)
    if officer.has_role(Role.SUPERVISOR, Role.DUTY_OFFICER):
        nobody = Q(wanted__isnull=True) | Q(wanted__is_active=False) & ~Q(matter=OUSTED)
        mine |= nobody & ~Q(owed_by=officer)
    rows = without_counted(officer, rows, units=["unit"])
    return rows.filter(mine) if officer.is_active else rows.none()


def signatures_of(units: Iterable[UUID]) -> QuerySet[Countersignature]:
    """Return the signatures that are still owed on some units."""
    rows = Countersignature.objects.filter(unit__in=list(units), signed_at__isnull=True)
    return rows.select_related("owed_by", "wanted").order_by("owed_at", "id")


def seconds_owed(seizure_ids: Iterable[UUID]) -> QuerySet[Countersignature]:
    """Return what the second officers of some seizures have yet to sign: on their units, and on the conveyances they
    came out of, but for the opening of another seizure out of the same one."""
    ids = list(seizure_ids)
    opened = Seizure.objects.filter(conveyance=OuterRef("unit"), seized_at=OuterRef("owed_at"))
    of_them = Q(unit__seizure__in=ids) | Q(unit__in=Seizure.objects.filter(pk__in=ids).values("conveyance"))
    rows = Countersignature.objects.filter(of_them, matter="second", signed_at__isnull=True).exclude(
        Exists(opened.exclude(pk__in=ids)) & ~Exists(opened.filter(pk__in=ids)), about=SEIZURE_OPENED.code
    )
    return rows.select_related("unit", "wanted", "owed_by").order_by("owed_at", "id")


def keepers_unsigned(units: Iterable[HandlingUnit]) -> dict[UUID, Officer]:
    """Return, by unit, who of the two that have it did not sign that they took it: a badge that somebody typed keeps
    nothing. A signature is one for all units of a seizure that were taken in one act."""
    keepers = {unit.id: {unit.custodian_id, unit.co_custodian_id} for unit in units}
    seizures = {unit.id: unit.seizure_id for unit in units}
    rows = Countersignature.objects.filter(
        Q(unit__in=keepers) | Q(unit__seizure__in=set(seizures.values()) - {None}),
        about__in=_TOOK, wanted__isnull=False, signed_at__isnull=True,
    ).select_related("wanted", "unit")  # fmt: skip
    return {
        unit_id: row.wanted for row in rows for unit_id, two in keepers.items()
        if row.wanted is not None and row.wanted_id in two and row.unit.seizure_id == seizures[unit_id]
    }  # fmt: skip


def barred_among(units: Iterable[HandlingUnit]) -> set[UUID]:
    """Return the ids of the units that a signature which is still owed keeps from leaving."""
    rows = Countersignature.objects.filter(unit__in=list(units), signed_at__isnull=True, matter__in=BARRING)
    return set(rows.values_list("unit_id", flat=True))


def bars_on(units: Iterable[HandlingUnit]) -> dict[UUID, list[str]]:
    """Return, by unit that a signature which is still owed keeps from leaving, the badges of those who must give it;
    none where whoever commands does."""
    found: dict[UUID, list[str]] = {unit.id: [] for unit in units if unit.signature_owed}
    for row in signatures_of(found).filter(matter__in=BARRING) if found else ():
        if row.wanted is not None and row.wanted.badge not in found[row.unit_id]:
            found[row.unit_id].append(row.wanted.badge)
    return found


def barred_but_for(unit: HandlingUnit, *, about: str) -> bool:
    """Say whether a signature is owed that bars the unit, for another act than those whose event is ``about``."""
    rows = Countersignature.objects.filter(unit=unit, signed_at__isnull=True, matter__in=BARRING)
    return rows.exclude(about=about).exists()


def is_training_sample(unit: HandlingUnit) -> bool:
    """Say whether the unit is a sample that was taken to train dogs or people."""
    return Sample.objects.filter(sample_unit=unit, sample_kind="training").exists()


def is_kept_sample(unit: HandlingUnit) -> bool:
    """Say whether the unit is a sample that is kept for the court or for the other side."""
    return Sample.objects.filter(sample_unit=unit, sample_kind__in=["retained", "counter_expertise"]).exists()


def is_sampling_unsigned(unit: HandlingUnit) -> bool:
    """Say whether who witnessed that the sample was taken has yet to sign for it."""
    taken_from = Sample.objects.filter(sample_unit=unit).values("unit")
    rows = Countersignature.objects.filter(unit__in=taken_from, about=SAMPLING_CLOSED.code, signed_at__isnull=True)
    return rows.exists()


def is_seal_change_unsigned(unit: HandlingUnit) -> bool:
    """Say whether who stood by when the seal of a unit was changed or taken off has yet to sign for it."""
    rows = Countersignature.objects.filter(unit=unit, about__in=[SEAL_REPLACED.code, SEAL_REMOVED.code])
    return rows.filter(signed_at__isnull=True).exists()


def movable_units(officer: Officer) -> QuerySet[HandlingUnit]:
    """Return the outermost units that could be moved at once, the most recent in front."""
    states = {state for (_, code), step in CUSTODY.items() if code == "emergency.departed/1" for state in step if state}
    rows = visible_units(officer).filter(parent__isnull=True, custody_state__in=sorted(states))
    return rows.order_by("-state_since", "label")


def sources_of(unit: HandlingUnit) -> list[HandlingUnit]:
    """Return the units that a unit was made of; empty for one that was seized as it is."""
    made = Derivation.objects.filter(unit=unit).exclude(how=UNPACKED)
    found = made.values_list("sources", flat=True).first()
    return list(HandlingUnit.objects.filter(pk__in=found or []).order_by("label"))


def made_of(unit: HandlingUnit) -> list[HandlingUnit]:
    """Return the units that were made of a unit."""
    made = HandlingUnit.objects.filter(derivation__sources__contains=[str(unit.id)])
    return list(made.exclude(derivation__how=UNPACKED).order_by("label"))


def became(units: Iterable[HandlingUnit]) -> list[HandlingUnit]:
    """Return what some units are now: themselves, or where others took their place, those; each once."""
    out: dict[UUID, HandlingUnit] = {}
    left = list(units)
    while left:
        unit = left.pop()
        if unit.custody_state in BECAME_OTHERS:
            left += made_of(unit)
        else:
            out[unit.id] = unit
    return list(out.values())


def is_over(unit: HandlingUnit) -> bool:
    """Say whether a unit came to its end, and no other took its place."""
    return unit.is_gone and unit.custody_state not in BECAME_OTHERS


def lying_in(unit: HandlingUnit) -> list[HandlingUnit]:
    """Return the units that lie directly in a unit, by label."""
    return list(HandlingUnit.objects.filter(parent=unit).order_by("label"))


def taken_out_of(unit: HandlingUnit) -> HandlingUnit | None:
    """Return the unit that a unit lay in before it was taken out; ``None`` for one that never lay in another."""
    found = Removal.objects.filter(inner=unit).select_related("unit").first()
    return None if found is None else found.unit


def came_out_of(unit: HandlingUnit) -> list[HandlingUnit]:
    """Return the units that were taken out of a unit, by label."""
    return list(HandlingUnit.objects.filter(removal__unit=unit).order_by("label"))


def results_of(unit: HandlingUnit) -> list[LabResult]:
    """Return what the laboratory said of a sample, or of the samples of a unit; the newest first."""
    about = Q(unit=unit) | Q(unit__taken_as__unit=unit)
    rows = LabResult.objects.filter(about).select_related("unit", "recorded_by", "verified_by")
    return list(rows.order_by("-reported_at", "-id"))


def is_negative(unit: HandlingUnit) -> bool:
    """Say whether every verified result on the unit and its samples is negative, and there is at least one."""
    return (unit.substance_found or substance_said(unit)) == NO_DRUGS


def substance_said(unit: HandlingUnit) -> str | None:
    """Return what the verified results on a unit and its samples say it is: what the newest found that found something,
    ``NO_DRUGS`` when none did, ``None`` when there is none."""
    said = [result for result in results_of(unit) if result.verified_at is not None]
    found = next((result.substance for result in said if result.outcome == "positive"), None)
    return found or (NO_DRUGS if said else None)


def speaks_of(sample_id: UUID) -> list[UUID]:
    """Return the units that a sample speaks of: the one it was taken from, or what became of that since."""
    reached = {taken.unit_id for taken in Sample.objects.filter(sample_unit=sample_id)}
    out: list[UUID] = []
    while reached:
        units = list(HandlingUnit.objects.filter(pk__in=reached).order_by("pk"))
        out += [unit.id for unit in units if unit.custody_state not in BECAME_OTHERS]
        gone = [unit for unit in units if unit.custody_state in BECAME_OTHERS | RETURNS]
        made = [child for unit in gone for child in made_of(unit)]
        reached = {child.id for child in made if child.kind not in NOT_DRUGS}
    return out


def may_speak_of(sample_id: UUID) -> list[UUID]:
    """Return the units that a sample from before this record may have been taken out of: all drugs of its case that are
    in custody or may come back, whatever form the old list gives them, for the sample of a brick is powder. Of a sample
    that was taken here it is known, and of a bag nobody asks it.

    Where nothing that it speaks for is here any more, the sample itself: somebody must look what burnt, or where its
    bulk is, and it is the only proof.
    """
    found = HandlingUnit.objects.filter(pk=sample_id, kind="sample")
    known = speaks_of(sample_id)
    lost = GONE - RETURNS
    if found.filter(taken_as__isnull=True).exists():
        of_case = HandlingUnit.objects.filter(seizure__in=found.values("seizure_id"))
        drugs = of_case.exclude(kind__in=[*NOT_DRUGS, "sample"]).exclude(custody_state__in=lost)
        perhaps = list(drugs.order_by("pk").values_list("pk", flat=True))
    else:
        perhaps = []
    here = HandlingUnit.objects.filter(pk__in=[*known, *perhaps]).exclude(custody_state__in=lost)
    if here.exists():
        return perhaps
    itself = HandlingUnit.objects.filter(pk__in=[sample_id, *same_sample([sample_id])], kind="sample")
    return list(itself.exclude(custody_state__in=lost).order_by("pk").values_list("pk", flat=True))


def open_doubt(unit: HandlingUnit) -> UUID | None:
    """Return the newest result by which an old sample puts a unit in doubt; ``None`` where there is none, and where two
    have lifted a hold of the laboratory since: they have looked."""
    newest = told([unit.stream_id], codes=[UNIT_DOUBTED.code], limit=1)
    if not newest:
        return None
    looked = Hold.objects.filter(unit=unit, authority=BY_LABORATORY, lifted_at__gte=newest[0].values["doubted_at"])
    return None if looked.exists() else UUID(str(newest[0].values["result_id"]))


def same_sample(sample_ids: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """Return all units that some samples ever were, packed anew or gone and here again, each with those asked of: the
    parts of one that was split were all it."""
    columns = ("id", "carried_from", "sample_unit")
    roots: dict[UUID, set[UUID]] = {}
    for own, carried_from, unit_id in Sample.objects.filter(sample_unit__in=list(sample_ids)).values_list(*columns):
        roots.setdefault(carried_from or own, set()).add(unit_id)
    rows = Sample.objects.filter(Q(pk__in=roots) | Q(carried_from__in=roots)).values_list(*columns)
    return {unit_id: roots[carried_from or own] for own, carried_from, unit_id in rows}


def held_by_laboratory(unit: HandlingUnit, *, placed_by: Officer | None = None) -> bool:
    """Say whether a result of a laboratory holds the unit back, and no authority; one that somebody wrote down."""
    lasting = Hold.objects.filter(unit=unit, lifted_at__isnull=True)
    rows = lasting.filter(authority=BY_LABORATORY)
    is_ours = (rows if placed_by is None else rows.filter(placed_by=placed_by)).exists()
    return is_ours and not lasting.exclude(authority=BY_LABORATORY).exists()


def purities_of(exhibit_ids: Iterable[UUID]) -> list[int]:
    """Return the shares of pure substance, in a thousand parts, that verified results give for samples of exhibits."""
    rows = LabResult.objects.filter(
        unit__exhibit__in=list(exhibit_ids), verified_at__isnull=False, purity_permille__isnull=False
    )
    return [share for share in rows.values_list("purity_permille", flat=True) if share is not None]


def unverified_result(unit: HandlingUnit) -> LabResult | None:
    """Return the result on a sample that waits to be verified, or ``None``."""
    return LabResult.objects.filter(unit=unit, verified_at__isnull=True).first()


def visible_results(officer: Officer) -> QuerySet[LabResult]:
    """Return the results of laboratories the officer may know of."""
    rows = LabResult.objects.select_related("unit", "recorded_by", "verified_by")
    sees = (*SEES_EXCEPTIONS, Role.SAMPLER)
    return rows.filter(unit__in=visible_units(officer)) if officer.has_role(*sees) else rows.none()


def result_for(officer: Officer, *, result_id: UUID) -> LabResult:
    """Return a result the officer may know of; raise ``NotFound`` otherwise."""
    found = visible_results(officer).filter(pk=result_id).first()
    if found is None:
        raise NotFound
    return found


def places_since_seizure(unit: HandlingUnit) -> list[Place]:
    """Return every place where a unit has lain, each once, by primary key. For actions only."""
    rows = Placement.objects.filter(unit=unit)
    known = {unseal_place(row.place_sealed, placement_id=row.id) for row in rows}
    return list(Place.objects.filter(pk__in=known).order_by("pk"))
