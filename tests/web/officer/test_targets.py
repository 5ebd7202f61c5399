"""The pages before the stop: masked until a look is written, decided by two where it is let go, and met at the stop."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from custody.evidence.models import Target, Tip
from tests import stories, targeting
from tests.evidence import exceptional
from tests.stories import act_of

ANSWERS = {"origin": "risk_profile", "container_number": "MSCU 123456 6", "grounds": "frozen fish",
           "vessel": "Secret Star"}


def path(name, row):
    return reverse(f"targets:{name}", args=[row.id])


def test_a_target_is_opened_masked_shown_and_decided(cast, page_for):
    in_a_week = f"{targeting.in_hours(24 * 7):%Y-%m-%dT%H:%M}"
    sent = page_for(cast.officer, reverse("targets:open"), ANSWERS | {"expected_at": in_a_week})
    target = Target.objects.get()
    here = path("target", target)
    assert (sent.status, sent.location) == (302, here)
    masked = page_for(cast.supervisor, here)
    assert "Not decided yet" in masked.words
    for secret in ("MSCU1234566", "MSCU", "Secret Star", "frozen fish"):
        assert secret not in masked.html
    assert page_for(cast.supervisor, path("reveal", target), {"reason": "to decide"}).location == here
    shown = page_for(cast.supervisor, here).words
    assert "MSCU1234566" in shown
    assert "frozen fish" in shown
    assert "MSCU" not in page_for(cast.officer, here).html

    tomorrow = f"{targeting.in_hours(24):%Y-%m-%dT%H:%M}"
    assert page_for(cast.officer, path("arrival", target), {"expected_at": tomorrow}).status == 302
    photo = SimpleUploadedFile("x.png", targeting.png(), "image/png")
    assert page_for(cast.officer, path("scan", target), {"scanner": "foreign_port", "port": "ECGYE",
                                                         "photo": photo}).status == 302
    scan = target.images.get()
    assert page_for(cast.officer, path("reading", scan), {"result": "suspicious"}).location == here
    seen = {"expected_seq": str(Target.objects.get().last_seq), "searcher_badge": "4418"}
    assert page_for(cast.duty_officer, path("search", target), seen).location == here
    unit = stories.contained(cast)
    shown = page_for(cast.supervisor, here).words
    assert "Something that should not be there" in shown
    assert "badge 4418 stops and searches it" in shown
    story = page_for(cast.supervisor, reverse("units:unit", args=[unit.id])).words
    assert f"Target {target.reference} opened" in story
    assert story.index("Conveyance stopped") < story.index("A decision was taken") < story.index("Scan image attached")
    assert target.reference not in page_for(cast.crew, reverse("units:unit", args=[unit.id])).words


def test_the_image_is_shown_after_the_look_was_written(cast, page_for, client):
    scan = targeting.scanned(cast, targeting.targeted(cast))
    assert "Looking leaves a trace" in page_for(cast.supervisor, path("look", scan)).words
    client.force_login(cast.supervisor)

    shown = client.post(path("look", scan), {"idempotency_key": "0" * 8 + "-0000-4000-8000-" + "0" * 12,
                                             "reason": "to decide"})

    assert (shown.content, shown["Content-Type"]) == (targeting.png(), "image/png")
    assert "a scan image" in page_for(cast.internal_affairs, path("target", scan.target)).words
    assert "Who looked" not in page_for(cast.supervisor, path("target", scan.target)).words


def test_two_let_it_go_and_what_is_found_in_it_stands_on_top_of_the_list(cast, page_for):
    target = targeting.targeted(cast)
    version = {"expected_seq": str(target.last_seq)}
    asked = page_for(cast.officer, path("let_go", target), version | {"reason_code": "explained", "reason": "papers"})
    assert asked.status == 302
    version = {"expected_seq": str(Target.objects.get().last_seq)}
    assert "The papers explain it" in page_for(cast.supervisor, path("decide", target)).words
    assert page_for(cast.officer, path("decide", target), version).status == 403
    assert page_for(cast.supervisor, path("decide", target), version).location == path("target", target)
    assert "was let go, and drugs were found" not in page_for(cast.supervisor, reverse("targets:list")).words
    told = page_for(cast.officer, path("found", target), {"expected_seq": str(Target.objects.get().last_seq),
                                                          "authority": "Rotterdam", "remark": "400 kg"})
    assert told.status == 302

    assert "1 target was let go, and drugs were found in it" in page_for(cast.auditor, reverse("targets:list")).words
    found = page_for(cast.auditor, reverse("targets:list") + "?tab=found").words
    assert target.reference in found
    assert target.reference not in page_for(cast.auditor, reverse("targets:list") + "?tab=search").words
    assert target.reference in page_for(cast.auditor, reverse("targets:list") + "?tab=all").words


def test_a_van_without_a_number_is_linked_by_two_and_the_link_undone(cast, page_for):
    target, van = targeting.targeted(cast), stories.contained(cast, kind="vehicle", container_number=None)
    here = path("target", target)
    asked = page_for(cast.officer, path("link", target), {"expected_seq": str(target.last_seq), "label": van.label})
    assert (asked.status, asked.location) == (302, here)
    assert f"{van.label}, asked by badge 4417" in page_for(cast.officer, here).words
    assert "Say whether a conveyance belongs to target" in page_for(cast.supervisor, "/?all").words
    decide = path("decide_link", target)
    assert van.label in page_for(cast.supervisor, decide).words
    said = {"expected_seq": str(Target.objects.get().last_seq), "answer": "yes"}
    assert page_for(cast.supervisor, decide, said).location == here
    assert "In custody" in page_for(cast.supervisor, here).words
    undo = f"{path('unlink', target)}?label={van.label}"
    assert undo in page_for(cast.supervisor, here).html
    assert van.label in page_for(cast.supervisor, undo).html
    assert page_for(cast.supervisor, undo, {"label": van.label, "reason": "another van"}).location == here

    assert "Not decided yet" in page_for(cast.supervisor, here).words


def test_a_number_is_looked_up_with_a_reason_and_nothing_is_told_of_what_is_not_ones_own(cast, page_for):
    target = targeting.targeted(cast)
    page = reverse("targets:look_up")

    assert page_for(cast.storekeeper, page).status == 403
    assert page_for(cast.crew, page, {"container_number": "MSCU1234566"}).status == 422
    told = page_for(cast.crew, page, {"container_number": "MSCU1234566", "reason": "at the gate"})
    assert target.reference in told.words
    assert path("target", target) not in told.html
    mine = page_for(cast.officer, page, {"container_number": "MSCU1234566", "reason": "mine"})
    assert path("target", target) in mine.html
    nothing = page_for(cast.crew, page, {"container_number": "CSQU3054383", "reason": "at the gate"})
    assert "Nothing that you may know of" in nothing.words


def test_who_gave_a_tip_is_on_no_page_but_its_handlers_after_a_look(cast, page_for):
    sent = page_for(cast.handler, reverse("targets:record_tip"), {
        "source": targeting.SOURCE, "reliability": "B", "credibility": "2"})
    tip = Tip.objects.get()
    assert (sent.status, sent.location) == (302, path("tip", tip))
    target = targeting.targeted(cast, origin="tip", tip_reference=tip.reference)
    assert page_for(cast.handler, path("source", tip), {"reason": "to call back"}).status == 302

    assert targeting.SOURCE in page_for(cast.handler, path("tip", tip)).words
    for officer in (cast.officer, cast.supervisor, cast.internal_affairs, cast.handler):
        for page in (path("target", target), reverse("targets:list"), reverse("targets:tips")):
            assert targeting.SOURCE not in page_for(officer, page).html
    watched = page_for(cast.internal_affairs, path("tip", tip)).words
    assert "to call back" in watched
    assert targeting.SOURCE not in watched
    assert "grade B2" in page_for(cast.supervisor, path("target", target)).words
    assert page_for(cast.supervisor, path("tip", tip)).status == 404
    assert page_for(cast.internal_affairs, path("source", tip), {"reason": "x"}).status == 403
    entrusted = page_for(cast.handler, path("entrust", tip), {"handler_badge": "4432", "reason": "leave"})
    assert entrusted.location == reverse("targets:tips")
    assert page_for(cast.handler, path("tip", tip)).status == 404


@pytest.mark.parametrize(("changes", "says"), [
    ({"container_number": ""}, "Enter the number of the container or of the ship"),
    ({"container_number": "MSCU1234567"}, "does not pass its own check"),
    ({"origin": "tip"}, "Enter the reference of the tip"),
    ({"origin": "foreign_message"}, "Enter which authority sent the message"),
])
def test_what_is_missing_is_asked_for_and_nothing_typed_is_lost(cast, page_for, changes, says):
    back = page_for(cast.officer, reverse("targets:open"), ANSWERS | {"expected_at": "2099-03-01T14:00"} | changes)

    assert back.status == 422
    assert says in back.words
    assert "Secret Star" in back.html
    assert not Target.objects.exists()


def test_the_list_costs_the_same_however_long_it_is(cast, client, django_assert_max_num_queries):
    for _ in range(4):
        targeting.let_go(cast, targeting.targeted(cast))
    client.force_login(cast.supervisor)
    with django_assert_max_num_queries(12):
        client.get(reverse("targets:list") + "?tab=all")


def test_an_alert_about_a_target_leads_to_it(cast, page_for):
    from custody.alerts.passes.fire import fire
    from custody.evidence.actions.targets import reschedule_target

    target = targeting.targeted(cast)
    reschedule_target(act=act_of(cast.officer), target_id=target.id, expected_at=targeting.in_hours(-4))
    fire(engine="test")

    assert target.reference in page_for(cast.supervisor, reverse("alerts:inbox")).words


def test_who_is_sent_and_who_decides_find_it_on_the_first_page(cast, page_for):
    from custody.evidence.actions import scans
    from custody.evidence.actions.targets import ask_let_go, decide_search

    sent, asked = targeting.targeted(cast), targeting.targeted(cast)
    decide_search(act=act_of(cast.duty_officer), target_id=sent.id, searcher_badge="4418")
    scan = targeting.scanned(cast, asked)
    scans.read_scan(act=act_of(cast.duty_officer), scan_id=scan.id, result="unclear")
    ask_let_go(act=act_of(cast.second_supervisor), target_id=asked.id, reason_code="other", reason="x")

    shown = {name: page_for(getattr(cast, name), "/?all").words
             for name in ("second_officer", "officer", "supervisor", "second_supervisor", "duty_officer")}
    assert f"Stop and search target {sent.reference}" in shown["second_officer"]
    assert f"Let target {asked.reference} go, or have it searched" in shown["supervisor"]
    for name in ("officer", "second_supervisor", "duty_officer"):
        assert "target" not in shown[name]
    assert "It cannot be told" in page_for(cast.supervisor, path("decide", asked)).words


def test_a_container_number_in_the_field_for_codes_is_looked_up_with_a_reason(cast, page_for):
    stories.contained(cast)

    page = page_for(cast.officer, "/scan/?code=MSCU1234566")

    assert page.status == 404
    assert reverse("targets:look_up") in page.html
    assert reverse("targets:look_up") not in page_for(cast.officer, "/scan/?code=NOTHERE").html.partition("<main")[2]


def test_who_lets_a_stopped_container_go_reads_what_it_was_looked_for_as_and_the_target_says_why(cast, page_for):
    target = targeting.targeted(cast)
    box = stories.contained(cast)
    asked = exceptional.asked(cast, box, "release", by=cast.officer, party=None, reference=None,
                              reason="the importer came with the papers")  # fmt: skip

    decides = page_for(cast.supervisor, reverse("exceptions:exception", args=[asked.id])).words
    assert f"Looked for as {target.reference} · A risk profile" in decides
    assert "Opened Never: nobody saw its load" in decides
    assert "To be let go: the importer came with the papers" in page_for(cast.supervisor, path("target", target)).words
    exceptional.decided(asked, by=cast.supervisor)
    assert "Let go: the importer came with the papers" in page_for(cast.supervisor, path("target", target)).words
