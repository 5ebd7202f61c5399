"""A discrepancy is explained on its page also when something has happened to its unit since it was opened."""

from __future__ import annotations

from custody.core.identifiers import new_label
from custody.evidence.actions import labels, weigh
from custody.evidence.models import Discrepancy
from tests import stories
from tests.stories import act_of, fresh
from tests.web.desk import page_of, read, send, words


def test_what_was_found_a_while_ago_is_explained_on_its_page(cast):
    """The page carried the number of the event that opened it, and was out of date from the next event on for ever."""
    [unit] = stories.stored(cast)
    for gross_mg in (unit.gross_mg - 2_000_000, unit.gross_mg - 2_000_000):
        weigh.record_weighing(act=act_of(cast.storekeeper), unit_id=unit.id, occasion="check",
                              reading=stories.reading(gross_mg, package_count=25))  # fmt: skip
    found = Discrepancy.objects.filter(unit=unit).order_by("opened_at").first()
    assert found.last_seq < fresh([unit])[0].last_seq
    path = f"/discrepancies/{found.id}/"
    tree = page_of(cast.supervisor, path)
    [hidden] = [each.get("value") for each in tree.iter("input") if each.get("name") == "expected_seq"]

    answer = send(cast.supervisor, path, {"resolution": "It was wet", "expected_seq": hidden})

    assert answer.status_code == 302, words(read(answer.content.decode()).find("body"))
    found.refresh_from_db()
    assert found.resolved_by == cast.supervisor


def test_who_commands_sees_which_goods_bear_a_label_that_the_house_never_printed(cast):
    labels.print_roll(act=act_of(cast.storekeeper), count=2)
    strange = new_label(b"copy1")
    [unit] = stories.seized(cast, label=strange)

    seen, other = (words(page_of(who, "/discrepancies/").find("body")) for who in (cast.supervisor, cast.officer))

    assert "Labels of no roll" in seen
    assert strange in seen
    assert unit.seizure.code_word in seen
    assert "Labels of no roll" not in other
