"""Burns on the desk, from the plan to the reconciliation."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from custody.destruction.models import BurnSession
from tests import stories
from tests.destruction import stories as fire
from tests.stories import fresh
from tests.web.desk import MOST_QUERIES, browser_of, errors_in, page_of, queries_of, send, text_of

LIST, PLAN = reverse("sessions:list"), reverse("sessions:plan")


def at(session, name="session"):
    return reverse(f"sessions:{name}", args=[session.id])


def plan_for(units):
    start = stories.now().astimezone(ZoneInfo("Europe/Brussels")) + timedelta(days=1)
    return {
        "facility": "FORGE",
        "starts_on": start.date().isoformat(),
        "starts_clock": "06:30",
        "units": [str(unit.id) for unit in units],
    }


def ticked_in(tree):
    return {
        each.get("value") for each in tree.iter("input") if each.get("name") == "units" and "checked" in each.attrib
    }


def check_for(units, **changes):
    answers = {"scale": "S-FLOOR"}
    for place, unit in enumerate(sorted(units, key=lambda unit: unit.label)):
        answers |= {
            f"seal_{place}": unit.seal,
            f"gross_{place}": f"{unit.gross_mg / 1e6:.4f}".replace(".", ","),
            f"count_{place}": "25",
        }
    return answers | changes


# The list -------------------------------------------------------------------------------------------------


def test_the_list_shows_how_full_a_burn_is(cast):
    session = fire.planned(cast)

    text = text_of(cast.planner, LIST)

    assert session.code_word in text
    assert "1 %" in text
    assert "Planned" in text


def test_a_burn_that_is_over_stands_below(cast):
    session = fire.burnt(cast)

    assert f"{session.code_word}" in text_of(cast.supervisor, LIST).split("No burn is planned")[1]


def test_an_officer_without_a_part_in_a_burn_sees_none(cast):
    session = fire.planned(cast)

    assert session.code_word not in text_of(cast.officer, LIST)
    page_of(cast.officer, at(session), status=404)


def test_the_list_asks_as_much_for_many_as_for_one(cast):
    fire.planned(cast)
    few = queries_of(cast.planner, LIST)
    fire.planned(cast)
    fire.planned(cast)

    assert queries_of(cast.planner, LIST) == few <= MOST_QUERIES


# Planning -------------------------------------------------------------------------------------------------


def test_a_plan_suggests_the_oldest_deadlines_up_to_what_the_furnace_takes(cast):
    first, second, third = (fire.ordered(cast)[0] for _ in range(3))
    fire.furnace(cast, limit_mg=2 * first.gross_mg + 1_000_000)

    tree = page_of(cast.planner, PLAN)

    assert ticked_in(tree) == {first.label, second.label}
    assert third.label in {each.get("value") for each in tree.iter("input")}


def test_a_planner_plans_a_burn(cast):
    units = fire.ordered(cast, count=2)
    fire.furnace(cast)

    answer = send(cast.planner, PLAN, plan_for(units))

    session = BurnSession.objects.get()
    assert answer["Location"] == at(session)
    assert session.starts_at.astimezone(ZoneInfo("Europe/Brussels")).strftime("%H:%M") == "06:30"


def test_a_double_click_plans_one_burn(cast):
    answers, key = plan_for(fire.ordered(cast)), "5f1f5a90-0f0e-4f2b-a1b8-0d5c1c7f3a11"
    fire.furnace(cast)

    first = send(cast.planner, PLAN, answers, key=key)
    second = send(cast.planner, PLAN, answers, key=key)

    assert first["Location"] == second["Location"]
    assert BurnSession.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"starts_on": "2020-01-01"}, "A burn is planned for a time to come. Check date and time"),
        ({"starts_clock": "25:70"}, "Enter the time as hours and minutes, for example 06:30"),
        ({"units": []}, "Choose at least one unit"),
        ({"starts_on": ""}, "Enter the day of the burn"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_in_words(cast, changes, said):
    units = fire.ordered(cast)
    fire.furnace(cast)

    answer = send(cast.planner, PLAN, plan_for(units) | changes)

    assert answer.status_code == 422
    assert errors_in(answer) == [said]


def test_planning_is_for_planners(cast):
    page_of(cast.supervisor, PLAN, status=403)


# Approving and changing -----------------------------------------------------------------------------------


def test_a_supervisor_approves_and_names_the_witnesses(cast):
    session = fire.planned(cast)
    names = {"witness_a": cast.second_supervisor.badge, "witness_b": cast.witness.badge}

    answer = send(cast.supervisor, at(session, "approve"), names, seen=session)

    session.refresh_from_db()
    assert answer["Location"] == at(session)
    assert session.state == "approved"
    assert f"{cast.witness.badge}: not signed yet" in text_of(cast.supervisor, at(session))


def test_one_person_cannot_be_both_witnesses(cast):
    session = fire.planned(cast)
    names = {"witness_a": cast.witness.badge, "witness_b": cast.witness.badge}

    answer = send(cast.supervisor, at(session, "approve"), names, seen=session)

    assert answer.status_code == 403
    session.refresh_from_db()
    assert session.state == "planned"


def test_a_stale_approval_is_refused_and_nothing_typed_is_lost(cast):
    session = fire.planned(cast)
    stale = type("Seen", (), {"last_seq": session.last_seq - 1})
    names = {"witness_a": cast.second_supervisor.badge, "witness_b": cast.witness.badge}

    answer = send(cast.supervisor, at(session, "approve"), names, seen=stale)

    assert answer.status_code == 409
    assert f'value="{cast.witness.badge}"' in answer.content.decode()


def test_a_planner_takes_a_unit_out_and_it_is_free_again(cast):
    session = fire.planned(cast, fire.ordered(cast, count=2))
    unit = fire.units_of(session)[0]

    send(cast.planner, at(session, "leave_out"), {"units": [str(unit.id)], "reason": "replanned"})

    assert unit not in fire.units_of(session)
    assert unit.label in text_of(cast.planner, PLAN)


def test_a_planner_cancels_a_burn(cast):
    session = fire.planned(cast)

    send(cast.planner, at(session, "cancel"), {"reason": "furnace_stopped"}, seen=session)

    session.refresh_from_db()
    assert session.state == "cancelled"
    page_of(cast.checker, at(session, "cancel"), status=403)


# The check ------------------------------------------------------------------------------------------------


def test_the_checker_stages_all_on_one_page_and_reads_what_came_of_it(cast):
    session = fire.approved(cast, fire.planned(cast, fire.ordered(cast, count=3)))
    units = fire.units_of(session)
    answers = check_for(units, seal_1="WRONG123")

    answer = send(cast.checker, at(session, "stage"), answers)

    assert answer["Location"] == at(session)
    browser = browser_of(cast.checker)
    browser.cookies.update(answer.cookies)
    assert f"2 units staged, 1 refused. Stop: {units[1].label} differs" in browser.get(at(session)).content.decode()


def test_the_check_shows_neither_the_seal_nor_the_mass_that_is_expected(cast):
    session = fire.approved(cast)
    [unit] = fire.units_of(session)

    content = browser_of(cast.checker).get(at(session, "stage")).content.decode()

    assert unit.label in content
    assert unit.seal not in content
    assert "25 kg" not in content


def test_a_row_without_a_weight_is_left_for_later_and_an_empty_check_is_refused(cast):
    session = fire.approved(cast, fire.planned(cast, fire.ordered(cast, count=2)))
    units = fire.units_of(session)

    empty = send(cast.checker, at(session, "stage"), {"scale": "S-FLOOR"})
    assert errors_in(empty) == ["Enter the seal and the weight of at least one unit"]

    send(cast.checker, at(session, "stage"), check_for(units[:1]))
    assert [unit.custody_state for unit in fire.units_of(session)] == ["staged", "stored"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"seal_0": ""}, "{label}: Enter the seal number, or tick that no whole seal is on it"),
        ({"gross_0": ""}, "{label}: Enter the gross weight, in kg"),
        ({"count_0": "many"}, "{label}: Packages counted: enter a whole number, in digits"),
        ({"scale": ""}, "Scale: choose an answer"),
    ],
)
def test_a_row_that_is_half_filled_is_asked_for_the_rest(cast, changes, said):
    session = fire.approved(cast)

    units = fire.units_of(session)
    answer = send(cast.checker, at(session, "stage"), check_for(units, **changes))

    assert answer.status_code == 422
    assert errors_in(answer) == [said.format(label=units[0].label)]


def test_a_unit_without_a_whole_seal_is_refused_and_out_of_the_burn(cast):
    session = fire.approved(cast, fire.planned(cast, fire.ordered(cast, count=2)))
    units = fire.units_of(session)

    send(cast.checker, at(session, "stage"), check_for(units, seal_0="", no_seal_0="on"))

    assert [unit.label for unit in fire.units_of(session)] == [units[1].label]


# At the fire ----------------------------------------------------------------------------------------------


def test_each_witness_signs_on_their_own_sign_in_then_a_crew_records_the_burn(cast):
    session = fire.at_furnace(cast)
    for witness in (session.witness_a, session.witness_b):
        assert "Sign as witness" in text_of(witness, at(session))
        answer = send(witness, at(session, "attest"), {"statement": "saw_all"})
        assert answer["Location"] == at(session, "attested")
        assert "I saw this destroyed" in text_of(witness, at(session, "attested"))

    _tallied_on_phones(cast, session)
    burnt = {"started_at_0": "now", "ended_at_0": "now", "method": "incineration", "unusual_events": "none"}
    burnt |= {"started_at_choice": "now", "ended_at_choice": "now"}
    answer = send(cast.crew, at(session, "burn"), burnt)

    assert answer["Location"] == at(session, "done")
    session.refresh_from_db()
    assert session.state == "burnt"
    text = text_of(cast.supervisor, at(session, "done"))
    assert "1 unit (24.995 kg) destroyed" in text
    assert "24.995" not in text_of(cast.planner, at(session, "done"))


def _tallied_on_phones(cast, session):
    """One calls and another counts on their own phones; neither page shows what the other wrote."""
    [unit] = fire.units_of(session)
    for officer, part in ((cast.crew, "calls"), (cast.checker, "counts")):
        assert "What goes into the fire" in text_of(officer, at(session))
        assert send(officer, at(session, "tally"), {})["Location"] == at(session, "loading")
        assert "0 units on your list" in text_of(officer, at(session, "loading"))
        empty = send(officer, at(session, "loading"), {"part": part})
        assert errors_in(empty) == ["Tick at least one unit, or name one that is not on the list"]
        unknown = send(officer, at(session, "loading"), {"part": part, "other": "7KQ4-M2XD-J"})
        assert errors_in(unknown) == ["No unit has this label. Read it again"]
        # The seal that is scanned says that the unit went in.
        fed = {"part": part, "seal_0": unit.seal, "count_0": str(unit.package_count or "")}
        assert send(officer, at(session, "loading"), fed)["Location"] == at(session, "tally")
        assert unit.label in text_of(officer, at(session, "tally"))
        assert send(officer, at(session, "tally"), {})["Location"] == at(session)
        assert "You signed this list" in text_of(officer, at(session, "tally"))
        assert errors_in(send(officer, at(session, "tally"), {}))
    assert "4501: 1 unit" in text_of(cast.supervisor, at(session))
    page_of(session.witness_b, at(session, "loading"), status=403)


def test_what_is_not_on_the_list_is_written_down_too_and_a_burn_without_a_tally_is_asked_why(cast):
    session = fire.attested(cast, tally=False)
    [unit] = fire.units_of(session)
    [other] = stories.on_the_road(cast)
    said, path = {"part": "calls", "fed_0": "on", "other": other.label}, at(session, "loading")
    assert "is not in this burn" in errors_in(send(cast.crew, path, said))[0]
    send(cast.crew, path, said | {"looked_again": "on"})
    assert fresh([other])[0].discrepancy_open
    assert unit.label not in text_of(cast.crew, path)
    said = {"started_at_choice": "now", "ended_at_choice": "now", "method": "incineration", "unusual_events": "none"}
    why = send(cast.crew, at(session, "burn"), said)
    assert errors_in(why) == [
        "Two people sign what went into the fire before the burn is recorded. If nobody did, say why"
    ]
    assert send(cast.crew, at(session, "burn"), said | {"without_tally": "no battery"}).has_header("Location")
    assert "Not signed by both" in text_of(cast.supervisor, at(session))
    ask = {"rule": "tally.owed", "hours": "8", "reason": "no battery"}
    assert errors_in(send(cast.supervisor, "/waivers/ask/", ask | {"about": "BRAVE-OTTER-12"})) == [
        "No burn has this code word. Read it again"
    ]
    done = send(cast.supervisor, "/waivers/ask/", ask | {"about": session.code_word})
    assert session.code_word in text_of(cast.supervisor, done["Location"])


def test_what_burnt_before_one_witness_is_written_down_on_the_page_of_the_burn(cast):
    session = fire.tallied(cast, fire.at_furnace(cast))
    said = {"started_at_choice": "now", "ended_at_choice": "now", "method": "incineration", "unusual_events": "none"}
    assert "say below what is missing" in text_of(cast.crew, at(session, "burn"))
    assert errors_in(send(cast.crew, at(session, "burn"), said)) == ["A witness of this burn has not signed yet"]

    told = send(cast.crew, at(session, "burn"), said | {"all_the_same": "The witness was called away"})

    assert told["Location"] == at(session)
    page = text_of(cast.supervisor, at(session))
    assert all(each in page for each in ("Said to have burnt", "The witness was called away", "Not recorded yet"))
    again = send(cast.crew, at(session, "burn"), said | {"all_the_same": "Twice"})
    assert errors_in(again) == ["That it burnt is written down already. What is missing is owed for it"]


def test_unusual_events_must_be_said_even_when_there_were_none(cast):
    session = fire.attested(cast)

    answer = send(
        cast.crew, at(session, "burn"), {"started_at_choice": "now", "ended_at_choice": "now", "method": "incineration"}
    )

    assert errors_in(answer) == ["Unusual events: fill this in"]


def test_a_burn_without_the_witnesses_is_not_recorded(cast):
    session = fire.at_furnace(cast)
    assert session.witness_a.badge in text_of(cast.crew, at(session, "burn"))

    answer = send(
        cast.crew,
        at(session, "burn"),
        {"started_at_choice": "now", "ended_at_choice": "now", "method": "incineration", "unusual_events": "none"},
    )

    assert answer.status_code == 409
    session.refresh_from_db()
    assert session.state == "approved"


def test_nobody_but_a_named_witness_finds_the_page_to_sign(cast):
    session = fire.at_furnace(cast)

    for name in ("attest", "attested"):
        page_of(cast.planner, at(session, name), status=404)
    assert browser_of(cast.planner).get(at(session, "done"))["Location"] == at(session)


def test_an_auditor_reconciles_a_burn_in_one_act(cast):
    session = fire.burnt(cast, count=2)
    units = fire.burnt_units(session)
    assert "Reconcile what has burnt" in text_of(cast.auditor, at(session))

    send(cast.auditor, at(session, "reconcile"), {"units": [str(unit.id) for unit in units]})

    assert {unit.custody_state for unit in fire.burnt_units(session)} == {"reconciled"}
    page_of(cast.supervisor, at(session, "reconcile"), status=403)


def test_the_page_of_a_burn_shows_masses_as_bands_to_who_may_not_see_them(cast):
    session = fire.planned(cast)

    assert "10–100 kg" in text_of(cast.planner, at(session))
    assert "24.995" in text_of(cast.supervisor, at(session))
