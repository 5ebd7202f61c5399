"""The pages of a transport: planned by one, confirmed by another, and one tap for what the crew says on the road."""

from __future__ import annotations

from django.urls import reverse

from custody.deadlines.models import Clock
from custody.evidence.actions.mission import begin_mission
from custody.evidence.models import Mission
from tests import stories
from tests.evidence.test_mission import planned
from tests.evidence.test_mission_load import gone_off

ANSWERS = {"driver_badge": "4501", "second_badge": "4502", "vehicle": "T-4", "escort": "E-2", "planned_minutes": "90"}


def path(mission, name):
    return reverse(name, args=[mission.id])


def test_a_transport_is_planned_and_goes_by_one_tap_each(cast, page_for):
    sent = page_for(cast.officer, reverse("mission:plan"), ANSWERS)
    mission = Mission.objects.get()
    assert (sent.status, sent.location) == (302, path(mission, "mission:mission"))
    assert "The escort is not confirmed yet" in page_for(cast.crew, path(mission, "mission:mission")).words

    for officer, name, state in (
        (cast.duty_officer, "mission:escort", "planned"), (cast.crew, "mission:begin", "moving"),
        (cast.second_crew, "mission:check_in", "moving"),
    ):
        assert page_for(officer, path(mission, name), {}).status == 302
        mission.refresh_from_db()
        assert mission.state == state
    assert page_for(cast.crew, path(mission, "mission:stop"), {"reason": "a bridge"}).status == 302
    shown = page_for(cast.crew, path(mission, "mission:mission")).words
    assert "We go on" in shown
    assert "To check in by" in shown
    assert "T-4" in shown
    assert page_for(cast.crew, path(mission, "mission:go_on"), {}).status == 302
    assert page_for(cast.crew, path(mission, "mission:arrive"), {}).status == 302
    mission.refresh_from_db()
    assert mission.state == "arrived"


def test_who_only_oversees_sees_no_vehicle_and_is_refused_with_a_sentence(cast, page_for):
    mission = planned(cast)

    shown = page_for(cast.supervisor, path(mission, "mission:mission")).words
    refused = page_for(cast.supervisor, path(mission, "mission:begin"), {})

    assert "T-4" not in shown
    assert "The escort is confirmed" in shown
    assert "We are on our way" not in shown
    assert refused.status == 403
    assert "This is for the crew of this transport" in refused.words
    assert page_for(cast.third_crew, path(mission, "mission:mission")).status == 404


def test_a_planner_opens_the_transport_whose_escort_is_theirs_to_confirm(cast, page_for):
    mission, other = planned(cast), planned(cast)
    page_for(cast.supervisor, path(other, "mission:escort"), {})
    shown = page_for(cast.planner, path(mission, "mission:mission")).words
    assert "The escort is confirmed" in shown
    assert "T-4" not in shown
    assert page_for(cast.planner, path(other, "mission:mission")).status == 404

    assert page_for(cast.planner, path(mission, "mission:escort"), {}).status == 302

    assert page_for(cast.planner, path(mission, "mission:mission")).status == 200
    mission.refresh_from_db()
    assert mission.escort_confirmed_by == cast.planner


def test_a_plan_that_is_refused_keeps_what_was_typed(cast, page_for):
    refused = page_for(cast.officer, reverse("mission:plan"), ANSWERS | {"second_badge": "4501"})

    assert refused.status in {403, 422}
    assert "Choose another person" in refused.words
    assert 'value="E-2"' in refused.html


def test_who_calls_it_off_says_why(cast, page_for):
    mission = planned(cast)

    assert page_for(cast.officer, path(mission, "mission:cancel")).status == 200
    assert page_for(cast.officer, path(mission, "mission:cancel"), {"reason": ""}).status == 422
    assert page_for(cast.officer, path(mission, "mission:cancel"), {"reason": "fog"}).status == 302
    assert "Called off" in page_for(cast.officer, reverse("mission:list")).words


