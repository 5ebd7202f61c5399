"""The sampling assistant: how many, which, and the seed by which anybody repeats the draw."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from custody.core import sampling
from custody.core.errors import NotAllowedNow, NotFound, NotPermitted
from custody.core.events import FieldClass
from custody.evidence import sampling_permissions
from custody.evidence.actions import moving
from custody.evidence.actions.planning import plan_sampling
from custody.evidence.models import Exhibit, HandlingUnit
from custody.evidence.selectors.sampling import (
    borne_out,
    claim_of,
    owed_to_registry,
    packages_of,
    plan_for,
)
from custody.ledger.selectors import told
from custody.organisation.actions import register
from tests import packs, stories
from tests.destruction import lawful
from tests.evidence import exceptional
from tests.stories import act_of


def exhibit_of(unit):
    return Exhibit.objects.get(pk=unit.exhibit_id)


def planned(cast, unit, **changes):
    return plan_sampling(**({"act": act_of(cast.sampler), "exhibit_id": unit.exhibit_id} | changes))


def test_the_packages_to_sample_follow_from_the_seed_and_are_told_sealed(cast):
    units = stories.seized(cast, count=4)

    plan = planned(cast, units[0])

    packages = packages_of(exhibit_of(units[0]))
    assert len(packages) == 100
    assert (plan.packages, plan.size, plan.method, plan.share, plan.confidence) == (100, 23, "hypergeometric", 90, 95)
    assert tuple(plan.chosen) == sampling.choose(packages, size=23, seed=bytes.fromhex(plan.seed))
    assert {each.rsplit("-", 1)[0] for each in plan.chosen} <= {unit.label for unit in units}
    assert str(claim_of(plan)) == "≥ 90 % of 100 packages, 95 %"
    open_ones = told([plan.stream_id], classes=frozenset({FieldClass.OPEN}), limit=1)[0]
    assert open_ones.type.code == "sampling.planned/1"
    assert not {"seed", "chosen", "size"} & {name for name, value in open_ones.values.items() if value is not None}


def test_a_second_draw_is_a_second_plan(cast):
    [unit] = stories.seized(cast)

    assert planned(cast, unit).seed != planned(cast, unit).seed
    assert exhibit_of(unit).sampling_plans.count() == 2


def test_the_law_of_the_jurisdiction_says_how_many(cast):
    lawful.under(cast, packs.nowhere())
    found = stories.opened_seizure(cast, jurisdiction="XX")
    [unit] = stories.seized(cast, of=found)

    plan = planned(cast, unit)

    assert (plan.size, plan.method) == (5, "square_root")
    assert str(claim_of(plan)) == "5 of 25 packages"


def test_goods_that_were_not_counted_are_one_package_and_nothing_is_no_lot(cast):
    [unit] = stories.seized(cast)
    HandlingUnit.objects.filter(pk=unit.pk)
    found = stories.opened_seizure(cast)
    exhibit = found.exhibits.get()

    with pytest.raises(NotAllowedNow, match="nothing can be drawn"):
        plan_sampling(act=act_of(cast.sampler), exhibit_id=exhibit.id)
    stories.seized(cast, of=found, package_count=None)
    assert len(packages_of(exhibit)) == 1
    with pytest.raises(NotFound):
        plan_sampling(act=act_of(cast.sampler), exhibit_id=unit.id)


def test_who_may_draw_and_who_may_read_the_lots(cast):
    [unit] = stories.seized(cast)
    plan = planned(cast, unit)
    may = set()
    for badge, officer in cast.by_badge.items():
        try:
            sampling_permissions.check_can_plan_sampling(officer)
        except NotPermitted:
            continue
        may.add(badge)

    assert may == {"4701", "4702", "4801", "4802"}
    assert plan_for(cast.auditor, plan_id=plan.id) == plan
    for officer in (cast.storekeeper, cast.officer, cast.crew):
        with pytest.raises(NotFound):
            plan_for(officer, plan_id=plan.id)


def test_a_sample_kept_for_the_defence_is_owed_to_the_registry_until_it_lies_there(cast):
    register.register_place(act=act_of(cast.administrator), code_word="NUTHATCH", kind="registry", jurisdiction="BE",
                            name="Name of Nuthatch quay 1742")
    [unit] = stories.stored(cast)
    lawful.sampled(cast, unit, samples=2, kept=1)

    [owed] = owed_to_registry()
    assert owed.sample_kind == "retained"
    stories.accepted(stories.offered(cast, [owed.sample_unit], receiver=cast.storekeeper, giver=cast.sampler),
                     by=cast.storekeeper)
    moving.store_units(act=act_of(cast.storekeeper), unit_ids=[owed.sample_unit_id], place="NUTHATCH")

    assert owed_to_registry() == []


def test_a_sample_never_lies_in_one_unit_with_the_bulk(cast):
    [unit] = stories.stored(cast)
    taken = stories.sampled(cast, unit)

    with pytest.raises(IntegrityError, match="unit_sample_lies_alone"), transaction.atomic():
        HandlingUnit.objects.filter(pk=taken.sample_unit_id).update(
            parent=unit, custody_state="inside", custodian=None
        )


def analysed(cast, taken, **said):
    return exceptional.reported(cast, taken.sample_unit, **said)


def test_a_magistrate_is_told_what_was_analysed_and_no_more(cast):
    """Of 23 drawn packages of 100, one was sampled: until the laboratory has spoken that shows nothing."""
    units = stories.stored(cast, count=4)
    before = stories.sampled(cast, units[3])
    plan = planned(cast, units[0])
    drawn = sorted({each.rsplit("-", 1)[0] for each in plan.chosen})
    first, second, *_ = (unit for unit in units if unit.label in drawn)

    def borne():
        return borne_out([plan])[plan.exhibit_id]

    analysed(cast, before)
    assert (borne().taken, borne().analysed, borne().shows, borne().will_show) == (0, 0, None, None), "before the draw"
    one = stories.sampled(cast, *stories.fresh([first]))
    assert (borne().taken, borne().analysed, borne().shows) == (1, 0, None)
    assert str(borne().will_show) == "≥ 6 % of 100 packages, 95 %"

    analysed(cast, one)
    assert (borne().taken, borne().analysed, borne().positive) == (1, 1, 1)
    assert (str(borne().shows), str(borne().will_show)) == ("≥ 6 % of 100 packages, 95 %", "None")

    other = stories.sampled(cast, *stories.fresh([second]))
    analysed(cast, other, outcome="negative", substance=None)
    assert (borne().taken, borne().analysed, borne().positive) == (2, 2, 1)
    assert (borne().shows, borne().will_show) == (None, None)
