"""A small scenario through the real actions: once, twice, killed, and never where it does not belong."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import Sum

from custody.core.errors import InvalidInput, NotAllowedNow
from custody.core.note import parse_vkey
from custody.deadlines.models import Clock
from custody.evidence.models import Checklist, HandlingUnit, Seizure, Weighing
from custody.ledger.models import Event
from custody.ledger.replay import replay_state
from custody.ledger.verify import verify_ledger
from custody.scenario.loading import load, load_named
from custody.scenario.report import as_json, as_text, in_ledger, stock_curve
from tests import environment
from tests.scenario.conftest import NOW
from tests.scenario.lists import ROW, THREE, file_of

RESUMED = """
import sys, django; django.setup()
from datetime import datetime
from pathlib import Path
from custody.scenario.loading import load
load(name="three", file=Path(sys.argv[1]), now=datetime.fromisoformat(sys.argv[2]), processes=2)
"""


def op_ids():
    return set(Event.objects.values_list("op_id", flat=True))


def test_three_rows_go_from_the_stop_to_the_ash(loaded_three, seal_all):
    assert [case.id for case in loaded_three.cases] == ["T1", "T2", "T3"]
    assert (loaded_three.refused, loaded_three.stopped) == ([], [])
    assert (loaded_three.to_come, loaded_three.stuck_burns) == ([], [])
    states = Counter(HandlingUnit.objects.filter(parent=None).values_list("kind", "custody_state"))
    assert states["container", "released"] == 5
    assert states["sample", "seized"] == 3
    assert states["pallet", "reconciled"] > 0
    assert {seizure.state for seizure in Seizure.objects.filter(published_event__in=["T1", "T2"])} == {"closed"}
    [hot] = Checklist.objects.all()
    assert (hot.seizure.published_event, hot.closed_at is None) == ("T3", False)
    assert {line.state for line in hot.lines.all()} <= {"done", "set_aside", "lapsed"}
    assert not Clock.objects.filter(clock_type__startswith="HOT_", closed_at__isnull=True).exists()
    seal_all()
    key = parse_vkey(settings.CUSTODY_LOG_VKEY_FILE.read_text().strip())
    verified, replayed = verify_ledger(vkey=key), replay_state()
    assert ([str(each) for each in verified.faults], [str(each) for each in replayed.findings]) == ([], [])
    assert verified.events == replayed.events == Event.objects.count()


def test_every_gram_of_the_rows_is_in_the_ledger_and_told_by_the_query(loaded_three):
    told = as_json(loaded_three)
    expected = 49_840_000 + 732_200_000 + 8_064_000_000
    assert told["rows_mg"] == expected
    assert in_ledger()[False].mg == expected
    assert told["ledger"] == {"published": {"seizures": 3, "mg": expected}}
    text = "\n".join(as_text(loaded_three, now=NOW))
    assert "SELECT s.synthetic" in text
    assert text.count("8,846.040 kg") == 2


def test_what_the_source_says_stays_visible_and_what_was_made_up_is_marked(loaded_three):
    seizure = Seizure.objects.get(published_event="T2")
    assert (str(seizure.published_on), seizure.published_source) == ("2023-03-02", "https://x.test/2")
    assert (seizure.basis, seizure.synthetic, seizure.demo) == ("scenario", False, True)
    assert (seizure.concealment, seizure.cover_load, seizure.origin_country) == ("rip_off_bags", "bananas", "Ecuador")
    assert Seizure.objects.get(published_event="T3").published_on is None
    assert set(HandlingUnit.objects.values_list("demo", flat=True)) == {True}
    assert seizure.conveyance.conveyance.container_number.startswith("DEMU")
    assert seizure.conveyance.conveyance.vessel == "MSC Krystal"
    assert seizure.conveyance.conveyance.remark.startswith("DEMO. Published as T2; port: Antwerp; place: quay 1742")


def test_loaded_twice_it_stands_there_once(loaded_three, load_again):
    before, events = op_ids(), Event.objects.count()

    again = load_again()

    assert op_ids() == before
    assert Event.objects.count() == events
    assert [case.id for case in again.cases] == ["T1", "T2", "T3"]


def test_what_lies_ahead_is_left_undone_and_comes_later_with_the_shift_of_the_first_time(loaded_three, load_again):
    half = op_ids()

    before = load_again(now=NOW - timedelta(days=30))
    later = load_again(now=NOW + timedelta(days=45))

    assert [case.id for case in before.cases] == ["T1", "T2"]
    assert [case.id for case in before.to_come] == ["T3"]
    assert (later.shift, later.to_come, later.refused, later.stuck_burns) == (loaded_three.shift, [], [], [])
    assert half < op_ids()
    assert in_ledger()[False].seizures == 3
    assert {seizure.state for seizure in Seizure.objects.all()} == {"closed"}


def test_other_rows_under_the_same_name_are_refused_before_anything_is_written(loaded_three, load_again, tmp_path):
    events = Event.objects.count()

    with pytest.raises(NotAllowedNow, match="was loaded before from other rows"):
        load_again(file=file_of(tmp_path, [*THREE, ROW | {"event_id": "T4"}], "more.csv"))
    with pytest.raises(NotAllowedNow, match="another limit"):
        load_again(limit=2)

    assert Event.objects.count() == events


def test_a_limit_takes_the_first_rows_only(load_three):
    assert [case.id for case in load_three(limit=1).cases] == ["T1"]


def test_bad_rows_and_rows_that_get_stuck_on_their_way_are_reported_and_the_others_burn(load_three, tmp_path):
    rows = [ROW | {"event_id": "HUGE", "date": "2023-02-01", "kg": "21000"}, ROW,
            ROW | {"event_id": "BAD", "kg": "much"}, ROW | {"event_id": "T6", "date": "2023-03-31"}]  # fmt: skip

    loaded = load_three(file=file_of(tmp_path, rows))

    assert [case.id for case in loaded.cases] == ["T1", "T6"]
    [bad], [(huge, reason)] = loaded.refused, loaded.stopped
    assert (bad.line, bad.event, huge.id) == (4, "BAD", "HUGE")
    assert "would hold more than its limit" in reason
    told = "\n".join(as_text(loaded, now=NOW))
    assert "line 4, BAD: kg is not a number" in told
    assert "begun, then stopped     1       21,000.000 kg" in told
    assert "line 2, HUGE: This place would hold more" in told
    assert Seizure.objects.get(published_event="T1").state == "closed"
    assert Seizure.objects.get(published_event="HUGE").state == "open"


def test_a_file_without_a_good_row_loads_nothing_and_tells_each_line(load_three, tmp_path):
    loaded = load_three(file=file_of(tmp_path, [ROW | {"kg": ""}]))

    assert (loaded.cases, [each.reason for each in loaded.refused]) == ([], ["kg is missing"])
    with pytest.raises(InvalidInput, match="The file has no row"):
        load_three(file=file_of(tmp_path, [], "none.csv"))


def test_a_file_that_is_not_there_is_refused(load_three, tmp_path):
    with pytest.raises(InvalidInput, match="The file cannot be read"):
        load_three(file=tmp_path / "missing.csv")


def test_a_production_database_is_refused(load_three, as_role):
    with as_role("postgres"), connection.cursor() as cursor:
        cursor.execute("UPDATE custody_installation SET kind = 'production'")

    with pytest.raises(NotAllowedNow, match="never loaded into a production database"):
        load_three()
    assert Seizure.objects.count() == 0


def test_a_house_without_a_furnace_is_told_what_is_missing(house_cast, tmp_path):
    with pytest.raises(NotAllowedNow, match="needs a furnace"):
        load(name="three", file=file_of(tmp_path, THREE), now=NOW, processes=1)


def test_clocks_of_what_burnt_are_closed_and_the_rest_may_fire(load_three):
    load_three(now=NOW - timedelta(days=24))

    running = Clock.objects.filter(closed_at__isnull=True)
    assert running.exists()
    assert not running.filter(replayed=True).exists()
    gone = HandlingUnit.objects.filter(custody_state__in=["destroyed", "reconciled"]).values("id")
    assert not running.filter(subject_id__in=gone).exists()


def test_the_stock_rises_with_what_is_seized_and_ends_with_what_is_left(loaded_three):
    curve = stock_curve(until=NOW, step=timedelta(days=1))

    assert max(point.mg for point in curve) >= 8_064_000_000
    left = Weighing.objects.filter(occasion="seizure", unit__parent=None, unit__custody_state="stored")
    assert curve[-1].mg == left.exclude(unit__kind="sample").aggregate(mg=Sum("gross_mg"))["mg"]
    assert stock_curve(until=NOW, step=timedelta(days=1), jurisdiction="NL") == []


def test_a_task_may_load_by_name(furnace, tmp_path):
    told = load_named(name="three", file=str(file_of(tmp_path, THREE[:1])))

    assert told == {"cases": 1, "refused": 0, "stopped": 0}


def test_killed_in_the_middle_and_begun_again_it_does_the_same_acts(furnace, house, house_of_three):
    undisturbed = set(house_of_three.acts)
    process = _begin(house_of_three.file, house)
    _wait_for_events(60)
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=30)
    assert op_ids() < undisturbed
    assert _begin(house_of_three.file, house).wait(timeout=200) == 0

    assert op_ids() == undisturbed
    assert Event.objects.count() == len(house_of_three.acts)
    assert [str(each) for each in replay_state().findings] == []


def _begin(file, database):
    return subprocess.Popen(
        [sys.executable, "-c", RESUMED, str(file), NOW.isoformat()], cwd=environment.ROOT,
        env=os.environ | environment.application_environment(database=database)
        | {"PYTHONPATH": str(environment.ROOT)},
    )  # fmt: skip


def _wait_for_events(more):
    wanted = Event.objects.count() + more
    until = time.monotonic() + 60
    while Event.objects.count() < wanted:
        assert time.monotonic() < until, "nothing was loaded"
        time.sleep(0.02)
