"""The register of scales: reported by one, confirmed by another, taken out of use by anybody who weighs."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from custody.evidence.actions.weigh import record_weighing
from custody.evidence.selectors.scale_effects import effect_of_scale
from custody.organisation.actions.scales import decide_calibration, report_calibration, withdraw_scale
from custody.organisation.models import Calibration, Scale
from tests import stories
from tests.web.desk import MOST_QUERIES, errors_in, page_of, queries_of, send, text_of

LIST, REGISTER = reverse("scales:list"), reverse("scales:register")
NEW = {"code": "s-new", "capacity": "150", "division": "0.01", "accuracy_class": "III"}


@pytest.fixture
def floor(cast):
    """Return the floor scale."""
    return Scale.objects.get(code="S-FLOOR")


def page(name, thing):
    return reverse(f"scales:{name}", args=[thing.id])


def said(**changes):
    today = stories.now().date()
    return {"certificate": "C-77", "calibrated_on": str(today), "valid_until": str(today + timedelta(days=365)),
            "accuracy_class": "II", "as_found": "within"} | changes  # fmt: skip


def test_a_scale_is_registered_once_and_is_not_trusted_yet(cast):
    key = uuid4()
    first, second = (send(cast.administrator, REGISTER, NEW, key=key) for _ in range(2))

    made = Scale.objects.get(code="S-NEW")
    assert first["Location"] == second["Location"] == page("scale", made)
    assert (made.capacity_mg, made.division_mg, made.calibrated_until) == (150_000_000, 10_000, None)
    assert "Not calibrated" in text_of(cast.storekeeper, page("scale", made))


def test_one_reports_another_confirms_and_a_second_sending_changes_nothing(cast, floor):
    key = uuid4()
    for _ in range(2):
        sent = send(cast.administrator, page("report", floor), said(), seen=floor, key=key)
        assert sent["Location"] == page("scale", floor)
    report = Calibration.objects.get()
    own = send(cast.administrator, page("decide", report), {"answer": "yes"})
    assert errors_in(own) == ["Another person must confirm the calibration that you reported"]
    assert "Waits for a second person" in text_of(cast.supervisor, page("scale", floor))
    key = uuid4()
    for _ in range(2):
        assert send(cast.supervisor, page("decide", report), {"answer": "yes"}, key=key).status_code == 302

    floor.refresh_from_db()
    assert (floor.accuracy_class, floor.calibrated_until) == ("II", report.valid_until)
    assert "Confirmed" in text_of(cast.officer, page("scale", floor))


def test_a_report_is_turned_down(cast, floor):
    send(cast.administrator, page("report", floor), said(), seen=floor)

    send(cast.supervisor, page("decide", Calibration.objects.get()), {"answer": "no"})

    assert Calibration.objects.get().state == "rejected"


def test_a_scale_out_of_use_is_said_wherever_one_weighs(cast, floor):
    [unit] = stories.stored(cast)
    weigh = reverse("weighing:record", args=[unit.id])
    assert "out of use" not in text_of(cast.storekeeper, weigh)

    key = uuid4()
    for _ in range(2):
        sent = send(cast.storekeeper, page("withdraw", floor), {"reason": "it creeps"}, seen=floor, key=key)
        assert sent.status_code == 302

    assert "Out of use" in text_of(cast.storekeeper, LIST)
    assert "out of use: the weight will be marked" in text_of(cast.storekeeper, weigh)
    send(cast.storekeeper, weigh, {"gross": "25", "scale": "S-FLOOR"}, seen=unit)
    assert "The scale was not calibrated" in text_of(cast.storekeeper, reverse("weighing:done", args=[unit.id]))
    assert "not calibrated" in text_of(cast.supervisor, reverse("units:unit", args=[unit.id]))


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"valid_until": "2020-01-01"}, "It must end after the calibration, within three years. Check both days"),
        ({"calibrated_on": ""}, "Enter the day of the calibration"),
    ],
)
def test_what_cannot_be_right_comes_back(cast, floor, changes, line):
    response = send(cast.administrator, page("report", floor), said(**changes), seen=floor)

    assert (response.status_code, errors_in(response)) == (422, [line])


def test_a_code_that_is_taken_comes_back(cast):
    taken = send(cast.administrator, REGISTER, NEW | {"code": "S-FLOOR"})
    assert errors_in(taken) == ["This code is already in use. Choose another"]


def test_a_stale_form_changes_no_scale(cast, floor):
    send(cast.administrator, page("report", floor), said(), seen=floor)

    assert send(cast.supervisor, page("withdraw", floor), {"reason": "x"}, seen=floor).status_code == 409


@pytest.mark.parametrize(
    ("who", "statuses"),
    [("administrator", (200, 200, 200, 200)), ("supervisor", (200, 403, 200, 200)), ("officer", (200, 403, 403, 200)),
     ("auditor", (200, 403, 403, 403)), ("crew", (403, 403, 403, 403))],
)  # fmt: skip
def test_who_finds_what(cast, floor, who, statuses):
    paths = (LIST, REGISTER, page("report", floor), page("withdraw", floor))

    for path, status in zip(paths, statuses, strict=True):
        page_of(getattr(cast, who), path, status=status)


def test_the_pages_ask_little(cast, floor):
    for path in (LIST, page("scale", floor)):
        assert queries_of(cast.administrator, path) <= MOST_QUERIES


def test_who_touches_a_scale_sees_first_which_weights_hang_on_it(cast, floor):
    stories.stored(cast, count=2)
    path = page("withdraw", floor)
    text = text_of(cast.storekeeper, path)
    assert "Units here that were weighed last on it 2" in text
    spare = ", ".join(Scale.objects.exclude(pk=floor.pk).order_by("code").values_list("code", flat=True))
    assert f"Calibrated scales that are left {spare}" in text
    assert "Units here that were weighed last on it 2" in text_of(cast.supervisor, page("report", floor))

    few = queries_of(cast.storekeeper, path)
    stories.stored(cast, count=3)
    assert queries_of(cast.storekeeper, path) == few <= MOST_QUERIES
    assert "Units here that were weighed last on it 5" in text_of(cast.storekeeper, path)


def test_a_later_weight_and_a_later_calibration_are_told_apart(cast, floor):
    [_unit, other] = stories.stored(cast, count=2)
    at = stories.now()
    tomorrow = at.date() + timedelta(days=1)
    assert effect_of_scale(floor, at=at).since == 2
    report = report_calibration(act=stories.act_of(cast.supervisor), scale_id=floor.id, calibrated_on=tomorrow,
                                valid_until=tomorrow + timedelta(days=300), certificate="C-9")  # fmt: skip
    decide_calibration(act=stories.act_of(cast.administrator), calibration_id=report.id, approve=True)
    found = effect_of_scale(floor, at=at)
    assert (found.units, found.since) == (2, 0)
    record_weighing(act=stories.act_of(cast.storekeeper), unit_id=other.id,
                    reading=stories.reading(scale_code="S-PALLET"))  # fmt: skip
    assert effect_of_scale(floor, at=at).units == 1
    assert effect_of_scale(Scale.objects.get(code="S-PALLET"), at=at).units == 1
    for each in Scale.objects.exclude(pk=floor.pk):
        withdraw_scale(act=stories.act_of(cast.supervisor), scale_id=each.id, reason="It fell")
    assert effect_of_scale(floor, at=at).left == ()
