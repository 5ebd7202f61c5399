"""Every pair of signatures of the house that two people give, never one (domain rules 4.3, second invariant)."""

from __future__ import annotations

NEVER_ONE = (
    ("custody_transfer", "giver_id", "receiver_id"),
    ("custody_transfer", "giver_id", "receiver_second_id"),
    ("custody_transfer", "receiver_id", "receiver_second_id"),
    ("custody_proposal", "proposed_by_id", "listener_id"),
    ("custody_proposal", "proposed_by_id", "given_by_id"),
    ("custody_proposal", "decided_by_id", "given_by_id"),
    ("custody_transfer", "commanded_by_id", "giver_id"),
    ("custody_transfer", "commanded_by_id", "receiver_id"),
    ("custody_transfer", "commanded_by_id", "receiver_second_id"),
    ("custody_handlingunit", "custodian_id", "co_custodian_id"),
    ("custody_seizure", "seizing_officer_id", "second_officer_id"),
    ("custody_destructionorder", "recorded_by_id", "verified_by_id"),
    ("custody_spokenorder", "recorded_by_id", "confirmed_by_id"),
    ("custody_authoritydecision", "recorded_by_id", "verified_by_id"),
    ("custody_orderrequest", "asked_by_id", "addressee_id"),
    ("custody_notice", "served_by_id", "closed_by_id"),
    ("custody_retentionrequest", "asked_by_id", "decided_by_id"),
    ("custody_instruction", "opened_by_id", "closed_by_id"),
    ("custody_burnsession", "planner_id", "approver_id"),
    ("custody_burnsession", "witness_a_id", "witness_b_id"),
    ("custody_burnplan", "planner_id", "decided_by_id"),
    ("custody_witnessdesignation", "witness_id", "designated_by_id"),
    ("custody_lotteryticket", "tested_by_id", "witness_id"),
    ("custody_burnresidue", "weighed_by_id", "disposed_by_id"),
    ("custody_labresult", "recorded_by_id", "verified_by_id"),
    ("custody_countersignature", "owed_by_id", "signed_by_id"),
    ("custody_countersignature", "owed_by_id", "wanted_id"),
    ("custody_sweep", "operator_id", "witness_id"),
    ("custody_sample", "sampler_id", "witness_id"),
    ("custody_weighing", "weighed_by_id", "witness_id"),
    ("custody_clearance", "searched_by_id", "second_id"),
    ("custody_removal", "removed_by_id", "witness_id"),
    ("custody_discrepancy", "opened_by_id", "resolved_by_id"),
    ("custody_hold", "placed_by_id", "verified_by_id"),
    ("custody_hold", "placed_by_id", "lifted_by_id"),
    ("custody_waiver", "asked_by_id", "decided_by_id"),
    ("custody_policy", "proposed_by_id", "approved_by_id"),
    ("custody_target", "asked_by_id", "let_go_by_id"),
    ("custody_varianceoffer", "to_owner_id", "offered_by_id"),
    ("custody_varianceoffer", "to_owner_id", "from_owner_id"),
    ("custody_varianceclosing", "closed_by_id", "owner_id"),
    ("custody_inventory", "counter_id", "second_id"),
    ("custody_openingstock", "imported_by_id", "registered_by_id"),
    ("custody_inquiry", "opened_by_id", "closed_by_id"),
    ("custody_mission", "driver_id", "second_id"),
    ("custody_mission", "planned_by_id", "escort_confirmed_by_id"),
    ("custody_watchreport", "reported_by_id", "answered_by_id"),
    ("custody_foundlabel", "reported_by_id", "settled_by_id"),
    ("custody_silence", "asked_by_id", "approved_by_id"),
    ("custody_contactchange", "asked_by_id", "approved_by_id"),
    ("custody_invitation", "invited_by_id", "countersigned_by_id"),
    ("custody_calibration", "reported_by_id", "decided_by_id"),
)
"""table, one side, the other: never the same person on both."""

_DECIDED = "state IN ('approved', 'rejected', 'refused')"
NEVER_ONE_WHERE = (
    *((f"custody_{name}", "proposed_by_id", "decided_by_id", _DECIDED) for name in (
        "proposal", "policyproposal", "jurisdictionpack", "officerproposal", "placeproposal", "siteproposal",
        "facilityproposal",
    )),
    ("custody_courtpacket", "asked_by_id", "decided_by_id", "state IN ('issued', 'refused')"),
    ("custody_reportcorrection", "asked_by_id", "decided_by_id", _DECIDED),
    ("custody_proposal", "proposed_by_id", "act_by_id", "already OR spoken_by IS NOT NULL"),
    ("custody_heldreport", "author_id", "closed_by_id", "state = 'set_aside'"),
    ("custody_heldreport", "asked_by_id", "closed_by_id", "state = 'set_aside'"),
    ("custody_watchreport", "reported_by_id", "ended_by_id", "NOT drill"),
)  # fmt: skip
"""The same, of rows that are so: who asked may take it back, and who signed may put it right."""

ONE_EACH = (
    ("custody_tally", "session_id", "signed_by_id"),
    ("custody_loaded", "session_id, unit_id", "loaded_by_id"),
)
"""table, whose parts, who signs a part: nobody signs two of them."""


def query():
    """Return the SQL that names every row that one person signed twice."""
    pairs = [(*pair, "TRUE") for pair in NEVER_ONE] + list(NEVER_ONE_WHERE)
    found = [f"SELECT '{table}: {one} = {other}' FROM {table} WHERE {one} = {other} AND ({such})"
             for table, one, other, such in pairs]  # fmt: skip
    found += [f"SELECT '{table}: one signed two parts' FROM {table} GROUP BY {of}, {who} HAVING count(*) > 1"
              for table, of, who in ONE_EACH]  # fmt: skip
    return " UNION ALL ".join(found)


def tables():
    """Return the tables whose pairs of signatures are looked at."""
    return {row[0] for row in (*NEVER_ONE, *NEVER_ONE_WHERE, *ONE_EACH)}
