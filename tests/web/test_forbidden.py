"""What the lifecycle forbids is refused through the pages too: a sentence, a status of 4xx, and nothing changed.

The matrix of acts and states is that of the actions (``tests/evidence/test_lifecycle_matrix.py``). Here each act is the
form of its page, sent as a browser would send it that showed the page before the state changed. What is allowed is sent
as well and must be recorded: a form that is refused for another reason would prove nothing.
"""

from __future__ import annotations

from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client

from custody.core.lifecycle import Family
from custody.destruction.actions import reconcile
from custody.destruction.models import BurnSession
from custody.evidence.actions import stop, transfer, weigh
from custody.evidence.models import Discrepancy
from custody.ledger.models import Event
from tests import clearing, stories
from tests.destruction import stories as burns
from tests.evidence.test_lifecycle_matrix import ALLOWED, reach
from tests.stories import act_of
from tests.web.shared.pages import read, words

ROUTE = {"vehicle": "T-4", "escort": "E-2", "destination": "BITTERN"}
FIND = {"substance": "heroin", "form": "powder", "field_test": "positive", "second_badge": "4418",
        "ends_extraction": "no"}
#: What this suite sees as saying nothing: a refusal needs a sentence of its own.
EMPTY = {"", "There is a problem"}


def sent(officer, path, answers):
    """Send a form and return its status and what the page says about the refusal."""
    client = Client()
    client.force_login(officer)
    response = client.post(path, {"idempotency_key": str(uuid4()), **answers})
    if response.status_code == 302:
        return SimpleNamespace(status=302, said="", location=response["Location"])
    tree = read(response.content.decode())
    said = [words(each) for each in tree.iter() if each.get("data-error-summary") is not None]
    said += [words(each) for each in tree.iter("p") if "c-lead" in each.get("class", "")]
    return SimpleNamespace(status=response.status_code, said=" ".join(said).removeprefix("There is a problem").strip(),
                           location="")


def refused(answer):
    """Check that an answer is a refusal in words."""
    assert 400 <= answer.status < 500, answer
    assert answer.said not in EMPTY
    assert " " in answer.said


# One unit, in every state -----------------------------------------------------------------------------------


def forms_for(cast, unit):
    """Return the form of every act that has a page, by its name in the matrix of the actions: who, where, what."""
    holder = unit.custodian or cast.officer
    seen = {"expected_seq": str(unit.last_seq)}
    ids = {"units": [str(unit.id)]}
    seal = stories.new_seal().number
    here = f"/units/{unit.id}/"
    is_conveyance = unit.family is Family.CONVEYANCE
    leaving = ROUTE | {"vehicle_seal": stories.new_seal().number}
    return {
        "start_extraction": (holder, here + "strip/", seen | {"witness_badge": "4420"}),
        "interrupt_extraction": (holder, here + "strip/stop/",
                                 seen | {"reason": "x", "seal_number": seal, "second_badge": "4420"}),
        "end_extraction": (holder, here + "strip/end/", seen),
        "open_seizure": (cast.officer, here + "seize/", seen | FIND),
        "release_conveyance": (holder, here + "exceptions/release/", seen | {"reason": "x"}),
        "depart": (holder, "/road/depart/", ids | leaving),
        "arrive": (holder, "/road/arrive/", ids | {"place": "HERON" if is_conveyance else "CURLEW"}),
        "store_units": (holder, "/store/put/", ids | {"place": "BITTERN"}),
        "move_units": (holder, "/store/move/",
                       ids | {"place": "CURLEW" if unit.custody_state == "at_furnace" else "DUNLIN"}),
        "take_sample": (cast.sampler, here + "sample/", seen | {
            "sample_kind": "analysis", "bound_for": "laboratory", "sample_grams": "5", "sample_scale": "S-BENCH",
            "sample_seal": stories.new_seal().number, "new_seal": seal, "gross": "24,9950", "scale": "S-FLOOR",
            "witness_badge": holder.badge}),
        "post_guard": (holder, here + "guard/", seen | {"guard_badge": "4503"}),
        "offer_handover": (holder, "/transfers/offer/", ids | {"purpose": "handover", "receiver_badge": "4602"}),
        "offer_departure": (holder, "/transfers/offer/", ids | leaving | {
            "purpose": "departure", "receiver_badge": "4503", "second_badge": "4420"}),
        "offer_arrival": (holder, "/transfers/offer/", ids | {"purpose": "arrival", "receiver_badge": "4602"}),
        "record_sweep": (holder, "/sweep/", ids | {
            "methods": ["visual"], "minutes": "5", "result": "clear",
            "witness_badge": "4418" if holder.badge != "4418" else "4417"}),
        "record_weighing": (holder, here + "weigh/", seen | {"gross": "25", "scale": "S-FLOOR"}),
    }


