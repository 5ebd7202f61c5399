"""How a target may not be lost: by a link of one, by images of a twin, by a release, by turns, without looking."""

from __future__ import annotations

from datetime import timedelta

from custody.alerts.models import Alert
from custody.evidence import target_permissions as rules
from custody.evidence.actions import linking, scans, targets
from custody.evidence.models import HandlingUnit, Target, TargetHit
from custody.evidence.selectors import targets as reads
from custody.ledger.replay import replay_state
from tests import releasing, stories, targeting
from tests.evidence.test_targets import clock, codes, do
from tests.stories import act_of


def test_what_no_number_tells_ends_the_search_only_with_a_second_person(cast, refused):
    target = targeting.targeted(cast, container_number="CSQU3054383")
    van = stories.contained(cast, kind="vehicle", container_number=None)
    other = stories.contained(cast, kind="vehicle", container_number=None)
    [bag] = stories.seized(cast)
    with refused("record.not_found"):
        do(linking.link_conveyance, cast.third_officer, target, label=van.label)
    with refused("unit.not_conveyance"):
        do(linking.link_conveyance, cast.officer, target, label=bag.label)
    with refused("role.missing"):
        rules.check_can_link(cast.third_officer, target, van)
    with refused("target.no_link"):
        do(linking.decide_link, cast.supervisor, target, approve=True)

    asked = do(linking.link_conveyance, cast.supervisor, target, label=van.label)

    assert (asked.state, clock(target) is not None) == ("open", True)
    assert reads.targets_awaiting(cast.duty_officer) == [target]
    assert reads.targets_awaiting(cast.supervisor) == []
    with refused("target.link_waits"):
        do(linking.link_conveyance, cast.officer, target, label=other.label)
    for officer, code in ((cast.supervisor, "target.own_link"), (cast.officer, "role.missing")):
        with refused(code):
            do(linking.decide_link, officer, target, approve=True)
    assert do(linking.decide_link, cast.officer, target, approve=False).link_unit is None
    do(linking.link_conveyance, cast.officer, target, label=van.label)
    do(linking.decide_link, cast.supervisor, target, approve=True)

    assert (TargetHit.objects.get(unit=van).target, codes(target)[-1]) == (target, "target.met")
    assert clock(target) is None
    with refused("target.linked"):
        do(linking.link_conveyance, cast.officer, target, label=van.label)
    assert replay_state().findings == []


def test_a_link_is_undone_and_the_target_is_looked_for_again(cast, refused):
    stopped = stories.contained(cast)
    target = targeting.targeted(cast)
    ship = targeting.targeted(cast, container_number=None, imo_number=targeting.SHIP)

    assert do(linking.link_conveyance, cast.officer, target, label=stopped.label).state == "contained"
    assert do(linking.link_conveyance, cast.officer, ship, label=stopped.label).state == "open"
    do(linking.decide_link, cast.supervisor, ship, approve=True)
    van = stories.contained(cast, kind="vehicle", container_number=None, imo_number=targeting.SHIP)
    with refused("role.missing"):
        do(linking.unlink_conveyance, cast.officer, target, label=stopped.label, reason="misread")
    undone = do(linking.unlink_conveyance, cast.supervisor, target, label=stopped.label, reason="misread")

    assert undone.state == "open"
    assert clock(target) is not None
    assert reads.hits_of(target) == []
    with refused("record.not_found"):
        do(linking.unlink_conveyance, cast.supervisor, target, label=stopped.label, reason="misread")
    assert do(linking.link_conveyance, cast.officer, target, label=stopped.label).state == "contained"
    assert do(linking.unlink_conveyance, cast.supervisor, ship, label=stopped.label, reason="no").state == "contained"
    assert [hit.unit for hit in reads.hits_of(ship)] == [van]
    assert replay_state().findings == []


def test_what_left_with_nothing_found_is_no_match_and_a_find_elsewhere_is_told(cast):
    target = targeting.targeted(cast)
    released = stories.contained(cast)
    target.refresh_from_db()
    assert target.state == "contained"
    releasing.released(cast, released)
    second = targeting.targeted(cast)
    assert do(linking.link_conveyance, cast.supervisor, second, label=released.label).state == "open"

    do(targets.tell_of_find, cast.supervisor, target, authority="Customs of Rotterdam", remark="400 packages")

    assert [alert.subject_id for alert in Alert.objects.filter(rule="MISSED")] == [target.id]
    assert replay_state().findings == []


