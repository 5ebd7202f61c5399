"""Scales: it takes two to trust one and one to distrust it, and a weight on an expired one is marked."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from custody.core.act import Basis
from custody.core.errors import InvalidInput, NotAllowedNow, NotFound, NotPermitted, StaleVersion
from custody.evidence.actions.weigh import record_weighing
from custody.organisation.actions import register, scales
from custody.organisation.models import Calibration, Scale
from custody.organisation.selectors import calibration as selectors
from tests import stories
from tests.stories import act_of


def new_scale(cast, **changes):
    said = {"code": "S-NEW", "capacity_mg": 150_000_000, "division_mg": 10_000} | changes
    return register.register_scale(act=act_of(cast.administrator), **said)


def today():
    return stories.now().date()


def reported(cast, scale, *, by=None, days=365, **changes):
    said = {"calibrated_on": today(), "valid_until": today() + timedelta(days=days), "certificate": "  C-1  ",
            "as_found": "within"} | changes  # fmt: skip
    return scales.report_calibration(act=act_of(by or cast.administrator), scale_id=scale.id, **said)


def decided(cast, report, *, by=None, approve=True):
    return scales.decide_calibration(act=act_of(by or cast.supervisor), calibration_id=report.id, approve=approve)


def weighed(cast, unit, scale, **changes):
    reading = stories.reading(unit.gross_mg, scale_code=scale.code)
    return record_weighing(act=act_of(cast.officer, **changes), unit_id=unit.id, reading=reading)


def test_a_new_scale_is_trusted_once_two_people_signed_its_calibration(cast):
    scale, [unit] = new_scale(cast, accuracy_class="II"), stories.seized(cast)

    before = weighed(cast, unit, scale)
    report = reported(cast, scale)
    waiting = weighed(cast, unit, scale)
    decided(cast, report)
    after = weighed(cast, unit, scale)

    assert (before.calibrated, waiting.calibrated, after.calibrated) == (False, False, True)
    scale.refresh_from_db()
    assert (scale.accuracy_class, scale.calibrated_until) == ("II", today() + timedelta(days=365))
    assert (report.certificate, Calibration.objects.get().decided_by) == ("C-1", cast.supervisor)


def test_a_rejected_calibration_changes_nothing(cast):
    scale = new_scale(cast)

    decided(cast, reported(cast, scale), approve=False)

    scale.refresh_from_db()
    assert scale.calibrated_until is None
    assert Calibration.objects.get().state == "rejected"
    reported(cast, scale, certificate="C-2")


def test_an_expired_scale_marks_what_is_weighed_on_it(cast):
    scale, [unit] = new_scale(cast, calibrated_until=today() - timedelta(days=1)), stories.seized(cast)

    assert weighed(cast, unit, scale).calibrated is False
    assert selectors.standing_of(scale, at=stories.now()) == "expired"


def test_a_withdrawn_scale_comes_back_with_its_next_calibration(cast):
    scale, [unit] = Scale.objects.get(code="S-FLOOR"), stories.seized(cast)

    scales.withdraw_scale(act=act_of(cast.storekeeper), scale_id=scale.id, reason=" it creeps ")
    scale.refresh_from_db()
    assert selectors.standing_of(scale, at=stories.now()) == "withdrawn"
    assert weighed(cast, unit, scale).calibrated is False
    decided(cast, reported(cast, scale))

    scale.refresh_from_db()
    assert scale.withdrawn_at is None
    assert weighed(cast, unit, scale).calibrated is True
    assert selectors.standing_of(scale, at=stories.now()) == "good"


def test_what_was_weighed_earlier_is_judged_by_the_calibration_of_its_day(cast):
    scale, [unit] = new_scale(cast), stories.seized(cast)
    decided(cast, reported(cast, scale, calibrated_on=today() - timedelta(days=400), days=-300))
    decided(cast, reported(cast, scale))

    late = [
        weighed(cast, unit, scale, basis=Basis.LATE, occurred_at=stories.now() - timedelta(days=days))
        for days in (350, 200, 0)
    ]

    assert [each.calibrated for each in late] == [True, False, True]


@pytest.mark.parametrize(("days", "standing"), [(365, "good"), (30, "good"), (29, "soon"), (1, "soon")])
def test_a_calibration_that_ends_soon_is_said(cast, days, standing):
    scale = new_scale(cast)
    decided(cast, reported(cast, scale, days=days))
    scale.refresh_from_db()

    assert selectors.standing_of(scale, at=stories.now()) == standing


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"certificate": " "}, "calibration.certificate"),
        ({"certificate": "x" * 61}, "calibration.certificate"),
        ({"as_found": "fine"}, "choice.unknown"),
        ({"accuracy_class": "V"}, "scale.class"),
        ({"days": 0}, "calibration.days"),
        ({"days": 1_097}, "calibration.days"),
        ({"calibrated_on": date(2099, 1, 1), "valid_until": date(2099, 6, 1)}, "calibration.future"),
    ],
)
def test_a_report_that_cannot_be_right_is_refused(cast, changes, code):
    scale = new_scale(cast)

    with pytest.raises(InvalidInput) as refusal:
        reported(cast, scale, **changes)
    assert refusal.value.code == code


def test_a_scale_has_a_class_that_exists(cast):
    with pytest.raises(InvalidInput) as refusal:
        new_scale(cast, accuracy_class="V")
    assert refusal.value.code == "scale.class"


def test_one_report_waits_at_a_time_and_is_decided_once(cast):
    scale = new_scale(cast)
    report = reported(cast, scale)

    with pytest.raises(NotAllowedNow, match="waits already"):
        reported(cast, scale)
    decided(cast, report)
    with pytest.raises(NotAllowedNow, match="decided already"):
        decided(cast, report)


def test_a_stale_form_and_an_unknown_scale_change_nothing(cast):
    scale = new_scale(cast)

    with pytest.raises(StaleVersion):
        scales.withdraw_scale(act=act_of(cast.supervisor), scale_id=scale.id, reason="x", expected_seq=99)
    for call in (
        lambda: scales.withdraw_scale(act=act_of(cast.supervisor), scale_id=cast.officer.id, reason="x"),
        lambda: scales.decide_calibration(act=act_of(cast.supervisor), calibration_id=scale.id, approve=True),
        lambda: selectors.scale_for(cast.nobody, scale_id=scale.id),
        lambda: selectors.calibration_for(cast.supervisor, calibration_id=scale.id),
    ):
        with pytest.raises(NotFound):
            call()
    scales.withdraw_scale(act=act_of(cast.supervisor), scale_id=scale.id, reason="x")
    with pytest.raises(NotAllowedNow, match="out of use already"):
        scales.withdraw_scale(act=act_of(cast.supervisor), scale_id=scale.id, reason="x")
    with pytest.raises(InvalidInput):
        scales.withdraw_scale(act=act_of(cast.supervisor), scale_id=scale.id, reason=" ")


def test_the_register_is_for_who_weighs_or_answers_for_weights(cast):
    scale = new_scale(cast)
    report = reported(cast, scale)

    assert selectors.scale_for(cast.officer, scale_id=scale.id).waiting == 1
    assert selectors.calibration_for(cast.auditor, calibration_id=report.id) == report
    assert [each.id for each in selectors.history_of(scale)] == [report.id]
    assert not selectors.visible_scales(cast.crew).exists()
    assert not selectors.visible_calibrations(cast.nobody).exists()


REPORTS = {"administrator", "supervisor", "second_supervisor"}
WITHDRAWS = REPORTS | {"storekeeper", "officer", "sampler", "checker"}


@pytest.mark.parametrize(
    "who", ["administrator", "supervisor", "storekeeper", "officer", "sampler", "checker", "crew", "auditor", "device"]
)
def test_who_may_trust_and_distrust_a_scale(cast, who):
    scale, officer = new_scale(cast), getattr(cast, who)
    report = reported(cast, scale, by=cast.second_administrator)
    other = new_scale(cast, code="S-OTHER")

    for allowed, call in (
        (who in REPORTS, lambda: reported(cast, other, by=officer)),
        (who in REPORTS, lambda: decided(cast, report, by=officer)),
        (who in WITHDRAWS, lambda: scales.withdraw_scale(act=act_of(officer), scale_id=scale.id, reason="x")),
    ):
        if allowed:
            call()
        else:
            with pytest.raises(NotPermitted):
                call()


def test_nobody_confirms_the_own_report_not_even_past_the_action(cast):
    report = reported(cast, new_scale(cast))

    with pytest.raises(NotPermitted, match="Another person must confirm"):
        decided(cast, report, by=cast.administrator)
    report.state, report.decided_by, report.decided_at = "approved", cast.administrator, stories.now()
    with pytest.raises(IntegrityError):
        report.save(update_fields=["state", "decided_by", "decided_at"])
