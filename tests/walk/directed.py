"""The shortest way to each move that the lifecycle tables allow, for those that chance did not find.

Every act goes through the walk, so that the invariants are checked after each of these steps too.
"""

from __future__ import annotations

from custody.core.exceptional import NEEDS, Exceptional
from custody.core.lifecycle import Family
from custody.destruction.actions import holds, orders, partial_hold, reconcile
from custody.evidence.actions import dividing, laboratory, moving, operation, searching, seizure
from custody.evidence.actions.beside import register_beside
from custody.evidence.entries import NewUnit
from custody.evidence.models import HandlingUnit, Hold, LabResult, Proposal
from tests import clearing, stories
from tests.destruction import decided
from tests.destruction import stories as burns
from tests.evidence import exceptional
from tests.evidence.exceptional import negative, training_sample
from tests.walk import road_verbs, verbs
from tests.walk.verbs import _part

ENDS = {
    "unit.stolen/1": "stolen", "unit.lost/1": "lost", "unit.destroyed_by_event/1": "destroyed_by_event",
    "unit.disposed/1": "disposal",
    "unit.returned/1": "return", "unit.handed_over/1": "hand_out", "cargo.released/1": "cargo_release",
    "loan.began/1": "loan", "operation.began/1": "operation", "unit.released/1": "release",
}  # fmt: skip
"""code -> the exception that two people decide on."""
SUCH = {
    "unit.destroyed/1": {"authority_state": "scheduled"},
    "sampling.opened/1": {"kind": "bag"},
    "sampling.closed/1": {"kind": "bag"},
    "unit.superseded/1": {"authority_state": "none", "kind": "bag"},
    "unit.exchanged/1": {"authority_state": "none", "kind": "bag"},
}
"""code -> what a unit must be beside its state."""


