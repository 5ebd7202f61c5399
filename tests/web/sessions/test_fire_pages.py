"""The lottery, the broken burn, the refused unit, the fast lane and the witnesses by lot, on the pages."""

from __future__ import annotations

from django.urls import reverse

from tests import stories as evidence
from tests.destruction import stories as fire
from tests.destruction.test_aborting import by_fast_lane
from tests.stories import fresh
from tests.web.desk import browser_of, errors_in, page_of, send, text_of


def at(session, name="session"):
    return reverse(f"sessions:{name}", args=[session.id])


def staged(cast, count=2):
    return fire.staged(cast, fire.approved(cast, fire.planned(cast, fire.ordered(cast, count=count))))


def lots_of(units, *, negative=()):
    answers = {"witness": "4922"}
    for place, unit in enumerate(units):
        answers |= {
            f"result_{place}": "negative" if unit in negative else "positive",
            f"seal_{place}": evidence.new_seal().number,
        }
    return answers


def test_a_checker_locks_the_list_tests_what_was_drawn_and_everybody_sees_the_seed(cast):
    session = staged(cast)
    assert "Lock the list and draw" in text_of(cast.checker, at(session, "lots"))

    send(cast.checker, at(session, "draw"), {})
    text = text_of(cast.supervisor, at(session, "lots"))
    assert "Not tested yet" in text
    assert "Published when all lots are tested" in text
    answer = send(cast.second_checker, at(session, "test"), lots_of(fire.waiting_units(session)))

    assert answer["Location"] == at(session, "lots")
    session.refresh_from_db()
    assert session.lottery.seed in text_of(cast.auditor, at(session, "lots"))


def test_who_has_the_load_sees_no_lots_and_cannot_draw(cast):
    session = staged(cast)

    page_of(cast.storekeeper, at(session, "lots"), status=403)
    assert browser_of(cast.storekeeper).post(at(session, "draw")).status_code == 403


def test_a_negative_test_stops_everything_and_says_so(cast):
    session = fire.drawn(cast, staged(cast))
    units = fire.waiting_units(session)

    send(cast.second_checker, at(session, "test"), lots_of(units, negative=units[:1]))

    session.refresh_from_db()
    assert "Frozen" in text_of(cast.supervisor, at(session))
    assert "This burn is frozen" in text_of(cast.checker, at(session, "lots"))
    refused = send(cast.second_supervisor, at(session, "unfreeze"), {"reason": "it was flour"}, seen=session)
    assert refused.has_header("Location"), errors_in(refused)
    assert "Frozen" not in text_of(cast.supervisor, at(session))


def test_a_test_without_a_seal_or_without_any_result_comes_back(cast):
    session = fire.drawn(cast, staged(cast, count=1))

    bare = send(cast.second_checker, at(session, "test"), {"witness": "4922", "result_0": "positive"})
    empty = send(cast.second_checker, at(session, "test"), {"witness": "4922"})

    assert "Enter the number of the new seal" in str(errors_in(bare))
    assert "Enter the result of at least one unit" in str(errors_in(empty))


def test_a_supervisor_draws_witnesses_and_their_badges_stand_in_the_fields(cast):
    session = fire.planned(cast)

    send(cast.supervisor, at(session, "draw_witnesses"), {})

    text = text_of(cast.supervisor, at(session, "approve"))
    assert "Drawn by lot" in text
    tree = page_of(cast.supervisor, at(session, "approve"))
    filled = {each.get("value") for each in tree.iter("input") if each.get("name") in ("witness_a", "witness_b")}
    assert "4902" in filled
    assert filled < {"4902", "4921", "4922"}


def test_a_crew_records_that_a_burn_was_broken_off(cast):
    session = fire.attested(cast, fire.at_furnace(cast, staged(cast)), statement="saw_part")
    _ash, kept = fire.units_of(session)

    answer = send(
        cast.crew, at(session, "abort"),
        {"started_at_choice": "now", "ended_at_choice": "now", "reason": "alarm", "unusual_events": "the alarm went",
         "scale": "S-FLOOR", "left_1": "on",
         "seal_1": evidence.new_seal().number, "gross_1": f"{kept.gross_mg / 1e6:.4f}", "count_1": "25"},
    )

    assert answer.has_header("Location"), errors_in(answer)
    assert fresh([kept])[0].authority_state == "ordered"
    assert "Broken off" in text_of(cast.supervisor, at(session))
    page_of(cast.planner, at(session, "abort"), status=404)


def test_a_fire_began_when_the_first_load_went_in_unless_another_time_is_said(cast):
    session = fire.attested(cast)
    first = session.loaded.earliest("loaded_at").loaded_at.isoformat()

    for name in ("burn", "abort"):
        tree = page_of(cast.crew, at(session, name))
        [chosen] = [each.get("value") for each in tree.iter("input")
                    if each.get("name") == "started_at_choice" and each.get("checked") is not None]
        assert chosen == first
    answer = send(cast.crew, at(session, "burn"), {"started_at_choice": first, "ended_at_choice": "now",
                                                   "method": "incineration", "unusual_events": "none"})

    assert answer.has_header("Location"), errors_in(answer)
    assert not any(unit.discrepancy_open for unit in fire.units_of(session))


def test_what_is_left_must_be_sealed_and_weighed(cast):
    session = fire.at_furnace(cast, staged(cast, count=1))

    answer = send(cast.crew, at(session, "abort"),
                  {"reason": "alarm", "unusual_events": "the alarm went", "scale": "S-FLOOR", "left_0": "on"})

    assert "Enter the number of the new seal" in str(errors_in(answer))
    assert "Enter the gross weight, in kg" in str(errors_in(answer))


def test_a_witness_compares_every_earlier_weight_and_refuses_a_unit(cast):
    session = fire.at_furnace(cast, staged(cast))
    [bad, _] = fire.units_of(session)
    text = text_of(cast.second_supervisor, at(session, "refuse"))
    assert "At the seizure" in text
    assert "At the check before the fire" in text

    send(cast.witness, at(session, "refuse"), {"unit": str(bad.id), "finding": "seal", "remark": "cut"})

    assert fresh([bad])[0].discrepancy_open
    page_of(cast.checker, at(session, "refuse"), status=404)


def test_a_checker_lets_the_intake_count_under_a_whole_vehicle_seal(cast):
    session = by_fast_lane(cast)
    units = fire.units_of(session)

    answer = send(cast.checker, at(session, "fast_lane"),
                  {"vehicle_seal": "VS777001", **{f"seal_{n}": unit.seal for n, unit in enumerate(units)}})

    assert answer.has_header("Location"), errors_in(answer)
    assert all(line.staged_at for line in session.lines.all())


def test_internal_affairs_see_who_meets_whom_and_nobody_else(cast):
    fire.burnt(cast)

    assert "4501 + 4502" in text_of(cast.internal_affairs, reverse("sessions:together"))
    page_of(cast.supervisor, reverse("sessions:together"), status=403)
