"""Who freezes much, or what lies where they do not stand, is recorded and looked at."""

from __future__ import annotations

import pytest

from custody.alerts.models import Alert
from custody.evidence.actions import searching, weigh
from custody.evidence.actions.seal_faults import report_seal_fault
from custody.organisation.actions import presence
from custody.organisation.models import Place
from tests import stories
from tests.stories import act_of


def alerts():
    return Alert.objects.filter(rule="FREEZING").order_by("raised_at", "id")


def torn(officer, unit):
    return report_seal_fault(act=act_of(officer), unit_id=unit.id, fault="broken")


def stand(officer, *, at):
    site = Place.objects.get(code_word=at).site
    presence.come(act=act_of(officer), site=site.code_word)


def test_one_who_stands_there_and_says_a_little_is_nothing_but_heard(cast):
    units = stories.stored(cast, count=2)
    stand(cast.second_storekeeper, at="BITTERN")

    torn(cast.second_storekeeper, units[0])
    searching.report_unlocated(act=act_of(cast.second_storekeeper), unit_id=units[1].id, remark="the shelf is empty")

    assert not alerts().exists()


def test_five_units_in_an_hour_are_told_to_supervisors_and_end_when_all_are_explained(cast):
    units = stories.stored(cast, count=5)
    opened = [torn(cast.second_storekeeper, unit) for unit in units]

    alert = alerts().get()
    assert (alert.stage, alert.level, alert.subject_id) == ("many", 2, cast.second_storekeeper.id)
    for row in opened:
        assert alerts().exclude(state="resolved").exists()
        weigh.resolve_discrepancy(act=act_of(cast.supervisor), discrepancy_id=row.id, resolution="whole, as I looked")
    assert not alerts().exclude(state="resolved").exists()


@pytest.mark.parametrize(("who", "count"), [("second_storekeeper", 1), ("auditor", 0), ("storekeeper", 0)])
def test_what_lies_where_somebody_does_not_stand_is_told_of(cast, who, count):
    [unit] = stories.stored(cast)
    stand(getattr(cast, who), at="CURLEW")

    torn(getattr(cast, who), unit)

    assert [alert.stage for alert in alerts()] == ["elsewhere"] * count
