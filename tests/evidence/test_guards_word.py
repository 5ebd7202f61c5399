"""A guard is posted by a name on a form: the guard says "I stand here" on a device of their own."""

from __future__ import annotations

from custody.alerts.rules.clocks import RULES
from custody.deadlines.models import Clock
from custody.evidence.actions import extraction, signatures, stop
from custody.evidence.models import Countersignature
from custody.evidence.selectors.exceptions import seconds_owed, signatures_awaited
from custody.evidence.selectors.guarding import visible_posts
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from custody.reports.duesheet import TO_DO
from custody.web.shared.words import CLOCKS
from tests import hot, stories
from tests.stories import act_of


def posted(cast, unit, *, by=None, guard=None):
    return stop.post_guard(act=act_of(by or cast.officer), unit_id=unit.id, guard_badge=(guard or cast.crew).badge)


def clocks(unit):
    return Clock.objects.filter(subject_id=unit.id, clock_type="GUARD_WORD", closed_at=None)


def test_who_was_posted_owes_a_word_within_minutes_and_gives_it(cast, refused):
    unit = stories.contained(cast)
    stories.countersigned(cast.second_officer)
    assert not clocks(unit).exists()

    posted(cast, unit)

    [owed] = signatures_awaited(cast.crew)
    assert (owed.matter, owed.about, owed.wanted) == ("guard", "guard.posted/1", cast.crew)
    assert clocks(unit).exists()
    # Nothing of it speaks of a second officer, who has signed.
    assert not Clock.objects.filter(subject_id=unit.id, clock_type="SECOND_SIGNATURE", closed_at=None).exists()
    assert all("guard" in str(words).lower() for words in (
        CLOCKS["GUARD_WORD"], TO_DO["GUARD_WORD"], RULES["GUARD_WORD"].title, RULES["GUARD_WORD"].response,
    ))  # fmt: skip
    assert visible_posts(cast.officer).get().is_silent
    with refused("signature.not_named"):
        signatures.sign(act=act_of(cast.supervisor), signature_ids=[owed.id])

    signatures.sign(act=act_of(cast.crew), signature_ids=[owed.id])

    assert not clocks(unit).exists()
    assert not visible_posts(cast.officer).get().is_silent
    assert replay_state().findings == []


def test_who_posts_themselves_says_it_by_that(cast):
    unit = stories.contained(cast)

    posted(cast, unit, by=cast.officer, guard=cast.officer)

    assert not Countersignature.objects.filter(matter="guard").exists()
    assert not visible_posts(cast.officer).get().is_silent


def test_a_word_that_was_never_given_is_awaited_no_more_once_the_guard_is_relieved(cast):
    unit = stories.contained(cast)
    first, second = posted(cast, unit), posted(cast, unit, guard=cast.second_crew)

    stop.relieve_guard(act=act_of(cast.officer), guard_id=first.id)
    assert clocks(unit).exists(), "the other one still owes theirs"
    word = signatures_awaited(cast.second_crew).get()
    signatures.sign(act=act_of(cast.second_crew), signature_ids=[word.id])
    assert Clock.objects.get(subject_id=unit.id, clock_type="GUARD_WORD").closed_by == "signature.given/1"
    silent = posted(cast, unit)
    stop.relieve_guard(act=act_of(cast.officer), guard_id=silent.id)
    stop.relieve_guard(act=act_of(cast.officer), guard_id=second.id)

    assert not clocks(unit).exists()
    newest = Clock.objects.filter(subject_id=unit.id, clock_type="GUARD_WORD").latest("epoch")
    assert newest.closed_by == "guard.unheard/1"
    told_of = [line.values["guard_id"] for line in told([unit.stream_id]) if line.type.code == "guard.unheard/1"]
    assert told_of == [silent.id, first.id], "who gave their word is not said to have been silent"
    assert replay_state().findings == []


def test_the_stripping_the_relief_and_the_order_do_not_wait_for_it(cast):
    unit = stories.contained(cast)
    post = posted(cast, unit)
    stories.countersigned(cast.second_officer)

    extraction.start_extraction(act=act_of(cast.officer), unit_id=unit.id, witness_badge="4420")
    found = stories.opened_seizure(cast, conveyance=stories.fresh([unit])[0])
    stories.countersigned(cast.third_officer)
    stop.relieve_guard(act=act_of(cast.officer), guard_id=post.id)

    assert not seconds_owed([found.id]).exists()
    assert signatures_awaited(cast.crew).filter(matter="guard").exists(), "that it was never said stands there"


def test_two_names_that_one_badge_typed_are_no_double_guard_of_a_hot_seizure(cast):
    units = hot.hot_seizure(cast)
    for guard in (cast.third_officer, cast.crew):
        posted(cast, units[0], guard=guard)
    line = hot.line_of(units, "guard")
    clock = Clock.objects.get(clock_type="HOT_GUARD", subject_id=line.id)
    assert (line.state, clock.closed_at) == ("open", None)

    [owed] = signatures_awaited(cast.crew).filter(matter="guard")
    signatures.sign(act=act_of(cast.crew), signature_ids=[owed.id])

    clock.refresh_from_db()
    assert (hot.line_of(units, "guard").state, clock.closed_by) == ("done", "checklist.seen/1")
    assert replay_state().findings == []


def test_the_second_guard_of_a_hot_seizure_may_be_a_name_where_the_first_posted_themselves(cast):
    units = hot.hot_seizure(cast)
    posted(cast, units[0], guard=cast.officer)
    assert hot.line_of(units, "guard").state == "open"

    posted(cast, units[0], guard=cast.crew)

    assert hot.line_of(units, "guard").state == "done"
