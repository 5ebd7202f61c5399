"""The papers around an order: the judge's part, the spoken word, notices, appeals, what is to be retained."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from custody.core.errors import NotFound, NotPermitted, StaleVersion
from custody.deadlines.models import Clock
from custody.destruction.actions import notices, orders, papers
from custody.ledger.selectors import told
from tests import packs
from tests.destruction import decided as decisions
from tests.destruction import lawful, stories
from tests.destruction.lawful import goods, under
from tests.stories import act_of, fresh, now

HOUR = timedelta(hours=1)


def clock_of(subject):
    return Clock.objects.filter(subject_id=subject.id).latest("started_at")


# --- the judge ----------------------------------------------------------------------------------------------


def test_while_a_judge_has_the_case_an_order_waits_for_the_authorisation(cast, refused):
    units = stories.kept(cast)
    lawful.instructed(cast, units[0])
    order = stories.recorded(cast, units)

    with refused("order.judge", "An investigating judge must authorise this order first. Record the authorisation"):
        stories.verified(cast, order)
    lawful.authorised(cast, order)
    with refused("order.authorised"):
        lawful.authorised(cast, order)
    assert stories.verified(cast, order).state == "verified"
    with refused("order.authorised"):
        lawful.authorised(cast, order)


def test_an_order_that_was_refused_needs_no_authorisation(cast, refused):
    units = stories.kept(cast)
    lawful.instructed(cast, units[0])
    order = stories.recorded(cast, units)
    orders.refuse_order(act=act_of(cast.second_case_officer), order_id=order.id, reason="Not what was said")

    with refused("order.settled"):
        lawful.authorised(cast, order)


def test_the_order_of_the_judge_is_the_authorisation(cast):
    units = stories.kept(cast)
    lawful.instructed(cast, units[0])

    assert stories.verified(cast, stories.recorded(cast, units, authority="investigating_judge")).state == "verified"


def test_a_case_that_left_the_judge_needs_no_authorisation(cast, refused):
    units = stories.kept(cast)
    seizure_id = units[0].seizure_id
    with refused("instruction.none"):
        papers.close_instruction(act=act_of(cast.supervisor), seizure_id=seizure_id, paper=decisions.paper())
    lawful.instructed(cast, units[0])
    with refused("instruction.open"):
        lawful.instructed(cast, units[0])
    found = papers.close_instruction(
        act=act_of(cast.second_case_officer), seizure_id=seizure_id, paper=decisions.paper()
    )
    with refused("instruction.own"):
        decisions.verified(found, by=cast.case_officer)
    decisions.verified(found, by=cast.supervisor)

    assert stories.verified(cast, stories.recorded(cast, units)).state == "verified"
    told_last = told([units[0].seizure.stream_id], limit=1)[0]
    assert told_last.type.code == "seizure.instruction_closed/1"


def test_a_reference_is_asked_for(cast, refused):
    [unit] = stories.kept(cast)
    with refused("paper.no_reference"):
        papers.open_instruction(act=act_of(cast.case_officer), seizure_id=unit.seizure_id, reference="  ")


# --- the spoken word ----------------------------------------------------------------------------------------


def test_an_oral_order_is_verified_by_who_heard_it_and_owes_its_paper(cast, refused):
    units = stories.kept(cast)
    order = lawful.spoken(cast, units)

    clock = clock_of(order)
    assert (clock.clock_type, clock.subject_kind, clock.due_at - clock.started_at) == (
        "ORAL_CONFIRMATION", "order", 24 * HOUR,
    )  # fmt: skip
    with refused("order.not_heard", "An order by word of mouth is verified by the one who heard it too"):
        orders.verify_order(act=act_of(cast.supervisor), order_id=order.id)
    stories.verified(cast, order)
    assert {unit.authority_state for unit in fresh(units)} == {"ordered"}
    with refused("order.own_confirmation"):
        confirmed(cast, order, act=act_of(cast.case_officer))
    confirmed(cast, order)
    assert clock_of(order).closed_by == "order.confirmed/1"
    with refused("order.confirmed"):
        confirmed(cast, order)


def confirmed(cast, order, **changes):
    return papers.confirm_oral_order(
        **({"act": act_of(cast.supervisor), "order_id": order.id, "number": "AN.77/2026",
            "confirmed_on": stories.local_day(now()), "document": b"%PDF-1.7 paper"} | changes)
    )


def test_an_oral_order_does_not_burn_before_its_paper(cast, refused):
    units = stories.kept(cast)
    order = lawful.spoken(cast, units)
    stories.verified(cast, order)
    session = stories.attested(cast, stories.at_furnace(cast, stories.staged(cast, stories.approved(
        cast, stories.planned(cast, fresh(units))))))

    with refused("burn.oral", f"{units[0].label} cannot be burnt: the oral order was not confirmed in writing"):
        stories.burn(cast, session)
    confirmed(cast, order)
    assert stories.burn(cast, session).state == "burnt"


def test_a_refused_oral_order_owes_no_paper(cast, refused):
    order = lawful.spoken(cast, stories.kept(cast))
    orders.refuse_order(act=act_of(cast.second_case_officer), order_id=order.id, reason="Not what was said")

    assert clock_of(order).closed_by == "order.refused/1"
    with refused("order.settled"):
        confirmed(cast, order)


def test_a_written_order_has_nothing_to_confirm(cast, refused):
    with refused("order.not_spoken"):
        confirmed(cast, stories.recorded(cast))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"listener_badge": "4801"}, "order.one_listener"),
        ({"listener_badge": "4601"}, "role.missing"),
        ({"spoken_by": " "}, "order.no_speaker"),
        ({"reasons": " "}, None),
        ({"authority": "agency"}, "order.authority"),
    ],
)
def test_an_oral_order_is_refused_by_name(cast, refused, changes, code):
    units = stories.kept(cast)
    with refused(code) if code else pytest.raises(Exception, match=r".+"):
        lawful.spoken(cast, units, **changes)


def test_where_the_law_wants_paper_the_word_does_not_count(cast, refused):
    under(cast, packs.shipped("US-TX"))
    units = goods(cast, "US-TX", samples=5)
    with refused("order.oral"):
        lawful.spoken(cast, units, authority="agency")


# --- notices and appeals ------------------------------------------------------------------------------------


def test_silence_counts_once_the_time_is_over_and_only_for_another_person(cast, refused):
    under(cast, packs.shipped("ES"))
    units = goods(cast, "ES", samples=2, kept=1)
    notice = lawful.noticed(cast, units)

    def settle(officer, **changes):
        return notices.settle_notice(act=act_of(officer), notice_id=notice.id, **changes)

    with refused("notice.own"):
        settle(cast.case_officer)
    with refused("notice.runs", "The time of this notice is not over yet"):
        settle(cast.supervisor)
    with refused("notice.unanswered"):
        decisions.objection_recorded(cast, notice)
    with refused("notice.open"):
        lawful.noticed(cast, units)
    lawful.run_out(notice)
    with pytest.raises(StaleVersion):
        settle(cast.supervisor, expected_seq=0)
    assert settle(cast.supervisor).state == "silent"
    assert clock_of(notice).closed_by == "notice.settled/1"
    with refused("notice.settled"):
        settle(cast.supervisor)
    with refused("notice.not_running"):
        notices.record_objection(act=act_of(cast.case_officer), notice_id=notice.id, grounds="Too late")
    with pytest.raises(NotFound):
        notices.settle_notice(act=act_of(cast.supervisor), notice_id=uuid4())


def appealed(cast, order, **changes):
    return notices.serve_order(
        **({"act": act_of(cast.case_officer), "order_id": order.id, "addressee": "owner", "reference": "S 1"} | changes)
    )


def test_a_suspensive_appeal_holds_the_fire_back(cast, refused):
    under(cast, packs.nowhere(
        jurisdiction="BE", order__authority="prosecutor", order__procedure="order", order__judge="never",
        sample__least=1, sample__kept=1, witness__supervisors=1, witness__distance="not_custodian",
        clock__max_storage=(30, "days"),
    ))  # fmt: skip
    units = goods(cast, "BE", samples=1, kept=1)
    order = stories.recorded(cast, units)
    with refused("appeal.not_verified"):
        appealed(cast, order)
    stories.verified(cast, order)
    session = stories.attested(cast, stories.at_furnace(cast, stories.staged(cast, stories.approved(
        cast, stories.planned(cast, fresh(units))))))
    with refused("burn.not_served"):
        stories.burn(cast, session)
    notice = appealed(cast, order)
    clock = clock_of(notice)
    assert (clock.clock_type, clock.due_at - clock.started_at) == ("APPEAL_WINDOW", 36 * HOUR)
    with refused("notice.open"):
        appealed(cast, order)
    with refused("burn.appeal"):
        stories.burn(cast, session)
    lawful.silent(cast, notice)

    assert stories.burn(cast, session).state == "burnt"


def test_where_nobody_can_appeal_nothing_is_served(cast, refused):
    under(cast, packs.shipped("US-TX"))
    order = stories.recorded(cast, goods(cast, "US-TX", samples=5, kept=1), authority="agency")
    stories.verified(cast, order)
    with refused("appeal.none"):
        appealed(cast, order)


def test_an_appeal_that_does_not_suspend_has_its_clock_and_lets_the_fire_go_on(cast):
    units = stories.kept(cast)
    order = stories.verified(cast, stories.recorded(cast, units))
    notice = appealed(cast, order)

    assert clock_of(notice).clock_type == "APPEAL_WINDOW"
    session = stories.attested(cast, stories.at_furnace(cast, stories.staged(cast, stories.approved(
        cast, stories.planned(cast, fresh(units))))))
    assert stories.burn(cast, session).state == "burnt"


# --- what is to be retained ---------------------------------------------------------------------------------


def asked(cast, unit, **changes):
    return notices.ask_retention(
        **({"act": act_of(cast.case_officer), "seizure_id": unit.seizure_id, "authority": "prosecutor",
            "retain_mg": 10_000, "reason": "For the jury"} | changes)
    )


def decided(cast, found, outcome="granted", **changes):
    return decisions.retained(cast, found, outcome, **changes)


def test_what_must_be_retained_is_taken_before_the_rest_burns(cast, refused):
    units = stories.kept(cast)
    found = asked(cast, units[0])
    with refused("retention.open"):
        asked(cast, units[0])
    assert decided(cast, found, retain_mg=8_000).retain_mg == 8_000
    lawful.sampled(cast, units[0], samples=1, kept=1, sample_mg=5_000)
    session = at_the_fire(cast, units)
    with refused("burn.retain"):
        stories.burn(cast, session)


def test_enough_retained_lets_the_rest_burn(cast):
    units = stories.kept(cast)
    decided(cast, asked(cast, units[0]))
    lawful.sampled(cast, units[0], samples=2, kept=2, sample_mg=5_000)

    assert stories.burn(cast, at_the_fire(cast, fresh(units))).state == "burnt"


def at_the_fire(cast, units):
    stories.verified(cast, stories.recorded(cast, fresh(units)))
    return stories.attested(cast, stories.at_furnace(cast, stories.staged(cast, stories.approved(
        cast, stories.planned(cast, fresh(units))))))


def test_nothing_burns_while_a_request_to_retain_is_open_and_an_appeal_opens_it_again(cast, refused):
    units = stories.kept(cast)
    session = at_the_fire(cast, units)
    found = asked(cast, units[0])
    with refused("burn.retention_open"):
        stories.burn(cast, session)
    with refused("retention.not_denied"):
        notices.appeal_retention(act=act_of(cast.case_officer), retention_id=found.id, grounds="x")
    decided(cast, found, "denied")
    with refused("retention.decided"):
        decided(cast, found)
    notices.appeal_retention(act=act_of(cast.case_officer), retention_id=found.id, grounds="The defence insists")
    with refused("burn.retention_open"):
        stories.burn(cast, session)
    assert decided(cast, found, "denied").state == "refused"
    with refused("retention.not_denied"):
        notices.appeal_retention(act=act_of(cast.case_officer), retention_id=found.id, grounds="Again")
    assert stories.burn(cast, session).state == "burnt"


def test_a_request_to_retain_is_of_something_and_decided_by_another(cast, refused):
    [unit] = stories.kept(cast)
    with refused("retention.nothing"):
        asked(cast, unit, retain_mg=0)
    found = asked(cast, unit)
    found.asked_by_id = cast.supervisor.id
    from custody.destruction.law_permissions import check_can_decide_retention

    with refused("retention.own"):
        check_can_decide_retention(cast.supervisor, found)
    with pytest.raises(NotFound):
        notices.decide_retention(
            act=act_of(cast.supervisor), retention_id=uuid4(), outcome="denied", reason="x", paper=decisions.paper()
        )


# --- who ----------------------------------------------------------------------------------------------------

CASE = {"4801", "4802"}
VERIFIERS = CASE | {"4901", "4902"}


def test_who_may_record_the_papers(cast):
    units = stories.kept(cast)
    order = stories.recorded(cast, units)
    serve = goods_in_spain(cast)
    acts = {
        "instruction": (CASE, lambda by: papers.open_instruction(
            act=by, seizure_id=units[0].seizure_id, reference="I")),
        "authorise": (CASE, lambda by: lawful.authorised(cast, order, act=by)),
        "notice": (CASE, lambda by: lawful.noticed(cast, serve, act=by)),
        "retain": (CASE, lambda by: asked(cast, units[0], act=by)),
    }
    for badge, officer in cast.by_badge.items():
        for allowed, do in acts.values():
            if badge not in allowed:
                with pytest.raises(NotPermitted, match="You do not have the role"):
                    do(act_of(officer))
    for _, do in acts.values():
        do(act_of(cast.case_officer))


def goods_in_spain(cast):
    under(cast, packs.shipped("ES"))
    return goods(cast, "ES", samples=2, kept=1)


def test_who_may_settle_a_notice(cast):
    notice = lawful.noticed(cast, goods_in_spain(cast))
    lawful.run_out(notice)
    for badge, officer in cast.by_badge.items():
        if badge not in VERIFIERS - {"4801"}:
            with pytest.raises(NotPermitted):
                notices.settle_notice(act=act_of(officer), notice_id=notice.id)
    notices.settle_notice(act=act_of(cast.second_case_officer), notice_id=notice.id)


def test_the_replay_knows_all_papers(cast):
    from custody.ledger.replay import replay_state

    units = stories.kept(cast)
    lawful.instructed(cast, units[0])
    order = lawful.spoken(cast, units)
    lawful.authorised(cast, order)
    confirmed(cast, order)
    decided(cast, asked(cast, units[0]))
    spain = goods_in_spain(cast)
    notices.record_objection(act=act_of(cast.case_officer), notice_id=lawful.noticed(cast, spain).id, grounds="x")

    assert [str(each) for each in replay_state().findings] == []


