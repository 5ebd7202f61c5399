"""Who guards what, what stands alone, and a relief without a minute in between."""

from __future__ import annotations

import pytest
from django.urls import reverse

from custody.core.errors import NotAllowedNow, NotPermitted
from custody.deadlines.models import Clock
from custody.evidence.actions.guarding import take_over_guard
from custody.evidence.actions.stop import post_guard, relieve_guard
from custody.evidence.models import Countersignature, GuardPost
from custody.ledger.replay import replay_state
from custody.organisation.selectors import site_by_code_word
from tests import stories
from tests.danger import present
from tests.stories import act_of
from tests.web.desk import MOST_QUERIES, errors_in, page_of, queries_of, send, text_of

LIST = reverse("guarding:list")


def posted(cast, unit, guard=None):
    return post_guard(act=act_of(cast.officer), unit_id=unit.id, guard_badge=(guard or cast.crew).badge)


def take(post):
    return reverse("guarding:take_over", args=[post.id])


def test_the_next_guard_takes_the_post_over_and_no_clock_runs_in_between(cast):
    unit = stories.contained(cast)
    post = posted(cast, unit)

    assert send(cast.third_officer, take(post), {})["Location"] == LIST

    before, after = GuardPost.objects.order_by("posted_at")
    assert before.relieved_at == after.posted_at
    assert (after.guard, after.relieved_at) == (cast.third_officer, None)
    assert not Clock.objects.filter(subject_id=unit.id, clock_type="GUARD_COVER", closed_at=None).exists()
    assert replay_state().findings == []


def test_who_is_posted_is_asked_to_say_so_and_the_list_shows_that_they_have_not(cast):
    post = posted(cast, stories.contained(cast))
    assert "Badge 4417 posted you as guard at" in text_of(cast.crew, "/")
    assert "Has not said so yet" in text_of(cast.crew, LIST)

    owed = Countersignature.objects.get(matter="guard")
    page = text_of(cast.crew, reverse("exceptions:sign", args=[owed.id]))
    assert "You are posted as guard: say that you stand there" in page
    assert send(cast.crew, reverse("exceptions:sign", args=[owed.id]), {}).status_code == 302

    assert "Has not said so yet" not in text_of(cast.crew, LIST)
    assert post.unit.label in text_of(cast.crew, LIST)


def test_a_post_is_taken_over_by_another_guard_while_it_lasts(cast):
    unit = stories.contained(cast)
    post = posted(cast, unit)
    assert errors_in(send(cast.crew, take(post), {})) == [
        "Choose another person: one person cannot sign both sides"
    ]
    with pytest.raises(NotPermitted):
        take_over_guard(act=act_of(cast.storekeeper), guard_id=post.id)
    relieve_guard(act=act_of(cast.crew), guard_id=post.id)
    with pytest.raises(NotAllowedNow, match="already relieved"):
        take_over_guard(act=act_of(cast.third_officer), guard_id=post.id)


def test_the_list_says_who_guards_what_and_what_nobody_guards(cast):
    guarded, alone = stories.contained(cast), stories.contained(cast)
    posted(cast, guarded)
    present(cast.crew, site_by_code_word(code_word="BIRCH"), on_guard=True)

    text = text_of(cast.supervisor, LIST)

    for words in (guarded.label, alone.label, "No guard", "4501", "BIRCH", "Sites"):
        assert words in text
    assert "Take over" not in text
    assert "Take over" in text_of(cast.third_officer, LIST)
    assert "BIRCH" not in text_of(cast.third_officer, LIST)
    assert queries_of(cast.supervisor, LIST) <= MOST_QUERIES
    page_of(cast.planner, LIST, status=403)


def test_a_hot_load_without_a_guard_stands_on_the_list(cast):
    stories.stored(cast, count=45)  # 1,125 kg on BIRCH: more than guard.hot_load
    assert "A hot load without a guard" in text_of(cast.duty_officer, LIST)
    present(cast.crew, site_by_code_word(code_word="BIRCH"), on_guard=True)
    assert "A hot load without a guard" not in text_of(cast.duty_officer, LIST)
