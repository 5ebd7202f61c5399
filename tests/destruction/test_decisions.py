"""What an authority decides opens no way to the fire by one officer's word: one records its paper, another verifies."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from custody.alerts.models import Alert
from custody.alerts.passes.fire import fire
from custody.core.act import Basis
from custody.core.errors import InvalidInput, NotFound, NotPermitted, StaleVersion
from custody.deadlines.models import Clock
from custody.destruction import law_permissions
from custody.destruction.actions import decisions, notices, papers
from custody.destruction.models import AuthorityDecision, Instruction, ManifestLine, OrderLine
from custody.destruction.selectors.decisions import reference_of
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from tests.alerts.conftest import let_pass
from tests.destruction import decided, lawful, stories
from tests.destruction.test_holds import authority, placed
from tests.destruction.test_holds import verified as verified_hold
from tests.destruction.test_papers import asked, at_the_fire, clock_of, goods_in_spain
from tests.evidence import exceptional
from tests.stories import act_of, fresh, now
from tests.web.desk import text_of

DAY = timedelta(days=1)


def held(cast, *, verified=True):
    [unit] = stories.kept(cast)
    hold = placed(cast, [unit])
    if verified:
        verified_hold(cast, hold)
    return unit, hold


def test_a_hold_bars_the_fire_until_a_second_person_has_read_that_it_was_lifted(cast, refused):
    unit, hold = held(cast)

    found = decided.lift_recorded(cast, hold, reference=" kp 9/26 ", document=None)

    assert authority(unit) == "held"
    assert (found.state, found.authority, reference_of(found)) == ("recorded", "court", "kp 9/26")
    with refused("decision.waits"):
        decided.lift_recorded(cast, hold, by=cast.second_case_officer)
    with refused("decision.own", "Another person must verify the decision that you recorded"):
        decided.verified(found, by=cast.case_officer)
    with refused("decision.no_paper"):
        decided.verified(found, by=cast.second_case_officer)
    decisions.attach_decision_paper(act=act_of(cast.supervisor), decision_id=found.id, document=decided.PDF)
    with pytest.raises(StaleVersion):
        decisions.verify_decision(act=act_of(cast.second_case_officer), decision_id=found.id, expected_seq=1)
    decided.verified(found, by=cast.second_case_officer)

    assert authority(unit) == "none"
    with refused("decision.closed", "This decision was already verified"):
        decided.verified(found, by=cast.supervisor)
    assert not replay_state().findings


def test_a_decision_that_is_not_what_its_paper_says_changes_nothing(cast, refused):
    unit, hold = held(cast)
    found = decided.lift_recorded(cast, hold)

    def refuse(officer, reason="Another seizure"):
        return decisions.refuse_decision(act=act_of(officer), decision_id=found.id, reason=reason)

    with refused("decision.own"):
        refuse(cast.case_officer)
    assert refuse(cast.supervisor).state == "refused"
    assert authority(unit) == "held"
    with refused("decision.closed", "This decision was already refused"):
        decisions.attach_decision_paper(act=act_of(cast.supervisor), decision_id=found.id, document=decided.PDF)
    assert decided.lifted(cast, hold).lifted_by == cast.second_case_officer
    with pytest.raises(NotFound):
        decisions.verify_decision(act=act_of(cast.supervisor), decision_id=uuid4())
    assert not replay_state().findings


def test_a_hold_that_nobody_verified_and_what_a_replay_tells_need_no_paper(cast):
    unit, hold = held(cast, verified=False)
    decided.verified(decided.lift_recorded(cast, hold, document=None), by=cast.second_case_officer)
    assert authority(unit) == "none"

    units = stories.kept(cast)
    lawful.instructed(cast, units[0])
    found = papers.close_instruction(
        act=act_of(cast.case_officer), seizure_id=units[0].seizure_id, paper=decided.paper(document=None)
    )
    act = act_of(cast.supervisor, basis=Basis.SCENARIO, occurred_at=now())
    decisions.verify_decision(act=act, decision_id=found.id)
    assert not Instruction.objects.filter(closed_at__isnull=True).exists()


@pytest.mark.parametrize(("days", "code"), [(1, "paper.future"), (-2, "paper.before_seizure")])
def test_no_paper_is_of_a_day_to_come_or_older_than_the_seizure(cast, refused, days, code):
    unit, hold = held(cast)
    order = lawful.spoken(cast, stories.kept(cast))
    wrong = stories.local_day(now() + days * DAY)
    paper = decided.paper(decided_on=wrong)

    for record in (
        lambda: decided.lift_recorded(cast, hold, decided_on=wrong),
        lambda: lawful.authorised(cast, order, paper=paper),
        lambda: decided.retained(cast, asked(cast, unit), paper=paper),
        lambda: papers.confirm_oral_order(
            act=act_of(cast.supervisor), order_id=order.id, number="A 1", confirmed_on=wrong, document=decided.PDF
        ),
    ):
        with refused(code):
            record()


def test_a_reference_is_asked_of_every_decision(cast, refused):
    _, hold = held(cast)
    with refused("paper.no_reference"):
        decided.lift_recorded(cast, hold, reference=" ")
    with pytest.raises(InvalidInput):
        decided.lift_recorded(cast, hold, document=b"no paper")
    assert not AuthorityDecision.objects.exists()


def test_one_officer_neither_authorises_an_order_nor_ends_what_bars_it(cast, refused):
    units = stories.kept(cast)
    lawful.instructed(cast, units[0])
    order = stories.recorded(cast, units)
    consent = papers.authorise_order(
        act=act_of(cast.case_officer), order_id=order.id, authority="investigating_judge", paper=decided.paper()
    )

    with refused("order.judge"):
        stories.verified(cast, order)
    with refused("decision.own"):
        decided.verified(consent, by=cast.case_officer)
    end = papers.close_instruction(act=act_of(cast.case_officer), seizure_id=units[0].seizure_id, paper=decided.paper())
    with refused("decision.own"):
        decided.verified(end, by=cast.case_officer)
    decided.verified(consent, by=cast.second_case_officer)
    order.refresh_from_db()
    assert order.consent.recorded_by == cast.case_officer
    assert stories.verified(cast, order).state == "verified"


def test_a_denial_of_what_is_to_be_retained_counts_when_another_verified_it(cast, refused):
    units = stories.kept(cast)
    session = at_the_fire(cast, units)
    request = asked(cast, units[0])
    found = notices.decide_retention(
        act=act_of(cast.supervisor), retention_id=request.id, outcome="denied", reason="Samples do", retain_mg=1,
        paper=decided.paper(),
    )  # fmt: skip

    with refused("burn.retention_open"):
        stories.burn(cast, session)
    with pytest.raises(NotPermitted):  # who decides is a supervisor, and not who recorded it
        decided.verified(found, by=cast.second_case_officer)
    with refused("decision.own"):
        decided.verified(found, by=cast.supervisor)
    decided.verified(found, by=cast.second_supervisor)
    request.refresh_from_db()
    assert (request.state, request.answer, request.retain_mg) == ("denied", "Samples do", 1)
    assert stories.burn(cast, session).state == "burnt"


def test_a_judge_who_gets_the_case_after_the_order_must_authorise_it_before_the_fire(cast, refused):
    units = stories.kept(cast)
    session = at_the_fire(cast, units)
    lawful.instructed(cast, units[0])

    why = f"{units[0].label} cannot be burnt: an investigating judge must authorise its order first"
    with refused("burn.judge", why):
        stories.burn(cast, session)
    lawful.authorised(cast, units[0].order_lines.get().order)
    assert stories.burn(cast, session).state == "burnt"


# --- orders that are revoked ---------------------------------------------------------------------------------


def running(subject, kind):
    return Clock.objects.filter(subject_id=subject, clock_type=kind, closed_at__isnull=True).exists()


def test_an_order_that_its_authority_revoked_burns_nothing_and_is_awaited_anew(cast, refused):
    units = sorted(stories.kept(cast, count=2), key=lambda unit: unit.label)
    session = at_the_fire(cast, units)
    order = units[0].order_lines.get().order
    found = decided.revocation(cast, order)

    why = f"{units[0].label} cannot be burnt: a revocation of its order waits to be verified"
    with refused("burn.revocation", why):
        stories.burn(cast, session)
    assert running(units[0].id, "ORDER_AGE")
    decided.verified(found, by=cast.supervisor)

    order.refresh_from_db()
    assert order.state == "revoked"
    assert {unit.authority_state for unit in fresh(units)} == {"none"}
    assert not OrderLine.objects.filter(order=order, live=True).exists()
    assert not ManifestLine.objects.filter(session=session, live=True).exists()
    assert not running(units[0].id, "ORDER_AGE")
    assert running(units[0].id, "TARGET_DESTRUCTION")
    assert running(units[0].seizure_id, "ORDER_LATENCY")
    assert told([units[0].stream_id], limit=1)[0].type.code == "order.revoked/1"
    with refused("burn.empty"):
        stories.burn(cast, session)
    with refused("order.closed", "This order was already revoked"):
        decided.revocation(cast, order)
    with refused("order.closed", "This order was already revoked"):
        stories.verified(cast, order)
    assert stories.ordered(cast, units=fresh(units))
    assert not replay_state().findings


def test_what_is_held_back_when_its_order_is_revoked_goes_back_to_no_order(cast):
    [unit] = stories.ordered(cast)
    hold = placed(cast, [unit])

    decided.revoked(cast, unit.order_lines.get().order)

    assert authority(unit) == "held"
    decided.lifted(cast, hold)
    assert authority(unit) == "none"


def test_a_revoked_oral_order_owes_no_paper(cast, refused):
    order = lawful.spoken(cast, stories.kept(cast))
    with refused("order.not_verified"):
        decided.revocation(cast, order)
    stories.verified(cast, order)
    decided.revoked(cast, order)

    assert not running(order.id, "ORAL_CONFIRMATION")
    with refused("order.settled"):
        papers.confirm_oral_order(
            act=act_of(cast.supervisor), order_id=order.id, number="A 1", confirmed_on=stories.local_day(now()),
            document=decided.PDF,
        )  # fmt: skip


def test_ash_cannot_be_ordered_back(cast, refused):
    [unit] = stories.burnt_units(stories.burnt(cast))
    with refused("order.nothing_left"):
        decided.revocation(cast, unit.order_lines.get().order)


def test_who_records_and_who_verifies(cast):
    [unit] = stories.ordered(cast)
    order, allowed = unit.order_lines.get().order, {"4801", "4802", "4901", "4902"}
    found = decided.revocation(cast, order)
    for badge, officer in cast.by_badge.items():
        if badge in allowed:
            continue
        for do in (
            lambda by=officer: decided.revocation(cast, order, by=by),
            lambda by=officer: decided.verified(found, by=by),
            lambda by=officer: decisions.refuse_decision(act=act_of(by), decision_id=found.id, reason="x"),
            lambda by=officer: decisions.attach_decision_paper(
                act=act_of(by), decision_id=found.id, document=decided.PDF),
        ):  # fmt: skip
            with pytest.raises(NotPermitted, match="You do not have the role"):
                do()


def test_a_rejected_objection_opens_the_way_once_another_read_the_paper(cast, refused):
    units = goods_in_spain(cast)
    notice = lawful.noticed(cast, units)
    notices.record_objection(act=act_of(cast.case_officer), notice_id=notice.id, grounds="Counter-expertise")
    assert clock_of(notice).closed_by == "notice.answered/1"
    lawful.run_out(notice)
    with refused("notice.not_running"):
        notices.settle_notice(act=act_of(cast.supervisor), notice_id=notice.id)
    found = decided.objection_recorded(cast, notice, document=None)
    with refused("order.notice_answered"):
        stories.recorded(cast, units, authority="agency")
    with refused("decision.waits"):
        decided.objection_recorded(cast, notice)
    with refused("decision.no_paper"):
        decided.verified(found, by=cast.second_case_officer)
    with refused("notice.own"):
        law_permissions.check_can_close_notice(cast.case_officer, fresh([notice])[0])
    decisions.attach_decision_paper(act=act_of(cast.case_officer), decision_id=found.id, document=decided.PDF)
    with refused("decision.own"):
        decided.verified(found, by=cast.supervisor)
    decided.verified(found, by=cast.second_case_officer)
    notice.refresh_from_db()
    assert (notice.state, notice.closed_by) == ("rejected", cast.second_case_officer)
    with refused("notice.settled"):
        decided.objection_recorded(cast, notice)

    assert stories.recorded(cast, units, authority="agency").state == "recorded"


# --- the clock of the second pair of eyes -------------------------------------------------------------------


def waits(subject):
    return Clock.objects.filter(subject_id=subject.id, clock_type="SECOND_EYES", closed_at__isnull=True).exists()


def test_what_waits_for_a_second_pair_of_eyes_has_a_clock_an_alert_and_a_place_on_the_home_page(cast):
    order = stories.recorded(cast, stories.kept(cast))
    assert waits(order)
    stories.verified(cast, order)
    unit, hold = held(cast)
    lawful.instructed(cast, unit)
    lift = decided.lift_recorded(cast, hold)
    made = [lift, decided.revocation(cast, order), papers.close_instruction(
        act=act_of(cast.case_officer), seizure_id=unit.seizure_id, paper=decided.paper())]
    assert all(waits(each) for each in made)
    assert not waits(order)
    [lent] = stories.kept(cast)
    proposal = exceptional.asked(cast, lent, "hand_out", by=cast.case_officer)
    assert waits(lent)
    exceptional.decided(proposal, by=cast.regional_head, approve=False)
    assert not waits(lent)

    home = text_of(cast.second_case_officer, "/")
    assert all(f"Verify: {what}" in home for what in ("A hold is lifted", "An order is revoked"))
    assert "Verify: " not in text_of(cast.case_officer, "/")
    let_pass(lift, "SECOND_EYES", past_due=timedelta(minutes=1))
    fire(engine="test")
    alert = Alert.objects.get(subject_kind="decision", subject_id=lift.id)
    assert (alert.rule, alert.stage, alert.level) == ("AL1", "due", 3)
    assert "A hold is lifted" in text_of(cast.supervisor, "/alerts/")

    decisions.refuse_decision(act=act_of(cast.supervisor), decision_id=lift.id, reason="Another paper")
    decided.verified(made[1], by=cast.supervisor)
    assert not any(waits(each) for each in made[:2])
    assert not Alert.objects.filter(subject_kind="decision", resolved_at__isnull=True).exists()
