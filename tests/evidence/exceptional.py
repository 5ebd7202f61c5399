"""Builders for what happens beside the straight way to the fire."""

from __future__ import annotations

from custody.evidence.actions import exceptions, giving, laboratory, moving, searching, signatures, weigh
from custody.evidence.models import Countersignature, Discrepancy, HandlingUnit
from tests import stories
from tests.stories import act_of

PAPER = b"%PDF-1.7 the written act"
BATCH = {"batch": "B-7", "test": "passed", "second_witness_badge": "4901"}
"""What is said of a treated batch beside the method and the first witness."""
GIVEN_AWAY = ("return", "disposal", "hand_out")
ASKED = {"reason": "as it was found", "reference": "KP 12/2026", "party": "Bureau of found goods"}


def asked(cast, unit, exception, *, by, **changes):
    """Ask for an exception, and return it; what gives goods away has the paper of its act attached at once."""
    proposal = bare(cast, unit, exception, by=by, **changes)
    return attached(proposal, by=by) if exception in GIVEN_AWAY else proposal


def bare(cast, unit, exception, *, by, **changes):
    """Ask for an exception whose paper is not there yet, and return it."""
    return exceptions.propose_exception(
        **({"act": act_of(by), "unit_id": unit.id, "exception": exception} | ASKED | changes)
    )


def attached(proposal, *, by, reference="KP 12/2026"):
    """Attach the paper that an exception rests on, and return it."""
    return exceptions.attach_act(act=act_of(by), proposal_id=proposal.id, reference=reference, document=PAPER)


def let_go_on(cast, unit, **changes):
    """Let a unit go on under a written act, and return what was asked for."""
    proposal = asked(cast, unit, "operation", by=cast.case_officer, party=None, **changes)
    return decided(attached(proposal, by=cast.case_officer), by=cast.supervisor)


def explained(cast, unit, *, by=None):
    """Let a supervisor who had no part in it explain every discrepancy of a unit, and return the unit."""
    for row in Discrepancy.objects.filter(unit=unit, resolved_at__isnull=True):
        weigh.resolve_discrepancy(act=act_of(by or cast.second_supervisor), discrepancy_id=row.id, resolution="Seen")
    return stories.fresh([unit])[0]


def papered(result, *, by):
    """Attach the paper of the laboratory to a result, and return it."""
    return laboratory.attach_result_paper(
        act=act_of(by), result_id=result.id, unit_id=result.unit_id, document=PAPER
    )


def to_laboratory(cast, sample):
    """Bring a sample from its sampler into the laboratory, and return it."""
    offer = stories.offered(cast, [sample], receiver=cast.storekeeper, giver=cast.sampler)
    stories.accepted(offer, by=cast.storekeeper)
    moving.store_units(act=act_of(cast.storekeeper), unit_ids=[sample.id], place="SISKIN")
    return stories.fresh([sample])[0]


def to_exchange(cast, unit):
    """Let two people approve, on the paper of the act, that the content of a unit is exchanged."""
    proposal = attached(asked(cast, unit, "exchange", by=cast.case_officer, party=None), by=cast.case_officer)
    return decided(proposal, by=cast.supervisor)


def exchanged(cast, unit, **changes):
    """Exchange the content of a unit, and return the original and the dummy."""
    from custody.evidence.actions import operation

    said = {"witness_badge": cast.second_storekeeper.badge, "reference": "KP 9",
            "originals": [stories.new_bag(unit.gross_mg)], "dummies": [stories.new_bag(unit.gross_mg)]}  # fmt: skip
    return operation.exchange_unit(act=act_of(cast.storekeeper), unit_id=unit.id, **said | changes)


def decided(proposal, *, by, approve=True, answer="seen"):
    """Decide on an exception, and return it; what is given away is given by its keeper at once."""
    found = authorised(proposal, by=by, approve=approve, answer=answer)
    return given(found) if found.awaits_giving else found


def authorised(proposal, *, by, approve=True, answer="seen"):
    """Decide on an exception that its keeper has yet to carry out, and return it."""
    return exceptions.decide_exception(act=act_of(by), proposal_id=proposal.id, approve=approve, answer=answer)


