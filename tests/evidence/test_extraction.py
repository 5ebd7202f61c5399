"""Stripping: opened before a witness, closed again under a seal, or emptied."""

from __future__ import annotations

from custody.evidence.actions import extraction, seals, seizure
from custody.evidence.entries import NewExhibit, SealEntry
from custody.evidence.models import Seal
from custody.ledger.selectors import told
from tests import stories


def codes(unit):
    return [line.type.code for line in told([unit.stream_id], newest_first=False)]


def test_a_conveyance_that_was_opened_may_be_closed_again_and_opened_again(cast):
    unit = stories.opened(cast)
    closing = stories.new_seal("H")

    unit = extraction.interrupt_extraction(
        act=stories.act_of(cast.officer), unit_id=unit.id, reason="night", seal=closing, second_badge="4418"
    )
    assert (unit.custody_state, unit.seal) == ("contained", closing.number)
    unit = extraction.start_extraction(act=stories.act_of(cast.officer), unit_id=unit.id, witness_badge="4418")

    assert (unit.custody_state, unit.seal) == ("extraction", None)
    assert codes(unit)[3:] == [
        "extraction.started/1",
        "signature.owed/1",
        "extraction.interrupted/1",
        "seal.applied/1",
        "signature.owed/1",
        "extraction.started/1",
        "seal.removed/1",
        "signature.owed/1",
    ]
    assert Seal.objects.get().removed_at is not None


def test_a_seal_that_was_found_on_the_container_stays_written_when_it_is_opened(cast):
    unit = stories.opened(cast, seal="FOUND 1")

    assert unit.seal == "FOUND 1"
    assert "seal.removed/1" not in codes(unit)


def test_a_conveyance_that_held_nothing_ends_empty_without_a_seizure(cast):
    unit = stories.emptied(cast)

    last = told([unit.stream_id], limit=1)[0]
    assert (unit.custody_state, last.type.code, last.values["seizure_id"]) == ("emptied", "extraction.ended/1", None)


def test_a_seizure_opened_while_stripping_goes_on_is_named_when_it_ends(cast):
    unit = stories.opened(cast)
    found = seizure.open_seizure(
        act=stories.act_of(cast.officer),
        second_badge="4418",
        conveyance_id=unit.id,
        exhibits=[NewExhibit(substance="heroin", form="powder")],
        expected_seq=unit.last_seq,
    )

    unit = extraction.end_extraction(act=stories.act_of(cast.officer), unit_id=unit.id)

    assert told([unit.stream_id], limit=1)[0].values["seizure_id"] == found.id


def test_the_witness_is_another_person(cast, refused):
    unit = stories.contained(cast)

    with refused("people.same"):
        extraction.start_extraction(act=stories.act_of(cast.officer), unit_id=unit.id, witness_badge="4417")
    with refused("people.same"):
        extraction.interrupt_extraction(
            act=stories.act_of(cast.officer),
            unit_id=stories.opened(cast).id,
            reason="x",
            seal=stories.new_seal("H"),
            second_badge="4417",
        )


def test_a_seal_is_used_once_in_the_life_of_the_system(cast, refused):
    used = stories.new_seal("H")
    first, second = stories.contained(cast), stories.opened(cast)
    seals.apply_seal(act=stories.act_of(cast.officer), unit_id=first.id, seal=used, second_badge="4418")
    seals.remove_seal(act=stories.act_of(cast.officer), unit_id=first.id, reason="check", witness_badge="4418")

    with refused("seal.in_use") as refusal:
        extraction.interrupt_extraction(
            act=stories.act_of(cast.officer), unit_id=second.id, reason="x", seal=used, second_badge="4418"
        )

    assert refusal.error.field == "seal_number"
    assert refusal.error.sentence() == f"Seal {used.number} is already in use. Read it again, then tell your supervisor"


def test_pin_and_barrel_of_a_bolt_seal_must_agree(cast, refused):
    unit = stories.contained(cast)

    with refused("seal.pin_and_barrel"):
        seals.apply_seal(
            act=stories.act_of(cast.officer),
            unit_id=unit.id,
            second_badge="4418",
            seal=SealEntry(number="AB1234", seal_class="H", barrel_number="AB1235"),
        )
    halves = SealEntry(number="AB1234", seal_class="H", barrel_number="AB1235", looked_again=True)
    [bag] = stories.seized(cast, seal=None)
    seals.apply_seal(act=stories.act_of(cast.officer), unit_id=bag.id, second_badge="4418", seal=halves)
    [table] = stories.seized(cast, seal=halves)
    for each in stories.fresh([bag, table]):
        assert (each.seal, each.discrepancy_open) == (None, True)
        assert each.discrepancies.get().discrepancy_kind == "seal"
    put = seals.apply_seal(
        act=stories.act_of(cast.officer),
        unit_id=unit.id,
        second_badge="4418",
        seal=SealEntry(number="AB1234", seal_class="H", barrel_number="ab 1234"),
    )

    assert (put.number, put.barrel_number) == ("AB1234", "AB1234")


def test_what_is_no_seal_is_refused_with_its_field(cast, refused):
    unit = stories.contained(cast)

    for entry, code in (
        (SealEntry(number="!!"), "seal.malformed"),
        (SealEntry(number="AB1234", seal_class="Z"), "seal.class"),
    ):
        with refused(code) as refusal:
            seals.apply_seal(act=stories.act_of(cast.officer), unit_id=unit.id, second_badge="4418", seal=entry)
        assert refusal.error.field == "seal_number"


def test_a_second_seal_needs_the_first_removed_and_only_ours_can_be_removed(cast, refused):
    found = stories.contained(cast, seal="FOUND 1")

    with refused("seal.none"):
        seals.remove_seal(act=stories.act_of(cast.officer), unit_id=found.id, reason="x", witness_badge="4418")
    # Ours hangs beside the one that others put on it; a second of ours does not.
    seals.apply_seal(act=stories.act_of(cast.officer), unit_id=found.id, seal=stories.new_seal(), second_badge="4418")
    with refused("seal.present"):
        seals.apply_seal(
            act=stories.act_of(cast.officer), unit_id=found.id, seal=stories.new_seal(), second_badge="4418"
        )


def test_a_seal_stays_on_while_the_unit_is_offered(cast, refused):
    [unit] = stories.seized(cast)
    stories.offered(cast, [unit], receiver=cast.storekeeper)

    with refused("transfer.open"):
        seals.remove_seal(act=stories.act_of(cast.officer), unit_id=unit.id, reason="x", witness_badge="4418")
