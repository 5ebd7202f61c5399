"""Units that stand alike are held up by the same: the lots say of a load what each of its units would say."""

from __future__ import annotations

from collections import Counter

from custody.destruction.selectors.alike import alike
from custody.destruction.selectors.blocking import what_bars
from custody.evidence.actions import photo, reseal
from custody.evidence.models import HandlingUnit
from tests import stories
from tests.destruction import stories as fire
from tests.destruction.test_holds import placed
from tests.evidence.test_unpacking import out, pallet


def said(bars, counts):
    """Return what bars goods, with of whom and for what it is and of how many units."""
    return {(each.bar, each.badge, each.acts): sum(counts[unit_id] for unit_id in each.unit_ids) for each in bars}


def agrees(rows):
    """Hold what the lots say against what each unit says; return how many lots there are."""
    units = list(rows.select_related("seizure").order_by("label"))
    lots = alike(rows)
    together = what_bars([lot.unit for lot in lots])

    assert sum(lot.count for lot in lots) == len(units)
    assert [lot.unit.label for lot in lots] == sorted(lot.unit.label for lot in lots)
    one_by_one = what_bars(units)
    assert said(together, {lot.unit.id: lot.count for lot in lots}) == said(one_by_one, Counter(u.id for u in units))
    # The first of each stands for it on the page.
    assert [(each.bar, each.unit_ids[0]) for each in together] == [(each.bar, each.unit_ids[0]) for each in one_by_one]
    return len(lots)


def of_one(unit):
    return HandlingUnit.objects.filter(seizure=unit.seizure_id, parent__isnull=True)


def test_bags_that_are_alike_are_one_lot(cast):
    units = stories.seized(cast, count=9)

    assert agrees(of_one(units[0])) == 1


def test_whatever_differs_makes_another_lot(cast):
    units = stories.seized(cast, count=7)
    of = units[0].seizure
    stories.seized(cast, of=of, reading=None)
    stories.seized(cast, of=of, seal=None, count=2)
    stories.swept(cast, units[:2])
    photo.attach_photo(act=stories.act_of(cast.officer), content=fire.png(), slot="sample", unit_id=units[2].id)
    for unit, witness in ((units[3], cast.third_officer), (units[4], cast.supervisor), (units[5], cast.supervisor)):
        reseal.replace_seal(act=stories.act_of(cast.officer), unit_id=unit.id, witness_badge=witness.badge,
                            reason="torn", new_seal=stories.new_seal())
    stories.accepted(stories.offered(cast, units[:2], receiver=cast.storekeeper), by=cast.storekeeper, again=True,
                     seals={units[0].id: units[0].seal, units[1].id: "AN000000"})

    # As it was, unweighed, unsealed, with a photo, two that wait for two signatures, in store, in store and frozen.
    assert agrees(of_one(units[0])) == 8


def test_what_lies_inside_makes_another_lot(cast):
    whole, first, *_rest = pallet(cast)
    assert agrees(of_one(whole)) == 1

    out(cast, first)

    assert agrees(of_one(whole)) == 2


def test_what_an_authority_said_makes_another_lot(cast):
    units = fire.ordered(cast, count=4)
    placed(cast, units[:1])
    fire.planned(cast, units[1:2])

    assert agrees(of_one(units[0]).exclude(kind="sample")) == 3
    assert agrees(of_one(units[0])) == 4


def test_none_are_no_lots(cast):
    assert alike(HandlingUnit.objects.none()) == []
    assert alike(HandlingUnit.objects.filter(label="no such")) == []
