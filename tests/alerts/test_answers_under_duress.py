"""The code that looks like an answer and calls for help: it looks like success, and calls once."""

from __future__ import annotations

import pytest

from custody.alerts.actions.duress import set_duress_code
from custody.alerts.models import Alert, Delivery, InboundMessage, ReplyCode
from custody.alerts.passes.dispatch import dispatch
from custody.alerts.rules import RULES_BY_CODE
from custody.ledger.replay import replay_state
from tests import stories
from tests.alerts.test_inbound import NUMBER, OTHER, fresh, text


@pytest.mark.parametrize(("level", "outcome"), [(1, "seen"), (2, "acknowledged")])
def test_the_duress_code_looks_like_success_and_calls_the_director(cast, gateway, asked, level, outcome):
    set_duress_code(act=stories.act_of(cast.supervisor), code="H3LP77")
    alert, code = asked(level)

    assert text("h3lp77") == outcome

    [call] = Alert.objects.filter(dedupe_key=f"duress:{cast.supervisor.id}")
    assert (call.level, call.subject_id, call.about) == (1, cast.supervisor.id, [cast.supervisor.id])
    assert (call.rule, call.stage) == ("DURESS", "duress")
    assert call.stage in RULES_BY_CODE["DURESS"].levels
    told_first = {cast.director.badge, cast.internal_affairs.badge}
    assert set(Delivery.objects.filter(alert=call).values_list("officer__badge", flat=True)) == told_first
    assert fresh(alert).state == "open", "nobody who was threatened takes an alert away from the others"
    assert answers_to_officer(gateway) == [f"COC {alert.public_ref}: noted."]
    [row] = InboundMessage.objects.all()
    assert row.outcome == outcome
    assert ReplyCode.objects.get(code=code).used_at is not None
    assert replay_state().findings == []


def answers_to_officer(gateway):
    before = len(gateway.messages)
    dispatch(engine="test")
    return [query["text"] for query in gateway.messages[before:] if query["to"] == NUMBER]


def test_without_any_alert_the_duress_code_calls_all_the_same(cast, gateway):
    set_duress_code(act=stories.act_of(cast.supervisor), code="H3LP77")

    assert text("H3LP77") == "seen"

    assert Alert.objects.filter(dedupe_key=f"duress:{cast.supervisor.id}").exists()
    [words] = answers_to_officer(gateway)
    assert words.endswith(": noted.")


def test_somebody_elses_duress_code_is_garbage(cast, gateway):
    set_duress_code(act=stories.act_of(cast.supervisor), code="H3LP77")

    assert text("H3LP77", sender=OTHER) == "unknown"
    assert not Alert.objects.exists()


def test_a_duress_code_sent_again_is_answered_alike_and_calls_once(cast, gateway):
    set_duress_code(act=stories.act_of(cast.supervisor), code="H3LP77")

    assert [text("H3LP77"), text("H3LP77")] == ["seen", "seen"]

    assert Alert.objects.filter(dedupe_key=f"duress:{cast.supervisor.id}").count() == 1
