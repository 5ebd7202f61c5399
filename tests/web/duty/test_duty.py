"""The pages of the roster: who is on duty now, a week, putting somebody on duty, taking it back."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from custody.organisation.actions import duty as roster
from custody.organisation.models import Duty
from custody.organisation.roles import Role
from custody.organisation.selectors import officers_with_role, site_by_code_word
from custody.web.duty.views import _day
from tests.stories import act_of, now
from tests.web.desk import MOST_QUERIES, browser_of, errors_in, foreseen, page_of, queries_of, send, text_of
from tests.web.shared.pages import read, words

NOW, WEEK, ROSTER = reverse("duty:now"), reverse("duty:week"), reverse("duty:roster")
HOUR = timedelta(hours=1)


def rostered(cast, *, badge="4901", role="supervisor", site="BIRCH", begins_at=None, hours=8):
    """Return a duty that begins now."""
    begins_at = begins_at or now()
    return roster.roster_duty(act=act_of(cast.administrator), badge=badge, role=role,
                              site_id=None if site is None else site_by_code_word(code_word=site).id,
                              begins_at=begins_at, ends_at=begins_at + hours * HOUR)


def rows_of(tree):
    return [[words(cell) for cell in row] for row in tree.iter("tr")]


def answers(**changes):
    """Return what somebody types into the form: ten hours from tomorrow at six, on the clock of the site."""
    day = (now() + timedelta(days=1)).date().isoformat()
    return {"badge": "4901", "role": "supervisor", "site": "BIRCH", "begins": f"{day}T06:00",
            "ends": f"{day}T16:00"} | changes


def last_sunday(year, month):
    """Return the day on whose night the clocks change, of a month of 31 days."""
    day = date(year, month, 31)
    return day - timedelta(days=(day.weekday() + 1) % 7)


def test_the_first_page_says_who_is_on_duty_and_where_nobody_is(cast):
    rostered(cast)
    rostered(cast, badge="4903", role="duty_officer", site=None)

    rows = rows_of(page_of(cast.supervisor, NOW))

    birch = {row[1]: row[2] for row in rows if row[0] == "BIRCH"}
    assert birch["Supervisor"].startswith("4901 until")
    assert "for all sites" in birch["Duty officer"]
    assert {row[1]: row[2] for row in rows if row[0] == "ALDER"}["Supervisor"] == (
        "Nobody everybody in this role is told")


def test_a_house_without_sites_shows_the_duties_for_all_of_them(cast, monkeypatch):
    monkeypatch.setattr("custody.web.duty.views.selectors.sites", list)
    rostered(cast, site=None)

    rows = rows_of(page_of(cast.administrator, NOW))

    assert [row[:2] for row in rows[1:]] == [["All sites", "Duty officer"], ["All sites", "Supervisor"]]


def test_the_week_shows_hours_and_gaps_on_the_clock_of_the_site(cast):
    at = now()
    rostered(cast, begins_at=at, hours=1)
    week = rows_of(page_of(cast.auditor, f"{WEEK}?site=BIRCH"))

    supervisor = next(row for row in week if row[0] == "Supervisor")
    assert any("4901" in cell for cell in supervisor)
    assert any(cell.startswith("Nobody 00:00–24:00") or "Nobody" in cell for cell in supervisor)
    assert "UTC+" in text_of(cast.auditor, f"{WEEK}?site=BIRCH")


def test_a_week_without_duties_says_so_and_leads_on(cast):
    text = text_of(cast.supervisor, f"{WEEK}?site=all&from=2031-03-05")

    assert "Nobody is rostered in this week" in text
    tree = page_of(cast.supervisor, f"{WEEK}?site=all&from=2031-03-05")
    links = {link.get("rel"): link.get("href") for link in tree.iter("a") if link.get("rel")}
    assert links == {"prev": "?site=all&from=2031-02-24", "next": "?site=all&from=2031-03-10"}


@pytest.mark.parametrize("text", ["", "yesterday", "0001-01-01", "9999-12-31", "2026-13-01"])
def test_a_day_that_makes_no_sense_is_this_week(cast, text):
    assert _day(text) is None
    page_of(cast.supervisor, f"{WEEK}?from={text}")


def put(officer, said, **sending):
    """Send the form twice, as who saw the effect does, and return the second answer."""
    seen, _text = foreseen(officer, ROSTER, said, **sending)
    return send(officer, ROSTER, said | seen, **sending)


def test_an_officer_is_put_on_duty_in_local_time_and_the_offset_is_said(cast):
    response = put(cast.supervisor, answers())

    duty = Duty.objects.get()
    assert (duty.officer, duty.role, duty.site.code_word) == (cast.supervisor, "supervisor", "BIRCH")
    assert duty.ends_at - duty.begins_at == 10 * HOUR
    assert response.status_code == 302
    assert response["Location"].startswith(f"{WEEK}?site=BIRCH&from=")


def test_in_the_night_the_clocks_go_back_the_time_that_comes_twice_is_the_earlier(cast):
    october, march = (last_sunday(now().year + 1, month) for month in (10, 3))
    put(cast.supervisor, answers(begins=f"{october}T02:30", ends=f"{october}T10:00"))
    put(cast.supervisor, answers(badge="4902", begins=f"{march}T02:30", ends=f"{march}T10:00"))

    back, forth = Duty.objects.order_by("-begins_at")
    assert f"{back.begins_at:%d %H:%M}" == f"{october:%d} 00:30"
    assert back.ends_at - back.begins_at == 8.5 * HOUR
    assert f"{forth.begins_at:%d %H:%M}" == f"{march:%d} 00:30"


def test_the_page_after_it_says_the_offset(cast):
    client, year = browser_of(cast.supervisor), now().year + 1
    said = answers(begins=f"{year}-07-01T06:00", ends=f"{year}-07-01T18:00")
    seen, _text = foreseen(cast.supervisor, ROSTER, said)
    followed = client.post(ROSTER, {"idempotency_key": str(uuid4()), **said, **seen}, follow=True)

    text = words(read(followed.content.decode()).find("body"))
    assert f"Badge 4901 is on duty from 1 Jul {year} 06:00 (UTC+02:00) to 1 Jul {year} 18:00 (UTC+02:00)" in text


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"begins": ""}, "Begins: enter the day and the time"),
        ({"begins": "soon"}, "Begins: enter the day and the time, like 2026-03-29T14:00"),
        ({"ends": "2031-01-01T00:00", "begins": "2031-01-02T00:00"}, "The end of the duty must lie after"),
        ({"begins": "2020-01-01T00:00", "ends": "2020-01-02T00:00"}, "A duty cannot begin in the past"),
        ({"badge": "4601"}, "Badge 4601 is no supervisor"),
        ({"role": "engine"}, "As what: choose one of the answers shown"),
        ({"site": "NOWHERE"}, "Where: choose one of the answers shown"),
    ],
)
def test_a_duty_that_makes_no_sense_comes_back_with_what_was_typed(cast, changes, line):
    said = answers(**changes)
    response = send(cast.supervisor, ROSTER, said)

    assert response.status_code == 422
    assert any(each.startswith(line) for each in errors_in(response))
    assert not Duty.objects.exists()
    tree = read(response.content.decode())
    typed = {each.get("name"): each.get("value") for each in tree.iter("input")}
    assert typed["badge"] == said["badge"]


def test_who_writes_the_roster_sees_first_whom_one_name_takes_off_the_ladder(cast):
    both = ", ".join(sorted(each.badge for each in officers_with_role(Role.SUPERVISOR)))
    seen, text = foreseen(cast.administrator, ROSTER, answers())
    assert f"Badge 4901. Until now: Everybody in this role: {both}" in text
    assert not Duty.objects.exists()

    other, _text = foreseen(cast.administrator, ROSTER, answers(badge="4902") | seen)
    assert other != seen
    assert send(cast.administrator, ROSTER, answers() | seen).status_code == 302
    text = text_of(cast.supervisor, reverse("duty:cancel", args=[Duty.objects.get().id]))
    assert f"Everybody in this role: {both}. Until now: Badge 4901" in text


def test_an_overlap_is_refused(cast):
    rostered(cast, hours=72)

    response = send(cast.supervisor, ROSTER, answers())

    assert response.status_code == 409
    assert errors_in(response) == ["Badge 4901 is on duty in this role at this time already"]


def test_the_same_form_twice_is_one_duty(cast):
    key, said = uuid4(), answers()
    said |= foreseen(cast.supervisor, ROSTER, said)[0]
    first, second = (send(cast.supervisor, ROSTER, said, key=key) for _ in range(2))

    assert Duty.objects.count() == 1
    assert first.status_code == second.status_code == 302


def test_a_duty_is_cancelled_once_and_the_page_says_what_is_lost(cast):
    duty = rostered(cast, begins_at=now() + HOUR)
    path = reverse("duty:cancel", args=[duty.id])
    assert "Nobody else is rostered as supervisor for all of this time" in text_of(cast.supervisor, path)

    key = uuid4()
    first, second = (send(cast.supervisor, path, {}, seen=duty, key=key) for _ in range(2))

    duty.refresh_from_db()
    assert duty.cancelled_at is not None
    assert first.status_code == second.status_code == 302
    assert "cancelled already" in text_of(cast.supervisor, path)


def test_somebody_else_at_the_same_time_takes_the_warning_away(cast):
    duty = rostered(cast, begins_at=now() + HOUR)
    keeper = rostered(cast, badge="4601", role="storekeeper")
    rostered(cast, badge="4902", begins_at=now(), hours=12)

    for each in (duty, keeper):
        assert "Nobody else" not in text_of(cast.supervisor, reverse("duty:cancel", args=[each.id]))


def test_a_duty_for_all_sites_is_missed_at_all_of_them(cast):
    duty = rostered(cast, site=None, begins_at=now() + HOUR)
    rostered(cast, badge="4902", begins_at=now(), hours=12)

    assert "Nobody else" in text_of(cast.supervisor, reverse("duty:cancel", args=[duty.id]))


def test_a_running_duty_in_command_is_not_cancelled_by_a_page(cast):
    duty = rostered(cast)

    response = send(cast.administrator, reverse("duty:cancel", args=[duty.id]), {}, seen=duty)

    assert response.status_code == 409
    assert errors_in(response) == ["Nobody else is on duty as supervisor. Roster somebody first"]


def test_a_stale_form_cancels_nothing(cast):
    duty = rostered(cast, begins_at=now() + HOUR)
    duty.last_seq += 1

    response = send(cast.supervisor, reverse("duty:cancel", args=[duty.id]), {}, seen=duty)

    assert response.status_code == 409
    assert Duty.objects.get(pk=duty.pk).cancelled_at is None


def test_looking_cancels_nothing_and_an_unknown_duty_is_not_found(cast):
    duty = rostered(cast, begins_at=now() + HOUR)
    page_of(cast.supervisor, reverse("duty:cancel", args=[duty.id]))

    assert Duty.objects.get(pk=duty.pk).cancelled_at is None
    page_of(cast.supervisor, reverse("duty:cancel", args=[uuid4()]), status=404)


@pytest.mark.parametrize("who", ["officer", "crew", "storekeeper", "planner", "checker", "witness", "nobody"])
def test_the_roster_is_not_for_everybody(cast, who):
    duty = rostered(cast, begins_at=now() + HOUR)
    for path in (NOW, WEEK, ROSTER, reverse("duty:cancel", args=[duty.id])):
        page_of(getattr(cast, who), path, status=403)


@pytest.mark.parametrize("who", ["duty_officer", "regional_head", "director", "auditor", "internal_affairs"])
def test_who_may_read_the_roster_need_not_write_it(cast, who):
    duty = rostered(cast, begins_at=now() + HOUR)
    for path in (NOW, WEEK):
        assert ROSTER not in {link.get("href") for link in page_of(getattr(cast, who), path).iter("a")}
    for path in (ROSTER, reverse("duty:cancel", args=[duty.id])):
        assert send(getattr(cast, who), path, {}).status_code == 403


def test_the_pages_ask_little(cast):
    for number in range(6):
        rostered(cast, begins_at=now() + number * 9 * HOUR)
    duty = Duty.objects.first()
    for path in (NOW, f"{WEEK}?site=BIRCH", ROSTER, reverse("duty:cancel", args=[duty.id])):
        assert queries_of(cast.supervisor, path) <= MOST_QUERIES
