"""What the custodian sees of a unit, and nobody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.urls import reverse

from custody.core.identifiers import parse_container_number
from custody.deadlines.models import Clock
from custody.evidence.actions import consult
from custody.evidence.actions.reseal import replace_seal
from custody.evidence.models import Consultation
from custody.evidence.selectors.places import place_now
from custody.web.units import views as units
from tests import stories
from tests.web.shared.pages import one, read


def test_the_custodian_sees_seal_and_bricks(cast, page_for):
    [unit] = stories.seized(cast, crew=True)

    for officer in (cast.officer, cast.second_officer):
        page = page_for(officer, f"/units/{unit.id}/")
        assert f"Seal{unit.seal}" in page.words
        assert "Bricks counted25" in page.words


def test_nobody_else_sees_them(cast, page_for):
    [unit] = stories.seized(cast)
    stories.offered(cast, [unit], receiver=cast.storekeeper)

    for officer in (cast.storekeeper, cast.supervisor, cast.third_officer):
        page = page_for(officer, f"/units/{unit.id}/")
        assert unit.seal not in page.html
        assert "Bricks counted" not in page.words


def test_what_is_frozen_shows_no_deadline_for_its_fire_and_the_seal_that_was_read(cast, page_for):
    [unit] = stories.swept(cast, stories.seized(cast))
    before = page_for(cast.officer, f"/units/{unit.id}/")
    stories.accepted(stories.offered(cast, [unit], receiver=cast.storekeeper), by=cast.storekeeper, again=True,
                     seals={unit.id: "AN000000"})

    page = page_for(cast.storekeeper, f"/units/{unit.id}/")

    assert "To be burnt by" in before.words
    assert "To be burnt by" not in page.words
    assert "It is not burnt while it is frozen" in page.words
    assert "SealAN000000 · as it was read" in page.words
    assert unit.seal not in page.html


def test_a_container_is_found_by_its_number(cast, page_for):
    unit = stories.contained(cast)
    number = parse_container_number(unit.conveyance.container_number).display

    for path in ("/mine/", f"/units/{unit.id}/", "/transfers/offer/"):
        assert f"{number} · {unit.label}" in page_for(cast.officer, path).words.replace("\u00a0", " "), path


def test_who_keeps_no_store_is_led_from_the_road_to_the_hand_over_of_this_load(cast, page_for):
    [unit] = stories.on_the_road(cast)

    page = page_for(cast.crew, f"/road/{unit.id}/done/")

    first = read(page.html).find(".//a[@class='ds-button c-primary']")
    assert first.get("href") == f"/transfers/offer/?seizure={unit.seizure_id}"
    offer = read(page_for(cast.crew, first.get("href")).html)
    assert offer.find(f".//input[@value='{unit.label}']").get("checked") is not None
    assert offer.find(".//input[@name='purpose'][@value='arrival']").get("checked") is not None


def test_a_unit_without_a_seal_of_ours_says_so(cast, page_for):
    [unit] = stories.seized(cast, seal=None, package_count=None, reading=stories.reading())

    page = page_for(cast.officer, f"/units/{unit.id}/")

    assert "No seal of ours" in page.words
    assert "Bricks counted" not in page.words


def test_the_auditor_sees_who_looked_and_the_custodian_does_not(cast, page_for):
    [unit] = stories.seized(cast)
    consult.reveal_place(act=stories.act_of(cast.supervisor), unit_id=unit.id, reason="court request 12")

    seen = page_for(cast.auditor, f"/units/{unit.id}/").words
    assert "Who looked" in seen
    assert f"Badge {cast.supervisor.badge}" in seen
    assert "the place · court request 12" in seen
    for officer in (cast.officer, cast.supervisor):
        assert "court request 12" not in page_for(officer, f"/units/{unit.id}/").html


def test_a_clock_is_drawn_as_far_as_its_time_has_gone_and_not_in_words_alone(cast, page_for):
    [unit] = stories.seized(cast)
    now = stories.now()
    for each, (past, left) in {"TARGET_DESTRUCTION": (1, 3), "SEIZURE_REPORT": (5, -1)}.items():
        Clock.objects.filter(subject_id=unit.id, clock_type=each).update(
            started_at=now - timedelta(hours=past), due_at=now + timedelta(hours=left))
    drawn = {clock.clock_type: units.lapsed(clock, at=now) for clock in Clock.objects.filter(subject_id=unit.id)}

    bars = [each.attrib for each in read(page_for(cast.officer, f"/units/{unit.id}/").html).iter("progress")]

    assert drawn["TARGET_DESTRUCTION"] == 25
    assert sorted(int(each["value"]) for each in bars) == sorted(drawn.values())
    assert [each.get("data-color") for each in bars].count("danger") == list(drawn.values()).count(100)


def test_a_clock_that_stands_still_stands_where_it_was_stopped():
    now, hour = datetime(2026, 3, 29, 1, tzinfo=UTC), timedelta(hours=1)
    clock = Clock(started_at=now - 4 * hour, due_at=now + 4 * hour, paused_at=now - 2 * hour)

    assert units.lapsed(clock, at=now) == 25
    assert units.lapsed(Clock(started_at=now, due_at=now), at=now) == 100


def test_the_custodian_sees_every_seal_it_ever_bore_and_nobody_else(cast, page_for):
    [unit] = stories.seized(cast, crew=True)
    before = unit.seal
    after = replace_seal(act=stories.act_of(cast.officer), unit_id=unit.id, reason="torn",
                         new_seal=stories.new_seal(), witness_badge=cast.second_officer.badge).number

    seen = page_for(cast.officer, f"/units/{unit.id}/").words
    assert seen.index(f"{before} from") < seen.index(f"{after} since")
    for other in (cast.supervisor, cast.third_officer):
        assert before not in page_for(other, f"/units/{unit.id}/").html


def test_what_lies_in_a_store_can_be_moved_from_its_page_by_who_has_it(cast, page_for):
    [unit] = stories.stored(cast)

    assert reverse("road:move") in page_for(cast.storekeeper, f"/units/{unit.id}/").html
    assert reverse("road:move") not in page_for(cast.supervisor, f"/units/{unit.id}/").html


def test_what_was_revealed_says_how_much_longer_and_whose_screen_it_is(cast, page_for):
    [unit] = stories.stored(cast)
    masked = page_for(cast.supervisor, f"/units/{unit.id}/")
    assert "c-watermark" not in masked.html
    assert "data-shown-for" not in masked.html
    consult.reveal_place(act=stories.act_of(cast.supervisor), unit_id=unit.id, reason="court request 12")

    page = page_for(cast.supervisor, f"/units/{unit.id}/")

    [band] = [each for each in read(page.html).iter("p") if each.get("data-shown-for")]
    assert 590 <= int(band.get("data-shown-for")) <= 600
    [mark] = [each for each in read(page.html).iter() if each.get("class") == "c-watermark"]
    assert mark.get("aria-hidden") == "true"
    assert "".join(mark.itertext()).startswith(f"{cast.supervisor.badge} · ")
    assert "c-watermark" not in page_for(cast.storekeeper, f"/units/{unit.id}/").html


def test_who_has_it_sees_its_place_by_one_tap_and_everybody_else_writes_why(cast, page_for):
    [unit] = stories.stored(cast)
    path = f"/units/{unit.id}/place/"
    form = one(read(page_for(cast.storekeeper, f"/units/{unit.id}/").html), f".//form[@action='{path}']")
    said = {each.get("name"): each.get("value") for each in form.iter("input") if each.get("name") == "reason"}
    other = read(page_for(cast.supervisor, f"/units/{unit.id}/").html)
    assert not other.findall(f".//form[@action='{path}']")
    assert one(other, f".//a[@href='{path}']") is not None

    sent = page_for(cast.storekeeper, path, said)

    assert sent.location == f"/units/{unit.id}/"
    assert Consultation.objects.get(officer=cast.storekeeper).reason == "It is in my custody"
    assert place_now(unit).code_word in page_for(cast.storekeeper, sent.location).words
