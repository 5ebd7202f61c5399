"""Anybody reports danger with whatever they know; who commands attends to it and ends it."""

from __future__ import annotations

from uuid import uuid4

import pytest

from custody.core.errors import AlreadyRecorded, NotFound
from custody.core.events import FieldClass
from custody.core.verdicts import verdict
from custody.evidence import permissions_of_danger
from custody.evidence.actions import incident as incidents
from custody.evidence.models import Consultation, Incident
from custody.evidence.selectors.access import incident_for, visible_incidents
from custody.evidence.selectors.incidents import site_of_danger
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from custody.organisation.actions.register import change_officer, register_place
from custody.organisation.models import Officer, Place
from custody.organisation.roles import Role
from tests import releasing, stories
from tests.danger import POLICE, a_site, present, reported
from tests.stories import act_of

EVERYBODY = [
    "officer", "crew", "storekeeper", "sampler", "case_officer", "planner", "supervisor", "duty_officer", "checker",
    "witness", "auditor", "internal_affairs", "administrator", "device", "nobody",
]  # fmt: skip


def ended(officer, incident, finding="A false alarm"):
    return incidents.end_incident(act=act_of(officer), incident_id=incident.id, finding=finding)


def attended(officer, incident, **changes):
    return incidents.attend_incident(act=act_of(officer, **({"key": None} | changes)), incident_id=incident.id)


def answers(cast, check):
    """Return what the check says to everybody: None when it passes, the code of the refusal otherwise."""
    said = {name: verdict(lambda name=name: check(getattr(cast, name))).refusal for name in EVERYBODY}
    return {name: None if refusal is None else refusal.code for name, refusal in said.items()}


def promoted(cast, name, role):
    """Give an officer of the cast one more role, as an administrator would."""
    officer = getattr(cast, name)
    change_officer(act=act_of(cast.administrator), officer=officer, roles=[*map(Role, officer.roles), role],
                   clearance=officer.clearance, is_active=True)  # fmt: skip
    return Officer.objects.get(pk=officer.pk)


# --- reporting ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EVERYBODY)
def test_everybody_reports_and_nothing_need_be_known(cast, name):
    officer = getattr(cast, name)

    made = reported(officer)

    assert (made.kind, made.silent, made.site, made.remark) == ("other", False, None, "")
    line = told([made.stream_id], classes=frozenset(FieldClass), limit=5)[-1]
    assert line.type.code == "incident.reported/2"
    assert line.values["reported_by"] == officer.pseudonym


def test_who_has_left_the_service_reports_nothing(cast, refused):
    cast.officer.is_active = False

    with refused("role.none"):
        reported(cast.officer)


def test_what_is_wrong_in_a_report_does_not_keep_it_away(cast):
    made = reported(cast.officer, kind="nonsense", site_id=uuid4(), remark="two men\x00, a van\ud800" + "!" * 3000)

    assert (made.kind, made.site) == ("other", None)
    assert made.remark.startswith("two men[U+0000], a van[U+D800]!!!")
    assert len(made.remark) == 2000
    assert Incident.objects.get() == made


def test_a_report_says_the_site_where_the_officer_is(cast):
    here, there = a_site(cast), a_site(cast, "PETREL", places=["HERON"])
    stories.contained(cast)
    present(cast.officer, here)

    assert reported(cast.officer).site == here
    assert reported(cast.officer, site_id=there.id).site == there


def test_an_officer_who_came_nowhere_is_where_the_goods_are_that_the_officer_holds(cast):
    site = a_site(cast, places=["HERON"])
    stories.contained(cast)
    stories.seized(cast)

    assert site_of_danger(cast.officer) == site
    assert site_of_danger(cast.second_officer) == site
    assert site_of_danger(cast.crew) is None


def test_goods_in_a_place_without_a_site_and_goods_that_are_gone_say_nothing(cast):
    register_place(act=act_of(cast.administrator), code_word="TERN", kind="quay", jurisdiction="BE")
    unit = stories.contained(cast, place="TERN")
    assert site_of_danger(cast.officer) is None

    site = a_site(cast, places=["TERN"])
    assert site_of_danger(cast.officer) == site

    releasing.released(cast, unit)
    assert site_of_danger(cast.officer) is None


