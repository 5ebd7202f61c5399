"""Who takes samples, beside whom, and of what. Each check returns, or raises with a sentence for an officer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.errors import NotAllowedNow, NotPermitted
from custody.evidence import policies, sampling_policies
from custody.evidence.permissions import check_witness
from custody.evidence.selectors import access, swaps
from custody.organisation.permissions import check_holds_role
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit
    from custody.organisation.models import Officer


def check_can_sample(officer: Officer, unit: HandlingUnit, *, before_sweep: bool = False) -> None:
    """Return when the officer may take a sample of the unit: a sampler; goods on the quay, in store, staged or at the
    furnace, not offered, not frozen but by a negative test. ``before_sweep``: it is said why they are opened before
    their sweep."""
    check_holds_role(officer, Role.SAMPLER)
    policies.check_outermost(unit)
    policies.check_goods(unit)
    if unit.kind == "sample":
        raise NotAllowedNow("sample.of_sample", "{label} is itself a sample", label=unit.label)
    policies.check_not_offered([unit])
    policies.check_step(unit, code="sampling.opened/1")
    if swaps.is_only_a_swap(unit):
        policies.check_signed([unit])
    else:
        policies.check_not_frozen([unit])
    if not before_sweep:
        sampling_policies.check_swept(unit)


def check_can_plan_sampling(officer: Officer) -> None:
    """Return when the officer may draw which packages are sampled: a sampler or a case officer."""
    check_holds_role(officer, Role.SAMPLER, Role.CASE_OFFICER)


def check_sample_people(sampler: Officer, witness: Officer, unit: HandlingUnit) -> None:
    """Return when the two may open the unit together: two people, one of whom has it in custody (R27)."""
    check_witness(sampler, witness)
    if not access.is_custodian(sampler, unit) and not access.is_custodian(witness, unit):
        raise NotPermitted(
            "sample.custodian",
            "The custodian of {label} must take the sample or be the witness",
            label=unit.label,
        )