TAKEN = {"received_by": "A. Receiver, Douane", "identity": "ID 592-1"}


def given(proposal, *, by=None, witness="4420", **changes):
    """Give a unit to who receives it, by its keeper, and return what was asked for."""
    keeper = by or HandlingUnit.objects.get(pk=proposal.unit_id).custodian
    said = {"witness_badge": witness, "document": PAPER} | TAKEN | changes
    return giving.give_unit(act=act_of(keeper), proposal_id=proposal.id, **said)


def signed(units, *, by):
    """Give every signature that is owed on some units."""
    rows = Countersignature.objects.filter(unit__in=units, signed_at__isnull=True).values_list("id", flat=True)
    return signatures.sign(act=act_of(by), signature_ids=list(rows))


def signed_by_each(units):
    """Let each who was named sign what they owe on some units."""
    for row in Countersignature.objects.filter(unit__in=units, signed_at__isnull=True).select_related("wanted"):
        signatures.sign(act=act_of(row.wanted), signature_ids=[row.id])


def missing(cast, unit):
    """Return a unit that was searched for in vain."""
    searching.report_unlocated(act=act_of(cast.auditor), unit_id=unit.id, remark="not there")
    return searching.declare_missing(act=act_of(cast.supervisor), unit_id=unit.id)


def written_off(cast, unit, how="stolen"):
    """Return a unit that was searched for in vain and that two people wrote off."""
    missing(cast, unit)
    decided(asked(cast, unit, how, by=cast.supervisor), by=cast.director)
    return stories.fresh([unit])[0]


def negative(cast, unit, *, verified_by=None, **changes):
    """Return a unit of which the laboratory found no drugs in a sample, and somebody verified that."""
    taken = stories.sampled(cast, unit)
    result = laboratory.report_result(
        **(
            {
                "act": act_of(cast.case_officer),
                "unit_id": taken.sample_unit_id,
                "outcome": "negative",
                "laboratory": "NICC",
                "reference": "L 7",
            }
            | changes
        )
    )
    papered(result, by=cast.case_officer)
    laboratory.verify_result(
        act=act_of(verified_by or cast.second_case_officer), result_id=result.id, unit_id=taken.sample_unit_id
    )
    unit.refresh_from_db()
    return unit


def reported(cast, sample, **changes):
    """Let a laboratory say something of a sample, and another verify it."""
    said = {"outcome": "positive", "substance": "cocaine", "laboratory": "NICC", "reference": "L 8"} | changes
    result = papered(laboratory.report_result(act=act_of(cast.case_officer), unit_id=sample.id, **said),
                     by=cast.case_officer)  # fmt: skip
    return laboratory.verify_result(act=act_of(cast.supervisor), result_id=result.id, unit_id=sample.id)


def training_sample(cast, unit=None):
    """Return a sample that was taken to train dogs, in store with the sampler."""
    from custody.evidence.actions import moving, sample, transfer
    from custody.evidence.entries import NewSample, Reading

    unit = unit or stories.stored(cast)[0]
    [taken] = sample.take_sample(
        act=act_of(cast.sampler),
        unit_id=unit.id,
        witness_badge=cast.storekeeper.badge,
        new_seal=stories.new_seal(),
        samples=[
            NewSample(
                sample_kind="training",
                seal=stories.new_seal(),
                reading=Reading(gross_mg=5_000, scale_code="S-BENCH"),
            )
        ],
        reading=stories.reading(unit.gross_mg - 5_000, package_count=25),
    )
    stories.countersigned(cast.storekeeper)
    made = HandlingUnit.objects.get(pk=taken.sample_unit_id)
    offer = transfer.offer_transfer(
        act=act_of(cast.sampler), unit_ids=[made.id], receiver_badge=cast.storekeeper.badge, purpose="handover"
    )
    stories.accepted(offer, by=cast.storekeeper)
    moving.store_units(act=act_of(cast.storekeeper), unit_ids=[made.id], place="BITTERN")
    made.refresh_from_db()
    return made
