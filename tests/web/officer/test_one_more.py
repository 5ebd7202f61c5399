"""One more unit of the kind that was registered last is a tap away on the page of the seizure."""

from __future__ import annotations

from custody.evidence.actions import seizure
from tests import stories
from tests.web.shared.pages import read


def test_one_more_drum_is_a_tap_away_and_asks_for_nothing_that_is_known(cast, page_for):
    opened = stories.opened_seizure(cast)
    path = f"/seizures/{opened.id}/"
    assert "+1" not in page_for(cast.officer, path).words
    for kind in ("bag", "drum"):
        seizure.register_units(act=stories.act_of(cast.officer), seizure_id=opened.id,
                               units=[stories.new_bag(kind=kind)])  # fmt: skip

    page = page_for(cast.officer, path)

    assert "+1 Drum" in page.words
    assert f'href="{path}units/?kind=drum"' in page.html
    form = page_for(cast.officer, f"{path}units/?kind=drum")
    [chosen] = [each.get("value") for each in read(form.html).iter("input")
                if each.get("name") == "kind" and each.get("checked") is not None]
    assert chosen == "drum"
    assert "+1" not in page_for(cast.supervisor, path).words


def test_label_and_seal_stand_side_by_side_for_the_two_who_seized(cast, page_for):
    opened = stories.opened_seizure(cast)
    [bag] = seizure.register_units(act=stories.act_of(cast.officer), seizure_id=opened.id, units=[stories.new_bag()])

    page = page_for(cast.officer, f"/seizures/{opened.id}/")

    [row] = [row for row in read(page.html).iter("tr") if any(each.text == bag.label for each in row.iter("a"))]
    assert [cell.get("data-label") for cell in row.iter("td")][:2] == ["Label", "Seal"]
    assert bag.seal not in page_for(cast.supervisor, f"/seizures/{opened.id}/").html
