"""The dashboard: what is late, why, and what to do about it; never where."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localtime

from custody.deadlines.models import Clock
from custody.evidence.actions import endangering
from custody.evidence.models import Consultation
from custody.organisation.models import SavedView
from custody.web.dashboard import hours, lists
from custody.web.dashboard.act_now import MOST_ROWS
from custody.web.dashboard.burns import Burn, burns_chart
from custody.web.shared.blocking import words_left
from tests import stories
from tests.destruction import plan_stories
from tests.destruction import stories as fire
from tests.destruction.test_figures import seized_ago
from tests.stories import act_of
from tests.template import PLACES
from tests.web.desk import MOST_QUERIES, browser_of, errors_in, page_of, queries_of, send, text_of
from tests.web.shared.pages import read, words

BOARD, GOODS = reverse("dashboard:board"), reverse("dashboard:goods")


def let_run_out(units, *, hours=5):
    """Let the clocks of the units run out so many hours ago."""
    Clock.objects.filter(subject_id__in=[unit.id for unit in units]).update(
        due_at=stories.now() - timedelta(hours=hours, minutes=1)
    )


def lots_of(officer):
    table = next(each for each in page_of(officer, BOARD).iter("section") if each.get("id") == "act-now")
    return [[words(cell) for cell in row] for row in table.findall(".//tbody/tr")]


def rows_at(officer, path):
    return {words(each) for each in page_of(officer, path).findall(".//tbody/tr/th")}


def kpis_of(officer):
    found = {}
    for each in page_of(officer, BOARD).iter("div"):
        if each.get("class") == "c-kpi":
            label, *rest = [words(part) for part in each]
            found[label] = rest
    return found


@pytest.mark.parametrize("role", ["supervisor", "duty_officer", "planner"])
def test_the_dashboard_opens_on_an_empty_house(cast, role):
    text = text_of(getattr(cast, role), BOARD)

    assert "Nothing is late and nothing comes due in 24 h" in text
    assert "Every alert is taken." in text


@pytest.mark.parametrize("role", ["officer", "crew", "storekeeper", "case_officer", "auditor", "administrator"])
def test_the_dashboard_is_for_those_who_command_and_plan(cast, role):
    page_of(getattr(cast, role), BOARD, status=403)


def test_little_that_is_late_does_not_look_like_nothing(cast):
    let_run_out(stories.stored(cast), hours=3)

    assert kpis_of(cast.supervisor)["Past deadline"] == ["1 unit", "1 seizure · 25 kg · oldest 3 h over"]


def test_what_is_late_is_counted_and_ranked_by_its_hours(cast):
    first, second = stories.stored(cast, count=2), stories.stored(cast)
    let_run_out(first, hours=3)
    let_run_out(second, hours=9)

    assert kpis_of(cast.supervisor)["Past deadline"] == ["3 units", "2 seizures · 75 kg · oldest 9 h over"]
    assert [row[:3] for row in lots_of(cast.supervisor)] == [
        [second[0].seizure.code_word, "9 h over", f"1 {second[0].seizure.code_word}"],
        [first[0].seizure.code_word, "3 h over", f"2 {first[0].seizure.code_word}"],
    ]


def test_each_lot_says_what_holds_it_up_and_leads_to_the_next_step(cast):
    bare, kept = stories.stored(cast), fire.kept(cast)
    order = fire.recorded(cast, kept)
    ready = fire.ordered(cast)
    session = fire.planned(cast, fire.ordered(cast))
    let_run_out([*bare, *kept, *ready, *fire.units_of(session)])

    rows = {row[0]: row[5] for row in lots_of(cast.supervisor)}
    links = {each.get("href") for each in page_of(cast.supervisor, BOARD).iter("a")}

    assert rows[bare[0].seizure.code_word] == "Sample missing, Photo missing, No order"
    assert rows[kept[0].seizure.code_word] == "Order to be verified"
    assert rows[ready[0].seizure.code_word] == "No burn booked"
    assert rows[fire.units_of(session)[0].seizure.code_word].startswith("Burn booked, ")
    assert reverse("orders:verify", args=[order.id]) in links
    assert reverse("sessions:session", args=[session.id]) in links


def test_a_planner_is_led_to_plan_and_to_no_order(cast):
    kept, ready = fire.kept(cast), fire.ordered(cast)
    order = fire.recorded(cast, kept)
    let_run_out([*kept, *ready])

    links = {each.get("href") for each in page_of(cast.planner, BOARD).iter("a")}

    assert f"{reverse('sessions:plan')}?seizure={ready[0].seizure_id}" in links
    assert reverse("orders:verify", args=[order.id]) not in links


def test_goods_in_transit_and_goods_with_a_discrepancy_say_so(cast):
    let_run_out(stories.on_the_road(cast), hours=9)
    session = fire.approved(cast)
    [frozen] = fire.units_of(session)
    fire.staged(cast, session, checks=[fire.check_of(frozen, seal_seen="WRONG123")])
    let_run_out([frozen], hours=3)

    # What kind of place, and never which: goods on the road lie in none.
    lots = [(row[4], row[5].split(", ")[0]) for row in lots_of(cast.supervisor)]
    assert lots == [("–", "In transit"), ("Store ••", "Discrepancy")]


def test_masses_are_numbers_for_a_supervisor_and_bands_for_the_others(cast):
    let_run_out(stories.stored(cast, count=2))

    assert lots_of(cast.supervisor)[0][3] == "50 kg"
    for officer in (cast.planner, cast.duty_officer):
        assert lots_of(officer)[0][3] == "10–100 kg"
        content = browser_of(officer).get(BOARD).content.decode()
        assert "50 kg" not in content
        assert "Tonnes" not in content


def test_no_place_is_ever_on_the_dashboard(cast):
    let_run_out([*stories.stored(cast), *fire.units_of(fire.planned(cast))])

    content = browser_of(cast.supervisor).get(BOARD).content.decode()

    # A seizure may be called after the same bird, with a number behind it.
    assert not [word for word, _, _ in PLACES if re.search(rf"{word}(?!-\d)", content)]


def test_the_next_burn_shows_its_day_and_never_its_hour(cast):
    session = fire.planned(cast)
    hour = session.starts_at.astimezone(stories.now().tzinfo)

    value, context = kpis_of(cast.planner)["Next burn"]

    assert ":" not in value
    assert "not approved yet" in context
    assert f"{hour:%H:%M}" not in f"{value} {context}"


def test_the_table_holds_no_more_than_its_rows(cast):
    for _ in range(MOST_ROWS + 1):
        let_run_out(stories.seized(cast))

    assert len(lots_of(cast.supervisor)) == MOST_ROWS


def test_a_script_gets_the_inside_alone_and_when_it_was_made(cast):
    response = browser_of(cast.supervisor).get(BOARD, headers={"hx-request": "true"})

    content = response.content.decode()
    assert "<html" not in content
    assert re.fullmatch(r"\d\d:\d\d", response["X-Clock"])
    [inside] = [each for each in read(content).iter("div") if each.get("id") == "board"]
    assert (inside.get("data-look"), inside.get("data-mark")) == (BOARD, response["ETag"])


def test_a_look_at_what_did_not_change_moves_nothing(cast):
    """The focus of a reader stays where it is: the page is told that it is as it was."""
    units = stories.stored(cast)
    client = browser_of(cast.supervisor)
    mark = client.get(BOARD)["ETag"]
    asking = {"hx-request": "true", "if-none-match": mark}

    same = client.get(BOARD, headers=asking)
    let_run_out(units)
    other = client.get(BOARD, headers=asking)

    assert (same.status_code, same.content, bool(same["X-Clock"])) == (304, b"", True)
    assert other.status_code == 200
    assert other["ETag"] != mark


def test_every_chart_has_its_table(cast):
    stories.stored(cast)
    fire.planned(cast)

    tree = page_of(cast.supervisor, BOARD)

    figures = {each.get("id"): each.find("figure") for each in tree.iter("section") if each.find("figure") is not None}
    assert set(figures) == {"ages", "stock", "burns", "mass"}
    assert all(figure.find("details/table") is not None for figure in figures.values())
    assert len(figures["stock"].findall("details/table/tbody/tr")) == 28
    assert figures["ages"].findall(".//a[@aria-label]")


def test_every_number_leads_to_as_many_rows(cast):
    late, soon = stories.stored(cast, count=3), stories.stored(cast, count=2)
    let_run_out(late)
    Clock.objects.filter(subject_id__in=[unit.id for unit in soon]).update(due_at=stories.now() + timedelta(hours=3))

    tree = page_of(cast.supervisor, BOARD)

    numbers = [each for each in tree.iter("div") if each.get("class") == "c-kpi"]
    links = {words(each[0]): each.find(".//a").get("href") for each in numbers if each.find(".//a") is not None}
    assert "3 units" in words(numbers[0])
    assert "2 units" in words(numbers[1])
    assert {name: rows_at(cast.supervisor, links[name]) for name in ("Past deadline", "Due in 24 h", "On hand")} == {
        "Past deadline": {unit.label for unit in late},
        "Due in 24 h": {unit.label for unit in soon},
        "On hand": {unit.label for unit in (*late, *soon)},
    }
    assert rows_at(cast.supervisor, f"{GOODS}?which=soon&why=no_order&age=0") == {unit.label for unit in soon}
    assert rows_at(cast.supervisor, f"{GOODS}?why=booked") == set()
    assert rows_at(cast.supervisor, f"{GOODS}?which=x&why=x&age=x&seizure=x") == {u.label for u in (*late, *soon)}


def test_the_number_of_a_lot_leads_to_as_many_rows_when_its_deadlines_lie_apart(cast):
    units = stories.stored(cast, count=3)
    let_run_out(units)
    later = units[1:]
    Clock.objects.filter(subject_id__in=[unit.id for unit in later]).update(due_at=stories.now() + timedelta(days=9))

    [[_word, _left, count, *_rest]] = lots_of(cast.supervisor)
    table = next(each for each in page_of(cast.supervisor, BOARD).iter("section") if each.get("id") == "act-now")
    link = next(each.get("href") for each in table.iter("a") if "why=" in (each.get("href") or ""))

    assert count.split()[0] == "1"
    assert rows_at(cast.supervisor, link) == {units[0].label}
    assert "Past deadline or due in 24 h" in text_of(cast.supervisor, link)


def test_a_list_taken_out_bears_who_and_why_and_names_no_place(cast):
    late, _here = stories.stored(cast, count=2), stories.stored(cast)
    let_run_out(late)
    path = f"{reverse('dashboard:file')}?which=late"

    bare = send(cast.supervisor, path, {"form_of_file": "csv"})
    taken = send(cast.supervisor, path, {"form_of_file": "csv", "reason": "for the prosecutor"})

    assert errors_in(bare)
    told = taken.content.decode("utf-8-sig")
    [record] = Consultation.objects.filter(field_group="goods")
    assert str(record.id) in told.splitlines()[0]
    assert "for the prosecutor" in told.splitlines()[0]
    assert cast.supervisor.badge in told.splitlines()[0]
    assert [line.split(",")[0].strip('"') for line in told.splitlines()[4:]] == sorted(unit.label for unit in late)
    assert ',"25.000",' in told
    assert not [word for word, _, _ in PLACES if re.search(rf"{word}(?!-\d)", told)]
    assert browser_of(cast.planner).get(path).status_code == 403


def test_filters_kept_under_a_name_are_found_by_whom_they_are_shared_with(cast):
    path, late = f"{reverse('dashboard:keep')}?which=late&why=no_order", {"name": "What burns"}
    assert errors_in(send(cast.supervisor, path, {}))
    send(cast.supervisor, path, {"name": "For me alone"})
    send(cast.supervisor, f"{reverse('dashboard:keep')}?which=soon", late)
    kept = send(cast.supervisor, path, {**late, "shared_with": ["planner"]})  # in the place of the one before

    def found(officer):
        lists = [each for each in page_of(officer, GOODS).iter("section") if each.get("id") == "kept"]
        return {words(each): each.get("href") for one in lists for each in one.iter("a")}

    burns = f"{GOODS}?which=late&why=no_order"
    assert kept["Location"] == burns
    assert found(cast.supervisor) == {"What burns": burns, "For me alone": burns}
    assert found(cast.planner) == {"What burns": burns}
    assert found(cast.duty_officer) == {}
    theirs = SavedView.objects.get(name="What burns")
    send(cast.planner, reverse("dashboard:drop", args=[theirs.id]), {})
    assert SavedView.objects.filter(pk=theirs.id).exists()
    send(cast.supervisor, reverse("dashboard:drop", args=[theirs.id]), {})
    assert found(cast.planner) == {}


def test_the_wall_says_words_and_no_number(cast):
    assert "Nothing is late" in text_of(cast.supervisor, reverse("dashboard:wall"))
    let_run_out(stories.stored(cast, count=2))

    [wall] = [each for each in page_of(cast.supervisor, reverse("dashboard:wall")).iter("ul")
              if each.get("class") == "c-wall"]  # fmt: skip

    assert "Goods are past their deadline" in words(wall)
    assert not re.search(r"\d(?!4 h)", words(wall).replace("24 h", ""))
    assert wall.find(".//a") is None


def test_a_burn_without_its_hour_stands_in_the_middle_of_its_day(cast):
    """Who does not plan sees no hour, and none in the drawing either."""
    at = stories.now()
    tomorrow = localtime(at) + timedelta(days=1)

    def drawn(officer, hour):
        burn = Burn(furnace="KILN", starts_at=tomorrow.replace(hour=hour), fill_percent=50, lacks="", link="/burn/",
                    escorted=True)  # fmt: skip
        return burns_chart(officer, [burn], at=at).svg

    assert drawn(cast.supervisor, 9) == drawn(cast.supervisor, 15)
    assert drawn(cast.planner, 9) != drawn(cast.planner, 15)


def test_the_dashboard_is_quick_and_asks_little(cast):
    let_run_out([*stories.stored(cast, count=3), *fire.kept(cast), *fire.units_of(fire.planned(cast))])
    fire.recorded(cast)
    client = browser_of(cast.supervisor)
    client.get(BOARD)

    took = []  # of the processor: what others do on this machine is not the page's fault
    with CaptureQueriesContext(connection) as asked:
        client.get(BOARD)
    for _ in range(5):
        began = time.process_time()
        client.get(BOARD)
        took.append(time.process_time() - began)

    assert len(asked) <= MOST_QUERIES
    assert min(took) < 0.1


@pytest.mark.parametrize(("hours", "said"), [(-49, ("49 h over", "danger")), (3, ("3 h left", "warning"))])
def test_a_deadline_is_told_in_whole_hours(hours, said):
    now = datetime(2026, 11, 24, 2, 2, tzinfo=UTC)

    assert words_left(now + timedelta(hours=hours), at=now) == said


# --- what holds goods up ----------------------------------------------------------------------------------


HOURS = reverse("dashboard:hours")


def section(officer, name):
    return words(next(each for each in page_of(officer, HOURS).iter("section") if each.get("id") == name))


def test_what_goods_waited_for_is_a_share_and_never_a_mass(cast):
    fire.ordered(cast, units=seized_ago(cast, 20))

    text = section(cast.planner, "waited")

    assert "Report" in text
    assert re.search(r"Report\s*(9[0-9]|100) %", text)
    assert "kg" not in text.replace("kilogram", "")


def test_what_has_no_rows_is_no_link_and_says_what_it_counts(cast):
    fire.ordered(cast, units=seized_ago(cast, 60))

    page = page_of(cast.supervisor, HOURS)

    waited = next(each for each in page.iter("section") if each.get("id") == "waited")
    assert {each.get("href") for each in waited.iter("a")} == {GOODS}, "what is here now is another question"
    assert "Also the hours of what is gone since" in words(waited)
    [share] = [each for each in page.iter("div") if "Burnt within" in words(each) and each.get("class") == "c-kpi"]
    assert share.find(".//a") is None
    assert "of the mass seized in 28 days, the last 48 h left out" in words(share)
    assert "its own page tells which units" in text_of(cast.supervisor, BOARD)


def test_empty_slots_are_counted_by_reason(cast, monkeypatch):
    assert "0 of 0 stayed empty" in text_of(cast.supervisor, HOURS)
    first, *_ = [plan_stories.slot(cast) for _n in range(3)]
    for module in (hours, lists):
        monkeypatch.setattr(module, "database_now", lambda: first.starts_at + timedelta(days=20))

    assert "3 of 3 stayed empty" in text_of(cast.supervisor, HOURS)
    assert "Nobody approved a plan for it3" in section(cast.supervisor, "slots")
    assert len(rows_at(cast.supervisor, f"{reverse('dashboard:slots')}?reason=not_planned")) == 3
    assert rows_at(cast.supervisor, f"{reverse('dashboard:slots')}?reason=burnt") == set()


def test_hours_are_weighted_by_where_goods_lay_and_tell_no_mass_or_place(cast):
    fire.ordered(cast, units=seized_ago(cast, 20))
    endangering.endanger_place(act=act_of(cast.supervisor), place="BITTERN", danger=2, cause="a threat")

    text = section(cast.planner, "weighted")

    assert re.search(r"an hour counted [1-9][0-9]+ %", text)
    assert "·h" not in text
    assert "BITTERN" not in text
    assert "kg·h" in section(cast.supervisor, "weighted")
    asked = queries_of(cast.supervisor, HOURS)
    fire.ordered(cast, units=seized_ago(cast, 30))
    endangering.endanger_place(act=act_of(cast.supervisor), place="DUNLIN", danger=1, cause="a drone")
    assert queries_of(cast.supervisor, HOURS) == asked <= 25
