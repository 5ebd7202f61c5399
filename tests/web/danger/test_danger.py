"""Two touches from any page call for help; a commander sees where and who; a silent report shows its maker nothing."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

from custody.alerts.duress import duress_token
from custody.alerts.models import Alert, DuressCode
from custody.evidence.actions.incident import end_incident
from custody.evidence.lists import INCIDENT_KINDS
from custody.evidence.models import Consultation, Incident
from custody.organisation.actions.register import change_officer
from custody.organisation.models import Officer
from custody.organisation.roles import Role
from custody.web.danger.words import KINDS
from tests import stories
from tests.danger import POLICE, a_site, present, reported
from tests.stories import act_of
from tests.web.desk import MOST_QUERIES, browser_of, errors_in, page_of, queries_of, send, text_of
from tests.web.shared.pages import read, words

DANGER, TIME, OWN_CODE = reverse("danger:report"), reverse("danger:time"), reverse("danger:own_code")


def links_of(officer, path):
    return {each.get("href") for each in page_of(officer, path).iter("a")}


def touch(officer, **pressed):
    """Press one button of the danger page and return the answer."""
    return send(officer, DANGER, pressed)


# --- two touches ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["officer", "crew", "supervisor", "auditor", "administrator", "nobody"])
def test_every_page_of_every_officer_leads_to_the_danger_page(cast, name):
    assert DANGER in links_of(getattr(cast, name), "/")
    assert DANGER in links_of(getattr(cast, name), "/accessibility/")
    page_of(getattr(cast, name), DANGER)


def test_who_opened_it_by_mistake_goes_back_without_touching_anything(cast):
    backs = [each.get("href") for each in page_of(cast.officer, DANGER).iter("a") if each.get("class") == "c-back"]

    assert backs == ["/"]


def test_who_is_not_signed_in_sees_no_button(client, db):
    assert DANGER not in client.get("/accessibility/").content.decode()
    assert client.get(DANGER).status_code == 302


def test_each_kind_is_one_touch_and_has_its_word():
    assert tuple(KINDS) == INCIDENT_KINDS


def test_a_touch_reports_and_says_who_is_called_and_whom_to_call(cast):
    site = a_site(cast, police_phone=POLICE)
    present(cast.officer, site)
    buttons = [each for each in page_of(cast.officer, DANGER).iter("button") if each.get("name") == "kind"]
    assert [each.get("value") for each in buttons] == list(KINDS)
    assert f"tel:{POLICE}" in links_of(cast.officer, DANGER)

    answer = touch(cast.officer, kind="drone")

    made = Incident.objects.get()
    assert (made.kind, made.silent, made.site, made.reported_by) == ("drone", False, site, cast.officer)
    assert answer["Location"] == reverse("danger:sent", args=[made.id])
    text = text_of(cast.officer, answer["Location"])
    assert "Help is called" in text
    assert "Badge 4903" in text
    assert "Nobody has answered yet" in text
    assert f"tel:{POLICE}" in links_of(cast.officer, answer["Location"])


def test_without_a_known_site_the_page_offers_the_emergency_number(cast, settings):
    settings.CUSTODY_EMERGENCY_NUMBER = "911"
    answer = touch(cast.officer, kind="threat")

    for path in (answer["Location"], DANGER):
        assert "Call the emergency number" in text_of(cast.officer, path)
        assert "tel:911" in links_of(cast.officer, path)


def test_where_the_goods_lie_is_not_said_to_who_holds_them(cast):
    stories.contained(cast)

    answer = touch(cast.officer, kind="watched")

    made = Incident.objects.get()
    assert made.site is not None
    for path in (DANGER, answer["Location"]):
        assert made.site.code_word not in text_of(cast.officer, path)


def test_a_second_press_of_the_same_button_is_one_report(cast):
    key = uuid4()
    first, second = (send(cast.officer, DANGER, {"kind": "drone"}, key=key) for _ in range(2))

    assert first["Location"] == second["Location"]
    assert Incident.objects.count() == 1


def test_another_button_of_a_page_that_was_sent_before_is_a_report_of_its_own(cast):
    key = uuid4()
    send(cast.officer, DANGER, {"kind": "watched"}, key=key)

    answer = send(cast.officer, DANGER, {"kind": "break_in"}, key=key)

    assert answer.status_code == 302
    assert set(Incident.objects.values_list("kind", flat=True)) == {"watched", "break_in"}


@pytest.mark.parametrize("sent", [{}, {"idempotency_key": "lost"}, {"kind": "nonsense", "expected_seq": "x"}])
def test_a_form_that_lost_something_reports_all_the_same(cast, sent):
    answer = browser_of(cast.officer).post(DANGER, sent)

    assert answer.status_code == 302
    assert Incident.objects.get().kind == "other"


def test_the_confirmation_says_who_answers_and_when_it_is_over(cast):
    path = touch(cast.officer, kind="drone")["Location"]
    made = Incident.objects.get()

    send(cast.duty_officer, reverse("danger:take", args=[made.id]), {})
    assert "Badge 4903 answers since" in text_of(cast.officer, path)

    end_incident(act=act_of(cast.duty_officer), incident_id=made.id, finding="A bird")
    assert "that it is over" in text_of(cast.officer, path)


def test_the_confirmation_is_for_who_reported(cast):
    made = reported(cast.officer)

    for other in (cast.crew, cast.duty_officer):
        page_of(other, reverse("danger:sent", args=[made.id]), status=404)


def test_a_commander_who_reports_is_led_to_where_it_is(cast):
    path = touch(cast.supervisor, kind="watched")["Location"]

    assert reverse("danger:incident", args=[Incident.objects.get().id]) in links_of(cast.supervisor, path)


def test_the_pages_ask_little(cast):
    a_site(cast)
    made = reported(cast.officer)

    assert queries_of(cast.officer, DANGER) <= 10
    assert queries_of(cast.officer, reverse("danger:sent", args=[made.id])) <= MOST_QUERIES
    assert queries_of(cast.duty_officer, reverse("danger:incident", args=[made.id])) <= MOST_QUERIES


# --- in silence -----------------------------------------------------------------------------------------


def test_a_silent_touch_leads_to_the_ordinary_first_page(cast):
    answer = touch(cast.officer, silent="threat")

    made = Incident.objects.get()
    assert (made.kind, made.silent) == ("threat", True)
    assert answer["Location"] == reverse("home:home")
    page_of(cast.officer, reverse("danger:sent", args=[made.id]), status=404)


def test_the_time_touched_three_times_reports_in_silence_and_looks_as_ever(cast):
    assert TIME in links_of(cast.officer, "/")  # the first touch: the time in the footer
    first = page_of(cast.officer, TIME)
    assert "?again=1" in {each.get("href") for each in first.iter("a")}  # the second: a look that is a link
    second = page_of(cast.officer, f"{TIME}?again=1")
    assert [each.get("action") for each in second.iter("form") if each.get("action") == TIME] == [TIME]

    assert words(first.find("body")) == words(second.find("body"))
    assert not Incident.objects.exists()

    answer = send(cast.officer, TIME, {})

    assert Incident.objects.get().silent
    assert answer["Location"] == TIME
    assert words(page_of(cast.officer, TIME).find("body")) == words(first.find("body"))


# --- answering ------------------------------------------------------------------------------------------


@pytest.fixture
def danger(cast):
    """Report danger at a site with a store, a guard and goods, silently; return the report."""
    site = a_site(cast, places=["HERON", "BITTERN"], police_phone=POLICE)
    stories.stored(cast)
    present(cast.officer, site)
    present(cast.crew, site, on_guard=True)
    return reported(cast.officer, kind="watched", silent=True, remark="a white van")


def test_a_commander_sees_at_once_where_and_who_and_it_is_recorded(cast, danger):
    path = reverse("danger:incident", args=[danger.id])

    text = text_of(cast.duty_officer, path)

    for said in ("We are watched", "GANNET", "Name of Bittern quay 1742", "4501", "On guard", "a white van",
                 "Badge 4601: 1 unit", "Reported in silence", "Do not call or write", "Who reported it is at GANNET",
                 "Waits to be sent"):  # fmt: skip
        assert said in text, said
    assert f"tel:{POLICE}" in links_of(cast.duty_officer, path)
    look = Consultation.objects.get()
    assert (look.officer, look.subject_id, look.field_group) == (cast.duty_officer, danger.id, "place")


def test_the_alert_leads_at_once_to_where_it_is_and_back(cast, danger):
    alert, page = Alert.objects.get(), reverse("danger:incident", args=[danger.id])

    answer = browser_of(cast.duty_officer).get(reverse("alerts:alert", args=[alert.id]))

    assert answer["Location"] == page
    [back] = [link for link in links_of(cast.duty_officer, page) if "?full=1" in (link or "")]
    assert "Somebody is in danger" in text_of(cast.duty_officer, back)
    assert page in links_of(cast.duty_officer, back)
    assert page not in links_of(cast.auditor, back)


def test_who_commands_and_reported_openly_has_no_alert_to_go_to(cast):
    made = reported(cast.supervisor)

    assert not [
        link
        for link in links_of(cast.supervisor, reverse("danger:incident", args=[made.id]))
        if "?full=1" in (link or "")
    ]


def test_nobody_else_sees_it_and_who_reported_it_does_not_either(cast, danger):
    for name in ("officer", "crew", "storekeeper", "auditor", "planner", "administrator", "nobody"):
        for view in ("incident", "end"):
            page_of(getattr(cast, name), reverse(f"danger:{view}", args=[danger.id]), status=404)
        assert send(getattr(cast, name), reverse("danger:take", args=[danger.id]), {}).status_code == 404
    assert not Consultation.objects.exists()


def test_who_reported_openly_and_does_not_command_learns_no_place(cast):
    made = reported(cast.officer)

    page_of(cast.officer, reverse("danger:incident", args=[made.id]), status=403)
    page_of(cast.officer, reverse("danger:end", args=[made.id]), status=403)
    assert not Consultation.objects.exists()


def test_a_commander_takes_it_and_the_page_says_so(cast, danger):
    page, take = (reverse(f"danger:{name}", args=[danger.id]) for name in ("incident", "take"))
    assert browser_of(cast.duty_officer).get(take).status_code == 405
    assert "I answer this" in text_of(cast.duty_officer, page)

    answer = send(cast.duty_officer, take, {})

    assert answer["Location"] == page
    assert "You answer this" in text_of(cast.duty_officer, page)
    assert "Badge 4903 answers since" in text_of(cast.supervisor, page)
    assert Alert.objects.get().acknowledged_by == cast.duty_officer
    refused = send(cast.supervisor, take, {})
    assert refused.status_code == 409


def test_a_commander_says_that_it_is_over(cast, danger):
    end = reverse("danger:end", args=[danger.id])
    page_of(cast.supervisor, end)

    empty = send(cast.supervisor, end, {"finding": ""})
    assert empty.status_code == 422
    assert errors_in(empty)

    answer = send(cast.supervisor, end, {"finding": "Two fishermen"})
    text = text_of(cast.supervisor, answer["Location"])
    assert "It is over" in text
    assert "Two fishermen" in text
    assert "Call the police" not in text
    assert send(cast.supervisor, end, {"finding": "again"}).status_code == 409


def test_those_who_are_told_last_see_it_too(cast, danger):
    change_officer(act=act_of(cast.administrator), officer=cast.planner, roles=[Role.DIRECTOR],
                   clearance=1, is_active=True)  # fmt: skip

    assert "GANNET" in text_of(Officer.objects.get(pk=cast.planner.pk), reverse("danger:incident", args=[danger.id]))


def test_a_commander_who_reported_it_is_told_that_another_ends_it(cast):
    made = reported(cast.supervisor)
    page, end = (reverse(f"danger:{name}", args=[made.id]) for name in ("incident", "end"))

    assert "Another commander says that it is over" in text_of(cast.supervisor, page)
    assert end not in links_of(cast.supervisor, page)
    assert end in links_of(cast.second_supervisor, page)
    refused = send(cast.supervisor, end, {"finding": "Two fishermen"})
    assert refused.status_code == 403
    made.refresh_from_db()
    assert made.ended_at is None


# --- a code of one's own --------------------------------------------------------------------------------


@pytest.fixture
def right_code(monkeypatch):
    """Let one code of the authenticator be right, and no other."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP

    monkeypatch.setattr(TOTP, "validate_code", lambda _self, code: code == "123456")

    def enrol(officer):
        Authenticator.objects.create(user=officer, type=Authenticator.Type.TOTP, data={"secret": "x"})
        return "123456"

    return enrol


