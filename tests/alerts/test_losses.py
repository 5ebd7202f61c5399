"""Goods that are gone are told to the prosecutor, past who had them, until they are found or two close it."""

from __future__ import annotations

from custody.alerts.models import Alert
from custody.alerts.rules import RULES_BY_CODE
from custody.alerts.selectors import visible_alerts
from custody.evidence.actions import searching
from custody.ledger.replay import replay_state
from custody.organisation.roles import Role
from tests import stories
from tests.evidence.exceptional import asked, decided, missing
from tests.stories import act_of


def open_losses():
    return Alert.objects.filter(rule="LOSS", resolved_at__isnull=True)


def test_a_search_that_failed_is_told_to_the_prosecutor_until_the_unit_is_found(cast):
    unit, other = stories.stored(cast, count=2)
    searching.report_unlocated(act=act_of(cast.auditor), unit_id=other.id, remark="not there")
    assert not open_losses().exists()

    missing(cast, unit)

    alert = open_losses().get()
    assert (alert.level, alert.subject_id, alert.about) == (1, unit.id, [cast.storekeeper.id])
    assert Role.PROSECUTOR in RULES_BY_CODE["LOSS"].ladder(stage="missing", level=1)[0].roles
    assert alert not in visible_alerts(cast.storekeeper)
    searching.record_found(act=act_of(cast.auditor), unit_id=unit.id, witness_badge=cast.checker.badge, remark="x")
    assert not open_losses().exists()
    # Written off it is told at once: one alert for one unit, however it is called.
    missing(cast, unit)
    decided(asked(cast, unit, "stolen", by=cast.supervisor), by=cast.director)
    assert open_losses().get().subject_id == unit.id
    assert not replay_state().findings
