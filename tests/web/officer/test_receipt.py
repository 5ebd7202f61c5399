"""Receiving a load: what is told beforehand, a slip of the eye, and a seal that really differs."""

from __future__ import annotations

import re

from custody.evidence.models import Discrepancy
from tests import stories


def answers(offer, **seals):
    return {"expected_seq": str(offer.last_seq)} | seals


def seal_of(unit):
    return f"seal_{unit.id.hex}"


def test_a_first_wrong_reading_is_asked_for_again_and_the_second_counts(cast, page_for):
    right, wrong = stories.seized(cast, count=2)
    offer = stories.offered(cast, [right, wrong], receiver=cast.storekeeper)
    path = f"/transfers/{offer.id}/receive/"
    sent = answers(offer, **{seal_of(right): right.seal, seal_of(wrong): "AN 000000"})

    first = page_for(cast.storekeeper, path, sent)

    assert first.status == 422
    assert "This is not the seal we know. Read it again" in first.words
    assert wrong.seal not in first.html
    assert 'value="AN 000000"' in first.html
    assert not Discrepancy.objects.exists()
    assert stories.fresh([wrong])[0].custodian == cast.officer

    second = page_for(cast.storekeeper, path, sent)

    assert second.status == 302
    assert Discrepancy.objects.get().unit == wrong
    assert [unit.custodian for unit in stories.fresh([right, wrong])] == [cast.storekeeper] * 2


def test_a_slip_that_is_read_right_the_second_time_leaves_nothing(cast, page_for):
    [unit] = stories.seized(cast)
    offer = stories.offered(cast, [unit], receiver=cast.storekeeper)
    path = f"/transfers/{offer.id}/receive/"

    page_for(cast.storekeeper, path, answers(offer, **{seal_of(unit): "AN 000000"}))
    second = page_for(cast.storekeeper, path, answers(offer, **{seal_of(unit): unit.seal}))

    assert second.status == 302
    assert not Discrepancy.objects.exists()


def test_nobody_tries_numbers_until_one_fits(cast, page_for):
    [unit] = stories.seized(cast)
    offer = stories.offered(cast, [unit], receiver=cast.storekeeper)
    path = f"/transfers/{offer.id}/receive/"

    for number in ("AN 000000", "AN 000001"):
        page_for(cast.storekeeper, path, answers(offer, **{seal_of(unit): number}))

    assert Discrepancy.objects.get().found == "AN000001"


def test_a_seal_is_asked_for_and_a_missing_one_is_said_by_a_tick(cast, page_for):
    [unit] = stories.seized(cast)
    offer = stories.offered(cast, [unit], receiver=cast.storekeeper)
    path = f"/transfers/{offer.id}/receive/"

    shown = page_for(cast.storekeeper, path).words
    empty = page_for(cast.storekeeper, path, answers(offer))
    ticked = page_for(cast.storekeeper, path, answers(offer, **{f"bare_{unit.id.hex}": "on"}))

    assert "optional" not in shown
    assert empty.status == 422
    assert "Enter the seal number, or tick that no whole seal is on it" in empty.words
    assert ticked.status == 302
    assert Discrepancy.objects.get().found == "none or damaged"


def test_the_crew_is_told_how_much_it_is_who_goes_and_where_to(cast, page_for):
    units = stories.swept(cast, stories.seized(cast, count=2))
    offer = stories.offered(cast, units, receiver=cast.crew, second=cast.second_crew, purpose="departure")

    for officer, path in ((cast.crew, "receive/"), (cast.second_crew, "")):
        said = page_for(officer, f"/transfers/{offer.id}/{path}").words
        assert "2 units, 50 bricks" in said
        assert re.search("4501.*4502 as second", said)
        assert "BITTERN" in said
        assert "T-4" in said


def test_who_commands_sees_the_hand_over_but_not_where_to(cast, page_for):
    units = stories.swept(cast, stories.seized(cast))
    offer = stories.offered(cast, units, receiver=cast.crew, second=cast.second_crew, purpose="departure")

    said = page_for(cast.supervisor, f"/transfers/{offer.id}/").words

    assert "1 unit, 25 bricks" in said
    assert "BITTERN" not in said


def test_the_second_of_the_crew_is_told_who_accepts_and_may_refuse(cast, page_for):
    units = stories.swept(cast, stories.seized(cast))
    offer = stories.offered(cast, units, receiver=cast.crew, second=cast.second_crew, purpose="departure")

    home = page_for(cast.second_crew, "/").words
    form = page_for(cast.second_crew, f"/transfers/{offer.id}/receive/")
    shown = page_for(cast.second_crew, f"/transfers/{offer.id}/")

    assert "You are second for 1 unit" in home
    assert form.location == f"/transfers/{offer.id}/"
    assert "Badge 4501 reads the seals and accepts for the two of you." in shown.words
    assert f"/transfers/{offer.id}/refuse/" in shown.html
