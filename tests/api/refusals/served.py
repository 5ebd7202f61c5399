"""Refusals to destroy a sample: it outlives what it speaks for."""

from __future__ import annotations

from custody.destruction.actions import reconcile
from custody.evidence.actions import laboratory
from custody.evidence.models import HandlingUnit
from tests import stories
from tests.api.refusals import orders
from tests.api.refusals.law import PLAIN, ground
from tests.api.refusals.law import _law as law_of
from tests.destruction import lawful
from tests.destruction import stories as burns
from tests.destruction.test_samples_served import granted, sample_of
from tests.evidence.exceptional import missing
from tests.stories import act_of

__all__ = ["ROWS", "ground"]


def _sample_of_ash(at):
    """Let a bag burn and be reconciled, and return its sample."""
    burns.burn(at.cast, burns.attested(at.cast, burns.at_furnace(at.cast, burns.staged(
        at.cast, burns.approved(at.cast, burns.planned(at.cast, [at.ordered]))))))
    reconcile.reconcile_units(act=act_of(at.cast.auditor), unit_ids=[at.ordered.id])
    [sample] = HandlingUnit.objects.filter(kind="sample", exhibit=at.ordered.exhibit)
    return sample


def _unverified(at):
    sample = _sample_of_ash(at)
    laboratory.report_result(act=act_of(at.clerk), unit_id=sample.id, outcome="negative", laboratory="NICC",
                             reference="L 7")  # fmt: skip
    return orders.record(at, sample).refused_earlier("page")


def _searched_for(at):
    return orders.record(at, missing(at.cast, _sample_of_ash(at)))


def _retained(at):
    """Order what an authority had retained of a seizure, whose bag burnt for that reason."""
    unit = granted(at.cast, retain_mg=5_000)
    burns.burnt(at.cast, units=[unit])
    reconcile.reconcile_units(act=act_of(at.cast.auditor), unit_ids=[unit.id])
    return orders.record(at, sample_of(unit)).refused_earlier("page")


def _served(at, *, instructed=False, **rules):
    """Order the sample of a bag that burnt, under a law that keeps it longer, or while a judge has the case."""
    sample = _sample_of_ash(at)
    if instructed:
        lawful.instructed(at.cast, sample)
    else:
        law_of(at, **rules, **PLAIN, order__authority="prosecutor")
    return orders.record(at, sample)


ROWS = {
    "order.sample": lambda at: orders.record(at, stories.sampled(at.cast, at.free).sample_unit).refused_earlier("page"),
    "order.sample_apart": lambda at: orders.record(
        at, at.free, stories.sampled(at.cast, at.other).sample_unit).refused_earlier("page"),
    "order.sample_case": lambda at: _served(at, instructed=True).refused_earlier("page"),
    "order.sample_result": _unverified,
    "order.sample_gone": _searched_for,
    "order.sample_retained": _retained,
    "order.sample_kept": lambda at: _served(at, sample__retention=30),
}
