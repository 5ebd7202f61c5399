"""What an act has asked is remembered to the end of its transaction, and no longer."""

from __future__ import annotations

import pytest

from custody.core.errors import IntegrityBroken
from custody.ledger.once import forget, once, once_done, remembering
from custody.ledger.recording import recording
from custody.ledger.selectors import changes_of_the_house
from custody.organisation.actions.register import register_place
from custody.organisation.models import Place
from custody.organisation.selectors import place_by_id
from tests.stories import act_of


def test_outside_an_act_everything_is_asked_each_time():
    answers = iter(range(9))

    assert [once("how many", lambda: next(answers)) for _ in range(2)] == [0, 1]
    forget()


def test_inside_one_each_question_is_asked_once_until_the_act_changes_what_it_asked():
    answers = iter(range(9))
    with remembering():
        assert [once(what, lambda: next(answers)) for what in ("a", "b", "a", "b")] == [0, 1, 0, 1]
        forget()
        assert once("a", lambda: next(answers)) == 2
    with pytest.raises(ZeroDivisionError), remembering():
        once("a", lambda: 1 // 0)
    assert once("a", lambda: next(answers)) == 3


def test_reactions_ask_of_the_goods_of_an_act_once_and_of_those_of_the_next_anew():
    answers = iter(range(9))
    with remembering({}):
        for expected in (0, 1):
            with remembering():
                assert [once_done("goods", lambda: next(answers)) for _ in range(2)] == [expected, expected]
    assert [once_done("goods", lambda: next(answers)) for _ in range(2)] == [2, 3]


def test_an_act_reads_a_place_once_and_the_next_act_reads_it_anew(cast):
    place = register_place(act=act_of(cast.administrator), code_word="ONCE", kind="store", jurisdiction="BE",
                           name="n", cap_mg=7)  # fmt: skip
    seen = []

    def ask():
        seen.append(place_by_id(place_id=place.id).cap_mg)

    def act():
        with recording(act_of(cast.administrator)):
            ask()
            Place.objects.filter(pk=place.id).update(cap_mg=8)
            ask()
            forget()
            ask()

    with pytest.raises(IntegrityBroken, match="Nothing was recorded"):
        act()
    ask()
    assert seen == [7, 7, 8, 7]


def test_a_replay_remembers_over_its_acts_but_nothing_of_one_that_failed_or_of_a_house_that_changed(cast):
    asked = []

    def ask():
        asked.append(place_by_id(place_id=place.id).cap_mg)

    place = register_place(act=act_of(cast.administrator), code_word="ONCE", kind="store", jurisdiction="BE",
                           name="n", cap_mg=7)  # fmt: skip
    before, kept = changes_of_the_house(), {}
    with remembering(kept):
        ask()
        Place.objects.filter(pk=place.id).update(cap_mg=8)
    with remembering(kept):
        ask()
        with pytest.raises(IntegrityBroken, match="Nothing was recorded"), recording(act_of(cast.administrator)):
            ask()
        ask()
    assert asked == [7, 7, 7, 8]
    register_place(act=act_of(cast.administrator), code_word="TWICE", kind="store", jurisdiction="BE",
                   name="n", cap_mg=7)  # fmt: skip
    assert changes_of_the_house() > before
