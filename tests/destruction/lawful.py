"""Builders of goods under the law of any country: packs adopted, samples of every kind, notices that ran out."""

from __future__ import annotations

from datetime import timedelta

from custody.deadlines.models import Clock
from custody.destruction.actions import committee, notices, papers
from custody.evidence.actions import sample
from custody.evidence.entries import NewSample, Reading
from custody.organisation.actions import packs as actions
from tests import packs
from tests import stories as evidence
from tests.destruction import decided, stories
from tests.stories import act_of, fresh, now


def under(cast, document):
    """Adopt a pack and return it."""
    row = actions.propose_pack(act=act_of(cast.administrator), document=document)
    return actions.decide_pack(act=act_of(cast.second_administrator), pack_id=row.id, approve=True)


def goods(cast, jurisdiction, *, count=1, samples=1, kept=0, exhibits=None, confirmed=True, **changes):
    """Return stored bags of one seizure under a law, photographed, with so many samples of them taken; of another law
    than that of the house, two people confirmed it."""
    found = evidence.opened_seizure(cast, jurisdiction=jurisdiction, exhibits=exhibits)
    units = evidence.stored(cast, of=found, count=count, **changes)
    sampled(cast, units[0], samples=samples, kept=kept)
    if confirmed and jurisdiction != "BE":  # where the places of the house lie
        decided.law_confirmed(cast, found.id)
    return stories.photographed(cast, units)


def sampled(cast, unit, *, samples, kept=0, kind="analysis", sample_mg=5_000):
    """Take samples out of one unit; the last ``kept`` of them are retained."""
    if not samples:
        return
    unit.refresh_from_db()
    kinds = [kind] * (samples - kept) + ["retained"] * kept
    sample.take_sample(
        act=act_of(cast.sampler), unit_id=unit.id, witness_badge=cast.storekeeper.badge,
        new_seal=evidence.new_seal(),
        samples=[NewSample(sample_kind=each, seal=evidence.new_seal(),
                           reading=Reading(gross_mg=sample_mg, scale_code="S-BENCH")) for each in kinds],
        reading=evidence.reading(unit.gross_mg - sample_mg * len(kinds), package_count=25),
    )  # fmt: skip
    evidence.countersigned(cast.storekeeper)


def noticed(cast, units, **changes):
    """Return the notice about the seizure of some units, served."""
    return notices.serve_notice(
        **({"act": act_of(cast.case_officer), "seizure_id": units[0].seizure_id, "addressee": "judge",
            "reference": "N 7/2026"} | changes)
    )


def run_out(subject):
    """Let the clock of a notice be past due."""
    Clock.objects.filter(subject_id=subject.id, closed_at__isnull=True).update(due_at=now() - timedelta(hours=1))


def silent(cast, notice):
    """Let the time of a notice run out in silence, and return it."""
    run_out(notice)
    return notices.settle_notice(act=act_of(cast.supervisor), notice_id=notice.id)


def authorised(cast, order, **changes):
    """Record a judge's authorisation of an order, let a supervisor verify it, and return the order's consent."""
    found = papers.authorise_order(
        **({"act": act_of(cast.case_officer), "order_id": order.id, "authority": "investigating_judge",
            "paper": decided.paper(reference="J 12")} | changes)
    )
    decided.verified(found, by=cast.supervisor)
    order.refresh_from_db()
    return order.consent


def minuted(cast, order, *badges, minutes="DDC 4/2026"):
    """Let members of the committee sign the minutes of an order: three where none is named."""
    for badge in badges or ("4973", "4974", "4975"):
        committee.sign_minutes(act=act_of(cast.by_badge[badge]), order_id=order.id, minutes=minutes)
    order.refresh_from_db()
    return order


def instructed(cast, unit):
    """Let an investigating judge have the case of a unit."""
    return papers.open_instruction(act=act_of(cast.case_officer), seizure_id=unit.seizure_id, reference="I 4/2026")


def spoken(cast, units, **changes):
    """Return an order that the duty prosecutor gave by telephone."""
    return papers.record_oral_order(
        **({"act": act_of(cast.case_officer), "unit_ids": [unit.id for unit in units], "authority": "prosecutor",
            "spoken_by": "Duty prosecutor", "listener_badge": cast.second_case_officer.badge,
            "reasons": "Danger of theft"} | changes)
    )


__all__ = ["authorised", "fresh", "goods", "instructed", "noticed", "packs", "run_out", "sampled", "silent", "spoken",
           "under"]  # fmt: skip
