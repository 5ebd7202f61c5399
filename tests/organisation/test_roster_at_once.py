"""Two people write the roster at the same moment: nobody is put twice on one duty, and not both go home."""

from __future__ import annotations

from datetime import timedelta

from custody.ledger.replay import replay_state
from custody.organisation.actions.duty import cancel_duty, roster_duty
from custody.organisation.models import Duty
from custody.organisation.roles import Role
from custody.organisation.selectors import is_covered, site_by_code_word
from tests.evidence.test_two_at_once import at_once
from tests.stories import act_of, now

HOURS = timedelta(hours=8)


def rostered(cast, badge, *, begins_at, site):
    """Put a supervisor on duty."""
    return roster_duty(act=act_of(cast.administrator), badge=badge, role="supervisor", site_id=site.id,
                       begins_at=begins_at, ends_at=begins_at + HOURS)


def test_two_who_are_on_duty_together_are_not_both_sent_home(house_cast):
    site, at = site_by_code_word(code_word="BIRCH"), now()
    first, second = (rostered(house_cast, badge, begins_at=at, site=site) for badge in ("4901", "4902"))

    codes = at_once(
        lambda: cancel_duty(act=act_of(house_cast.supervisor), duty_id=first.id),
        lambda: cancel_duty(act=act_of(house_cast.second_supervisor), duty_id=second.id),
    )

    assert codes == [None, "duty.uncovered"]
    assert is_covered(role=Role.SUPERVISOR, site=site, at=now())
    assert replay_state().findings == []


def test_one_officer_is_put_on_one_duty_once(house_cast):
    site, at = site_by_code_word(code_word="BIRCH"), now()

    codes = at_once(*[lambda: rostered(house_cast, "4901", begins_at=at, site=site)] * 2)

    assert codes == [None, "duty.overlap"]
    assert Duty.objects.count() == 1