@pytest.mark.parametrize("state", ALLOWED)
def test_each_page_records_what_the_state_allows_and_refuses_the_rest_in_words(cast, state):
    unit = reach(cast, state)
    clearing.cleared(cast, unit)
    unit.refresh_from_db()
    acts = forms_for(cast, unit)

    for name, (who, path, answers) in acts.items():
        point = transaction.savepoint()
        before = (Event.objects.count(), unit.last_seq)
        answer = sent(who, path, answers)

        if name in ALLOWED[state]:
            assert answer.status == 302, f"{name} while {state}: {answer}"
            assert Event.objects.count() > before[0]
        else:
            assert answer.status != 302, f"{name} while {state}"
            refused(answer)
            unit.refresh_from_db()
            assert unit.custody_state == state
            assert (Event.objects.count(), unit.last_seq) == before
        transaction.savepoint_rollback(point)
        unit.refresh_from_db()


# What is over cannot be done again --------------------------------------------------------------------------


def unit_of(session):
    return burns.burnt_units(session)[0]


def over_transfer(cast, *, ended):
    [unit] = stories.seized(cast)
    offer = stories.offered(cast, [unit], receiver=cast.storekeeper)
    if ended == "accepted":
        stories.accepted(offer, by=cast.storekeeper)
    elif ended == "refused":
        transfer.refuse_transfer(act=act_of(cast.storekeeper), transfer_id=offer.id, reason="x")
    else:
        transfer.cancel_transfer(act=act_of(cast.officer), transfer_id=offer.id, reason="x")
    offer.refresh_from_db()
    return offer, {f"seal_{unit.id.hex}": unit.seal}


def receive(cast, ended):
    offer, seals = over_transfer(cast, ended=ended)
    return cast.storekeeper, f"/transfers/{offer.id}/receive/", seals, offer


def refuse(cast, ended):
    offer, _ = over_transfer(cast, ended=ended)
    return cast.storekeeper, f"/transfers/{offer.id}/refuse/", {"reason": "x"}, offer


def withdraw(cast, ended):
    offer, _ = over_transfer(cast, ended=ended)
    return cast.officer, f"/transfers/{offer.id}/cancel/", {"reason": "x"}, offer


def relieve_a_guard_twice(cast):
    unit = stories.contained(cast)
    post = stop.post_guard(act=act_of(cast.officer), unit_id=unit.id, guard_badge="4420")
    stop.relieve_guard(act=act_of(cast.officer), guard_id=post.id)
    return cast.officer, f"/guards/{post.id}/relieve/", {}, unit


def explain_a_discrepancy_twice(cast):
    [unit] = stories.stored(cast)
    weigh.record_weighing(act=act_of(cast.storekeeper), unit_id=unit.id,
                          reading=stories.reading(unit.gross_mg - 2_000_000))
    found = Discrepancy.objects.get(unit=unit)
    weigh.resolve_discrepancy(act=act_of(cast.supervisor), discrepancy_id=found.id, resolution="Torn")
    found.refresh_from_db()
    return cast.second_supervisor, f"/discrepancies/{found.id}/", {"resolution": "Torn"}, found


def register_in_a_closed_seizure(cast):
    unit = burns.reconciled(cast)[0]
    closed = reconcile.close_seizure(act=act_of(cast.auditor), seizure_id=unit.seizure_id)
    return cast.officer, f"/seizures/{closed.id}/units/", {
        "kind": "bag", "package_count": "25", "gross": "25,4", "scale": "S-FLOOR",
        "seal_number": stories.new_seal().number}, closed


def close_a_seizure_too_early(cast):
    [unit] = stories.stored(cast)
    return cast.auditor, f"/seizures/{unit.seizure_id}/close/", {}, unit.seizure


def reconcile_what_has_not_burnt(cast):
    [unit] = stories.stored(cast)
    return cast.auditor, f"/seizures/{unit.seizure_id}/reconcile/", {"units": [str(unit.id)]}, unit


def order_what_is_ordered(cast):
    unit = burns.ordered(cast)[0]
    return cast.case_officer, f"/orders/record/?seizure={unit.seizure_id}", {
        "units": [str(unit.id)], "authority": "prosecutor", "number": "AN 9/2026",
        "issued_on": f"{burns.local_day(stories.now()):%Y-%m-%d}", "reasons": "x",
        "signed_by": "x", "position": "x"}, unit


def verify_an_order_twice(cast):
    order = burns.recorded(cast)
    burns.verified(cast, order)
    order.refresh_from_db()
    return cast.second_case_officer, f"/orders/{order.id}/verify/", {"answer": "yes"}, order


def plan_what_has_no_order(cast):
    burns.furnace(cast)
    [unit] = stories.stored(cast)
    return cast.planner, "/burns/plan/", {
        "facility": "FORGE", "starts_on": "2999-12-31", "starts_clock": "06:30", "units": [str(unit.id)]}, unit


