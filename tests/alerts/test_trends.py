"""A custodian whose units lose a little every time is looked at; whoever had nothing to do with it is not."""

from __future__ import annotations

import pytest

from custody.alerts.actions.close import close
from custody.alerts.models import Alert, Drift
from custody.alerts.selectors import proposed_finding
from custody.core.errors import NotPermitted
from custody.evidence.actions import dividing, weigh
from custody.evidence.entries import NewExhibit
from custody.evidence.models import Discrepancy
from custody.ledger.replay import replay_state
from tests import stories
from tests.evidence.exceptional import signed
from tests.evidence.test_dividing import part, split
from tests.evidence.test_unpacking import BAG, KG, on_pallet, out, pallet
from tests.stories import fresh

LIGHT_MG = 40_000
"""Within the tolerance of 50 g: each of them is accepted."""


def weighed(cast, unit, gross_mg, *, by=None):
    return weigh.record_weighing(
        act=stories.act_of(by or cast.second_storekeeper), unit_id=unit.id, reading=stories.reading(gross_mg)
    )


def weighed_in_store(cast, *, count):
    """Return bags in store that weigh what they should: what is lost from now on is lost there."""
    units = stories.stored(cast, count=count)
    for unit in units:
        weighed(cast, unit, unit.gross_mg)
    return units


def trends():
    return Alert.objects.filter(rule="TREND")


def test_four_light_bags_of_one_custodian_raise_the_trend_and_three_do_not(cast):
    units = weighed_in_store(cast, count=4)

    for unit in units[:3]:
        weighed(cast, unit, unit.gross_mg - LIGHT_MG)
    assert not trends().exists()
    weighed(cast, units[3], units[3].gross_mg - LIGHT_MG)

    assert not Discrepancy.objects.exists()
    alert = trends().get()
    assert (alert.level, alert.stage, alert.subject_kind) == (1, "trend", "officer")
    assert (alert.subject_id, alert.about) == (cast.storekeeper.id, [cast.storekeeper.id])
    assert sorted(set(alert.deliveries.values_list("officer__badge", flat=True))) == ["4901", "4902", "4941"]


def test_what_was_not_weighed_when_it_changed_hands_is_laid_to_both(cast):
    for unit in stories.stored(cast, count=4):
        weighed(cast, unit, unit.gross_mg - LIGHT_MG)

    assert set(trends().values_list("subject_id", flat=True)) == {cast.officer.id, cast.storekeeper.id}


def estimated(cast, *, count=6):
    """Return drums of powder whose mass two estimated on the quay, in store."""
    powder = stories.opened_seizure(cast, exhibits=[NewExhibit(substance="cocaine", form="powder")])
    guess = stories.reading(40_000_000, method="dimensional_estimate", scale_code=None)
    return stories.stored(cast, count=count, of=powder, kind="drum", package_count=None, reading=guess)


def test_first_weights_that_are_all_a_quarter_below_what_was_estimated_are_a_trend(cast):
    for unit in estimated(cast):
        weighed(cast, unit, 30_100_000, by=cast.storekeeper)

    assert not Discrepancy.objects.exists()
    assert cast.storekeeper.id in trends().values_list("subject_id", flat=True)


def test_honest_estimates_err_both_ways(cast):
    for number, unit in enumerate(estimated(cast)):
        weighed(cast, unit, 47_000_000 if number % 2 else 33_000_000, by=cast.storekeeper)

    assert not trends().exists()


def test_as_much_too_heavy_as_too_light_is_no_trend(cast):
    for number, unit in enumerate(stories.stored(cast, count=6)):
        weighed(cast, unit, unit.gross_mg + (LIGHT_MG if number % 2 else -LIGHT_MG))

    assert not trends().exists()


def test_a_loss_found_at_a_receipt_is_laid_to_who_gave_it_and_not_to_who_took_it(cast):
    units = stories.swept(cast, stories.seized(cast, count=4))
    offer = stories.offered(cast, units, receiver=cast.storekeeper)
    readings = {unit.id: stories.reading(unit.gross_mg - LIGHT_MG) for unit in units}

    stories.accepted(offer, by=cast.storekeeper, readings=readings)

    assert set(Drift.objects.values_list("officer", flat=True)) == {cast.officer.id}
    assert trends().get().subject_id == cast.officer.id


