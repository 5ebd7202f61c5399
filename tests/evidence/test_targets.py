"""What is looked for before the stop: a target, its tip and scan images, and the decision to search it or let it go."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from custody.alerts.models import Alert
from custody.alerts.passes.fire import fire
from custody.core.events import FieldClass
from custody.core.verdicts import verdict
from custody.deadlines.models import Clock
from custody.evidence import target_permissions as rules
from custody.evidence.actions import lookups, scans, targets, tips
from custody.evidence.models import Consultation, Target, TargetHit
from custody.evidence.selectors import targets as reads
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from custody.organisation.actions.presence import come, leave
from custody.organisation.actions.register import change_officer
from custody.organisation.roles import Role
from tests import stories, targeting
from tests.stories import act_of


def do(what, officer, target, **said):
    return what(act=act_of(officer), target_id=target.id, **said)


def clock(target, kind="TARGET_DECISION"):
    return Clock.objects.filter(subject_id=target.id, clock_type=kind, closed_at__isnull=True).first()


def codes(row):
    return [line.type.code.partition("/")[0] for line in told([row.stream_id], newest_first=False)]


def test_the_history_of_a_seizure_begins_at_the_tip(cast):
    tip = targeting.tipped(cast)
    target = targeting.targeted(cast, origin="tip", tip_reference=tip.reference.lower(), imo_number="IMO 9074729",
                                vessel="A ship", call="412")
    image = targeting.scanned(cast, target)
    do(targets.decide_search, cast.duty_officer, target, searcher_badge=cast.second_officer.badge)
    scans.read_scan(act=act_of(cast.second_officer), scan_id=image.id, result="suspicious", remark="behind the doors")
    seizure = stories.opened_seizure(cast)

    hit = TargetHit.objects.get()
    assert (hit.target_id, hit.unit_id, hit.after_let_go) == (target.id, seizure.conveyance_id, False)
    [found] = reads.targets_of_unit(cast.supervisor, seizure.conveyance_id)
    assert (found.state, found.tip, found.opened_by) == ("contained", tip, cast.officer)
    assert codes(target) == ["target.opened", "scan.attached", "target.search_decided", "scan.read", "target.met"]
    assert codes(tip) == ["tip.recorded"]
    assert reads.targets_of_unit(cast.third_officer, seizure.conveyance_id) == []
    assert replay_state().findings == []


def test_what_is_looked_for_lies_sealed_and_in_no_open_field(cast):
    target = targeting.targeted(cast, vessel="Secret Star", imo_number=targeting.SHIP)

    row = Target.objects.filter(pk=target.pk).values().get()
    lying = b"".join(bytes(value) for value in row.values() if isinstance(value, bytes | memoryview))
    shown = str(told([target.stream_id])[0].values) + str({k: v for k, v in row.items() if isinstance(v, str)})
    for secret in (targeting.NUMBER, targeting.SHIP, "Secret Star", "frozen fish"):
        assert secret.encode() not in lying
        assert secret not in shown
    whole = told([target.stream_id], classes=frozenset(FieldClass))[0]
    assert whole.values["container_number"] == targeting.NUMBER


def test_a_target_is_masked_until_the_look_is_written_and_for_ten_minutes(cast, refused):
    target = targeting.targeted(cast)
    assert reads.target_seen(cast.officer, target) is None

    do(lookups.reveal_target, cast.supervisor, target, reason="to decide")

    seen = reads.target_seen(cast.supervisor, target)
    assert (seen.container_number, seen.grounds) == (targeting.NUMBER, "frozen fish from a bakery")
    assert reads.target_seen(cast.officer, target) is None
    assert [row.officer for row in reads.looks_at(target)] == [cast.supervisor]
    with refused("record.not_found"):
        do(lookups.reveal_target, cast.third_officer, target, reason="curious")


# --- the source of a tip ----------------------------------------------------------------------------------


def test_who_gave_a_tip_is_read_by_its_handler_alone_and_every_look_is_written_first(cast, refused):
    tip = targeting.tipped(cast)
    target = targeting.targeted(cast, by=cast.handler, origin="tip", tip_reference=tip.reference)

    for officer in (cast.officer, cast.supervisor, cast.director, cast.administrator, cast.auditor,
                    cast.second_handler):
        with refused("record.not_found"):
            tips.reveal_source(act=act_of(officer), tip_id=tip.id, reason="let me see")
    with refused("role.missing"):
        tips.reveal_source(act=act_of(cast.internal_affairs), tip_id=tip.id, reason="let me see")
    assert not Consultation.objects.exists()
    assert (target.tip.reliability, target.tip.credibility) == ("B", "2")
    assert reads.source_seen(cast.handler, tip) is None
    tips.reveal_source(act=act_of(cast.handler), tip_id=tip.id, reason="to call back")

    assert reads.source_seen(cast.handler, tip).source == targeting.SOURCE
    assert reads.source_seen(cast.internal_affairs, tip) is None
    assert [(row.officer, row.reason) for row in reads.looks_at_source(tip)] == [(cast.handler, "to call back")]


def test_a_tip_goes_to_another_handler_who_alone_reads_it_then(cast, refused):
    tip = targeting.tipped(cast)
    with refused("tip.same"):
        tips.entrust_tip(act=act_of(cast.handler), tip_id=tip.id, handler_badge="4431", reason="x")
    with refused("role.missing"):
        tips.entrust_tip(act=act_of(cast.handler), tip_id=tip.id, handler_badge="4901", reason="x")
    tips.entrust_tip(act=act_of(cast.handler), tip_id=tip.id, handler_badge="4432", reason="leave")

    with refused("record.not_found"):
        tips.reveal_source(act=act_of(cast.handler), tip_id=tip.id, reason="again")
    tips.reveal_source(act=act_of(cast.second_handler), tip_id=tip.id, reason="to know")
    come(act=act_of(cast.second_handler), site="ALDER", on_guard=False)
    with refused("tip.handler_here"):
        tips.entrust_tip(act=act_of(cast.internal_affairs), tip_id=tip.id, handler_badge="4431", reason="arrested")
    leave(act=act_of(cast.second_handler))
    with refused("tip.handler_here"):
        tips.entrust_tip(act=act_of(cast.internal_affairs), tip_id=tip.id, handler_badge="4431", reason="off shift")
    change_officer(act=act_of(cast.administrator), officer=cast.second_handler, roles=[Role.SOURCE_HANDLER],
                   clearance=1, is_active=False)  # fmt: skip
    tips.entrust_tip(act=act_of(cast.internal_affairs), tip_id=tip.id, handler_badge="4431", reason="arrested")
    tip.refresh_from_db()
    with refused("tip.not_yours"):
        rules.check_can_read_source(cast.second_handler, tip)
    assert reads.source_seen(cast.second_handler, tip) is None
    assert reads.tip_for(cast.handler, tip_id=tip.id) == tip
    assert replay_state().findings == []


def test_internal_affairs_who_keep_sources_too_do_not_entrust_one_to_themselves(cast, refused):
    tip = targeting.tipped(cast)
    both = change_officer(act=act_of(cast.administrator), officer=cast.internal_affairs,
                          roles=[Role.INTERNAL_AFFAIRS, Role.SOURCE_HANDLER], clearance=1, is_active=True)
    with refused("people.same"):
        tips.entrust_tip(act=act_of(both), tip_id=tip.id, handler_badge=both.badge, reason="x")
    with refused("role.missing"):
        rules.check_can_entrust(cast.second_handler, tip, cast.second_handler)


# --- the decision -----------------------------------------------------------------------------------------


def test_letting_go_takes_two_and_neither_is_who_read_the_image(cast, refused):
    target = targeting.targeted(cast)
    image = targeting.scanned(cast, target)
    scans.read_scan(act=act_of(cast.duty_officer), scan_id=image.id, result="unclear")
    with refused("target.state"):
        do(targets.let_go, cast.supervisor, target)
    do(targets.ask_let_go, cast.supervisor, target, reason_code="explained", reason="boxes")

    for officer, code in ((cast.supervisor, "target.own"), (cast.duty_officer, "target.reader"),
                          (cast.officer, "role.missing")):
        with refused(code):
            do(targets.let_go, officer, target)
    gone = do(targets.let_go, cast.second_supervisor, target)

    assert (gone.state, gone.asked_by, gone.let_go_by) == ("let_go", cast.supervisor, cast.second_supervisor)
    do(lookups.reveal_target, cast.supervisor, target, reason="x")
    assert reads.target_seen(cast.supervisor, gone).let_go_reason == "boxes"
    assert replay_state().findings == []


def test_an_image_in_which_somebody_saw_something_is_no_reason_to_let_it_go(cast, refused):
    target = targeting.targeted(cast)
    image = targeting.scanned(cast, target)
    for officer, result in ((cast.officer, "nothing"), (cast.supervisor, "suspicious")):
        scans.read_scan(act=act_of(officer), scan_id=image.id, result=result)

    with refused("target.not_clear"):
        do(targets.ask_let_go, cast.officer, target, reason_code="scan_clear", reason="boxes")
    assert do(targets.ask_let_go, cast.officer, target, reason_code="explained", reason="papers").state == "asked"


def test_an_image_that_nobody_read_is_no_reason_to_let_it_go(cast, refused):
    target = targeting.targeted(cast)
    with refused("target.unread"):
        do(targets.ask_let_go, cast.supervisor, target, reason_code="scan_clear", reason="boxes")
    image = targeting.scanned(cast, target)
    scans.read_scan(act=act_of(cast.duty_officer), scan_id=image.id, result="unclear")
    with refused("target.unread"):
        do(targets.ask_let_go, cast.supervisor, target, reason_code="scan_clear", reason="boxes")
    scans.read_scan(act=act_of(cast.officer), scan_id=image.id, result="nothing")

    assert do(targets.ask_let_go, cast.supervisor, target, reason_code="scan_clear", reason="boxes").state == "asked"


def test_who_saw_nothing_may_see_something_later_and_never_the_other_way(cast, refused):
    image = targeting.scanned(cast, targeting.targeted(cast))
    scans.read_scan(act=act_of(cast.officer), scan_id=image.id, result="nothing")
    for again in ("nothing", "unclear"):
        with refused("scan.read"):
            scans.read_scan(act=act_of(cast.officer), scan_id=image.id, result=again)

    scans.read_scan(act=act_of(cast.officer), scan_id=image.id, result="suspicious")

    for again in ("nothing", "suspicious"):
        with refused("scan.read"):
            scans.read_scan(act=act_of(cast.officer), scan_id=image.id, result=again)
    assert sorted(image.readings.values_list("result", flat=True)) == ["nothing", "suspicious"]


def test_what_somebody_sees_after_it_was_let_go_is_told_to_command_but_not_to_who_decided(cast):
    target = targeting.targeted(cast)
    image = targeting.scanned(cast, target)
    targeting.let_go(cast, target)
    scans.read_scan(act=act_of(cast.second_supervisor), scan_id=image.id, result="unclear")
    assert not Alert.objects.filter(rule="MISSED").exists()

    scans.read_scan(act=act_of(cast.duty_officer), scan_id=image.id, result="suspicious")

    [alert] = Alert.objects.filter(rule="MISSED")
    assert (alert.stage, alert.subject_id) == ("seen", target.id)
    assert {cast.officer.id, cast.supervisor.id} & set(alert.about) == {cast.officer.id, cast.supervisor.id}
    assert do(targets.decide_search, cast.duty_officer, target, searcher_badge="4417").state == "search"


def test_putting_the_day_off_hides_nothing_from_the_stop(cast, refused):
    target = targeting.targeted(cast)
    for far in (stories.now() + timedelta(days=121), stories.now() - timedelta(days=31), datetime(1, 1, 2, tzinfo=UTC)):
        with refused("target.far"):
            do(targets.reschedule_target, cast.officer, target, expected_at=far)
    do(targets.reschedule_target, cast.officer, target, expected_at=stories.now() + timedelta(days=119))

    stories.contained(cast)

    target.refresh_from_db()
    assert target.state == "contained"


def test_what_somebody_saw_after_it_was_asked_is_no_reason_either(cast, refused):
    target = targeting.targeted(cast)
    image = targeting.scanned(cast, target)
    scans.read_scan(act=act_of(cast.officer), scan_id=image.id, result="nothing")
    do(targets.ask_let_go, cast.supervisor, target, reason_code="scan_clear", reason="boxes")
    scans.read_scan(act=act_of(cast.duty_officer), scan_id=image.id, result="suspicious")

    with refused("target.not_clear"):
        do(targets.let_go, cast.second_supervisor, target)


@pytest.mark.parametrize(("state", "allowed"), [
    ("open", {"search", "ask", "reschedule", "find"}), ("asked", {"search", "let_go", "reschedule", "find"}),
    ("search", {"search", "ask", "reschedule", "find"}), ("let_go", {"search", "find"}), ("contained", {"find"}),
])
def test_what_may_be_done_in_each_state(cast, state, allowed):
    target = targeting.targeted(cast)
    if state in {"asked", "let_go"}:
        do(targets.ask_let_go, cast.officer, target, reason_code="other", reason="x")
    if state == "let_go":
        do(targets.let_go, cast.supervisor, target)
    if state == "search":
        do(targets.decide_search, cast.officer, target, searcher_badge="4418")
    if state == "contained":
        stories.contained(cast)
    target.refresh_from_db()
    assert target.state == state
    checks = {"search": rules.check_can_decide_search, "ask": rules.check_can_ask_let_go,
              "let_go": rules.check_can_let_go, "reschedule": rules.check_can_reschedule,
              "find": rules.check_can_tell_of_find}

    assert {name for name, check in checks.items() if verdict(lambda c=check: c(cast.supervisor, target)).ok} == allowed


@pytest.mark.parametrize(("who", "may"), [
    ("officer", {"target", "look_up", "sent"}), ("handler", {"target", "sources"}), ("crew", {"look_up"}),
    ("supervisor", {"target", "look_up"}), ("duty_officer", {"target", "look_up"}), ("auditor", set()),
    ("internal_affairs", set()), ("storekeeper", set()), ("director", set()), ("administrator", set()),
    ("nobody", set()),
])
def test_who_may_do_what(cast, who, may):
    checks = {"target": rules.check_can_target, "look_up": rules.check_can_look_up, "sent": rules.check_can_be_sent,
              "sources": rules.check_can_handle_sources}

    assert {name for name, check in checks.items() if verdict(lambda c=check: c(getattr(cast, who))).ok} == may


def test_what_was_let_go_and_found_shows_up_and_tells_neither_who_decided(cast):
    target = targeting.let_go(cast, targeting.targeted(cast))
    assert not reads.let_go_and_found(Target.objects.all())
    stories.opened_seizure(cast)

    hit = TargetHit.objects.get()
    assert hit.after_let_go
    assert list(reads.let_go_and_found(Target.objects.all())) == [target]
    alert = Alert.objects.get(rule="MISSED")
    assert (alert.level, alert.subject_id) == (1, target.id)
    assert set(alert.about) == {cast.officer.id, cast.supervisor.id}
    assert replay_state().findings == []


def test_what_others_found_in_it_is_recorded_each_time_and_raised_where_it_had_been_let_go(cast):
    undecided, gone = targeting.targeted(cast), targeting.let_go(cast, targeting.targeted(cast))
    for target in (undecided, gone):
        do(targets.tell_of_find, cast.supervisor, target, authority="Customs of Rotterdam", remark="400 packages")
        do(targets.tell_of_find, cast.supervisor, target, authority="Customs of Hamburg", remark="12 more")
        target.refresh_from_db()
        assert (target.found_authority, target.found_remark) == ("Customs of Hamburg", "12 more")
        assert [line.type.code for line in told([target.stream_id])].count("target.found_elsewhere/1") == 2

    assert [alert.subject_id for alert in Alert.objects.filter(rule="MISSED")] == [gone.id]
    assert list(reads.let_go_and_found(Target.objects.all())) == [gone]
    assert clock(undecided) is None
    assert replay_state().findings == []


# --- the stop ---------------------------------------------------------------------------------------------


def test_a_stop_meets_its_own_number_and_ship_on_this_voyage_and_nothing_else(cast):
    mine = targeting.targeted(cast)
    ship = targeting.targeted(cast, container_number=None, imo_number=targeting.SHIP)
    targeting.let_go(cast, targeting.targeted(cast, hours=24 * 40))
    targeting.targeted(cast, container_number="CSQU3054383", imo_number=targeting.SHIP)
    gone = targeting.let_go(cast, targeting.targeted(cast, container_number=None, imo_number=targeting.SHIP))

    unit = stories.contained(cast, imo_number=targeting.SHIP)
    second = stories.contained(cast, container_number=None, kind="vehicle", imo_number=targeting.SHIP)
    stories.contained(cast, container_number=None, kind="vehicle")

    assert {(hit.target_id, hit.unit_id) for hit in TargetHit.objects.all()} == {
        (mine.id, unit.id), (ship.id, unit.id), (ship.id, second.id)}
    assert [hit.unit for hit in reads.hits_of(ship)] == [unit, second]
    assert gone.state == "let_go"


# --- the clocks -------------------------------------------------------------------------------------------


def test_what_was_expected_and_not_decided_raises_the_alarm_and_the_decision_ends_it(cast):
    target = targeting.targeted(cast, hours=5)
    running = clock(target)
    assert running.due_at - target.expected_at == timedelta(hours=2)
    fire(engine="test")
    assert not Alert.objects.exists()
    do(targets.reschedule_target, cast.officer, target, expected_at=targeting.in_hours(-3), call="413")
    assert (clock(target).epoch, Target.objects.get().call) == (2, "413")
    fire(engine="test")

    alert = Alert.objects.get(rule="TARGET")
    assert (alert.stage, alert.level, alert.subject_kind) == ("due", 2, "target")
    do(targets.decide_search, cast.supervisor, target, searcher_badge=cast.officer.badge)
    assert Alert.objects.get(rule="TARGET").state == "resolved"
    assert clock(target) is None
    assert clock(target, "TARGET_SEARCH") is not None
    do(targets.reschedule_target, cast.officer, target, expected_at=targeting.in_hours(9), reason="storm")
    assert clock(target, "TARGET_SEARCH").started_at == Target.objects.get().expected_at
    stories.contained(cast)

    assert clock(target, "TARGET_SEARCH") is None
    assert replay_state().findings == []


def test_a_search_that_becomes_a_question_is_to_be_decided_again(cast):
    target = targeting.targeted(cast)
    do(targets.decide_search, cast.supervisor, target, searcher_badge=cast.officer.badge)
    do(targets.ask_let_go, cast.officer, target, reason_code="not_on_board", reason="the crew says no")
    assert clock(target, "TARGET_SEARCH") is None
    assert clock(target).started_at == Target.objects.get().expected_at
    do(targets.let_go, cast.supervisor, target)

    assert clock(target) is None
    assert clock(target, "TARGET_SEARCH") is None
