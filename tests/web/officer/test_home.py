"""The first page: what waits comes first, and an officer finds the words for what just happened."""

from __future__ import annotations

from custody.evidence.actions import moving, weigh
from tests import stories
from tests.web.shared.pages import one, read


def test_an_officer_finds_both_beginnings_in_plain_words(cast, page_for):
    page = page_for(cast.officer, "/")

    assert "New stop" in page.words
    assert "I found drugs" in page.words
    assert "I found drugs" not in page_for(cast.storekeeper, "/").words


def test_what_waits_for_me_stands_before_everything_else(cast, page_for):
    stories.offered(cast, stories.seized(cast), receiver=cast.storekeeper)

    said = page_for(cast.storekeeper, "/").words

    assert said.index("Receive 1 unit") < said.index("Nothing is in your name") < said.index("Scan")


def test_nothing_that_waits_is_said_after_what_can_be_begun(cast, page_for):
    said = page_for(cast.officer, "/").words

    assert said.index("Scan") < said.index("Nothing waits for you")


def test_who_found_drugs_in_a_stopped_conveyance_is_led_to_it(cast, page_for):
    stopped, stripped = stories.contained(cast), stories.opened(cast, container_number="CSQU3054383")

    page = page_for(cast.officer, "/found/")

    assert f"/units/{stopped.id}/seize/" in page.html
    assert f"/units/{stripped.id}/seize/" in page.html
    others = page_for(cast.third_officer, "/found/")
    links = [link.get("href") for link in one(read(others.html), ".//main").iter("a")]
    assert not [path for path in links if path.endswith("/seize/")]
    for each in (page, others):
        assert 'href="/stop/?found"' in each.html
        assert 'href="/seizures/open/"' in each.html


def test_weights_that_are_owed_are_weighed_one_after_the_other_and_counted(cast, page_for):
    units = stories.swept(cast, stories.seized(cast, count=2, reading=None))
    stories.accepted(stories.offered(cast, units, receiver=cast.storekeeper), by=cast.storekeeper)
    moving.store_units(act=stories.act_of(cast.storekeeper), unit_ids=[unit.id for unit in units], place="BITTERN")
    first, second = sorted(units, key=lambda unit: unit.seal)
    answers = {"gross": "25.4", "scale": "S-FLOOR", "package_count": "25", "sure": "on"}

    home = page_for(cast.storekeeper, "/")
    page = page_for(cast.storekeeper, f"/units/{first.id}/weigh/")
    seen = str(stories.fresh([first])[0].last_seq)
    sent = page_for(cast.storekeeper, f"/units/{first.id}/weigh/", answers | {"expected_seq": seen})
    done = page_for(cast.storekeeper, sent.location)
    after = page_for(cast.storekeeper, f"/units/{second.id}/weigh/")

    assert "Weigh 2 units" in home.words
    assert f'href="/units/{first.id}/weigh/"' in home.html
    assert f"{first.seal} · weight 1 of 2" in page.words
    assert sent.location == f"/units/{second.id}/weigh/"
    assert f"Saved: the weight of {first.label} · {first.seal}" in done.words
    assert f"{second.seal} · weight 2 of 2" in after.words
    chosen = [each.get("value") for each in read(after.html).iter("input") if each.get("checked") is not None]
    assert chosen == ["S-FLOOR"]
    assert "Weigh 1 unit" in page_for(cast.storekeeper, "/").words
    assert "Weigh" not in page_for(cast.second_storekeeper, "/").words


def test_seals_that_are_owed_stand_on_the_first_page(cast, page_for):
    units = stories.stored(cast, count=2, seal=None)

    page = page_for(cast.storekeeper, "/")

    assert "Put 2 seals on" in page.words
    assert f'href="/seizures/{units[0].seizure_id}/seals/"' in page.html


def test_a_weight_that_nobody_stood_by_names_nobody(cast, page_for):
    [unit] = stories.swept(cast, stories.seized(cast, reading=None))
    stories.accepted(stories.offered(cast, [unit], receiver=cast.storekeeper), by=cast.storekeeper)
    moving.store_units(act=stories.act_of(cast.storekeeper), unit_ids=[unit.id], place="BITTERN")
    weigh.record_weighing(act=stories.act_of(cast.storekeeper), unit_id=unit.id, reading=stories.reading(25_400_000))

    home, owed = (page_for(cast.supervisor, path).words for path in ("/", "/exceptions/signatures/"))

    assert "named nobody who stood by" in home
    assert "Nobody was named who stood by: whoever commands looks into it and signs" in owed
    assert "as second officer" not in home + owed
    asked = page_for(cast.storekeeper, f"/units/{unit.id}/weigh/").words
    assert "Without one, whoever commands signs for a first weight at the store" in asked


def test_on_the_quay_the_weights_of_a_seizure_are_taken_one_after_the_other_from_its_page(cast, page_for):
    units = stories.seized(cast, count=3, reading=None)
    first, second, _third = sorted(units, key=lambda unit: unit.seal)
    answers = {"gross": "25.4", "scale": "S-FLOOR", "package_count": "25", "sure": "on", "bag": first.label}

    page = page_for(cast.officer, f"/seizures/{first.seizure_id}/")
    weigh = page_for(cast.officer, f"/units/{first.id}/weigh/")
    sent = page_for(cast.officer, f"/units/{first.id}/weigh/", answers | {"expected_seq": str(first.last_seq)})
    after = page_for(cast.officer, f"/units/{second.id}/weigh/")

    assert "Weigh 3 units" in page.words
    assert f'href="/units/{first.id}/weigh/"' in page.html
    assert "weight 1 of 3" in weigh.words
    assert sent.location in {f"/units/{second.id}/weigh/", f"/units/{first.id}/weighed/"}, sent.words
    assert "weight 2 of 3" in after.words
    shown = page_for(cast.officer, f"/units/{first.id}/weighed/")
    assert f'href="/units/{second.id}/weigh/"' in shown.html


def test_an_unfinished_seizure_is_pushed_off_the_list_by_no_new_one(cast, page_for):
    units = [stories.seized(cast)[0] for _ in range(9)]
    words = [unit.seizure.code_word for unit in units]

    home, every = page_for(cast.officer, "/"), page_for(cast.officer, "/?all")

    assert [word for word in words if f"Finish seizure {word}" not in every.words] == []
    assert f"Finish seizure {words[0]}" in home.words
    assert home.words.index(words[0]) < home.words.index(words[1]) < home.words.index(words[2])
    assert f"Finish seizure {words[-1]}" not in home.words
    assert "more tasks" in home.words
