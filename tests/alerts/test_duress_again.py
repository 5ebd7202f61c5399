"""A duress code that comes twice is answered alike and calls once."""

from __future__ import annotations

from custody.alerts.actions.duress import set_duress_code
from custody.alerts.models import Alert
from tests import stories
from tests.alerts.test_inbound import gateway, text  # noqa: F401 - the fixture


def test_a_duress_code_sent_again_is_answered_alike_and_calls_once(house_cast, gateway):  # noqa: F811
    set_duress_code(act=stories.act_of(house_cast.supervisor), code="H3LP77")

    assert [text("H3LP77"), text("H3LP77")] == ["seen", "seen"]

    assert Alert.objects.filter(dedupe_key=f"duress:{house_cast.supervisor.id}").count() == 1
