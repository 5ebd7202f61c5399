"""A hand-over of many: one signature over the list, each exception named, and as many statements as for two."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from custody.core.act import Basis
from custody.core.events import FieldClass
from custody.deadlines.models import Clock
from custody.evidence.actions import searching, transfer
from custody.evidence.entries import Reported
from custody.evidence.models import Discrepancy, Transfer, TransferLine
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from tests import stories

EVERYTHING = frozenset(FieldClass)


def codes(row):
    return [line.type.code for line in told([row.stream_id], newest_first=False)]


def signatures(offer):
    lines = told([offer.stream_id], classes=EVERYTHING, newest_first=False)
    return [line.values for line in lines if line.type.code == "manifest.signed/1"]


def states(offer):
    return dict(TransferLine.objects.filter(transfer=offer).values_list("unit__label", "state"))


def test_what_is_missing_stays_with_the_giver_and_what_differs_comes_along_frozen(cast):
    *good, odd, gone = units = stories.seized(cast, count=6)
    offer = stories.offered(cast, units, receiver=cast.storekeeper)
    seals = {unit.id: unit.seal for unit in good} | {odd.id: "AN000000"}

    stories.accepted(offer, by=cast.storekeeper, seals=seals, again=True,
                     reported={gone.id: Reported(kind="missing")})

    stories.fresh(units)
    assert {unit.custodian for unit in [*good, odd]} == {cast.storekeeper}
    assert gone.custodian == cast.officer
    assert [unit.discrepancy_open for unit in units] == [False] * 4 + [True, True]
    assert {row.unit: row.discrepancy_kind for row in Discrepancy.objects.all()} == {odd: "seal", gone: "missing"}
    assert codes(gone)[-4:] == [
        "transfer.offered/1", "transfer.reported/1", "unit.unlocated/1", "discrepancy.opened/1"
    ]  # fmt: skip
    assert states(offer)[gone.label] == "missing"
    assert replay_state().findings == []


def test_what_is_missing_is_searched_for_from_that_moment_and_once(cast):
    there, gone = units = stories.seized(cast, count=2)
    offer = stories.offered(cast, units, receiver=cast.storekeeper)
    stories.accepted(offer, by=cast.storekeeper, seals={there.id: there.seal},
                     reported={gone.id: Reported(kind="missing")})
    stories.fresh(units)
    assert (there.search_state, gone.search_state) == ("located", "unlocated")
    assert Clock.objects.filter(subject_id=gone.id, clock_type="SEARCH", closed_at=None).count() == 1

    searching.declare_missing(act=stories.act_of(cast.supervisor), unit_id=gone.id)
    searching.record_found(act=stories.act_of(cast.officer), unit_id=gone.id, witness_badge="4418", remark="the van")

    stories.fresh(units)
    assert gone.search_state == "located"
    assert not Clock.objects.filter(subject_id=gone.id, clock_type="SEARCH", closed_at=None).exists()
    assert replay_state().findings == []


@pytest.mark.parametrize(("kind", "found"), [("seal", "none or damaged"), ("weight", "two kilos light"),
                                             ("count", "two kilos light")])
def test_what_is_not_taken_is_a_discrepancy_in_the_hands_of_the_giver(cast, kind, found):
    good, odd = units = stories.seized(cast, count=2)
    offer = stories.offered(cast, units, receiver=cast.storekeeper)

    stories.accepted(offer, by=cast.storekeeper, seals={good.id: good.seal},
                     reported={odd.id: Reported(kind=kind, remark="two kilos light")})

    row = Discrepancy.objects.get()
    assert (row.unit.custodian, row.discrepancy_kind, row.found) == (cast.officer, kind, found)
    stories.fresh(units)
    assert (good.custodian, good.discrepancy_open) == (cast.storekeeper, False)


def test_both_sides_sign_one_list_and_another_outcome_is_another_number(cast):
    numbers = []
    for reported in ({}, {1: "missing"}):
        units = stories.seized(cast, count=2)
        offer = stories.offered(cast, units, receiver=cast.storekeeper)
        stories.accepted(offer, by=cast.storekeeper,
                         reported={units[each].id: Reported(kind=kind) for each, kind in reported.items()})
        given, received = signatures(offer)
        offer.refresh_from_db()
        assert (given["side"], given["signed_by"]) == ("giver", cast.officer.pseudonym)
        assert (received["side"], received["signed_by"]) == ("receiver", cast.storekeeper.pseudonym)
        assert (received["unit_count"], received["taken_count"]) == (2, 2 - len(reported))
        assert [given["manifest_sha256"], received["manifest_sha256"]] == [offer.manifest_sha256, offer.receipt_sha256]
        numbers += [offer.manifest_sha256, offer.receipt_sha256]

    assert len(set(numbers)) == 4


def test_a_hand_over_of_which_nothing_is_taken_is_refused(cast):
    units = stories.seized(cast, count=2)
    offer = stories.offered(cast, units, receiver=cast.storekeeper)

    stories.accepted(offer, by=cast.storekeeper, reported={unit.id: Reported(kind="missing") for unit in units})

    assert Transfer.objects.get().state == "refused"
    assert "transfer.refused/1" in codes(offer)
    assert {unit.custodian for unit in stories.fresh(units)} == {cast.officer}
    assert replay_state().findings == []


def test_only_what_is_on_the_list_is_reported_and_for_a_reason_of_the_list(cast, refused):
    [unit] = stories.seized(cast)
    [other] = stories.seized(cast)
    offer = stories.offered(cast, [unit], receiver=cast.storekeeper)

    with refused("units.not_offered"):
        stories.accepted(offer, by=cast.storekeeper, reported={other.id: Reported(kind="missing")})
    with refused("choice.unknown"):
        stories.accepted(offer, by=cast.storekeeper, reported={unit.id: Reported(kind="ugly")})


def test_an_answer_after_its_time_is_taken_and_the_time_in_between_is_shown_as_a_gap(cast):
    [unit] = stories.seized(cast)
    began = stories.now() - timedelta(minutes=22)
    of_paper = stories.act_of(cast.officer, basis=Basis.PAPER, occurred_at=began)
    offer = stories.offered(cast, [unit], receiver=cast.storekeeper, act=of_paper)

    stories.accepted(offer, by=cast.storekeeper)

    gap = next(line for line in told([unit.stream_id]) if line.type.code == "custody.gap_found/1")
    assert (gap.values["gap"], gap.values["minutes"]) == ("not answered in time", 7)
    assert gap.values["began_at"] == offer.expires_at
    assert stories.fresh([unit])[0].custodian == cast.storekeeper


def counted(work):
    with CaptureQueriesContext(connection) as seen:
        out = work()
    return out, [query["sql"] for query in seen if "CONSTRAINTS" not in query["sql"]]


@pytest.mark.parametrize("end", ["accept", "refuse", "cancel"])
def test_a_load_of_many_costs_as_many_statements_as_one_of_two(cast, end):
    asked = []
    for count in (2, 2, 60):  # the first asks for what this process keeps from then on
        units = stories.seized(cast, count=count)
        offer, of_offer = counted(lambda units=units: stories.offered(cast, units, receiver=cast.storekeeper))
        seals = {unit.id: unit.seal for unit in units}
        work = {
            "accept": lambda offer=offer, seals=seals: transfer.accept_transfer(
                act=stories.act_of(cast.storekeeper), transfer_id=offer.id, seals=seals),
            "refuse": lambda offer=offer: transfer.refuse_transfer(
                act=stories.act_of(cast.storekeeper), transfer_id=offer.id, reason="no room"),
            "cancel": lambda offer=offer: transfer.cancel_transfer(
                act=stories.act_of(cast.officer), transfer_id=offer.id, reason="a slip"),
        }[end]
        _done, of_end = counted(work)
        asked.append((len(of_offer), len(of_end)))

    _first, of_two, of_many = asked
    assert of_two == of_many
    assert max(of_many) < 40