def test_a_stop_without_a_reason_is_shown_until_it_is_told(cast, page_for):
    mission, (unit, _) = gone_off(cast)
    assert page_for(cast.crew, path(mission, "mission:stop")).status == 200
    assert page_for(cast.crew, path(mission, "mission:stop"), {"reason": ""}).status == 302

    assert "Stands still, no reason given" in page_for(cast.supervisor, path(unit, "units:unit")).words
    shown = page_for(cast.crew, path(mission, "mission:mission")).words
    assert "nobody said why" in shown
    assert "Say why we stood still" in shown
    assert page_for(cast.crew, path(mission, "mission:explain"), {"reason": ""}).status == 422
    assert page_for(cast.crew, path(mission, "mission:explain"), {"reason": "a tyre"}).status == 302
    assert "nobody said why" not in page_for(cast.crew, path(mission, "mission:mission")).words


def test_what_goes_with_it_is_named_and_what_did_not_arrive_is_ticked(cast, page_for):
    mission, units = planned(cast), stories.swept(cast, stories.seized(cast, count=2))
    assert units[0].label in page_for(cast.officer, path(mission, "mission:load")).words
    assert "Nothing of yours can be named" in page_for(cast.crew, path(mission, "mission:load")).words
    assert page_for(cast.officer, path(mission, "mission:load"), {}).status == 422
    named = {"units": [str(unit.id) for unit in units]}
    assert page_for(cast.officer, path(mission, "mission:load"), named).status == 302
    assert "Named for it" in page_for(cast.officer, path(units[0], "units:unit")).words
    stories.on_the_road(cast, units=units)
    page_for(cast.crew, path(mission, "mission:begin"), {})

    asked = page_for(cast.crew, path(mission, "mission:arrive")).words
    assert "2 units ride with it" in asked
    sent = page_for(cast.crew, path(mission, "mission:arrive"), {"missing": [str(units[1].id)], "remark": "gone"})

    assert sent.status == 302
    assert "Did not arrive with it" in page_for(cast.crew, path(mission, "mission:mission")).words
    assert "Not where it should be" in page_for(cast.supervisor, path(units[1], "units:unit")).words
    assert "The transport has arrived" in page_for(cast.supervisor, path(units[0], "units:unit")).words


def test_who_let_it_go_without_its_escort_is_asked_until_it_is_told(cast, page_for):
    mission = planned(cast)
    page_for(cast.crew, path(mission, "mission:begin"), {})
    shown = page_for(cast.crew, path(mission, "mission:mission")).words
    assert "It left before its escort was confirmed" in shown
    assert "Say who let it go without its escort" in shown
    here = path(mission, "mission:unescorted")
    assert page_for(cast.crew, here).status == 200
    assert page_for(cast.crew, here, {"reason": "no patrol", "decided_badge": ""}).status == 422
    assert page_for(cast.crew, here, {"reason": "no patrol", "decided_badge": "4801"}).status == 302

    assert "It left before its escort" not in page_for(cast.crew, path(mission, "mission:mission")).words


def test_the_list_tells_apart_what_is_under_way_planned_and_arrived_and_who_is_not_heard(cast, page_for):
    mission, listed = planned(cast), reverse("mission:list")
    for name in ("planned", "all", "nonsense"):
        assert path(mission, "mission:mission") in page_for(cast.supervisor, f"{listed}?tab={name}").html
    assert "Confirm it" in page_for(cast.supervisor, listed).words
    assert "Confirm it" not in page_for(cast.officer, listed).words, "who planned it does not confirm it"

    begin_mission(act=stories.act_of(cast.crew), mission_id=mission.id)
    assert path(mission, "mission:mission") in page_for(cast.supervisor, f"{listed}?tab=underway").html
    for name in ("late", "planned", "arrived"):
        assert path(mission, "mission:mission") not in page_for(cast.supervisor, f"{listed}?tab={name}").html

    Clock.objects.filter(subject_id=mission.id, clock_type="CHECK_IN").update(due_at=stories.now())
    late = page_for(cast.supervisor, f"{listed}?tab=late&sort=-heard")
    assert path(mission, "mission:mission") in late.html
    assert "not heard in time" in late.words
    assert path(mission, "mission:mission") not in page_for(cast.third_crew, f"{listed}?tab=late").html