def approve_what_has_burnt(cast):
    session = burns.burnt(cast)
    return cast.second_supervisor, f"/burns/{session.id}/approve/", {"witness_a": "4901", "witness_b": "4922"}, session


def stage_before_the_approval(cast):
    session = burns.planned(cast)
    [unit] = burns.units_of(session)
    return cast.checker, f"/burns/{session.id}/stage/", {
        "scale": "S-FLOOR", "seal_0": unit.seal, "gross_0": "24,9950", "count_0": "25"}, unit


def burn_what_is_not_at_the_furnace(cast):
    session = burns.staged(cast)
    return cast.storekeeper, f"/burns/{session.id}/burn/", {
        "started_at_choice": "now", "ended_at_choice": "now", "method": "incineration", "unusual_events": "none"
    }, session


def burn_before_the_witnesses_signed(cast):
    session = burns.at_furnace(cast)
    return cast.crew, f"/burns/{session.id}/burn/", {
        "started_at_choice": "now", "ended_at_choice": "now", "method": "incineration", "unusual_events": "none"
    }, session


def burn_twice(cast):
    session = burns.burnt(cast)
    return cast.supervisor, f"/burns/{session.id}/burn/", {
        "started_at_choice": "now", "ended_at_choice": "now", "method": "incineration", "unusual_events": "none"
    }, session


def sign_twice(cast):
    session = burns.attested(cast)
    return session.witness_a, f"/burns/{session.id}/attest/", {"statement": "saw_all"}, session


def cancel_what_has_burnt(cast):
    session = burns.burnt(cast)
    return cast.planner, f"/burns/{session.id}/cancel/", {"reason": "threat"}, session


def take_out_what_has_burnt(cast):
    session = burns.burnt(cast)
    return cast.planner, f"/burns/{session.id}/leave-out/", {
        "units": [str(unit_of(session).id)], "reason": "not_burnt"}, session


def reconcile_twice(cast):
    unit = burns.reconciled(cast)[0]
    session = BurnSession.objects.get(lines__unit=unit, lines__live=True)
    return cast.auditor, f"/burns/{session.id}/reconcile/", {"units": [str(unit.id)]}, unit


def on_ash(tail, answers):
    """Return a maker of a form about a unit that has burnt."""

    def make(cast):
        unit = unit_of(burns.burnt(cast))
        return cast.crew, tail.format(id=unit.id), {
            name: [str(unit.id)] if value == "{id}" else value for name, value in answers.items()}, unit

    return make


ENDED = ("accepted", "refused", "cancelled")
OVER = {
    **{f"{act.__name__} a hand-over that was {ended}": (lambda cast, act=act, ended=ended: act(cast, ended))
       for act in (receive, refuse, withdraw) for ended in ENDED},
    **{each.__name__: each for each in (
        relieve_a_guard_twice, explain_a_discrepancy_twice, register_in_a_closed_seizure, close_a_seizure_too_early,
        reconcile_what_has_not_burnt, order_what_is_ordered, verify_an_order_twice, plan_what_has_no_order,
        approve_what_has_burnt, stage_before_the_approval, burn_what_is_not_at_the_furnace,
        burn_before_the_witnesses_signed,
        burn_twice, sign_twice, cancel_what_has_burnt, take_out_what_has_burnt, reconcile_twice)},
    "weigh ash": on_ash("/units/{id}/weigh/", {"gross": "25", "scale": "S-FLOOR"}),
    "move ash": on_ash("/store/move/", {"units": "{id}", "place": "BITTERN"}),
    "hand over ash": on_ash("/transfers/offer/", {"units": "{id}", "purpose": "handover", "receiver_badge": "4601"}),
    "store ash": on_ash("/store/put/", {"units": "{id}", "place": "BITTERN"}),
    "leave with ash": on_ash("/road/depart/", {"units": "{id}", "vehicle_seal": "VS900001", **ROUTE}),
    "guard ash": on_ash("/units/{id}/guard/", {"guard_badge": "4503"}),
    "sample ash": on_ash("/units/{id}/sample/", {
        "sample_kind": "analysis", "bound_for": "laboratory", "sample_grams": "5", "sample_scale": "S-BENCH",
        "sample_seal": "AN900001",
        "new_seal": "AN900002", "gross": "24", "scale": "S-FLOOR", "witness_badge": "4417"}),
}


@pytest.mark.parametrize("name", OVER)
def test_what_is_over_is_refused_in_words_and_changes_nothing(cast, name):
    who, path, answers, about = OVER[name](cast)
    about = type(about).objects.get(pk=about.pk)
    events = Event.objects.count()

    answer = sent(who, path, {"expected_seq": str(about.last_seq), **answers})

    assert answer.status != 302, f"{name} led to {answer.location}"
    refused(answer)
    assert Event.objects.count() == events
    assert type(about).objects.get(pk=about.pk).last_seq == about.last_seq