def test_the_same_key_is_one_report(cast):
    act = act_of(cast.officer)
    made = incidents.report_incident(act=act, kind="drone")

    with pytest.raises(AlreadyRecorded) as again:
        incidents.report_incident(act=act, kind="drone")

    assert again.value.result == {"incident": str(made.id)}
    assert Incident.objects.count() == 1


def test_a_call_that_another_carries_names_both_and_its_site_is_that_of_who_is_said_to_have_called(cast):
    here, there = a_site(cast), a_site(cast, "PETREL")
    present(cast.officer, here)
    present(cast.crew, there)

    made = reported(cast.crew, said_by=cast.officer)

    assert (made.reported_by, made.carried_by, made.site) == (cast.officer, cast.crew, here)
    line = told([made.stream_id], classes=frozenset(FieldClass), limit=5)[-1]
    assert line.actor == cast.crew.pseudonym
    assert (line.values["reported_by"], line.values["carried_by"]) == (cast.officer.pseudonym, cast.crew.pseudonym)
    assert reported(cast.officer, said_by=cast.officer).carried_by is None
    assert replay_state().findings == []


# --- who sees it ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("silent", [False, True])
def test_a_report_is_seen_by_who_answers_it_and_if_it_was_open_by_who_made_it(cast, silent):
    made = reported(cast.officer, silent=silent)

    seen = {name for name in EVERYBODY if made in visible_incidents(getattr(cast, name))}
    assert seen == {"supervisor", "duty_officer"} | (set() if silent else {"officer"})
    with pytest.raises(NotFound):
        incident_for(cast.crew, incident_id=made.id)


def test_a_commander_who_reports_silently_does_not_see_it_either(cast):
    open_one, silent = reported(cast.supervisor), reported(cast.supervisor, silent=True)

    assert list(visible_incidents(cast.supervisor)) == [open_one]
    assert silent in visible_incidents(cast.second_supervisor)
    with pytest.raises(NotFound):
        permissions_of_danger.check_answers(cast.supervisor, silent)
    cast.second_supervisor.is_active = False
    assert list(visible_incidents(cast.second_supervisor)) == []


# --- attending ------------------------------------------------------------------------------------------


def test_who_attends_sees_the_site_and_who_is_there_and_it_is_recorded_once(cast):
    site = a_site(cast, places=["HERON", "BITTERN"], police_phone=POLICE)
    stories.contained(cast)
    stories.stored(cast)
    present(cast.officer, site)
    guard = present(cast.crew, site, on_guard=True)
    made = reported(cast.officer, kind="watched", silent=True)

    scene = attended(cast.duty_officer, made)

    assert scene.site == site
    assert [(each.code_word, each.name) for each in scene.places] == [
        ("BITTERN", "Name of Bittern quay 1742"), ("HERON", "Name of Heron quay 1742")]  # fmt: skip
    assert scene.people[0] == guard
    assert [each.officer for each in scene.people] == [cast.crew, cast.officer]
    assert {(each.badge, each.units) for each in scene.keepers} >= {("4601", 1)}
    assert scene.reporter_here.site == site
    look = Consultation.objects.get()
    assert (look.officer, look.subject_kind, look.subject_id) == (cast.duty_officer, "incident", made.id)
    assert told([cast.duty_officer.stream_id], limit=1)[0].type.code == "place.revealed/1"

    attended(cast.duty_officer, made)
    assert Consultation.objects.count() == 1
    attended(cast.duty_officer, made, key=uuid4())
    assert Consultation.objects.count() == 2


def test_a_report_without_a_site_says_so_and_a_place_without_a_name_has_none(cast):
    scene = attended(cast.supervisor, reported(cast.officer))
    assert (scene.site, scene.places, scene.people, scene.keepers) == (None, (), (), ())

    register_place(act=act_of(cast.administrator), code_word="TERN", kind="quay", jurisdiction="BE")
    site = a_site(cast, places=["TERN"])
    scene = attended(cast.supervisor, reported(cast.officer, site_id=site.id))
    assert [(each.code_word, each.name) for each in scene.places] == [("TERN", "")]


