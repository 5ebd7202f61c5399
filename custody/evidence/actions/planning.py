"""The sampling assistant: how many packages, which ones, and the seed by which anybody can repeat the draw (R25)."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Sum

from custody.core import sampling
from custody.core.errors import NotAllowedNow, NotFound
from custody.core.events import SAMPLING_PLANNED
from custody.evidence import sampling_permissions
from custody.evidence.locking import lock_seizure
from custody.evidence.models import Exhibit, SamplingPlan
from custody.evidence.selectors.sampling import packages_of
from custody.ledger.recording import recording
from custody.organisation.selectors.requirements import requirements_of

if TYPE_CHECKING:
    from custody.core.act import Act

SEED_BYTES = 32


def plan_sampling(*, act: Act, exhibit_id: UUID) -> SamplingPlan:
    """Choose by chance which packages of an exhibit are sampled, and return the plan with its seed.

    How many is what the law of the jurisdiction asks for. A second draw is a second plan: both stay on record, so that
    nobody draws until the lots please.

    Who: a sampler or a case officer. When: packages of the exhibit are in custody. Appends ``sampling.planned/1``.
    """
    sampling_permissions.check_can_plan_sampling(act.actor)
    with recording(act, authorises=True) as record:
        exhibit = Exhibit.objects.filter(pk=exhibit_id).first()
        if exhibit is None:
            raise NotFound
        seizure = lock_seizure(exhibit.seizure_id)
        packages = packages_of(exhibit)
        if not packages:
            raise NotAllowedNow("sampling.nothing", "No package of this exhibit is in custody: nothing can be drawn")
        mass = exhibit.units.filter(parent__isnull=True).aggregate(mass=Sum("gross_mg"))["mass"] or 0
        asked = requirements_of(
            jurisdiction=seizure.jurisdiction, at=record.now, substance=exhibit.substance, mass_mg=mass
        )
        size = sampling.size_by(
            asked.method, len(packages), share=asked.share, confidence=asked.confidence, least=asked.samples
        )
        seed = secrets.token_bytes(SEED_BYTES)
        plan = SamplingPlan(
            seizure=seizure, exhibit=exhibit, stream_id=seizure.stream_id, packages=len(packages), size=size,
            method=asked.method, share=asked.share, confidence=asked.confidence, seed=seed.hex(),
            chosen=list(sampling.choose(packages, size=size, seed=seed)), planned_by=act.actor, planned_at=record.at,
        )  # fmt: skip
        plan.save(force_insert=True)
        record.append(
            SAMPLING_PLANNED, on=seizure, rows=[plan], plan_id=plan.id, exhibit_id=exhibit.id, planned_at=record.at,
            packages=plan.packages, size=size, method=plan.method, share=plan.share, confidence=plan.confidence,
            seed=plan.seed, chosen=plan.chosen, planned_by=act.actor.pseudonym,
        )  # fmt: skip
        record.result = {"sampling_plan": str(plan.id)}
    return plan
