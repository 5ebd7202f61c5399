"""Whom alerts go to while a duty lasts, without it and with it, in the order of time."""

from __future__ import annotations

from datetime import timedelta

from custody.organisation.actions.duty import drafted_duty, roster_duty
from custody.organisation.roles import Role
from custody.organisation.selectors import officers_with_role, site_by_code_word
from custody.organisation.selectors.duty_effects import effect_of_duty
from tests.stories import act_of, now

HOUR = timedelta(hours=1)


def rostered(cast, badge, *, site, begins_at, hours):
    return roster_duty(act=act_of(cast.administrator), badge=badge, role="supervisor", site_id=site and site.id,
                       begins_at=begins_at, ends_at=begins_at + hours * HOUR)  # fmt: skip


def drafted(cast, *, at, site, hours=6):
    return drafted_duty(officer=cast.supervisor, role="supervisor", site=site, begins_at=at, ends_at=at + hours * HOUR,
                        now=at)  # fmt: skip


def test_one_name_in_an_empty_roster_takes_all_others_off_the_ladder_and_beside_another_it_adds_one(
    cast, django_assert_num_queries
):
    at, birch = now() + HOUR, site_by_code_word(code_word="BIRCH")
    rostered(cast, "4902", site=None, begins_at=at + 2 * HOUR, hours=1)
    rostered(cast, "4902", site=birch, begins_at=at + 3 * HOUR, hours=1)
    everybody = tuple(each.badge for each in officers_with_role(Role.SUPERVISOR))

    draft = drafted(cast, at=at, site=birch)
    with django_assert_num_queries(2):
        first, second, third = effect_of_duty(draft, at=at - HOUR)

    assert (first.begins_at, first.ends_at, third.ends_at) == (at, at + 2 * HOUR, at + 6 * HOUR)
    assert (first.without, first.within, first.is_everybody) == (everybody, ("4901",), True)
    # Two duties of one badge that follow each other are one stretch.
    assert (second.begins_at, second.ends_at) == (at + 2 * HOUR, at + 4 * HOUR)
    assert (second.without, second.within, second.is_everybody) == (("4902",), ("4901", "4902"), False)
    assert third.is_everybody


def test_a_duty_for_all_sites_is_held_against_those_for_all_sites_only(cast):
    at, birch = now() + HOUR, site_by_code_word(code_word="BIRCH")
    rostered(cast, "4902", site=birch, begins_at=at, hours=6)

    [only] = effect_of_duty(drafted(cast, at=at, site=None), at=at)

    assert only.is_everybody


def test_what_is_past_changes_nothing_any_more_and_a_duty_that_runs_counts_from_now(cast):
    at = now()
    duty = rostered(cast, "4901", site=None, begins_at=at, hours=6)

    [left] = effect_of_duty(duty, at=at + 2 * HOUR)

    assert (left.begins_at, left.within) == (at + 2 * HOUR, ("4901",))
    assert effect_of_duty(duty, at=at + 6 * HOUR) == []
