"""Targets, tips and scan images: who may know of which, and what of them may be shown to whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now

from custody.core.errors import NotFound
from custody.core.exceptional import Exceptional
from custody.core.lifecycle import GONE, CustodyState
from custody.evidence.models import (
    Consultation,
    Conveyance,
    GuardPost,
    HandlingUnit,
    Proposal,
    ScanImage,
    ScanReading,
    Seizure,
    Target,
    TargetHit,
    Tip,
)
from custody.evidence.selectors.access import visible_units
from custody.ledger.sealing import seal, token, unseal
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from custody.organisation.models import Officer

SEES_EVERY_TARGET = (
    Role.SUPERVISOR, Role.DUTY_OFFICER, Role.REGIONAL_HEAD, Role.DIRECTOR, Role.AUDITOR, Role.INTERNAL_AFFAIRS,
)  # fmt: skip
"""Who knows of every target; everybody else knows of those in which they have a part."""
SEES_LOOKS = (Role.AUDITOR, Role.INTERNAL_AFFAIRS)
"""Who sees who looked."""
SAME_VOYAGE = timedelta(days=30)
"""Numbers come back: a container belongs to a target when it is stopped within this time of its expected arrival."""
UNDECIDED = ("open", "asked")
_STILL_LOOKED_FOR = (*UNDECIDED, "search", "contained")
"""A ship that was looked for once: what else comes off it belongs to the target too, unless that was let go."""
LOOKS_SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetSeen:
    """What is looked for and why, revealed to an officer, and until when it may be shown."""

    container_number: str
    imo_number: str
    vessel: str
    call: str
    grounds: str
    let_go_reason: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class SourceSeen:
    """Who gave a tip, revealed to its handler, and until when it may be shown."""

    source: str
    expires_at: datetime


# --- what lies sealed -------------------------------------------------------------------------------------


def seal_part(value: str | None, *, of: str, row_id: UUID) -> bytes | None:
    """Return a sealed value of a target or a tip (``target-container``, ``tip-source`` ...), ``None`` for none."""
    return None if value is None else seal(value.encode(), bound_to=f"{of}:{row_id}".encode())


def number_token(number: str | None, *, of: str) -> bytes | None:
    """Return the keyed token of a ``container`` or ``imo`` number, by which equal numbers are found."""
    return None if number is None else token(number.encode(), purpose=of)


def number_as_subject(number: str) -> UUID:
    """Return what stands for a container number in the list of looks: its token, which tells nobody the number."""
    return UUID(bytes=token(number.encode(), purpose="container"))


def _open(sealed: bytes | memoryview | None, *, of: str, row_id: UUID) -> str:
    return "" if sealed is None else unseal(sealed, bound_to=f"{of}:{row_id}".encode()).decode()


# --- targets ----------------------------------------------------------------------------------------------


def visible_targets(officer: Officer) -> QuerySet[Target]:
    """Return the targets the officer may know of: all to who commands or audits, to others those of their own."""
    rows = Target.objects.select_related(
        "tip", "opened_by", "search_by", "searcher", "asked_by", "let_go_by", "link_by", "link_unit"
    )
    if not officer.is_active:
        return rows.none()
    return rows if officer.has_role(*SEES_EVERY_TARGET) else rows.filter(_part_of(officer.id))


def _part_of(officer_id: UUID) -> Q:
    named = ("opened_by", "search_by", "searcher", "asked_by", "let_go_by", "found_told_by", "tip__handler")
    part = Q()
    for role in named:
        part |= Q(**{role: officer_id})
    for rows in (ScanImage.objects.filter(added_by=officer_id), ScanReading.objects.filter(read_by=officer_id)):
        part |= Q(pk__in=rows.values("target"))
    held = Q(unit__custodian=officer_id) | Q(unit__co_custodian=officer_id)
    return part | Q(link_by=officer_id) | Q(pk__in=_standing().filter(held).values("target"))


def _standing() -> QuerySet[TargetHit]:
    """Return the links of conveyances to targets that nobody undid."""
    return TargetHit.objects.filter(undone_at__isnull=True)


def target_for(officer: Officer, *, target_id: UUID) -> Target:
    """Return a target the officer may know of; raise ``NotFound`` otherwise."""
    found = visible_targets(officer).filter(pk=target_id).first()
    if found is None:
        raise NotFound
    return found


def target_of_reference(officer: Officer, *, reference: str) -> Target:
    """Return the target of a reference, however it was typed; raise ``NotFound`` as ``target_for`` does."""
    found = visible_targets(officer).filter(reference=reference.strip().upper()).first()
    if found is None:
        raise NotFound
    return found


def target_seen(officer: Officer, target: Target) -> TargetSeen | None:
    """Return what is looked for while a reveal to this officer lasts; ``None`` otherwise, which is a mask."""
    until = seen_until(officer, kind="target", subject_id=target.id)
    if until is None:
        return None
    return TargetSeen(
        container_number=_open(target.container_sealed, of="target-container", row_id=target.id),
        imo_number=_open(target.imo_sealed, of="target-imo", row_id=target.id),
        vessel=_open(target.vessel_sealed, of="target-vessel", row_id=target.id),
        call=target.call or "",
        grounds=_open(target.grounds_sealed, of="target-grounds", row_id=target.id),
        let_go_reason=_open(target.reason_sealed, of="target-reason", row_id=target.id),
        expires_at=until,
    )


def seen_until(officer: Officer, *, kind: str, subject_id: UUID) -> datetime | None:
    """Return until when a recorded look of the officer lasts; ``None`` when there is none."""
    rows = Consultation.objects.filter(
        officer=officer, subject_kind=kind, subject_id=subject_id, expires_at__gt=Now()
    )
    return rows.order_by("-expires_at").values_list("expires_at", flat=True).first()


def let_go_and_found(rows: QuerySet[Target]) -> QuerySet[Target]:
    """Return those of some targets that two people let go, and in which drugs were found all the same."""
    seizures = Seizure.objects.filter(conveyance=OuterRef("unit"))
    hits = _standing().filter(target=OuterRef("pk"), after_let_go=True)
    here = Exists(hits.filter(Exists(seizures)))
    # Who decided to search it after all had called it back before the others found it.
    back = Q(search_at__gt=F("let_go_at"), search_at__lt=F("found_at"))
    return rows.filter(here | (Q(found_at__gt=F("let_go_at")) & ~(Q(search_at__isnull=False) & back)))


def was_missed(target: Target) -> bool:
    """Say whether others found drugs in what two people had let go, or in what we had and let leave with nothing."""
    if let_go_and_found(Target.objects.filter(pk=target.pk)).exists():
        return True
    left = _standing().filter(target=target, unit__custody_state=CustodyState.RELEASED)
    return left.exclude(unit__in=Seizure.objects.filter(conveyance__isnull=False).values("conveyance")).exists()


def targets_of_number(number: str) -> list[Target]:
    """Return the targets of a container number, the newest first. For actions only: the look is recorded first."""
    rows = Target.objects.filter(container_token=number_token(number, of="container"))
    return list(rows.order_by("-expected_at", "id")[:20])


def conveyances_of_number(officer: Officer, number: str) -> list[HandlingUnit]:
    """Return what was stopped under a container number, as far as the officer may know of it, the newest first. For
    actions only."""
    rows = visible_units(officer).filter(conveyance__container_number=number)
    return list(rows.order_by("-state_since", "pk")[:20])


def targets_of_stop(*, container: str | None, imo: str | None, at: datetime) -> list[UUID]:
    """Return the targets to which a conveyance belongs that is stopped now: its own number on this voyage, or a ship
    that is looked for whatever the container."""
    here = Q()
    if container is not None:
        here |= Q(container_token=number_token(container, of="container"))
    if imo is not None:
        here |= Q(container_token__isnull=True, imo_token=number_token(imo, of="imo"), state__in=_STILL_LOOKED_FOR)
    if not here:
        return []
    # What is still looked for is looked for whatever day was said: whoever put the day off put nothing out of sight.
    now_or_near = Q(state__in=(*UNDECIDED, "search")) | Q(expected_at__range=(at - SAME_VOYAGE, at + SAME_VOYAGE))
    return list(Target.objects.filter(here & now_or_near).order_by("pk").values_list("pk", flat=True))


def is_looked_for(target: Target, unit: HandlingUnit) -> bool:
    """Say whether a conveyance is in custody under the number that is looked for: of its container, or of its ship
    where no container was named."""
    if unit.custody_state in GONE:
        return False
    what = Conveyance.objects.get(unit=unit)
    wanted, number, of = target.container_token, what.container_number, "container"
    if wanted is None:
        wanted, number, of = target.imo_token, what.imo_number, "imo"
    return number is not None and wanted is not None and bytes(wanted) == number_token(number, of=of)


def twins_of(target: Target) -> list[UUID]:
    """Return the targets of the same consignment, itself among them: the same container on the same voyage, or the
    same ship where none is named."""
    same = Q(container_token=target.container_token)
    if target.container_token is None:
        same = Q(container_token__isnull=True, imo_token=target.imo_token)
    near = Q(expected_at__range=(target.expected_at - SAME_VOYAGE, target.expected_at + SAME_VOYAGE))
    return list(Target.objects.filter(Q(pk=target.pk) | (same & near)).values_list("pk", flat=True))


def targets_of_unit(officer: Officer, unit_id: UUID | None) -> list[Target]:
    """Return the targets with which the story of a stopped conveyance begins, as far as the officer may know."""
    if unit_id is None:
        return []
    hits = _standing().filter(unit=unit_id).values("target")
    return list(visible_targets(officer).filter(pk__in=hits).order_by("opened_at", "pk"))


def targets_awaiting(officer: Officer) -> list[Target]:
    """Return the targets that the officer must stop, and those that wait for a second person who could be the
    officer; the one that is expected first in front."""
    wanted = Q(state="search", searcher=officer) if officer.has_role(Role.OFFICER) else Q()
    if officer.has_role(Role.SUPERVISOR, Role.DUTY_OFFICER):
        read = ScanReading.objects.filter(read_by=officer).values("target")
        wanted |= Q(state="asked", found_at__isnull=True) & ~Q(asked_by=officer) & ~Q(pk__in=read)
        wanted |= Q(link_by__isnull=False) & ~Q(link_by=officer)
    if not wanted or not officer.is_active:
        return []
    rows = Target.objects.filter(wanted).select_related("asked_by", "search_by", "link_by")
    return list(rows.order_by("expected_at", "pk")[:20])


def hits_of(target: Target) -> list[TargetHit]:
    """Return the conveyances of a target that were stopped, the first one first."""
    return list(_standing().filter(target=target).select_related("unit").order_by("met_at", "pk"))


def targets_of(officer: Officer, unit_id: UUID) -> list[Target]:
    """Return the targets of a conveyance that the officer may know of, the one that was met first in front."""
    met = _standing().filter(unit=unit_id).order_by("met_at", "pk").values_list("target", flat=True)
    found = visible_targets(officer).in_bulk(list(met))
    return [found[each] for each in met if each in found]


def why_released(unit_ids: Iterable[UUID]) -> dict[UUID, Proposal]:
    """Return, by conveyance, the newest proposal to let it go that waits or was approved: it says why."""
    rows = Proposal.objects.filter(unit__in=list(unit_ids), exception=Exceptional.RELEASE)
    rows = rows.filter(state__in=("open", "approved"))
    return {row.unit_id: row for row in rows.select_related("proposed_by", "decided_by").order_by("proposed_at")}


def missed_targets(unit_id: UUID) -> list[Target]:
    """Return the targets of a conveyance that had been let go before it was stopped after all."""
    hits = _standing().filter(unit=unit_id, after_let_go=True).values("target")
    return list(Target.objects.filter(pk__in=hits).order_by("pk"))


# --- scan images ------------------------------------------------------------------------------------------


def images_of(target: Target) -> list[ScanImage]:
    """Return the scan images of a target with everything that was read in them, the newest image first."""
    rows = target.images.select_related("added_by").prefetch_related("readings__read_by")
    return list(rows.order_by("-added_at", "pk"))


def looked_at(officer: Officer, scan: ScanImage) -> bool:
    """Say whether the officer looked at an image."""
    return Consultation.objects.filter(officer=officer, subject_kind="scan", subject_id=scan.id).exists()


def image_for(officer: Officer, *, scan_id: UUID) -> ScanImage:
    """Return a scan image of a target the officer may know of; raise ``NotFound`` otherwise."""
    rows = ScanImage.objects.filter(pk=scan_id, target__in=visible_targets(officer).values("pk"))
    found = rows.select_related("target", "added_by").first()
    if found is None:
        raise NotFound
    return found


# --- tips -------------------------------------------------------------------------------------------------


def visible_tips(officer: Officer) -> QuerySet[Tip]:
    """Return a handler's own tips, and all to internal affairs, who entrust them; nobody sees a source here."""
    rows = Tip.objects.select_related("handler")
    if not officer.is_active:
        return rows.none()
    if officer.has_role(Role.INTERNAL_AFFAIRS):
        return rows
    return rows.filter(handler=officer) if officer.has_role(Role.SOURCE_HANDLER) else rows.none()


