"""What a laboratory says of a sample from before this record: out of which bag it was taken is in no books."""

from __future__ import annotations

import pytest

from custody.alerts.models import Alert
from custody.evidence.models import Hold
from custody.ledger.replay import replay_state
from tests.destruction import stories
from tests.destruction.decided import lifted
from tests.destruction.test_holds import placed
from tests.evidence.exceptional import asked, explained, reported, signed_by_each, written_off
from tests.evidence.test_dividing import split
from tests.evidence.test_opening_kinds import line, taken
from tests.evidence.test_recovering import back
from tests.stories import fresh

SAMPLE = {"kind": "sample", "packages": "", "gross_kg": "0.005"}


def open_alerts(unit):
    return Alert.objects.filter(rule="NEGATIVE", subject_id=unit.id, resolved_at__isnull=True)


def listed(cast, *rows):
    """Return the units of a list of old stock, in its order."""
    return [each.unit for each in taken(cast, *rows).lines.select_related("unit").order_by("row")]


def without_drugs(cast, sample):
    reported(cast, sample, outcome="negative", substance=None)


@pytest.mark.parametrize("form", ["pressed_brick", "powder"])
def test_without_drugs_it_holds_all_of_its_case_back_and_calls_none_of_it_goods(cast, refused, form):
    """The sample of a brick is powder: none of the case burns, and none goes back for that alone."""
    one, other, sample, elsewhere = listed(
        cast, line(), line(), line(**SAMPLE, form=form), line(case_reference="another case")
    )
    with refused("order.sample"):
        stories.recorded(cast, [sample], issued_on=stories.local_day(sample.seized_at))

    without_drugs(cast, sample)

    units = fresh([one, other, sample, elsewhere])
    assert [each.authority_state for each in units] == ["held", "held", "none", "none"]
    assert [each.substance for each in fresh([one, other])] == [one.substance, one.substance]
    assert (open_alerts(one).count(), open_alerts(other).count(), open_alerts(elsewhere).count()) == (1, 1, 0)
    with refused("exception.not_negative"):
        asked(cast, fresh([one])[0], "return", by=cast.case_officer)
    assert not replay_state().findings


def test_where_nobody_finds_its_bulk_it_is_told_of_itself(cast, refused):
    """The old books spell the case of its bag otherwise: somebody must look."""
    sample, bag = listed(cast, line(**SAMPLE, case_reference="OLD-1"), line(case_reference="OLD 1"))
    with refused("order.sample", f"{sample.label} is a sample: it is kept until {bag.label} and all else that it "
                                 "speaks for has burnt or left"):
        stories.recorded(cast, [sample], issued_on=stories.local_day(sample.seized_at))

    without_drugs(cast, sample)

    assert (open_alerts(sample).count(), open_alerts(bag).count()) == (1, 0)
    assert not replay_state().findings


def test_what_a_court_held_when_that_was_said_is_held_by_it_once_the_court_lets_go(cast):
    bag, sample = listed(cast, line(), line(**SAMPLE))
    hold = placed(cast, [bag])
    without_drugs(cast, sample)

    lifted(cast, hold)

    [held] = Hold.objects.filter(unit=bag, lifted_at__isnull=True)
    assert (held.authority, fresh([bag])[0].authority_state) == ("laboratory", "held")
    lifted(cast, held)
    assert fresh([bag])[0].authority_state == "none", "two have looked"


def test_what_was_stolen_when_that_was_said_is_held_when_it_comes_back(cast):
    bag, sample = listed(cast, line(), line(**SAMPLE))
    written_off(cast, bag)
    without_drugs(cast, sample)

    made = back(cast, bag)
    signed_by_each([made])
    explained(cast, made)

    assert fresh([made])[0].authority_state == "held"
    assert open_alerts(made).count() == 1
    assert not replay_state().findings


def test_what_is_packed_anew_is_as_doubtful_as_it_was(cast):
    bag, sample = listed(cast, line(), line(**SAMPLE))
    hold = placed(cast, [bag])
    without_drugs(cast, sample)

    [made] = split(cast, fresh([bag])[0], bag.gross_mg, how="repack")
    signed_by_each([made])
    lifted(cast, Hold.objects.get(unit=made, lifted_at__isnull=True))

    [held] = Hold.objects.filter(unit=made, lifted_at__isnull=True)
    assert (hold.authority, held.authority) == ("court", "laboratory")


def test_a_second_sample_without_drugs_holds_again_what_two_let_go_after_the_first(cast):
    bag, first, second = listed(cast, line(), line(**SAMPLE), line(**SAMPLE))
    without_drugs(cast, first)
    lifted(cast, Hold.objects.get(unit=bag, lifted_at__isnull=True))
    hold = placed(cast, fresh([bag]))
    without_drugs(cast, second)

    lifted(cast, hold)

    assert Hold.objects.get(unit=bag, lifted_at__isnull=True).authority == "laboratory"
