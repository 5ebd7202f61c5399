"""Who: the service that keeps stored drugs, as the pack of the jurisdiction names it. The check returns, or raises."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from custody.core.errors import NotPermitted
from custody.core.keepers import keeps
from custody.core.lifecycle import CustodyState, Family
from custody.evidence.models.unit import NOT_DRUGS
from custody.organisation.selectors import site_by_id
from custody.organisation.selectors.requirements import keepers_in_force

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit
    from custody.organisation.models import Officer, Place


OF_OTHERS = ("laboratory", "registry")
"""Kinds of place that neither customs nor the police keep."""


def check_takes_over(receiver: Officer, units: Sequence[HandlingUnit]) -> None:
    """Return when the receiver may take over what stays where it is stored: it does not pass to another service from
    hand to hand, nor by an order."""
    check_service_keeps(receiver, [unit for unit in units if unit.custody_state == CustodyState.STORED])


def check_service_keeps(officer: Officer, units: Sequence[HandlingUnit], *, place: Place | None = None) -> None:
    """Return when the officer's service keeps stored drugs by the law of each unit, at the place or, before it is
    known, at any. Where no service is named, every one keeps them. Samples, goods in a laboratory or a registry, and
    what is no drugs are kept by whoever is there.
    """
    if place is not None and place.kind in OF_OTHERS:
        return
    drugs = {
        unit.jurisdiction: unit
        for unit in units
        if unit.family is Family.GOODS and unit.kind not in {*NOT_DRUGS, "sample"}
    }
    named = keepers_in_force(jurisdictions=drugs) if drugs else {}
    if not named:
        return
    service = None if officer.unit is None else officer.unit.agency
    site = None if place is None or place.site_id is None else site_by_id(site_id=place.site_id).code_word
    for jurisdiction, keepers in named.items():
        if not keeps(service, keepers, site=site):
            raise NotPermitted(
                "keeper.other_service", "{label} is kept by another service: choose a storekeeper of that one",
                label=drugs[jurisdiction].label,
            )  # fmt: skip