def tip_for(officer: Officer, *, tip_id: UUID) -> Tip:
    """Return a tip the officer may know of; raise ``NotFound`` otherwise."""
    found = visible_tips(officer).filter(pk=tip_id).first()
    if found is None:
        raise NotFound
    return found


def tip_of_reference(reference: str) -> Tip | None:
    """Return the tip of a reference, which its handler tells whoever opens the target."""
    return Tip.objects.filter(reference=reference.strip().upper()).first()


def source_seen(officer: Officer, tip: Tip) -> SourceSeen | None:
    """Return who gave the tip while a reveal to its handler lasts; ``None`` to everybody else."""
    until = seen_until(officer, kind="tip", subject_id=tip.id)
    if until is None or tip.handler_id != officer.id:
        return None
    return SourceSeen(_open(tip.source_sealed, of="tip-source", row_id=tip.id), until)


# --- who looked -------------------------------------------------------------------------------------------


def looks_at(target: Target) -> list[Consultation]:
    """Return who looked at a target, at its images, or up its container number, the newest first."""
    subjects: list[UUID] = [target.id, *target.images.values_list("pk", flat=True)]
    if target.container_token is not None:
        subjects.append(UUID(bytes=bytes(target.container_token)))
    return _looks(subjects)


def looks_at_source(tip: Tip) -> list[Consultation]:
    """Return who looked at the source of a tip, the newest first."""
    return _looks([tip.id])


def _looks(subjects: Iterable[UUID]) -> list[Consultation]:
    rows = Consultation.objects.filter(subject_id__in=list(subjects)).select_related("officer")
    return list(rows.order_by("-seen_at", "pk")[:LOOKS_SHOWN])


def subjects_of_task(officer: Officer) -> set[UUID]:
    """Return what the officer may look at or up because it is their task: targets they have a part in, for who decides
    all that wait for a decision, and the numbers of these and of what they have in custody or guard."""
    part = _part_of(officer.id)
    if officer.has_role(Role.SUPERVISOR, Role.DUTY_OFFICER):
        part |= Q(state__in=UNDECIDED)
    out: set[UUID] = set()
    for target_id, number in Target.objects.filter(part).values_list("pk", "container_token"):
        out.add(target_id)
        if number is not None:
            out.add(UUID(bytes=bytes(number)))
    guarded = GuardPost.objects.filter(guard=officer).values("unit")
    held = Q(unit__custodian=officer) | Q(unit__co_custodian=officer) | Q(unit__in=guarded)
    numbers = Conveyance.objects.filter(held, container_number__isnull=False).values_list("container_number", flat=True)
    return out | {number_as_subject(number) for number in numbers if number is not None}