class Guide:
    """Takes a walk to one row of the table, act by act."""

    def __init__(self, world):
        self.world, self.cast = world, world.cast

    def do(self, act):
        """Do one act; it must be allowed."""
        answer = self.world.carry_out("directed", act)
        assert answer == "done", f"on the way a legal act was refused: {answer}"

    def told(self, make):
        """Do something that takes several acts, and return what it made."""
        made = []
        self.do(lambda: made.append(make()))
        return made[0]

    def in_state(self, family, state, **such):
        """Return a unit that is in a state, brought there when none is."""
        for unit in sorted(self.world.seen.units.values(), key=lambda unit: unit.label):
            if unit.family is family and unit.custody_state == state and not unit.discrepancy_open and all(
                getattr(unit, name) == value for name, value in such.items()
            ) and not unit.transfer_lines.filter(state="offered").exists() and not unit.children.exists():  # fmt: skip
                return HandlingUnit.objects.get(pk=unit.pk)
        return self.bring(family, state)

    def bring(self, family, state):
        """Bring a unit into a state that none is in."""
        if state == "controlled_delivery":
            unit = self.in_state(family, "contained" if family is Family.CONVEYANCE else "seized")
            self.two(unit, "operation")
        elif state == "in_transit":
            unit = self.in_state(family, "contained" if family is Family.CONVEYANCE else "seized")
            self.do(lambda: verbs.endangering.move_in_emergency(
                act=stories.act_of(self.cast.duty_officer), unit_ids=[unit.id], destination="DUNLIN", reason="x"))
        elif family is Family.GOODS and state == "seized":
            [unit] = self.told(lambda: stories.seized(self.cast))
        elif state == "stored":
            [unit] = self.told(lambda: stories.stored(self.cast))
        elif state == "inside":
            [around] = self.told(lambda: stories.seized(self.cast))
            self.told(lambda: _brick_in(self.cast, around))
            unit = HandlingUnit.objects.get(parent=around)
        elif state == "contained":
            unit = self.told(lambda: stories.contained(self.cast))
        elif state == "staged":
            [unit] = burns.units_of(self.told(lambda: burns.staged(self.cast)))
        elif state == "at_furnace":
            [unit] = self.told(lambda: stories.at_furnace(self.cast))
        elif state == "destroyed":
            unit = self.in_state(family, "at_furnace", authority_state="scheduled")
            self.do(lambda: burns.burn(self.cast, unit.manifest_lines.get(live=True).session, without_tally="x"))
        else:
            raise AssertionError(f"no way to {state}")
        unit.refresh_from_db()
        return unit

    def two(self, unit, exception):
        """Let one ask for an exception and another decide on it."""
        if exception in verbs.GONE_FIRST:
            act = stories.act_of
            self.do(lambda: searching.report_unlocated(act=act(self.cast.auditor), unit_id=unit.id, remark="not there"))
            self.do(lambda: searching.declare_missing(act=act(self.cast.supervisor), unit_id=unit.id))
        unit.refresh_from_db()
        self.do(verbs.proposal(self.world, unit, exception))
        asked = Proposal.objects.get(unit=unit, state="open")
        if NEEDS[Exceptional(exception)].paper:
            self.do(road_verbs.paper(self.world, asked))
        self.do(verbs.decision(self.world, asked))
        if exception in exceptional.GIVEN_AWAY:
            asked.refresh_from_db()
            self.do(road_verbs.giving_away(self.world, asked))

    # --- one move ------------------------------------------------------------------------------------

    def take(self, row):
        """Take the move of one row of the table."""
        kind, family, before, code = row
        if kind == "custody":
            self.custody(family, before, code)
        elif kind == "search":
            self.search(before, code)
        else:
            self.authority(before, code)

    def custody(self, family, before, code):
        act, cast = stories.act_of, self.cast
        if code in ENDS and not (code == "unit.handed_over/1" and family is None):
            unit = self.subject(family, before, ENDS[code])
            if unit.custody_state == "emptied" or unit.kind == "cover_load":
                self.told(lambda: clearing.cleared(cast, unit, but=clearing.finders(unit), remark="nothing there"))
            self.two(unit, ENDS[code])
            return
        if before is None:
            self.begin(code)
            return
        such, bursts = SUCH.get(code, {}), code == "unit.superseded/1" and before not in verbs.REST
        unit = self.in_state(family, before, **({"kind": "bag"} if bursts else such))
        holder, common = unit.custodian, {"unit_id": unit.id}
        other = "4420"
        ways = {
            "unit.superseded/1": lambda: dividing.split_unit(
                act=act(holder), witness_badge=other, reason="x", how="repack" if bursts else "split",
                parts=verbs.parts_of(unit, unit.gross_mg // 2, unit.gross_mg - unit.gross_mg // 2), **common),
            "unit.exchanged/1": lambda: operation.exchange_unit(
                act=act(holder), witness_badge=other, reference="KP 3", originals=verbs.parts_of(unit, unit.gross_mg),
                dummies=[_part(unit.gross_mg)], **common),
            "unit.taken_out/1": lambda: verbs.taking_out(self.world, unit)(),
            "operation.ended/1": lambda: operation.end_operation(
                act=act(holder), witness_badge=other, place="HERON" if family is Family.CONVEYANCE else "BITTERN",
                **common),
            "emergency.departed/1": lambda: verbs.endangering.move_in_emergency(
                act=act(cast.duty_officer), unit_ids=[unit.id], destination="DUNLIN", reason="x"),
            "unit.arrived/1": lambda: moving.arrive(
                act=act(holder), unit_ids=[unit.id], place="HERON" if family is Family.CONVEYANCE else "CURLEW"),
            "unit.stored/1": lambda: self._store(unit),
            "unit.departed/1": lambda: self._depart(unit),
            "loan.ended/1": lambda: verbs.end_loan(self.world)(),
            "extraction.started/1": lambda: verbs.acts_on(cast, unit)["start_extraction"](),
            "extraction.resumed/1": lambda: self._resume(unit),
            "extraction.interrupted/1": lambda: verbs.acts_on(cast, unit)["interrupt_extraction"](),
            "extraction.ended/1": lambda: verbs.acts_on(cast, unit)["end_extraction"](),
            "sampling.opened/1": lambda: stories.sampled(cast, unit, witness=holder, unswept_reason="x"),
            "sampling.closed/1": lambda: stories.sampled(cast, unit, witness=holder, unswept_reason="x"),
            "unit.staged/1": lambda: burns.staged(cast),
            "unit.destroyed/1": lambda: burns.burn(cast, unit.manifest_lines.get(live=True).session, without_tally="x"),
            "unit.reconciled/1": lambda: reconcile.reconcile_units(act=act(cast.auditor), unit_ids=[unit.id]),
            "unit.consumed/1": lambda: self._consume(before),
        }  # fmt: skip
        self.do(ways[code])

    def begin(self, code):
        """Begin a life."""
        ways = {
            "unit.contained/1": lambda: stories.contained(self.cast),
            "unit.registered/1": lambda: stories.seized(self.cast),
            "unit.enclosed/1": lambda: self._enclose(),
        }
        self.do(ways[code])

    def subject(self, family, before, exception):
        """Return a unit that the exception can befall."""
        if exception in ("return", "disposal", "cargo_release"):
            kind = "cash" if exception == "return" else "cover_load"
            return self.told(lambda: _beside(self.cast, kind, stored=before == "stored"))
        if exception == "loan":
            return self.told(lambda: training_sample(self.cast))
        such = {} if exception in verbs.ASKERS or family is Family.CONVEYANCE else {"authority_state": "none"}
        return self.in_state(family, before, **such)

    def _resume(self, unit):
        clearing.searched(self.cast, unit, result="residue")
        unit.refresh_from_db()
        verbs.extraction.resume_extraction(act=stories.act_of(unit.custodian), unit_id=unit.id,
                                           witness_badge="4503")  # fmt: skip

    def _depart(self, unit):
        offer = stories.offered(self.cast, [unit], receiver=self.cast.third_crew, second=self.cast.third_officer,
                                purpose="departure", giver=unit.custodian, route=stories.route())  # fmt: skip
        stories.accepted(offer, by=self.cast.third_crew)

    def _store(self, unit):
        if unit.custody_state == "in_transit":
            offer = stories.offered(self.cast, [unit], receiver=self.cast.storekeeper, purpose="arrival",
                                    giver=unit.custodian)  # fmt: skip
            stories.accepted(offer, by=self.cast.storekeeper, place="BITTERN")
            return
        if unit.custodian.badge != self.cast.storekeeper.badge:
            offer = stories.offered(self.cast, [unit], receiver=self.cast.storekeeper, giver=unit.custodian)
            stories.accepted(offer, by=self.cast.storekeeper)
        moving.store_units(act=stories.act_of(self.cast.storekeeper), unit_ids=[unit.id], place="BITTERN")

    def _enclose(self):
        _brick_in(self.cast, self.in_state(Family.GOODS, "seized"))

    def _consume(self, before):
        taken = stories.sampled(self.cast, self.in_state(Family.GOODS, "stored"))
        made = taken.sample_unit
        if before == "stored":
            offer = stories.offered(self.cast, [made], receiver=self.cast.storekeeper, giver=self.cast.sampler)
            stories.accepted(offer, by=self.cast.storekeeper)
            moving.store_units(act=stories.act_of(self.cast.storekeeper), unit_ids=[made.id], place="BITTERN")
        act = stories.act_of
        laboratory.report_result(act=act(self.cast.case_officer), unit_id=made.id, outcome="positive",
                                 laboratory="NICC", reference="L 7", substance="cocaine", used_up=True)  # fmt: skip
        exceptional.explained(self.cast, made)  # it never was in a laboratory
        result = exceptional.papered(LabResult.objects.get(unit=made), by=self.cast.case_officer)
        laboratory.verify_result(act=act(self.cast.second_case_officer), unit_id=made.id, result_id=result.id)

    def search(self, before, code):
        unit = self.in_state(Family.GOODS, "stored", search_state="located")
        act = stories.act_of
        self.do(lambda: searching.report_unlocated(act=act(self.cast.auditor), unit_id=unit.id, remark="not there"))
        if "missing" in (before, code.split(".")[1].split("/")[0]):
            self.do(lambda: searching.declare_missing(act=act(self.cast.supervisor), unit_id=unit.id))
        if code == "unit.found/1":
            self.do(lambda: searching.record_found(act=act(self.cast.storekeeper), unit_id=unit.id,
                                                   witness_badge="4420", remark="x"))  # fmt: skip

    def authority(self, before, code):
        act, cast = stories.act_of, self.cast
        hold = {"authority": "prosecutor", "reference": "KP 1", "reason": "x"}
        [unit] = self.told(lambda: burns.kept(cast, count=1))
        ids = [unit.id]
        if (before, code) == ("held", "order.inherited/1"):
            self._keep_part(unit)
            return
        if code == "order.withdrawn/1":
            self.told(lambda: burns.ordered(cast, units=[unit]))
            self.told(lambda: negative(cast, unit))
            asked = self.told(lambda: exceptional.asked(cast, unit, "disposal", by=cast.second_case_officer))
            self.do(lambda: exceptional.decided(asked, by=cast.supervisor))
            return
        if before == "requested" or (before == "held" and code in ("order.refused/1", "order.verified/1")):
            order = self.told(lambda: burns.recorded(cast, [unit]))
            if before == "held":
                self.do(lambda: holds.place_hold(act=act(cast.case_officer), unit_ids=ids, **hold))
            ways = {
                "order.refused/1": lambda: orders.refuse_order(act=act(cast.second_case_officer), order_id=order.id,
                                                               reason="x"),
                "order.verified/1": lambda: burns.verified(cast, order),
                "hold.placed/1": lambda: holds.place_hold(act=act(cast.case_officer), unit_ids=ids, **hold),
            }  # fmt: skip
            self.do(ways[code])
            return
        if before in ("ordered", "scheduled") or code in ("order.inherited/1", "hold.lifted_with_order/1",
                                                           "order.verified/1", "order.revoked/1"):  # fmt: skip
            self.told(lambda: burns.ordered(cast, units=[unit]))
        if before == "scheduled" or code in ("unit.scheduled/1", "unit.unscheduled/1"):
            session = self.told(lambda: burns.planned(cast, [unit]))
            if code == "unit.unscheduled/1":
                self.do(lambda: burns.sessions.cancel_session(act=act(cast.planner), session_id=session.id,
                                                              reason="threat"))  # fmt: skip
            return
        if before == "held" or code == "hold.placed/1":
            self.do(lambda: holds.place_hold(act=act(cast.case_officer), unit_ids=ids, **hold))
        if (before, code) == ("held", "hold.placed/1") or code == "hold.lifted_beside/1":
            other = hold | {"authority": "investigating_judge", "reference": "OR 7"}
            self.do(lambda: holds.place_hold(act=act(cast.case_officer), unit_ids=ids, **other))
        if code.startswith("hold.lifted"):
            found = Hold.objects.get(unit=unit, authority="prosecutor")
            self.do(lambda: holds.verify_hold(act=act(cast.second_case_officer), hold_id=found.id))
            lift = self.told(lambda: decided.lift_recorded(cast, found))
            self.do(lambda: decided.verified(lift, by=cast.second_case_officer))
        if code == "order.inherited/1":
            self._split(unit)
        if code == "order.revoked/1":
            order = unit.order_lines.get(live=True).order
            found = self.told(lambda: decided.revocation(cast, order))
            self.do(lambda: decided.verified(found, by=cast.second_case_officer))

    def _keep_part(self, unit):
        """Keep a part back of what is ordered: the order is passed on to a part that is held already."""
        self.told(lambda: burns.ordered(self.cast, units=[unit]))
        unit.refresh_from_db()
        retained, rest = verbs.parts_of(unit, unit.gross_mg // 4, unit.gross_mg - unit.gross_mg // 4)
        self.do(lambda: partial_hold.hold_part(
            act=stories.act_of(unit.custodian), unit_id=unit.id, witness_badge="4420", authority="prosecutor",
            retained=retained, rest=[rest], reference="KP 9", reason="x"))  # fmt: skip

    def _split(self, unit):
        unit.refresh_from_db()
        half = unit.gross_mg // 2
        self.do(lambda: dividing.split_unit(
            act=stories.act_of(unit.custodian), unit_id=unit.id, witness_badge="4420", reason="x",
            parts=verbs.parts_of(unit, half, unit.gross_mg - half)))  # fmt: skip


def _brick_in(cast, around):
    """Register a brick inside a unit."""
    return seizure.register_units(act=stories.act_of(cast.officer), seizure_id=around.seizure_id,
                                  units=[NewUnit(kind="brick", parent_label=around.label)])  # fmt: skip


def _beside(cast, kind, *, stored):
    """Return something that was seized beside the drugs, in store or with the officer."""
    act, of = stories.act_of, stories.opened_seizure(cast)
    unit = register_beside(act=act(cast.officer), seizure_id=of.id, exhibit_kind=kind, description="x", place="HERON")
    if stored:
        stories.accepted(stories.offered(cast, [unit], receiver=cast.storekeeper), by=cast.storekeeper)
        moving.store_units(act=act(cast.storekeeper), unit_ids=[unit.id], place="BITTERN")
        unit.refresh_from_db()
    return unit
