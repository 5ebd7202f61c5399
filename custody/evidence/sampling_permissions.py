"""Who takes samples, beside whom, and of what. Each check returns, or raises with a sentence for an officer."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from custody.core.errors import NotAllowedNow, NotPermitted
from custody.evidence import policies, sampling_policies
from custody.evidence.permissions import check_witness
from custody.evidence.selectors import access
from custody.organisation.permissions import check_holds_role
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit
    from custody.organisation.models import Officer


def check_can_sample(
    officer: Officer, unit: HandlingUnit, *, before_sweep: bool = False, while_frozen: bool = False
) -> None:
    """Return when the officer may take a sample of the unit: a sampler; goods on the quay, in store, staged or at the
    furnace, not offered, not frozen. ``before_sweep``: it is said why they are opened before their sweep.
    ``while_frozen``: it is said why they are opened while they are in dispute."""
    check_holds_role(officer, Role.SAMPLER)
    policies.check_outermost(unit)
    policies.check_goods(unit)
    if unit.kind == "sample":
        raise NotAllowedNow("sample.of_sample", "{label} is itself a sample", label=unit.label)
    policies.check_not_offered([unit])
    policies.check_step(unit, code="sampling.opened/1")
    policies.check_signed([unit])
    if not while_frozen:
        policies.check_nothing_differs([unit])
    if not before_sweep:
        sampling_policies.check_swept(unit)


def check_can_plan_sampling(officer: Officer) -> None:
    """Return when the officer may draw which packages are sampled: a sampler or a case officer."""
    check_holds_role(officer, Role.SAMPLER, Role.CASE_OFFICER)


def check_sample_people(
    sampler: Officer, witness: Officer, unit: HandlingUnit, *, parties: Collection[str] | None = None
) -> None:
    """Return when the two may open the unit together: two people, one of whom has it in custody (R27).

    ``parties`` are the pseudonyms of everybody who has a part in what is open about it, where something is: then the
    two come from outside, so that what the laboratory says of a suspected swap is no word of those who are asked.
    """
    check_witness(sampler, witness)
    if parties is not None:
        if {sampler.pseudonym, witness.pseudonym} & set(parties):
            raise NotPermitted(
                "sample.not_outside",
                "{label} is frozen: two who never had it, and did not report what is open, take the sample",
                label=unit.label,
            )
        return
    if not access.is_custodian(sampler, unit) and not access.is_custodian(witness, unit):
        raise NotPermitted(
            "sample.custodian",
            "The custodian of {label} must take the sample or be the witness",
            label=unit.label,
        )
