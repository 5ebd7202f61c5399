"""A label that lies somewhere: anybody reports it and learns nothing, who commands is told and settles it."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from custody.alerts.models import Alert, Delivery
from custody.core.errors import NotFound
from custody.core.events import PHOTO_ATTACHED, FieldClass
from custody.evidence.actions.found_labels import report_found_label, settle_found_label
from custody.evidence.actions.labels import print_roll
from custody.evidence.actions.photo import attach_photo, read_photo
from custody.evidence.files import load
from custody.evidence.models import FoundLabel, Label, Photo
from custody.evidence.selectors import found_labels as reads
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from tests import stories
from tests.stories import act_of
from tests.targeting import png

TORN = "7KQ4-M"


def found(cast, code=TORN, who="crew", **said):
    return report_found_label(act=act_of(getattr(cast, who)), code=code, found_where="under the scanner", **said)


def settled(cast, report, who="supervisor", outcome="destroyed"):
    return settle_found_label(
        act=act_of(getattr(cast, who)), report_id=report.id, outcome=outcome, finding="fetched and looked at"
    )


def alerts():
    return Alert.objects.filter(rule="LABEL").exclude(state="resolved")


def blank(cast):
    return Label.objects.filter(roll=print_roll(act=act_of(cast.storekeeper), count=1)).get().code


def test_anybody_reports_a_label_who_commands_is_told_and_another_settles_it(cast):
    report = found(cast, remark="torn off")

    assert (report.code, report.reported_by, report.settled_at) == (TORN, cast.crew, None)
    [alert] = alerts()
    assert (alert.level, alert.stage, alert.subject_id) == (3, "loose", report.id)
    assert cast.supervisor.badge in {each.officer.badge for each in Delivery.objects.filter(alert=alert)}
    [event] = told([cast.crew.stream_id], classes=frozenset({FieldClass.OPEN}), limit=1)
    assert not {"code", "found_where", "remark"} & set(event.values), "outsiders learn neither which nor where"
    assert replay_state().findings == []

    done = settled(cast, report)

    assert (done.settled_by, done.outcome) == (cast.supervisor, "destroyed")
    assert not alerts().exists()
    assert replay_state().findings == []


def test_the_label_of_a_unit_in_custody_is_louder_and_who_reported_it_is_never_told(cast):
    [bag] = stories.stored(cast)

    report = found(cast, bag.label.lower().replace("-", ""), who="supervisor")

    assert report.code == bag.label
    [alert] = alerts()
    assert (alert.level, alert.stage) == (2, "borne")
    assert cast.supervisor.badge not in {each.officer.badge for each in Delivery.objects.filter(alert=alert)}


def test_of_what_it_is_only_who_settles_it_learns(cast):
    [bag] = stories.stored(cast)
    of_a_bag, of_a_roll = found(cast, bag.label, who="supervisor"), found(cast, blank(cast))

    assert reads.what_it_is(cast.duty_officer, of_a_bag).unit == bag
    seen = reads.what_it_is(cast.supervisor, of_a_roll)
    assert (seen.unit, seen.roll.label_count) == (None, 1)
    assert reads.what_it_is(cast.supervisor, of_a_bag) is None, "a report is no way to look labels up"
    assert reads.what_it_is(cast.crew, of_a_roll) is None
    assert [each.id for each in reads.visible_found_labels(cast.crew)] == [of_a_roll.id]
    with pytest.raises(NotFound):
        reads.found_label_for(cast.planner, report_id=of_a_roll.id)


def test_nobody_settles_their_own_twice_or_without_command(cast, refused):
    report = found(cast, who="supervisor")
    with refused("label.own_report"):
        settled(cast, report)
    with refused("role.missing"):
        settled(cast, report, who="storekeeper")

    settled(cast, report, who="duty_officer")

    with refused("label.settled"):
        settled(cast, report, who="director")
    with pytest.raises(IntegrityError, match="found_label_settled_by_another"), transaction.atomic():
        FoundLabel.objects.filter(pk=report.id).update(settled_by=cast.supervisor)


def test_twenty_within_an_hour_are_enough_and_others_go_on(cast, refused, monkeypatch):
    monkeypatch.setattr("custody.evidence.label_permissions.MOST_WITHIN_THE_HOUR", 2)
    found(cast)
    found(cast)

    with refused("label.reported_often"):
        found(cast)

    assert found(cast, who="officer").reported_by == cast.officer


def photographed(cast, report, who="crew"):
    return attach_photo(act=act_of(getattr(cast, who)), content=png(), slot="label", found_label_id=report.id)


def looked_at(cast, photo, who):
    return read_photo(act=act_of(getattr(cast, who)), photo_id=photo.id, reason="whose is it?").content


def test_the_photo_of_a_label_is_told_by_who_took_it_and_seen_by_who_handles_the_report(cast, refused):
    report = found(cast)

    photo = photographed(cast, report)

    assert (photo.stream_id, photo.found_label) == (cast.crew.stream_id, report)
    [event] = told([cast.crew.stream_id], codes=[PHOTO_ATTACHED.code], classes=frozenset({FieldClass.OPEN}), limit=9)
    assert event.values["photo_id"] == photo.id
    assert b"PNG" not in load(photo.storage_name)
    assert replay_state().findings == []
    for who in ("crew", "supervisor", "auditor"):
        assert looked_at(cast, photo, who) == png()
    for who in ("officer", "planner", "nobody"):
        with refused("record.not_found"):
            looked_at(cast, photo, who)


def test_who_found_it_and_who_commands_photograph_it_nobody_else_and_settled_or_not(cast, refused):
    report = found(cast)
    settled(cast, report)

    assert photographed(cast, report).slot == "label"
    assert photographed(cast, report, who="duty_officer").taken_by == cast.duty_officer
    with refused("role.missing"):
        photographed(cast, report, who="auditor")
    with refused("record.not_found"):
        photographed(cast, report, who="officer")


def test_the_photo_of_a_unit_rests_on_no_story_but_that_of_the_unit(cast):
    photo = photographed(cast, found(cast))
    [bag] = stories.stored(cast)

    with pytest.raises(IntegrityError, match="photo_of_one_thing"), transaction.atomic():
        Photo.objects.filter(pk=photo.id).update(unit=bag)
    with transaction.atomic(), connection.cursor() as database:
        database.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError, match="without an event of its own"), transaction.atomic():
            Photo.objects.filter(pk=photo.id).update(unit=bag, found_label=None)
