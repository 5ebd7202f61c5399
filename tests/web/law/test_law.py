"""What the law asks for, on the desk: papers recorded, packages drawn, samples owed."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from custody.destruction.models import AuthorityDecision, DestructionOrder, Instruction, Notice, RetentionRequest
from custody.evidence.entries import NewExhibit
from custody.evidence.models import SamplingPlan
from tests import packs
from tests.destruction import decided, lawful
from tests.destruction import stories as fire
from tests.destruction.lawful import goods, under
from tests.stories import fresh, now, opened_seizure
from tests.web.desk import MOST_QUERIES, browser_of, errors_in, page_of, queries_of, send, text_of


def at(name, thing):
    return reverse(f"law:{name}", args=[getattr(thing, "id", thing)])


def said(**changes):
    """Return what stands on the paper of a decision of today, and the paper."""
    paper = SimpleUploadedFile("paper.pdf", decided.PDF, content_type="application/pdf")
    return {"reference": "KP 9/26", "decided_on": fire.local_day(now()).isoformat(), "document": paper} | changes


def test_the_page_says_what_the_law_asks_for(cast):
    under(cast, packs.shipped("ES"))
    [unit] = goods(cast, "ES")

    text = text_of(cast.case_officer, at("seizure", unit.seizure))

    assert "ES, Spain v1" in text
    assert "By silence after a notice to the judge" in text
    assert "The service that holds the goods" in text
    assert "No notice was served" in text
    assert queries_of(cast.case_officer, at("seizure", unit.seizure)) <= MOST_QUERIES + 5


def test_the_law_is_for_those_who_see_orders(cast, client):
    [unit] = fire.kept(cast)
    page_of(cast.storekeeper, at("seizure", unit.seizure), status=403)
    assert client.get(at("seizure", unit.seizure))["Location"].startswith("/sign-in/")
    assert "What the law asks for" in text_of(cast.case_officer, reverse("seizure:seizure", args=[unit.seizure_id]))


def test_a_notice_is_served_and_ends_in_silence_before_another_person(cast):
    under(cast, packs.shipped("ES"))
    units = goods(cast, "ES", samples=2, kept=1)
    words = text_of(cast.case_officer, at("serve_notice", units[0].seizure))
    assert f"The substance of seizure {units[0].seizure.code_word} will be destroyed unless its conservation" in words
    assert "What the notice says" not in text_of(cast.case_officer, at("retain", units[0].seizure))
    seizure = units[0].seizure

    sent = send(cast.case_officer, at("serve_notice", seizure), {"addressee": "judge", "reference": "N 1"})
    assert sent["Location"] == at("seizure", seizure)
    notice = Notice.objects.get()
    early = send(cast.supervisor, at("settle", notice), {}, seen=notice)
    assert (early.status_code, errors_in(early)) == (409, ["The time of this notice is not over yet"])
    assert "Runs" in text_of(cast.supervisor, at("seizure", seizure))
    lawful.run_out(notice)
    send(cast.supervisor, at("settle", notice), {}, seen=notice)
    assert "Ended in silence" in text_of(cast.supervisor, at("seizure", seizure))


def test_an_objection_is_recorded(cast):
    under(cast, packs.shipped("ES"))
    notice = lawful.noticed(cast, goods(cast, "ES", samples=2, kept=1))

    send(cast.case_officer, at("objection", notice), {"grounds": "Keep it"}, seen=notice)

    notice.refresh_from_db()
    assert (notice.state, notice.grounds) == ("answered", "Keep it")
    paper = said(outcome="upheld", authority="court")
    sent = send(cast.case_officer, at("decide_objection", notice), paper, seen=notice)
    [found] = AuthorityDecision.objects.filter(decision_kind="decide_objection")
    assert sent["Location"] == reverse("decisions:decision", args=[found.id])
    shown = text_of(cast.supervisor, sent["Location"])
    assert "The objection was upheld: the goods are kept" in shown
    assert at("seizure", notice.seizure) in browser_of(cast.supervisor).get(sent["Location"]).content.decode()


def test_who_decides_on_goods_that_lie_elsewhere_is_read_by_two(cast):
    under(cast, packs.shipped("ES"))
    seizure = goods(cast, "ES", samples=2, kept=1, confirmed=False)[0].seizure
    asked = "Goods of it lie in another country than ES, whose law they are under."
    assert asked in text_of(cast.supervisor, at("seizure", seizure))

    sent = send(cast.case_officer, at("whose", seizure), said(authority="court"))

    [found] = AuthorityDecision.objects.all()
    assert (found.decision_kind, found.authority) == ("confirm_law", "court")
    assert at("seizure", seizure) in browser_of(cast.supervisor).get(sent["Location"]).content.decode()
    decided.verified(found, by=cast.supervisor)
    assert asked not in text_of(cast.supervisor, at("seizure", seizure))


def test_where_no_notice_is_wanted_the_form_says_so_and_loses_nothing(cast):
    [unit] = fire.kept(cast)
    sent = send(cast.case_officer, at("serve_notice", unit.seizure), {"addressee": "judge", "reference": "N 77"})
    assert sent.status_code == 409
    assert errors_in(sent) == ["The law asks for no notice here: record the order"]
    assert "N 77" in sent.content.decode()


def test_the_judge_has_the_case_and_has_it_no_more(cast):
    [unit] = fire.kept(cast)
    send(cast.case_officer, at("instruct", unit.seizure), {"reference": "I 4"})
    assert Instruction.objects.filter(closed_at__isnull=True).count() == 1
    sent = send(cast.case_officer, at("release", unit.seizure), said())
    [found] = AuthorityDecision.objects.all()
    assert sent["Location"] == reverse("decisions:decision", args=[found.id])
    assert Instruction.objects.filter(closed_at__isnull=True).exists()
    decided.verified(found, by=cast.supervisor)
    assert not Instruction.objects.filter(closed_at__isnull=True).exists()


def test_part_of_it_is_retained_denied_and_appealed(cast):
    [unit] = fire.kept(cast)
    send(cast.case_officer, at("retain", unit.seizure), {"authority": "court", "retain": "0.010", "reason": "Jury"})
    found = RetentionRequest.objects.get()
    assert found.retain_mg == 10_000
    send(
        cast.case_officer, at("decide_retention", found), said(outcome="denied", reason="Samples do"), seen=found
    )
    decided.verified(AuthorityDecision.objects.get(), by=cast.supervisor)
    found.refresh_from_db()
    send(cast.case_officer, at("appeal_retention", found), {"grounds": "They do not"}, seen=found)
    found.refresh_from_db()
    assert found.state == "appealed"
    assert "Appealed: to be decided" in text_of(cast.supervisor, at("seizure", unit.seizure))


def test_what_is_retained_is_of_an_exhibit_where_there_are_several(cast):
    [alone] = fire.kept(cast)
    assert "Of which exhibit?" not in text_of(cast.case_officer, at("retain", alone.seizure))
    seizure = opened_seizure(cast, exhibits=[NewExhibit(substance="cocaine", form="pressed_brick"),
                                             NewExhibit(substance="heroin", form="powder")])  # fmt: skip
    assert "Of which exhibit?" in text_of(cast.case_officer, at("retain", seizure))

    send(cast.case_officer, at("retain", seizure),
         {"authority": "court", "retain": "0.010", "reason": "Jury", "exhibit": "2"})  # fmt: skip

    assert RetentionRequest.objects.get().exhibit.substance == "heroin"
    assert "Exhibit 2 · " in text_of(cast.case_officer, at("seizure", seizure))


def test_an_oral_order_goes_from_the_telephone_to_its_paper(cast):
    units = fire.kept(cast)
    sent = send(cast.case_officer, at("oral", units[0].seizure), {
        "units": [str(units[0].id)], "authority": "prosecutor", "spoken_by": "Duty prosecutor", "listener": "4802",
        "reasons": "Danger of theft",
    })  # fmt: skip
    order = DestructionOrder.objects.get()
    assert sent["Location"] == reverse("orders:order", args=[order.id])
    assert "nothing burns by it" in text_of(cast.case_officer, sent["Location"])
    day = fire.local_day(now()).isoformat()
    send(cast.case_officer, at("authorise", order), said(authority="investigating_judge"))
    decided.verified(AuthorityDecision.objects.get(), by=cast.supervisor)
    fire.verified(cast, order)
    written = {"number": "AN 5", "confirmed_on": day}
    assert send(cast.supervisor, at("confirm", order), written).status_code == 422
    paper = SimpleUploadedFile("paper.pdf", b"%PDF-1.7 signed", content_type="application/pdf")
    send(cast.supervisor, at("confirm", order), written | {"document": paper})
    order.refresh_from_db()
    assert order.spoken.confirmed_by == cast.supervisor
    send(cast.case_officer, at("serve_order", order), {"addressee": "owner", "reference": "S 1"})
    assert "Served" in text_of(cast.case_officer, sent["Location"])
    assert {unit.authority_state for unit in fresh(units)} == {"ordered"}


def test_packages_are_drawn_and_shown_with_what_they_prove(cast):
    [unit] = fire.kept(cast)
    assert "25 packages are in custody" in text_of(cast.sampler, at("draw", unit.exhibit_id))
    sent = send(cast.sampler, at("draw", unit.exhibit_id), {})
    plan = SamplingPlan.objects.get()
    assert sent["Location"] == at("plan", plan)
    text = text_of(cast.sampler, at("plan", plan))
    assert "At least 90 % of 25 packages, with 95 % confidence" in text
    assert plan.seed in text
    page_of(cast.storekeeper, at("plan", plan), status=403)


def test_a_double_click_draws_once(cast):
    [unit] = fire.kept(cast)
    key = "0b8e2f0c-6d4c-4ad4-93a5-55e7e0b1c0d1"
    first = send(cast.sampler, at("draw", unit.exhibit_id), {}, key=key)
    assert send(cast.sampler, at("draw", unit.exhibit_id), {}, key=key)["Location"] == first["Location"]
    assert SamplingPlan.objects.count() == 1


def test_samples_owed_to_the_registry_are_listed(cast):
    assert "Every sample is where it belongs" in text_of(cast.case_officer, reverse("law:registry"))
    [unit] = fire.kept(cast)
    lawful.sampled(cast, unit, samples=1, kept=1)
    assert "To be retained" in text_of(cast.case_officer, reverse("law:registry"))


@pytest.mark.parametrize("name", ["instruct", "serve_notice", "retain", "oral"])
def test_papers_are_recorded_by_a_case_officer(cast, name):
    [unit] = fire.kept(cast)
    assert browser_of(cast.planner).get(at(name, unit.seizure)).status_code == 403
    assert browser_of(cast.case_officer).get(at(name, unit.seizure)).status_code == 200
