"""A place is counted blind by two from outside the chain; what differs is a discrepancy on the spot."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest

from custody.alerts.models import Alert
from custody.alerts.passes import inventories as the_pass
from custody.core.errors import InvalidInput, NotAllowedNow, NotFound, NotPermitted
from custody.core.inventories import PERIODS, TRIGGERS, sample_size
from custody.deadlines.models import Clock
from custody.evidence.actions import inventory as actions
from custody.evidence.actions import moving, searching
from custody.evidence.models import Discrepancy, Inventory, Placement
from custody.evidence.selectors import access, counting
from custody.ledger.replay import replay_state
from custody.organisation.actions.register import change_officer
from custody.organisation.roles import Role
from custody.organisation.selectors import place_by_code_word
from tests import stories
from tests.stories import act_of


def asked(cast, by=None, place="BITTERN", kind="scheduled", percent=100):
    return actions.ask_inventory(act=act_of(by or cast.auditor), place=place, kind=kind, percent=percent)


def opened(cast, inventory=None, by=None, second=None, **changes):
    inventory = inventory or asked(cast, **changes)
    return actions.open_inventory(
        act=act_of(by or cast.checker), inventory_id=inventory.id,
        second_badge=(second or cast.second_checker).badge,
    )  # fmt: skip


def found(cast, inventory, unit, by=None, **changes):
    answers = {"label": unit.label, "seal_seen": unit.seal} | changes
    return stories.read_again(
        lambda: actions.record_found(act=act_of(by or cast.checker), inventory_id=inventory.id, **answers)
    )


def signed(cast, inventory, by=None):
    actions.finish_inventory(act=act_of(cast.checker), inventory_id=inventory.id)
    return actions.sign_inventory(act=act_of(by or cast.second_checker), inventory_id=inventory.id)


def clock_of(inventory):
    return Clock.objects.get(subject_id=inventory.id, subject_kind="inventory")


def kinds():
    return sorted(Discrepancy.objects.values_list("discrepancy_kind", flat=True))


def test_a_place_where_all_is_well_is_counted_signed_and_the_clock_stops(cast):
    units = stories.stored(cast, count=3)
    inventory = opened(cast)
    assert clock_of(inventory).clock_type == "COUNT_PLANNED"
    for unit in units:
        assert found(cast, inventory, unit, package_count=25).outcome == "agrees"

    inventory = signed(cast, inventory)

    assert (inventory.state, inventory.found, inventory.missing, inventory.differences) == ("signed", 3, 0, 0)
    assert clock_of(inventory).closed_by == "inventory.signed/1"
    assert not Discrepancy.objects.exists()
    assert replay_state().findings == []


def test_what_differs_freezes_at_once_and_what_is_not_found_is_missing_when_it_is_signed(cast):
    seal, count, gone, elsewhere = stories.stored(cast, count=4)
    moving.move_units(act=act_of(cast.storekeeper), unit_ids=[elsewhere.id], place="DUNLIN")
    inventory = opened(cast)

    assert found(cast, inventory, seal, seal_seen="ZZ999999").outcome == "differs"
    assert kinds() == ["seal"]
    stories.fresh([seal])
    assert seal.discrepancy_open
    assert found(cast, inventory, count, package_count=24).outcome == "differs"
    assert found(cast, inventory, elsewhere).outcome == "elsewhere"
    assert found(cast, inventory, SimpleNamespace(label=new_label(), seal=None)).outcome == "unknown"
    assert kinds() == ["count", "place", "seal"]
    inventory = signed(cast, inventory)

    assert kinds() == ["count", "missing", "place", "seal"]
    assert Discrepancy.objects.get(discrepancy_kind="missing").unit_id == gone.id
    assert (inventory.found, inventory.missing, inventory.differences) == (4, 1, 5)
    alert = Alert.objects.get(rule="AL11")
    assert (alert.stage, alert.level, alert.subject_id) == ("difference", 1, inventory.id)
    assert alert.site.code_word == "BIRCH"
    assert replay_state().findings == []


def new_label():
    from custody.core.identifiers import new_label as make

    return make(uuid4().bytes[:5])


def test_the_alert_of_a_difference_ends_with_a_count_of_all_without_one(cast):
    [unit] = stories.stored(cast)
    signed(cast, opened(cast))
    assert Alert.objects.get(rule="AL11").state == "open"

    inventory = opened(cast, percent=10)
    found(cast, inventory, unit)
    signed(cast, inventory)
    assert Alert.objects.get(rule="AL11").state == "open"
    inventory = opened(cast)
    found(cast, inventory, unit)
    signed(cast, inventory)

    assert Alert.objects.get(rule="AL11").state == "resolved"


def test_another_seal_is_read_twice_before_it_counts(cast, refused):
    [unit] = stories.stored(cast)
    inventory = opened(cast)
    with refused("seal.read_again"):
        actions.record_found(act=act_of(cast.checker), inventory_id=inventory.id, label=unit.label, seal_seen="ZZ9999")
    assert found(cast, inventory, unit, seal_seen=" ").outcome == "differs"


def test_what_comes_or_leaves_during_the_count_is_no_difference(cast):
    [leaves] = stories.stored(cast)
    inventory = opened(cast)
    moving.move_units(act=act_of(cast.storekeeper), unit_ids=[leaves.id], place="DUNLIN")
    stories.stored(cast)

    assert signed(cast, inventory).differences == 0


def test_a_part_of_a_place_is_drawn_when_the_count_begins(cast):
    units = stories.stored(cast, count=11)
    inventory = asked(cast, percent=10)
    assert inventory.drawn == []

    inventory = opened(cast, inventory)

    assert len(inventory.drawn) == 2
    assert set(inventory.drawn) <= {unit.label for unit in units}
    assert signed(cast, inventory).missing == 2
    assert [sample_size(lying=n, percent=10) for n in (0, 1, 10, 11, 100)] == [0, 1, 1, 2, 10]


# --- who --------------------------------------------------------------------------------------------------

COUNT = {"checker", "auditor", "internal_affairs", "witness"}
CONNECTED = {"supervisor": "inventory.connected"}
ALL = ("officer", "crew", "storekeeper", "sampler", "case_officer", "planner", "duty_officer", "regional_head",
       "director", "administrator", "nobody")  # fmt: skip


@pytest.mark.parametrize("role", [*COUNT, *CONNECTED, *ALL])
def test_only_who_is_outside_begins_an_inventory(cast, role):
    inventory, officer = asked(cast), getattr(cast, role)
    if role in COUNT:
        assert opened(cast, inventory, by=officer).state == "open"
        return
    with pytest.raises(NotPermitted) as refusal:
        opened(cast, inventory, by=officer)
    assert refusal.value.code == CONNECTED.get(role, "role.missing")


def test_who_ever_had_some_of_it_in_custody_does_not_count_it(cast):
    units = stories.stored(cast)
    inventory = asked(cast)
    change_officer(act=act_of(cast.administrator), officer=cast.officer, roles=[Role.CHECKER], clearance=1,
                   is_active=True)  # fmt: skip
    cast.officer.refresh_from_db()

    for by, second in ((cast.officer, cast.checker), (cast.checker, cast.officer)):
        with pytest.raises(NotPermitted) as refusal:
            opened(cast, inventory, by=by, second=second)
        assert refusal.value.code == "inventory.chain"
    assert {cast.officer.id, cast.storekeeper.id} <= counting.chain_of_place(place_by_code_word(code_word="BITTERN"))
    assert units


def test_two_people_count_and_each_does_their_part(cast):
    [unit] = stories.stored(cast)
    inventory = asked(cast)
    with pytest.raises(NotPermitted, match="another person"):
        opened(cast, inventory, second=cast.checker)
    with pytest.raises(NotPermitted, match="Only the two"):
        found(cast, inventory, unit)
    opened(cast, inventory)
    with pytest.raises(NotAllowedNow, match="being counted"):
        opened(cast, inventory)
    with pytest.raises(NotAllowedNow, match="Another inventory"):
        opened(cast)
    with pytest.raises(NotPermitted, match="Only the two"):
        found(cast, inventory, unit, by=cast.auditor)
    found(cast, inventory, unit, by=cast.second_checker)
    with pytest.raises(InvalidInput, match="found already"):
        found(cast, inventory, unit)
    with pytest.raises(NotPermitted, match="began"):
        actions.finish_inventory(act=act_of(cast.second_checker), inventory_id=inventory.id)
    with pytest.raises(NotAllowedNow, match="Finish counting"):
        actions.sign_inventory(act=act_of(cast.second_checker), inventory_id=inventory.id)
    actions.finish_inventory(act=act_of(cast.checker), inventory_id=inventory.id)
    with pytest.raises(NotAllowedNow, match="second signature"):
        found(cast, inventory, unit)
    with pytest.raises(NotPermitted, match="own badge"):
        actions.sign_inventory(act=act_of(cast.checker), inventory_id=inventory.id)
    actions.sign_inventory(act=act_of(cast.second_checker), inventory_id=inventory.id)
    with pytest.raises(NotAllowedNow, match="is signed"):
        actions.sign_inventory(act=act_of(cast.second_checker), inventory_id=inventory.id)
    with pytest.raises(NotFound):
        actions.finish_inventory(act=act_of(cast.checker), inventory_id=uuid4())


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"place": "CURLEW"}, "place.wrong_kind"), ({"kind": "yearly"}, "inventory.kind"),
        ({"percent": 9}, "inventory.percent"), ({"percent": 101}, "inventory.percent"),
    ],
)  # fmt: skip
def test_an_inventory_that_makes_no_sense_is_refused(cast, changes, code):
    with pytest.raises(InvalidInput) as refusal:
        asked(cast, **changes)
    assert refusal.value.code == code


def test_what_is_read_must_make_sense(cast):
    [unit] = stories.stored(cast)
    inventory = opened(cast)
    for changes in ({"label": "NO"}, {"seal_seen": "?"}, {"gross_mg": 0}):
        [field] = changes
        with pytest.raises(InvalidInput) as refusal:
            found(cast, inventory, unit, **changes)
        assert refusal.value.field == field


def test_a_stranger_to_the_books_weighs_no_more_than_any_load_either(cast, refused):
    stories.stored(cast)
    inventory = opened(cast)

    with refused("weight.range"):
        actions.record_found(act=act_of(cast.checker), inventory_id=inventory.id, label="0410-6105-G",
                             kind_seen="bag", gross_mg=10**19)  # fmt: skip


# --- blind, and hidden --------------------------------------------------------------------------------------


def test_who_counts_sees_nothing_of_the_books_until_it_is_signed(cast):
    [unit], [other] = stories.stored(cast), stories.stored(cast, place="DUNLIN")
    auditor = cast.auditor
    assert access.sees_mass(auditor)
    inventory = opened(cast, by=auditor)
    auditor = type(auditor).objects.get(pk=auditor.pk)

    assert not access.sees_mass(auditor)
    assert {each.id for each in access.visible_units(auditor)} & {unit.id, other.id} == {other.id}
    with pytest.raises(NotFound):
        access.unit_for(auditor, label=unit.label)
    found(cast, inventory, unit, by=auditor)
    actions.finish_inventory(act=act_of(auditor), inventory_id=inventory.id)
    inventory = actions.sign_inventory(act=act_of(cast.second_checker), inventory_id=inventory.id)

    auditor = type(auditor).objects.get(pk=auditor.pk)
    assert access.sees_mass(auditor)
    assert access.unit_for(auditor, label=unit.label).id == unit.id
    assert [line.label for line in counting.lines_for(auditor, inventory)] == [unit.label]
    assert not counting.sees_outcome(auditor, inventory)
    assert counting.sees_outcome(cast.supervisor, inventory)
    assert counting.lines_for(cast.storekeeper, inventory) == []


def test_what_is_not_announced_is_hidden_from_custodians_until_it_begins(cast):
    stories.stored(cast)
    with pytest.raises(NotPermitted, match="does not ask"):
        asked(cast, by=cast.supervisor, kind="unannounced")
    with pytest.raises(NotPermitted):
        asked(cast, by=cast.storekeeper)
    inventory = asked(cast, kind="unannounced")
    keepers, others = (cast.storekeeper, cast.supervisor), (cast.auditor, cast.director, cast.internal_affairs)

    assert not any(counting.visible_inventories(each).exists() for each in (*keepers, cast.officer))
    assert all(counting.inventory_for(each, inventory_id=inventory.id) for each in others)
    clock = clock_of(inventory)
    assert (clock.clock_type, clock.site) == ("COUNT_UNANNOUNCED", None)
    with pytest.raises(NotFound):
        counting.inventory_for(cast.storekeeper, inventory_id=inventory.id)

    opened(cast, inventory)

    assert all(counting.visible_inventories(each).exists() for each in keepers)


# --- what asks for one --------------------------------------------------------------------------------------


def test_the_table_of_triggers_names_events_that_exist_and_fields_they_have():
    from custody.core.events import event_type

    for trigger in TRIGGERS:
        known = event_type(trigger.event)
        assert trigger.where in {"held", "unit"} or trigger.where in known.fields, trigger


def test_a_unit_that_is_missing_has_all_of_its_place_counted_within_48_hours(cast):
    unit, other = stories.stored(cast, count=2)
    for each in (unit, other):
        searching.report_unlocated(act=act_of(cast.storekeeper), unit_id=each.id, remark="not there")
        searching.declare_missing(act=act_of(cast.supervisor), unit_id=each.id)

    inventory = Inventory.objects.get()

    assert (inventory.kind, inventory.cause, inventory.cause_id, inventory.percent) == (
        "event", "unit.missing/1", unit.id, 100,
    )  # fmt: skip
    clock = clock_of(inventory)
    assert (clock.clock_type, clock.due_at - clock.started_at) == ("COUNT_AFTER_LOSS", timedelta(hours=48))
    assert clock.site.code_word == "BIRCH"


def test_a_keeper_who_changes_has_everything_counted_that_they_keep(cast):
    stories.stored(cast)
    stories.stored(cast, place="DUNLIN")
    change_officer(act=act_of(cast.administrator), officer=cast.storekeeper, roles=[], clearance=1, is_active=False)
    change_officer(act=act_of(cast.administrator), officer=cast.planner, roles=[], clearance=1, is_active=False)

    assert sorted(Inventory.objects.values_list("place__code_word", "cause")) == [
        ("BITTERN", "officer.changed/1"), ("DUNLIN", "officer.changed/1"),
    ]  # fmt: skip


def test_after_a_move_of_much_every_seal_is_read_and_a_tenth_is_looked_into(cast):
    units = stories.stored(cast, count=50)
    inventory = Inventory.objects.get()
    assert (inventory.place.code_word, inventory.percent, inventory.cause) == ("BITTERN", 100, "unit.stored/1")
    moving.move_units(act=act_of(cast.storekeeper), unit_ids=[unit.id for unit in units[:49]], place="DUNLIN")
    assert Inventory.objects.count() == 1, "less than fifty"
    moving.move_units(act=act_of(cast.storekeeper), unit_ids=[unit.id for unit in units], place="BITTERN")
    assert Inventory.objects.count() == 1, "the same count waits there already"
    moving.move_units(act=act_of(cast.storekeeper), unit_ids=[unit.id for unit in units], place="DUNLIN")
    moved = Inventory.objects.get(place__code_word="DUNLIN")
    assert (moved.percent, moved.cause, moved.clock_type) == (100, "unit.placed/1", "COUNT_AFTER_MOVE")

    moved = opened(cast, moved)

    assert len(moved.drawn) == 5
    assert set(moved.drawn) < {unit.label for unit in units}
    drawn = [unit for unit in units if unit.label in moved.drawn]
    plain = next(unit for unit in units if unit.label not in moved.drawn)
    assert found(cast, moved, plain).outcome == "agrees", "its seal is enough"
    with pytest.raises(InvalidInput, match="This one was drawn"):
        found(cast, moved, drawn[0])
    assert found(cast, moved, drawn[0], package_count=25).outcome == "agrees"
    assert found(cast, moved, drawn[1], gross_mg=stories.BAG_MG, scale="S-FLOOR").outcome == "agrees"
    assert found(cast, moved, drawn[2], package_count=24).outcome == "differs"
    assert signed(cast, moved).missing == 46, "a seal that nobody read is missing, drawn or not"
    assert not replay_state().findings


def test_yearly_and_unannounced_inventories_come_round_by_themselves(cast):
    place = place_by_code_word(code_word="BITTERN")
    yearly, quarterly = PERIODS
    assert not the_pass.comes_round(place, yearly, at=stories.now() + timedelta(days=4000))
    stories.stored(cast)
    began = Placement.objects.get(until_at__isnull=True, place_token=counting.place_token(place.id)).since_at

    assert not the_pass.comes_round(place, yearly, at=began + timedelta(days=364))
    assert the_pass.comes_round(place, yearly, at=began + timedelta(days=365))
    assert not the_pass.comes_round(place, quarterly, at=began + timedelta(days=90))
    assert the_pass.comes_round(place, quarterly, at=began + timedelta(days=91 + 28))


def test_the_pass_asks_once_and_writes_down_which_waivers_are_over(cast, monkeypatch):
    from custody.organisation.models import Waiver
    from tests.organisation.test_waivers import asked as waiver_asked

    stories.stored(cast)
    waiver_asked(cast, length=timedelta(hours=1))
    later = stories.now() + timedelta(days=366)
    monkeypatch.setattr(the_pass, "database_now", lambda: later)
    monkeypatch.setattr("custody.organisation.actions.waiver.check_waiver_over", lambda waiver, *, now: None)

    assert the_pass.inventories(engine="test") == 3
    assert sorted(Inventory.objects.values_list("kind", "percent", "announced")) == [
        ("unannounced", 10, False), ("yearly", 100, True),
    ]  # fmt: skip
    assert Waiver.objects.get().state == "withdrawn"
    assert UUID(str(Inventory.objects.first().id))


def test_the_engine_alone_asks_for_what_comes_round(cast):
    with pytest.raises(NotPermitted):
        actions.ask_periodic(act=act_of(cast.auditor), place_id=place_by_code_word(code_word="BITTERN").id,
                             period=PERIODS[0])  # fmt: skip
