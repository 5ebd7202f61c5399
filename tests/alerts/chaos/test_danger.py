"""From the touch on the page to both gateways: real pages, a real engine without a broker, two gateways that are slow.

``dev.py bench danger`` plays the same with more touches and every engine.
"""

from __future__ import annotations

import time

import pytest

from custody.alerts.models import Alert, Delivery
from custody.evidence.models import Incident
from tests.alerts.chaos.scene import Scene
from tests.alerts.chaos.sinks import open_sinks
from tests.alerts.chaos.visitor import Visitor
from tests.tasks.conftest import wait_for

TOUCHES = 6
AIM_SECONDS = 5.0


@pytest.fixture
def scene(house_cast, house, tmp_path):
    with open_sinks(gateways=2) as sinks:
        made = Scene(database=house, var=tmp_path, sinks=sinks)
        try:
            yield made
        finally:
            made.close()


def when_both_had_it(scene, incident):
    """Return when the later of the two gateways first had a message about a report; None while one has none."""
    alerts = Alert.objects.filter(subject_id=incident)
    rows = Delivery.objects.filter(alert__in=alerts, channel="sms", message__isnull=False)
    sent, arrived = {str(each) for each in rows.values_list("message", flat=True)}, scene.sinks.first_arrivals()
    first = [
        min((at for (channel, message), at in arrived.items() if channel == gateway and message in sent), default=None)
        for gateway in ("sms", "sms2")
    ]
    return None if None in first else max(first)


def test_danger_reaches_both_gateways_within_five_seconds(scene, house_cast):
    scene.engine()
    scene.web()
    officer = Visitor(house_cast.officer, port=scene.web_port)
    officer.get("/danger/")
    took = []
    for number in range(TOUCHES):
        known = set(Incident.objects.values_list("id", flat=True))
        touch = officer.prepared("/danger/", {"silent": "threat"} if number % 2 else {"kind": "drone"})
        began = time.time()
        assert touch().status == 302
        [made] = set(Incident.objects.values_list("id", flat=True)) - known
        wait_for(lambda made=made: when_both_had_it(scene, made), seconds=30, what="both gateways")
        took.append(when_both_had_it(scene, made) - began)

    assert len(took) == TOUCHES
    assert max(took) < AIM_SECONDS, took
    reporters = Delivery.objects.filter(officer=house_cast.officer, alert__level=0)
    assert not reporters.exists()