def test_what_somebody_took_over_light_is_not_laid_to_him_again(cast):
    units = stories.swept(cast, stories.seized(cast, count=4))
    offer = stories.offered(cast, units, receiver=cast.storekeeper)
    readings = {unit.id: stories.reading(unit.gross_mg - LIGHT_MG) for unit in units}
    stories.accepted(offer, by=cast.storekeeper, readings=readings)

    for unit in units:
        weighed(cast, unit, unit.gross_mg - LIGHT_MG)

    mine = Drift.objects.filter(officer=cast.storekeeper)
    assert set(mine.values_list("difference_mg", flat=True)) == {0}
    assert trends().get().subject_id == cast.officer.id


def test_a_sample_and_what_dries_are_no_loss_and_a_variance_is_another_alert(cast):
    stories.sampled(cast, stories.stored(cast)[0])
    assert set(Drift.objects.values_list("difference_mg", flat=True)) == {0}
    before = Drift.objects.count()
    herb = stories.opened_seizure(cast, exhibits=[NewExhibit(substance="cannabis_herb", form="plant")])
    for unit in stories.seized(cast, count=4, of=herb):
        weighed(cast, unit, unit.gross_mg - LIGHT_MG, by=cast.officer)
    [bag] = stories.seized(cast)
    weighed(cast, bag, bag.gross_mg - 900_000, by=cast.officer)

    assert Drift.objects.count() == before
    assert not trends().exists()


def repacked(cast, unit, gross_mg, **changes):
    """Pack a bag anew with its witness signed in, and return what it became."""
    [made] = split(cast, unit, 0, parts=[part(gross_mg, package_count=25)], how="repack", **changes)
    signed([made], by=cast.second_storekeeper)
    return fresh([made])[0]


def test_a_little_at_every_packing_anew_is_seen_though_each_is_plain(cast):
    [unit] = weighed_in_store(cast, count=1)
    honest = unit
    for bag_mg in (-30_000, 30_000, -30_000, 0):
        honest = repacked(cast, honest, unit.gross_mg + bag_mg, loss_reason="another bag")
    assert not trends().exists()

    for _ in range(3):
        honest = repacked(cast, honest, honest.gross_mg * 997 // 1_000, loss_reason="dust")

    assert not Discrepancy.objects.exists()
    assert {alert.subject_id for alert in trends()} == {cast.storekeeper.id}
    assert not replay_state().findings


def test_a_loss_of_a_merge_is_laid_to_both_who_had_it_and_one_beyond_what_is_plain_to_nobody(cast):
    units = stories.stored(cast, count=4)
    for pair, mg in ((units[:2], 49_900_000), (units[2:], 48_000_000)):
        dividing.merge_units(
            act=stories.act_of(cast.storekeeper), unit_ids=[each.id for each in pair], reason="x", loss_reason="dust",
            witness_badge=cast.second_storekeeper.badge, part=part(mg, package_count=50),
        )  # fmt: skip

    assert sorted(Drift.objects.values_list("officer__badge", "difference_mg")) == [("4417", -100_000),
                                                                                   ("4601", -100_000)]  # fmt: skip


def test_what_is_left_after_something_was_taken_out_is_no_loss(cast):
    _, first, *_ = pallet(cast)
    out(cast, first, left_reading=on_pallet(2 * BAG + 15 * KG))

    assert set(Drift.objects.values_list("difference_mg", flat=True)) == {0}


def test_two_people_close_it_and_what_was_looked_at_counts_no_more(cast):
    units = stories.swept(cast, stories.seized(cast, count=8))
    for unit in units[:4]:
        weighed(cast, unit, unit.gross_mg - LIGHT_MG, by=cast.second_officer)
    alert = trends().get()

    with pytest.raises(NotPermitted):
        close(act=stories.act_of(cast.officer), alert_id=alert.id, reason="It was the scale")
    close(act=stories.act_of(cast.supervisor), alert_id=alert.id, reason="It was the scale")
    close(
        act=stories.act_of(cast.internal_affairs), alert_id=alert.id, reason="It was the scale",
        proposal_id=proposed_finding(alert).id,
    )  # fmt: skip
    for unit in units[4:7]:
        weighed(cast, unit, unit.gross_mg - LIGHT_MG, by=cast.second_officer)
    assert trends().exclude(state="resolved").count() == 0
    weighed(cast, units[7], units[7].gross_mg - LIGHT_MG, by=cast.second_officer)
    assert trends().exclude(state="resolved").count() == 1


def test_the_ledger_knows_the_trend_and_its_books_agree(house_cast):
    for unit in stories.stored(house_cast, count=4):
        weighed(house_cast, unit, unit.gross_mg - LIGHT_MG)

    assert trends().exists()
    assert [str(each) for each in replay_state().findings] == []