def test_only_who_answers_danger_attends(cast, refused):
    made = reported(cast.officer)

    table = answers(cast, lambda who: permissions_of_danger.check_answers(who, made))
    assert table == {name: None if name in {"supervisor", "duty_officer"} else "role.missing" for name in EVERYBODY}
    with refused("role.missing"):
        attended(cast.officer, made)
    with refused("record.not_found"):
        attended(cast.auditor, made)
    assert not Consultation.objects.exists()


@pytest.mark.parametrize("role", [Role.REGIONAL_HEAD, Role.DIRECTOR])
def test_those_who_are_told_last_attend_too(cast, role):
    head = promoted(cast, "planner", role)

    assert attended(head, reported(cast.officer)).site is None


# --- the end --------------------------------------------------------------------------------------------


def test_who_commands_says_that_it_is_over_and_what_it_was(cast, refused):
    made = reported(cast.officer)

    closed = ended(cast.duty_officer, made, " Two fishermen ")

    assert (closed.ended_by, closed.finding) == (cast.duty_officer, "Two fishermen")
    assert told([made.stream_id], limit=1)[0].type.code == "incident.ended/1"
    with refused("incident.ended"):
        ended(cast.supervisor, made)


def test_a_commander_does_not_end_the_report_they_made(cast, refused):
    made = reported(cast.supervisor)

    with refused("incident.own_end"):
        ended(cast.supervisor, made)
    assert ended(cast.second_supervisor, made).ended_by == cast.second_supervisor


def test_an_end_needs_a_finding_and_a_report_that_exists(cast, refused):
    made = reported(cast.officer)

    with refused("text.empty") as without:
        ended(cast.duty_officer, made, " ")
    assert without.error.field == "finding"
    with refused("record.not_found"):
        incidents.end_incident(act=act_of(cast.duty_officer), incident_id=uuid4(), finding="x")


@pytest.mark.parametrize("silent", [False, True])
def test_neither_who_is_named_nor_who_carried_it_ends_it_and_who_carried_it_reads_no_place(cast, refused, silent):
    site = a_site(cast, places=["HERON"])
    present(cast.second_supervisor, site)
    made = reported(cast.supervisor, said_by=cast.second_supervisor, silent=silent)

    for who, code in ((cast.supervisor, "incident.carried"), (cast.second_supervisor, "incident.own_end")):
        assert (made in visible_incidents(who)) is not silent
        with refused("record.not_found" if silent else code):
            ended(who, made)
    with refused("record.not_found" if silent else "incident.carried"):
        attended(cast.supervisor, made)
    assert not Consultation.objects.exists()
    assert ended(cast.duty_officer, made).ended_at
    assert replay_state().findings == []


def test_a_call_that_another_carries_endangers_no_place_by_itself_or_its_site_could_be_read_off_a_list(cast):
    site = a_site(cast, places=["HERON"])
    present(cast.officer, site)
    reported(cast.crew, said_by=cast.officer, kind="tracker")
    assert not Place.objects.filter(danger__gt=0).exists()

    reported(cast.officer, kind="tracker")
    assert Place.objects.get(danger__gt=0).code_word == "HERON"


def test_a_carrier_who_does_not_command_finds_nothing_of_it(cast):
    made = reported(cast.officer, said_by=cast.crew)

    assert made not in visible_incidents(cast.officer)
    assert made in visible_incidents(cast.crew)


@pytest.mark.parametrize("silent", [False, True])
def test_who_may_end_it(cast, silent):
    made = reported(cast.supervisor, silent=silent)

    def check(who):
        permissions_of_danger.check_can_end(who, made)

    table = answers(cast, lambda who: (silent and who == cast.supervisor) or check(who))
    if silent:  # it is not there: somebody else may be reading that screen
        with pytest.raises(NotFound):
            check(cast.supervisor)
    assert (table["duty_officer"], table["supervisor"]) == (None, None if silent else "incident.own_end")
    assert {code for name, code in table.items() if name not in {"duty_officer", "supervisor"}} == {"role.missing"}


def test_a_replay_ends_in_the_same_state(cast):
    site = a_site(cast, places=["HERON"])
    made = reported(cast.officer, kind="drone", site_id=site.id, silent=True, remark="over the yard")
    attended(cast.duty_officer, made)
    ended(cast.duty_officer, made)

    assert replay_state().findings == []
