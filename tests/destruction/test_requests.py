"""A magistrate is asked on one page: the link is good once, the answer is order, hold, ask or refuse (C16)."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from custody.alerts.models import Alert
from custody.alerts.passes.fire import fire
from custody.alerts.rules.table import RULES_BY_CODE
from custody.alerts.selectors.parties import parties_of
from custody.core.errors import NotAllowedNow, NotFound, NotPermitted, StaleVersion
from custody.deadlines.models import Clock
from custody.destruction.actions import holds, requests
from custody.destruction.models import OrderRequest
from custody.destruction.selectors.papers import (
    asked_of_me,
    latency_of,
    photos_of,
    proposed_text,
    request_asked_of,
    request_for,
    units_asked,
)
from custody.evidence.actions import beside
from custody.evidence.models import Consultation, Hold
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from custody.organisation.actions.register import change_officer
from custody.organisation.roles import Role
from custody.reports.figures import answer_table, year_figures
from tests import packs
from tests.alerts.conftest import let_pass
from tests.destruction import lawful, stories
from tests.destruction.asking import answered, linked, made, opened
from tests.destruction.lawful import goods, under
from tests.stories import act_of, fresh

HOUR = timedelta(hours=1)


def test_what_was_found_beside_the_drugs_keeps_nobody_from_asking_about_them(cast):
    units = stories.kept(cast)
    for kind in ("weapon", "vehicle", "cash"):
        beside.register_beside(act=act_of(cast.officer), seizure_id=units[0].seizure_id, exhibit_kind=kind,
                               description="as it was found")  # fmt: skip

    request = made(cast, units)

    assert [unit.label for unit in units_asked(request)] == sorted(unit.label for unit in units)


def test_the_prosecutor_is_asked_in_the_words_of_the_jurisdiction_and_orders(cast):
    under(cast, packs.shipped("BE"))
    units = stories.kept(cast, count=2)
    request = made(cast, units, language="nl")
    assert proposed_text(request).startswith(f"Ik beveel de vernietiging van de goederen van inbeslagname "
                                             f"{units[0].seizure.code_word}, 2 colli, proces-verbaal PV 12/2026")
    assert [unit.label for unit in units_asked(request)] == sorted(unit.label for unit in units)
    assert asked_of_me(cast.by_badge["4971"]) == [request]

    opened(cast, request)
    request = answered(cast, request, "order", words=None)

    order = request.order
    assert (order.state, order.recorded_by.badge, order.authority, order.unit_count) == (
        "recorded", "4971", "prosecutor", 2,
    )  # fmt: skip
    assert timedelta(0) < latency_of(request) < HOUR
    assert request.opened_at is not None
    stories.verified(cast, order)
    assert {unit.authority_state for unit in fresh(units)} == {"ordered"}
    assert asked_of_me(cast.by_badge["4971"]) == []
    assert [str(each) for each in replay_state().findings] == []


def test_an_overdue_answer_climbs_and_a_question_back_stops_its_clock(cast):
    def running(request):
        return Clock.objects.filter(subject_id=request.id, clock_type="ANSWER_OWED", closed_at__isnull=True)

    request = made(cast, stories.kept(cast))
    (clock,) = running(request)
    assert (clock.due_at - clock.started_at, clock.subject_kind) == (12 * HOUR, "request")
    let_pass(request, "ANSWER_OWED", past_due=timedelta(minutes=1))
    fire(engine="test")
    alert = Alert.objects.get(subject_kind="request", subject_id=request.id)
    assert {each.badge for each in parties_of([alert])[request.id]} == {request.asked_by.badge, "4971"}

    opened(cast, request)
    answered(cast, request, "ask", words="how many packages were tested")
    assert not running(request).exists()
    assert Alert.objects.get(pk=alert.pk).resolved_at is not None
    requests.explain_request(act=act_of(cast.case_officer), request_id=request.id, words="forty of them")
    assert running(request).get().started_at > clock.started_at

    opened(cast, OrderRequest.objects.get(pk=request.pk))
    answered(cast, request, "refuse", words="not before the trial")
    assert not running(request).exists()
    year = year_figures(year=request.asked_at.year, at=clock.started_at + timedelta(days=1))
    assert dict(answer_table(year)) == {"asked": 1, "waiting": 0, "median_minutes_to_answer": 0}
    assert [str(each) for each in replay_state().findings] == []


def test_while_the_judge_has_the_case_the_order_of_the_page_is_not_complete_without_him(cast, refused):
    units = stories.kept(cast)
    lawful.instructed(cast, units[0])
    request = answered(cast, opened(cast, made(cast, units)), "order")

    with refused("order.judge"):
        stories.verified(cast, request.order)
    lawful.authorised(cast, request.order)
    assert stories.verified(cast, request.order).state == "verified"


def test_a_hold_bars_the_goods_at_once(cast):
    units = stories.kept(cast)
    answered(cast, opened(cast, made(cast, units)), "hold", words="A second opinion first")

    assert {unit.authority_state for unit in fresh(units)} == {"held"}
    hold = Hold.objects.get(unit=units[0])
    assert (hold.authority, hold.placed_by.badge, hold.reference) == ("prosecutor", "4971", "PV 12/2026")
    holds.verify_hold(act=act_of(cast.case_officer), hold_id=hold.id)


def test_a_question_comes_back_answered_under_a_new_link(cast, refused):
    request = answered(cast, opened(cast), "ask", words="Who sampled it?")
    assert (request.state, request.answer) == ("answered", "ask")
    with refused("request.open"):
        made(cast, units_asked(request))
    with refused("request.answered"):
        linked(cast, request)
    request = requests.explain_request(act=act_of(cast.second_case_officer), request_id=request.id, words="4701 did")
    with refused("request.no_question"):
        requests.explain_request(act=act_of(cast.case_officer), request_id=request.id, words="Again")

    assert answered(cast, opened(cast, request), "order").order is not None


def test_a_refusal_leaves_the_goods_and_another_may_be_asked(cast):
    units = stories.kept(cast)
    answered(cast, opened(cast, made(cast, units)), "refuse", words="Not yet")

    assert {unit.authority_state for unit in fresh(units)} == {"none"}
    assert made(cast, units).state == "open"


def test_a_link_is_good_once_for_one_person_and_for_a_day(cast, refused):
    request = made(cast)
    first = linked(cast, request)
    second = linked(cast, request)
    prosecutor = cast.by_badge["4971"]

    with refused("request.link"):
        requests.open_request(act=act_of(prosecutor), secret=first)
    with refused("request.not_yours"):
        requests.open_request(act=act_of(cast.by_badge["4972"]), secret=second)
    tried = Alert.objects.get(rule="LINK")
    assert (tried.subject_id, tried.about) == (request.seizure_id, [cast.by_badge["4972"].id])
    assert {Role.CASE_OFFICER, Role.SUPERVISOR} == set(RULES_BY_CODE["LINK"].rungs[0].roles)
    assert tried.resolved_at is None
    assert requests.open_request(act=act_of(prosecutor), secret=second).id == request.id
    with refused("request.link", "This link was used or has run out. Ask the case officer for a new one"):
        requests.open_request(act=act_of(prosecutor), secret=second)
    third = linked(cast, request)
    tried.refresh_from_db()
    assert tried.resolved_at is not None, "a new link ends the old one"
    OrderRequest.objects.update(link_expires_at=request.asked_at - HOUR)
    with refused("request.link"):
        requests.open_request(act=act_of(prosecutor), secret=third)


def test_the_link_is_kept_nowhere(cast):
    request = made(cast)
    secret = linked(cast, request)
    row = OrderRequest.objects.get()

    assert secret.encode() not in bytes(row.link_token)
    last = told([request.stream_id], limit=1)[0]
    assert last.type.code == "request.linked/1"
    assert secret not in str(last.values)


def test_the_first_opening_is_when_the_magistrate_knew(cast):
    request = opened(cast)
    first = request.opened_at

    assert opened(cast, request).opened_at == first


def test_what_changed_meanwhile_stops_the_order_and_not_the_refusal(cast, refused):
    under(cast, packs.shipped("ES"))
    with refused("request.on_paper"):
        made(cast, goods(cast, "ES", samples=2, kept=1))
    units = stories.kept(cast)
    request = opened(cast, made(cast, units))
    holds.place_hold(
        act=act_of(cast.case_officer), unit_ids=[units[0].id], authority=request.authority, reference=request.reference,
        reason="x",
    )

    for answer, code in (("order", "lifecycle.authority"), ("hold", "hold.placed")):
        with refused(code):
            answered(cast, request, answer)
    assert answered(cast, request, "refuse").answer == "refuse"


def test_an_order_needs_no_words_and_everything_else_does(cast):
    request = opened(cast)
    for answer in ("hold", "ask", "refuse"):
        with pytest.raises(Exception, match=r".+"):
            answered(cast, request, answer, words=" ")
    with pytest.raises(Exception, match=r".+"):
        answered(cast, request, "burn")
    with pytest.raises(StaleVersion):
        answered(cast, request, "refuse", expected_seq=0)
    assert answered(cast, request, "order", words=None, number="PR 9/26").words is None


def test_who_may_be_asked_the_law_says(cast, refused):
    under(cast, packs.nowhere(order__procedure="order", order__judge="never"))
    units = goods(cast, "XX", samples=3, kept=2)

    with refused("request.not_theirs"):
        made(cast, units)
    request = made(cast, units, magistrate_badge="4973")
    assert request.authority == "committee"
    with refused("request.no_hold"):
        answered(cast, opened(cast, request, badge="4973"), "hold", badge="4973")
    assert answered(cast, request, "order", badge="4973").order.authority == "committee"


def test_nobody_asks_himself(cast, refused):
    units = stories.kept(cast)
    change_officer(act=act_of(cast.administrator), officer=cast.case_officer, clearance=2, is_active=True,
                   roles=[Role.CASE_OFFICER, Role.PROSECUTOR])  # fmt: skip

    with refused("people.same"):
        made(cast, units, magistrate_badge=cast.case_officer.badge)


def test_goods_that_need_several_authorities_are_not_asked_for_together(cast, refused):
    from custody.evidence.entries import NewExhibit
    from tests import stories as evidence

    more = packs.rule("order.authority", "prosecutor", extra='substance = "heroin"')
    under(cast, packs.nowhere(order__procedure="order", order__judge="never", more=more))
    exhibits = [NewExhibit(substance="cocaine", form="powder"), NewExhibit(substance="heroin", form="powder")]
    found = evidence.opened_seizure(cast, jurisdiction="XX", exhibits=exhibits)
    evidence.stored(cast, of=found)

    with refused("request.several"):
        requests.make_request(
            act=act_of(cast.case_officer), seizure_id=found.id, magistrate_badge="4971", reference="P"
        )


def test_who_asks_who_answers_and_who_reads(cast):
    units = stories.kept(cast)
    for badge, officer in cast.by_badge.items():
        if badge not in {"4801", "4802"}:
            with pytest.raises(NotPermitted, match="You do not have the role"):
                made(cast, units, act=act_of(officer))
    request = opened(cast, made(cast, units))
    for badge, officer in cast.by_badge.items():
        if badge != "4971":
            with pytest.raises(NotPermitted, match="for another person"):
                answered(cast, request, "refuse", act=act_of(officer))
            with pytest.raises(NotFound):
                request_asked_of(officer, request_id=request.id)
    assert request_for(cast.auditor, request_id=request.id) == request
    with pytest.raises(NotFound):
        request_for(cast.officer, request_id=request.id)


def test_a_magistrate_whose_office_ended_answers_no_more(cast):
    request = opened(cast)
    prosecutor = cast.by_badge["4971"]
    prosecutor.roles = ["witness"]
    with pytest.raises(NotPermitted, match="do not speak for this authority"):
        answered(cast, request, "refuse")
    assert asked_of_me(prosecutor) == []
    answered_one = OrderRequest(addressee_id=prosecutor.id, authority="prosecutor", state="answered")
    prosecutor.roles = ["prosecutor"]
    from custody.destruction.law_permissions import check_is_asked

    with pytest.raises(NotAllowedNow, match="answered already"):
        check_is_asked(prosecutor, answered_one)


def test_the_magistrate_looks_at_the_photos_and_it_is_recorded(cast):
    request = opened(cast)
    [photo] = photos_of(request)

    seen = requests.show_photo(act=act_of(cast.by_badge["4971"]), request_id=request.id, photo_id=photo.id)

    assert seen.content == stories.png()
    assert Consultation.objects.filter(subject_id=photo.id, officer__badge="4971").count() == 1
    with pytest.raises(NotFound):
        requests.show_photo(act=act_of(cast.by_badge["4971"]), request_id=request.id, photo_id=uuid4())
    with pytest.raises(NotFound):
        requests.show_photo(act=act_of(cast.by_badge["4971"]), request_id=uuid4(), photo_id=photo.id)


def test_an_answer_that_does_not_come_escalates_by_the_clock_of_the_order(cast):
    units = stories.kept(cast)
    made(cast, units)
    seizure = units[0].seizure
    assert Clock.objects.get(subject_id=seizure.id, clock_type="ORDER_LATENCY").closed_at is None

    let_pass(seizure, "ORDER_LATENCY", past_due=timedelta(minutes=1))
    fire(engine="test")

    assert Alert.objects.filter(subject_kind="seizure", subject_id=seizure.id, rule="AL1").exists()
