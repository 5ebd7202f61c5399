"""The pages of holds: the list, placing, verifying, renewing, lifting."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from custody.destruction.actions import decisions
from custody.destruction.models import AuthorityDecision
from custody.evidence.models import Hold
from tests.destruction import decided, stories
from tests.destruction.test_holds import lifted, placed, verified
from tests.stories import act_of, fresh, now
from tests.web.desk import MOST_QUERIES, browser_of, errors_in, page_of, queries_of, send, text_of

LIST, PLACE = reverse("holds:list"), reverse("holds:place")
ANSWERS = {"authority": "court", "reference": "KP 7", "reason": "wanted for a second opinion", "review_on": ""}


def at(name, hold):
    return reverse(f"holds:{name}", args=[hold.id])


def of(unit):
    return f"{PLACE}?unit={unit.id}"


def test_a_unit_is_held_back_from_its_own_page(cast):
    [unit] = stories.kept(cast)
    assert "Hold back from the fire" in text_of(cast.case_officer, reverse("units:unit", args=[unit.id]))
    assert "Hold back from the fire" not in text_of(cast.by_badge["4971"], reverse("units:unit", args=[unit.id]))

    key = uuid4()
    answer = send(cast.case_officer, of(unit), {**ANSWERS, "units": [str(unit.id)]}, key=key)
    again = send(cast.case_officer, of(unit), {**ANSWERS, "units": [str(unit.id)]}, key=key)

    hold = Hold.objects.get()
    assert answer.url == again.url == at("hold", hold)
    assert fresh([unit])[0].authority_state == "held"
    page = text_of(cast.planner, reverse("units:unit", args=[unit.id]))
    assert "On hold" in page
    assert "not verified yet" in page
    assert "KP 7" not in page
    assert "See the hold" in text_of(cast.auditor, reverse("units:unit", args=[unit.id]))


def test_whoever_got_the_letter_records_the_hold_and_reads_no_other(cast):
    [unit] = stories.kept(cast)
    assert "Hold back from the fire" in text_of(cast.sampler, reverse("units:unit", args=[unit.id]))

    answer = send(cast.sampler, of(unit), {**ANSWERS, "units": [str(unit.id)]})

    assert answer.url == reverse("units:unit", args=[unit.id])
    assert fresh([unit])[0].authority_state == "held"
    assert browser_of(cast.sampler).get(LIST).status_code == 403
    assert browser_of(cast.sampler).get(at("verify", Hold.objects.get())).status_code == 403
    assert browser_of(cast.by_badge["4971"]).get(PLACE).status_code == 403


def test_an_act_about_what_burnt_is_recorded_from_its_page_and_holds_nothing(cast):
    [unit] = stories.burnt_units(stories.burnt(cast))
    page = reverse("units:unit", args=[unit.id])
    assert "An act came that holds it back" in text_of(cast.case_officer, page)
    assert "It is gone already" in text_of(cast.case_officer, of(unit))

    key = uuid4()
    for _ in range(2):
        assert send(cast.case_officer, of(unit), {**ANSWERS, "units": [str(unit.id)]}, key=key).url == page

    assert not Hold.objects.exists()
    assert "Held back when it was gone" in text_of(cast.case_officer, page)


def test_all_goods_of_a_seizure_may_be_held_at_once(cast):
    units = stories.kept(cast, count=2)
    seizure_id = units[0].seizure_id
    assert "Hold back from the fire" in text_of(cast.case_officer, reverse("seizure:seizure", args=[seizure_id]))

    answers = {**ANSWERS, "units": [str(unit.id) for unit in units],
               "review_on": (now() + timedelta(days=9)).date().isoformat()}  # fmt: skip
    send(cast.case_officer, f"{PLACE}?seizure={seizure_id}", answers)

    assert {unit.authority_state for unit in fresh(units)} == {"held"}
    assert {hold.review_at.astimezone().hour for hold in Hold.objects.all()} <= {22, 23}


def test_a_refusal_keeps_what_was_typed(cast):
    [unit] = stories.kept(cast)

    answer = send(cast.case_officer, of(unit), {**ANSWERS, "units": [str(unit.id)], "review_on": "2199-01-01"})

    assert "A hold is reviewed within 30 days. Choose a day to come" in errors_in(answer)
    assert "KP 7" in answer.content.decode()
    assert not Hold.objects.exists()


def test_without_a_unit_there_is_nothing_to_hold(cast):
    empty = text_of(cast.case_officer, PLACE)

    assert "Nothing here can be held back" in empty
    assert "Reference of the written act" not in empty
    assert "Hold them back" not in empty
    page_of(cast.case_officer, f"{PLACE}?unit=nonsense", status=404)


def test_another_person_verifies_and_lifts(cast):
    [unit] = stories.kept(cast)
    hold = placed(cast, [unit])
    own = text_of(cast.case_officer, at("hold", hold))
    assert "You placed it. Another person verifies it" in own
    assert "Verify it" not in own

    refused = send(cast.case_officer, at("verify", hold), {}, seen=hold)
    assert "Another person must verify" in " ".join(errors_in(refused))
    assert "Verify it" in text_of(cast.second_case_officer, at("hold", hold))
    done = send(cast.second_case_officer, at("verify", hold), {}, seen=hold)
    assert done.url == at("hold", hold)
    hold.refresh_from_db()
    assert hold.verified_by == cast.second_case_officer
    assert "Stands still" in text_of(cast.storekeeper, reverse("units:unit", args=[unit.id]))

    key = uuid4()
    said = {"reference": "KP 9", "decided_on": stories.local_day(now()).isoformat()}
    send(cast.supervisor, at("lift", hold), said, seen=hold, key=key)
    again = send(cast.supervisor, at("lift", hold), said, seen=hold, key=key)
    found = AuthorityDecision.objects.get()
    assert again.url == reverse("decisions:decision", args=[found.id])
    assert "That it is lifted waits to be verified" in text_of(cast.auditor, at("hold", hold))
    decisions.attach_decision_paper(act=act_of(cast.supervisor), decision_id=found.id, document=decided.PDF)
    decided.verified(found, by=cast.second_case_officer)
    assert "This hold is over" in text_of(cast.auditor, at("hold", hold))


def test_a_form_about_a_hold_that_changed_comes_back(cast):
    [unit] = stories.kept(cast)
    hold = placed(cast, [unit])
    verified(cast, hold)

    said = {"reference": "KP 9", "decided_on": stories.local_day(now()).isoformat()}
    assert send(cast.supervisor, at("lift", hold), said, seen=hold).status_code == 409


def test_a_hold_is_renewed(cast):
    [unit] = stories.kept(cast)
    hold = verified(cast, placed(cast, [unit], review_at=now() + timedelta(days=1)))
    seen = Hold.objects.get(pk=hold.pk)
    day = stories.local_day(now()) + timedelta(days=20)

    key = uuid4()
    answer, again = (
        send(cast.case_officer, at("renew", hold), {"review_on": day.isoformat()}, seen=seen, key=key) for _ in range(2)
    )
    assert again.url == answer.url

    assert Hold.objects.get(pk=hold.pk).review_at > hold.review_at + timedelta(days=18)
    late = send(cast.case_officer, at("renew", hold), {"review_on": "2199-01-01"})
    assert errors_in(late)


def test_the_list_has_a_tab_for_each_question(cast):
    first, second, third = (placed(cast, stories.kept(cast)) for _ in range(3))
    verified(cast, first)
    lifted(cast, third)
    Hold.objects.filter(pk=second.pk)

    assert first.unit.label in text_of(cast.auditor, LIST)
    waits = text_of(cast.supervisor, f"{LIST}?tab=verify")
    assert second.unit.label in waits
    assert first.unit.label not in waits
    assert third.unit.label in text_of(cast.supervisor, f"{LIST}?tab=lifted")
    assert "No hold is here" in text_of(cast.supervisor, f"{LIST}?tab=review")
    assert queries_of(cast.supervisor, LIST) <= MOST_QUERIES


@pytest.mark.parametrize("role", ["officer", "planner", "storekeeper", "administrator", "nobody"])
def test_who_sees_no_orders_sees_no_holds(cast, role):
    hold = placed(cast, stories.kept(cast))
    client = browser_of(getattr(cast, role))

    for path in (LIST, at("hold", hold), at("verify", hold), at("renew", hold), at("lift", hold)):
        assert client.get(path).status_code == 403
    # Whoever works with goods may have the letter; what other acts hold is not shown for that.
    assert client.get(PLACE).status_code == (403 if role in ("administrator", "nobody") else 200)
    assert browser_of(cast.auditor).get(reverse("holds:hold", args=[uuid4()])).status_code == 404


def test_who_holds_it_back_beside_an_authority_is_seen_where_its_hold_is_lifted(cast):
    [unit] = stories.kept(cast)
    first, second = placed(cast, [unit]), placed(cast, [unit], authority="prosecutor", reference="KP 1/26")
    of_unit = text_of(cast.auditor, reverse("units:unit", args=[unit.id]))
    assert (of_unit.count("See the hold"), "Public prosecutor" in of_unit) == (2, True)

    assert "Held back by others too: Public prosecutor · KP 1/26" in text_of(cast.case_officer, at("hold", first))
    assert "stay held back by the others" in text_of(cast.case_officer, at("lift", first))
    lifted(cast, second)
    assert "others" not in text_of(cast.case_officer, at("hold", first))
    assert "then they may be burnt" in text_of(cast.case_officer, at("lift", first))