def test_a_code_of_ones_own_is_kept_after_the_code_of_the_authenticator(cast, right_code):
    code = right_code(cast.officer)

    refused = send(cast.officer, OWN_CODE, {"duress_code": "7f3k9q", "code": "000000"})
    assert refused.status_code == 422
    assert not DuressCode.objects.exists()

    answer = send(cast.officer, OWN_CODE, {"duress_code": "7f3k9q", "code": code})
    assert answer["Location"] == "/"
    assert bytes(DuressCode.objects.get().code_token) == duress_token(cast.officer, "7F3K9Q")


def test_a_code_of_the_wrong_form_is_said_at_its_field_and_who_has_no_authenticator_is_told_so(cast, right_code):
    code = right_code(cast.officer)

    wrong = send(cast.officer, OWN_CODE, {"duress_code": "hello", "code": code})
    assert "Choose six letters and figures" in errors_in(wrong)[0]

    without = send(cast.crew, OWN_CODE, {"duress_code": "7f3k9q", "code": code})
    assert "Set up the one-time code first" in errors_in(without)[0]


def test_the_page_never_tells_whether_there_is_a_code_and_forgets_one(cast, right_code):
    before = text_of(cast.officer, OWN_CODE)
    send(cast.officer, OWN_CODE, {"duress_code": "7f3k9q", "code": right_code(cast.officer)})
    assert text_of(cast.officer, OWN_CODE) == before

    forget = reverse("danger:forget_code")
    assert browser_of(cast.officer).get(forget).status_code == 405
    assert send(cast.officer, forget, {})["Location"] == "/"
    assert not DuressCode.objects.exists()
    assert browser_of(cast.officer).post(forget, {}).status_code == 302


def test_the_code_of_the_authenticator_is_not_written_back_into_the_page(cast, right_code):
    right_code(cast.officer)
    answer = send(cast.officer, OWN_CODE, {"duress_code": "hello", "code": "000000"})

    fields = {each.get("name"): each.get("value") for each in read(answer.content.decode()).iter("input")}
    assert not fields["code"]
    assert not fields["duress_code"]
