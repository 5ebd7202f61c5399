"""Counting on a page: the number that should be there, and what others counted, stand nowhere on it."""

from __future__ import annotations

from uuid import uuid4

from django.urls import reverse

from custody.evidence.models import Count
from tests import stories
from tests.web.desk import errors_in, page_of, send, text_of


def page(unit, name="record"):
    return reverse(f"counting:{name}", args=[unit.id])


def test_two_people_count_and_neither_is_told_a_number(cast):
    [unit] = stories.stored(cast, package_count=173)  # a number that no clock and no calendar shows
    key = uuid4()
    assert "173" not in text_of(cast.storekeeper, page(unit)).replace(unit.label, "")
    for _ in range(2):
        sent = send(cast.storekeeper, page(unit), {"package_count": "172"}, seen=unit, key=key)
        assert sent["Location"] == page(unit, "done")

    told = text_of(cast.second_storekeeper, page(unit)).replace(unit.label, "")
    assert "Somebody counted it before you" in told
    assert "172" not in told
    assert "Another person must count it now" in text_of(cast.storekeeper, page(unit, "done"))
    assert page_of(cast.storekeeper, page(unit, "done")).find(".//section[@class='c-panel']") is not None
    unit.refresh_from_db()
    send(cast.second_storekeeper, page(unit), {"package_count": "172"}, seen=unit)
    assert "the unit is frozen" in text_of(cast.second_storekeeper, page(unit, "done"))
    done = page_of(cast.second_storekeeper, page(unit, "done"))
    assert done.find(".//section[@class='c-panel is-stopped']") is not None, "green is for what went well"
    assert Count.objects.count() == 2


def test_two_that_agree_with_the_books_are_done(cast):
    [unit] = stories.stored(cast)
    for who in (cast.storekeeper, cast.second_storekeeper):
        unit.refresh_from_db()
        send(who, page(unit), {"package_count": "25"}, seen=unit)

    assert "Two people counted the same" in text_of(cast.storekeeper, page(unit, "done"))


def test_the_own_count_is_not_answered_and_the_number_is_kept(cast):
    [unit] = stories.stored(cast)
    send(cast.storekeeper, page(unit), {"package_count": "25"}, seen=unit)
    unit.refresh_from_db()

    response = send(cast.storekeeper, page(unit), {"package_count": "25"}, seen=unit)

    assert response.status_code == 403
    assert errors_in(response) == ["You counted this already. Another person must count it now"]


def test_a_unit_nobody_has_is_not_found(cast):
    page_of(cast.storekeeper, reverse("counting:record", args=[uuid4()]), status=404)


def test_a_weight_that_could_hide_a_brick_asks_for_a_count(cast):
    [unit] = stories.stored(cast)
    weigh = reverse("weighing:record", args=[unit.id])
    send(cast.storekeeper, weigh, {"gross": "25", "scale": "S-PALLET"}, seen=unit)

    assert "could hide a brick" in text_of(cast.storekeeper, reverse("weighing:done", args=[unit.id]))


def test_bricks_that_weigh_what_no_brick_weighs_are_asked_about_once(cast):
    [unit] = stories.stored(cast)
    weigh, said = reverse("weighing:record", args=[unit.id]), {"gross": "25", "scale": "S-FLOOR", "package_count": "50"}

    response = send(cast.storekeeper, weigh, said, seen=unit)
    assert errors_in(response) == ["Each brick would weigh 500 g. Check both, and say that it is so"]
    assert send(cast.storekeeper, weigh, said | {"sure": "on"}, seen=unit).status_code == 302
    assert "tell your supervisor" in text_of(cast.storekeeper, reverse("weighing:done", args=[unit.id]))
