"""A bag that is on paper only is in another place each time somebody counts: what moves in a count is looked at."""

from __future__ import annotations

from custody.alerts.models import Alert
from custody.deadlines.models import Clock
from custody.evidence.actions import inventory as actions
from custody.evidence.actions import moving, signatures
from custody.evidence.actions.moved_in_count import MOVED, STAYS
from custody.evidence.models import Countersignature, Discrepancy
from custody.evidence.selectors.counting import not_found_yet
from custody.ledger.replay import replay_state
from custody.organisation.actions.presence import come
from custody.organisation.selectors import place_by_code_word
from tests import stories
from tests.evidence.test_inventory import found, opened
from tests.stories import act_of


def moved(cast, unit, place):
    return moving.move_units(act=act_of(cast.storekeeper), unit_ids=[unit.id], place=place)


def differences():
    return list(Discrepancy.objects.values_list("unit__label", "discrepancy_kind", "expected", "found"))


def test_what_its_keeper_moves_on_paper_before_it_was_found_is_frozen_and_told(cast):
    here, gone = stories.stored(cast, count=2)
    count = opened(cast)
    found(cast, count, here, package_count=25)

    moved(cast, gone, "DUNLIN")

    assert differences() == [(gone.label, "unseen", STAYS, MOVED)]
    assert Alert.objects.filter(subject_id=gone.id, rule="AL6").exists()
    actions.finish_inventory(act=act_of(cast.checker), inventory_id=count.id)
    actions.sign_inventory(act=act_of(cast.second_checker), inventory_id=count.id)
    assert replay_state().findings == []


def test_what_one_person_moves_between_two_counts_another_has_yet_to_see_there(cast, refused):
    one, other = stories.stored(cast, count=2)
    moved(cast, one, "BITTERN")
    assert not Countersignature.objects.filter(matter="moved").exists(), "it lies where it lay"

    moving.move_units(act=act_of(cast.storekeeper), unit_ids=[one.id, other.id], place="DUNLIN")

    [row] = Countersignature.objects.filter(matter="moved")
    assert (row.about, row.wanted, row.unit.seizure_id) == ("unit.placed/1", None, one.seizure_id)
    assert Clock.objects.get(subject_id=row.unit_id, clock_type="SIGNATURE_OWED").closed_at is None
    with refused("role.missing"):
        signatures.sign(act=act_of(cast.storekeeper), signature_ids=[row.id])
    with refused("signature.elsewhere"):
        signatures.sign(act=act_of(cast.supervisor), signature_ids=[row.id])
    come(act=act_of(cast.supervisor), site="CEDAR")
    with refused("signature.elsewhere"):
        signatures.sign(act=act_of(cast.supervisor), signature_ids=[row.id])
    come(act=act_of(cast.supervisor), site="BIRCH")
    signatures.sign(act=act_of(cast.supervisor), signature_ids=[row.id])
    assert Clock.objects.get(subject_id=row.unit_id, clock_type="SIGNATURE_OWED").closed_at is not None
    assert replay_state().findings == []


def test_what_was_found_already_moves_freely_and_so_does_what_lies_where_nobody_counts(
    cast, django_assert_num_queries
):
    here, other = stories.stored(cast, count=2)
    moved(cast, other, "DUNLIN")
    quay = place_by_code_word(code_word="HERON")
    with django_assert_num_queries(1):
        assert not_found_yet([here, other], elsewhere_than=quay) == []
    count = opened(cast)
    found(cast, count, here, package_count=25)

    moved(cast, here, "DUNLIN")
    moved(cast, other, "BITTERN")
    # It came while the place was counted, and goes again.
    assert differences() == []
    moved(cast, other, "DUNLIN")
    assert [kind for _, kind, *_ in differences()] == ["unseen"]


def test_what_is_said_to_lie_where_it_lies_went_nowhere(cast):
    [unit] = stories.stored(cast)
    opened(cast)

    moved(cast, unit, "BITTERN")

    assert differences() == []


def counted(cast, *units, place="DUNLIN"):
    count = opened(cast, place=place)
    for unit in units:
        found(cast, count, unit)
    actions.finish_inventory(act=act_of(cast.checker), inventory_id=count.id)
    actions.sign_inventory(act=act_of(cast.second_checker), inventory_id=count.id)


def owed():
    return Countersignature.objects.filter(matter="moved", signed_at__isnull=True)


def test_two_who_count_and_find_what_one_person_moved_have_seen_it_there(cast):
    one, other = stories.stored(cast, count=2)
    moving.move_units(act=act_of(cast.storekeeper), unit_ids=[one.id, other.id], place="DUNLIN")
    [row] = owed()

    counted(cast, one, other)

    row.refresh_from_db()
    assert row.signed_by == cast.second_checker
    assert Clock.objects.get(subject_id=row.unit_id, clock_type="SIGNATURE_OWED").closed_at is not None
    assert differences() == []
    assert replay_state().findings == []


def test_a_count_that_does_not_find_all_that_moved_together_has_not_seen_it_there(cast):
    one, other = stories.stored(cast, count=2)
    moving.move_units(act=act_of(cast.storekeeper), unit_ids=[one.id, other.id], place="DUNLIN")

    counted(cast, owed().get().unit)

    assert owed().count() == 1
    assert [kind for _, kind, *_ in differences()] == ["missing"]


def test_what_moves_after_it_was_found_is_still_to_be_seen(cast):
    [unit] = stories.stored(cast)
    moved(cast, unit, "DUNLIN")
    count = opened(cast, place="DUNLIN")
    found(cast, count, unit)
    moved(cast, unit, "BITTERN")
    moved(cast, unit, "DUNLIN")
    actions.finish_inventory(act=act_of(cast.checker), inventory_id=count.id)

    actions.sign_inventory(act=act_of(cast.second_checker), inventory_id=count.id)

    assert owed().count() == 2, "what it was found as is where it lay before"