def test_what_is_linked_by_hand_after_it_was_emptied_raises_what_was_let_go(cast):
    target = targeting.let_go(cast, targeting.targeted(cast, container_number="CSQU3054383"))
    seizure = stories.opened_seizure(cast)
    label = HandlingUnit.objects.get(pk=seizure.conveyance_id).label

    do(linking.link_conveyance, cast.officer, target, label=label)
    do(linking.decide_link, cast.supervisor, target, approve=True)

    assert [alert.subject_id for alert in Alert.objects.filter(rule="MISSED")] == [target.id]


def test_an_image_of_another_target_of_the_same_container_counts_too(cast, refused):
    first, twin = targeting.targeted(cast), targeting.targeted(cast)
    far = targeting.targeted(cast, hours=24 * 60)
    ship = targeting.targeted(cast, container_number=None, imo_number=targeting.SHIP)
    image = targeting.scanned(cast, first)
    for officer, result in ((cast.duty_officer, "suspicious"), (cast.supervisor, "unclear")):
        scans.read_scan(act=act_of(officer), scan_id=image.id, result=result)

    with refused("target.not_clear"):
        do(targets.ask_let_go, cast.officer, twin, reason_code="scan_clear", reason="boxes")
    for other in (far, ship):
        assert do(targets.ask_let_go, cast.officer, other, reason_code="explained", reason="boxes").state == "asked"
    do(targets.ask_let_go, cast.officer, twin, reason_code="explained", reason="papers")
    with refused("target.reader"):
        do(targets.let_go, cast.supervisor, twin)


def test_nobody_says_that_an_image_shows_nothing_without_looking_at_it(cast, refused):
    image = targeting.scanned(cast, targeting.targeted(cast))
    with refused("scan.not_looked"):
        scans.read_scan(act=act_of(cast.supervisor), scan_id=image.id, result="nothing")
    scans.look_at_scan(act=act_of(cast.supervisor), scan_id=image.id, reason="to read it")
    scans.read_scan(act=act_of(cast.supervisor), scan_id=image.id, result="nothing")
    scans.read_scan(act=act_of(cast.duty_officer), scan_id=image.id, result="suspicious")
    scans.read_scan(act=act_of(cast.officer), scan_id=image.id, result="nothing")  # who brought it saw it

    assert image.readings.count() == 3


def test_what_others_found_drugs_in_is_not_let_go(cast, refused):
    target, asked = targeting.targeted(cast), targeting.targeted(cast)
    do(targets.ask_let_go, cast.officer, asked, reason_code="other", reason="x")
    for each in (target, asked):
        do(targets.tell_of_find, cast.supervisor, each, authority="Customs of Rotterdam", remark="400 packages")

    with refused("target.found_in_it"):
        do(targets.ask_let_go, cast.officer, target, reason_code="other", reason="x")
    with refused("target.found_in_it"):
        do(targets.let_go, cast.duty_officer, asked)
    assert reads.targets_awaiting(cast.duty_officer) == []


def test_what_was_called_back_before_others_found_it_was_not_missed(cast):
    target = targeting.let_go(cast, targeting.targeted(cast))
    do(targets.decide_search, cast.duty_officer, target, searcher_badge=cast.officer.badge)
    do(targets.tell_of_find, cast.supervisor, target, authority="Customs of Rotterdam", remark="400 packages")

    assert not reads.let_go_and_found(Target.objects.all())
    assert not Alert.objects.filter(rule="MISSED").exists()


def test_neither_turns_nor_small_steps_put_a_clock_off_for_ever(cast, refused):
    target = targeting.targeted(cast, hours=-2)
    do(targets.decide_search, cast.supervisor, target, searcher_badge=cast.officer.badge)
    first = clock(target, "TARGET_SEARCH").started_at
    do(targets.ask_let_go, cast.officer, target, reason_code="other", reason="x")
    assert clock(target).started_at == target.expected_at
    do(targets.decide_search, cast.supervisor, target, searcher_badge=cast.officer.badge)
    assert clock(target, "TARGET_SEARCH").started_at == first

    late = target.opened_at + timedelta(days=119)
    do(targets.reschedule_target, cast.officer, target, expected_at=late)
    target.refresh_from_db()
    target.opened_at -= timedelta(days=2)
    with refused("target.put_off"):
        rules.check_latest(late, target)
