"""What happens to goods beside the straight way to the fire: each exception of custody as a fact of its own.

Codes stand in clear in every leaf. What would betray an inquiry therefore has a neutral code: a controlled delivery is
an ``operation``, and which exception two people decide on is sealed.
"""

from __future__ import annotations

from custody.core.events.schema import event

# --- two people ------------------------------------------------------------------------------------------

EXCEPTION_PROPOSED = event(
    "exception.proposed/1", "unit", "An exception waits for a second person",
    open_="proposal_id:uuid proposed_at:time event_seq:int?",
    sealed="exception:text gross_mg:int? tare_mg:int? net_mg:int? package_count:int?",
    personal="proposed_by:person reason:text reference:text? party:text? party_badge:text?")
EXCEPTION_PROPOSED_2 = event(
    "exception.proposed/2", "unit", "An exception waits for a second person",
    open_="proposal_id:uuid proposed_at:time event_seq:int?",
    sealed="exception:text gross_mg:int? tare_mg:int? net_mg:int? package_count:int? volume_ml:int? substance:text?",
    personal="proposed_by:person reason:text reference:text? party:text? party_badge:text?")
"""A correction may also say how much of a liquid it is, and what the exhibit is."""
EXCEPTION_PROPOSED_3 = event(
    "exception.proposed/3", "unit", "An exception waits for a second person",
    open_="proposal_id:uuid proposed_at:time event_seq:int?",
    sealed="exception:text gross_mg:int? tare_mg:int? net_mg:int? package_count:int? volume_ml:int? substance:text?"
           " already:bool",
    personal="proposed_by:person reason:text reference:text? party:text? party_badge:text? spoken_by:text?"
             " listener:person?")
"""What rests on an act of an authority has its paper, or who gave it by word of mouth and who heard it too; or it took
place already, and the act is owed."""
EXCEPTION_ACT_ATTACHED = event(
    "exception.act_attached/1", "unit", "The written act that an exception rests on is there",
    open_="proposal_id:uuid attached_at:time", personal="attached_by:person reference:text")
EXCEPTION_DECIDED = event(
    "exception.decided/1", "unit", "A second person decided on an exception: {outcome}",
    open_="proposal_id:uuid outcome:text decided_at:time", personal="decided_by:person answer:text?")
SIGNATURE_OWED = event(
    "signature.owed/1", "unit", "A second signature is owed ({matter})",
    open_="signature_id:uuid matter:text about:text owed_at:time still_owed:bool",
    personal="owed_by:person wanted:person?")
SIGNATURE_GIVEN = event(
    "signature.given/1", "unit", "A second person signed",
    open_="signature_id:uuid signed_at:time still_owed:bool", personal="signed_by:person")

# --- one unit becomes others -----------------------------------------------------------------------------

UNIT_SUPERSEDED = event(
    "unit.superseded/1", "unit", "Became {child_count} other units ({how})",
    open_="how:text child_count:int children:texts superseded_at:time",
    sealed="gross_mg:int? children_mg:int? loss_mg:int? loss_reason:text?",
    personal="done_by:person witness:person reason:text")
UNIT_DERIVED = event(
    "unit.derived/1", "unit", "Made of other units ({how})", open_="derivation_id:uuid sources:texts how:text")
UNIT_DERIVED_2 = event(
    "unit.derived/2", "unit", "Made of other units ({how})", open_="derivation_id:uuid sources:texts how:text",
    sealed="sealed_view:bool neutralised:bool incident_open:bool")
"""What is true of a whole is true of its parts: who may see it, whether it can be used, what was found in it."""
UNIT_EXCHANGED = event(
    "unit.exchanged/1", "unit", "Became {child_count} other units under a written act",
    open_="child_count:int children:texts exchanged_at:time",
    sealed="gross_mg:int? originals_mg:int? dummies_mg:int? loss_mg:int? loss_reason:text?",
    personal="done_by:person witness:person reference:text")
SEAL_REPLACED = event(
    "seal.replaced/1", "unit", "Seal changed for another",
    open_="old_seal_id:uuid new_seal_id:uuid seal_class:text", sealed="old_seal:text new_seal:text barrel_number:text?",
    personal="changed_by:person witness:person reason:text")

# --- not where it should be ------------------------------------------------------------------------------

UNIT_UNLOCATED = event(
    "unit.unlocated/1", "unit", "Not found where it should be", open_="noticed_at:time",
    sealed="place_id:uuid?", personal="reported_by:person remark:text?")
UNIT_MISSING = event(
    "unit.missing/1", "unit", "Missing: the search has failed", open_="missing_at:time",
    sealed="place_id:uuid?", personal="declared_by:person remark:text?")
UNIT_FOUND = event(
    "unit.found/1", "unit", "Found again", open_="found_at:time", personal="found_by:person witness:person remark:text")
_GONE = "gone_at:time proposal_id:uuid"
_DECIDED = "proposed_by:person decided_by:person reason:text reference:text?"
UNIT_STOLEN = event(
    "unit.stolen/1", "unit", "Stolen", open_=_GONE, sealed="gross_mg:int? place_id:uuid?", personal=_DECIDED)
UNIT_LOST = event(
    "unit.lost/1", "unit", "Lost: closed without a finding", open_=_GONE, sealed="gross_mg:int? place_id:uuid?",
    personal=_DECIDED)
UNIT_DESTROYED_BY_EVENT = event(
    "unit.destroyed_by_event/1", "unit", "Destroyed by an event, not at the furnace", open_=_GONE,
    sealed="gross_mg:int? place_id:uuid?", personal=_DECIDED)

UNIT_RECOVERED = event(
    "unit.recovered/1", "unit", "Came back after it was gone",
    open_="source_id:uuid found_at:time seal_seen:text is_variance:bool",
    sealed="gross_mg:int gone_mg:int from_lost_mg:int more_mg:int package_count:int? number_read:text? place_id:uuid?",
    personal="found_where:text recovered_by:person witness:person remark:text?")
"""A new unit made of what came back: ``gone_mg`` is what was still gone of its source, ``from_lost_mg`` what of that is
here now, ``more_mg`` what nobody knew was gone."""
UNIT_RECOVERED_2 = event(
    "unit.recovered/2", "unit", "Came back after it was gone",
    open_="source_id:uuid found_at:time seal_seen:text is_variance:bool",
    sealed="gross_mg:int gone_mg:int from_lost_mg:int more_mg:int package_count:int? number_read:text? place_id:uuid? "
           "from_account:text",
    personal="found_where:text recovered_by:person witness:person remark:text?")
"""With the account of the mass that it comes out of: what was lost, returned or handed over."""
UNIT_CAME_BACK = event(
    "unit.came_back/1", "unit", "What it was came back, as {label}",
    open_="became_id:uuid label:text came_back_at:time is_whole:bool", personal="recovered_by:person witness:person")
SEAL_CARRIED = event(
    "seal.carried/1", "unit", "It bears the seal that it bore before it was gone",
    open_="seal_id:uuid carried_from_id:uuid seal_class:text", sealed="seal:text barrel_number:text?",
    personal="seen_by:person witness:person")
SAMPLE_CARRIED = event(
    "sample.carried/1", "unit", "It is still the sample that it was ({sample_kind})",
    open_="sample_id:uuid carried_from_id:uuid taken_from_id:uuid sample_kind:text taken_at:time",
    sealed="gross_mg:int bound_for:text?", personal="sampler:person witness:person")
"""Packed anew, split, or gone and here again: with what it weighs now, out of what it was once taken, and by whom."""

# --- other ends and leaves -------------------------------------------------------------------------------

UNIT_RETURNED = event(
    "unit.returned/1", "unit", "Returned", open_=_GONE, sealed="gross_mg:int?", personal=f"{_DECIDED} party:text?")
UNIT_DISPOSED = event(
    "unit.disposed/1", "unit", "Destroyed as goods: no drugs", open_=_GONE, sealed="gross_mg:int?",
    personal=f"{_DECIDED} party:text?")
UNIT_HANDED_OVER = event(
    "unit.handed_over/1", "unit", "Handed over to another authority", open_=_GONE, sealed="gross_mg:int?",
    personal=f"{_DECIDED} party:text?")
UNIT_GIVEN = event(
    "unit.given/1", "unit", "Given to who receives it", open_="proposal_id:uuid given_at:time",
    personal="given_by:person witness:person received_by:text identity:text")
"""By its keeper, in the act that ends custody: what two decided is carried out by two others."""
UNIT_CONSUMED = event(
    "unit.consumed/1", "unit", "Used up in the analysis", open_="result_id:uuid consumed_at:time",
    sealed="gross_mg:int?", personal="recorded_by:person verified_by:person")
CARGO_RELEASED = event(
    "cargo.released/1", "unit", "Cover load released", open_=_GONE, sealed="gross_mg:int?",
    personal=f"{_DECIDED} party:text?")
LOAN_BEGAN = event(
    "loan.began/1", "unit", "Lent for training", open_="began_at:time proposal_id:uuid", sealed="gross_mg:int?",
    personal="custodian:person co_custodian:person? decided_by:person reference:text?")
LOAN_ENDED = event(
    "loan.ended/1", "unit", "Back from training", open_="ended_at:time weighing_id:uuid", sealed="gross_mg:int",
    personal="custodian:person co_custodian:person? returned_by:person")
OPERATION_BEGAN = event(
    "operation.began/1", "unit", "Under a written act until further notice",
    open_="began_at:time proposal_id:uuid", personal="decided_by:person reference:text?")
OPERATION_ENDED = event(
    "operation.ended/1", "unit", "The written act is carried out", open_="ended_at:time",
    personal="ended_by:person witness:person remark:text?")

# --- what is found out, and what is put right ------------------------------------------------------------

LABORATORY_REPORTED = event(
    "laboratory.reported/1", "unit", "Result of the laboratory recorded", open_="result_id:uuid reported_at:time",
    sealed="outcome:text substance:text? purity_permille:int? used_up:bool laboratory:text reference:text",
    personal="recorded_by:person")
LABORATORY_PAPER_ATTACHED = event(
    "laboratory.paper_attached/1", "unit", "Paper of the laboratory attached",
    open_="result_id:uuid attached_at:time", personal="attached_by:person")
LABORATORY_VERIFIED = event(
    "laboratory.verified/1", "unit", "Result of the laboratory verified", open_="result_id:uuid verified_at:time",
    personal="verified_by:person")
UNIT_MEASURED = event(
    "unit.measured/1", "unit", "Its volume was measured", open_="measured_at:time", sealed="volume_ml:int",
    personal="measured_by:person")
UNIT_VALUED = event(
    "unit.valued/1", "unit", "How much money it is was recorded", open_="valued_at:time is_counted:bool",
    sealed="currency:text amount_minor:int", personal="valued_by:person")
"""Who registers cash says how much it is, ``is_counted`` once two counted the same. Whole minor units (cents)."""
UNIT_IDENTIFIED = event(
    "unit.identified/1", "unit", "The laboratory said what it is", open_="identified_at:time result_id:uuid?",
    sealed="substance:text outcome:text?")
UNIT_DOUBTED = event(
    "unit.doubted/1", "unit", "No drugs were found in an old sample of its case",
    open_="doubted_at:time result_id:uuid", sealed="outcome:text")
"""Out of which unit a sample from before this record was taken is in no books: all drugs of its case are in doubt."""
EXHIBIT_CORRECTED = event(
    "exhibit.corrected/1", "seizure", "Exhibit {number}: what it is was put right",
    open_="exhibit_id:uuid number:int corrected_at:time proposal_id:uuid? result_id:uuid?",
    sealed="substance:text before:text", personal="author:person confirmed_by:person says:text?")
UNIT_CORRECTED = event(
    "unit.corrected/1", "unit", "Entry {event_seq} corrected", open_="event_seq:int proposal_id:uuid corrected_at:time",
    sealed="gross_mg:int? tare_mg:int? net_mg:int? package_count:int?",
    personal="author:person confirmed_by:person says:text")
UNIT_NEUTRALISED = event(
    "unit.neutralised/1", "unit", "Made unusable ({method})", open_="neutralised_at:time method:text",
    personal="done_by:person witness:person remark:text?")
UNIT_NEUTRALISED_2 = event(
    "unit.neutralised/2", "unit", "Made unusable ({method}, batch {batch}): the test showed it",
    open_="neutralised_at:time method:text batch:text",
    personal="done_by:person witness:person second_witness:person remark:text?")
UNIT_NEUTRALISED_3 = event(
    "unit.neutralised/3", "unit", "Treated ({method}, batch {batch}): the test showed that nobody can use it",
    open_="neutralised_at:time method:text batch:text",
    personal="done_by:person witness:person second_witness:person remark:text?")
TREATMENT_ADDED = event(
    "treatment.added/1", "unit", "A treatment added something to it", open_="added_at:time", sealed="added_mg:int")
TREATMENT_WEIGHED = event(
    "treatment.weighed/1", "unit", "Weighed after its treatment", open_="weighing_id:uuid",
    sealed="gross_mg:int net_mg:int?")
TREATMENT_SIGNED = event(
    "treatment.signed/1", "unit", "Counts as unusable: both witnesses have signed", open_="signed_at:time")
NEUTRALISATION_FAILED = event(
    "neutralisation.failed/1", "unit", "Treated ({method}, batch {batch}): the test showed that it can still be used",
    open_="treated_at:time method:text batch:text",
    personal="done_by:person witness:person second_witness:person remark:text?")
SWAP_CONFIRMED = event(
    "swap.confirmed/1", "unit", "No drugs are in it: what was in it is gone",
    open_="discrepancy_id:uuid result_id:uuid confirmed_at:time", sealed="gross_mg:int?",
    personal="confirmed_by:person")
NEUTRALISATION_CONFIRMED = event(
    "neutralisation.confirmed/1", "unit", "Tested again: nobody can use it", open_="tested_at:time",
    personal="tested_by:person witness:person remark:text?")
NEUTRALISATION_REFUTED = event(
    "neutralisation.refuted/1", "unit", "Tested again: it can be used after all", open_="tested_at:time",
    personal="tested_by:person witness:person remark:text?")

# --- danger to the place ---------------------------------------------------------------------------------

TRACKER_FOUND = event(
    "tracker.found/1", "unit", "A tracker was found in it", open_="found_at:time exhibit_unit_id:uuid",
    sealed="place_ids:texts powered:text", personal="operator:person witness:person")
UNIT_INCIDENT_ENDED = event(
    "unit.incident_ended/1", "unit", "The incident on it is over", open_="ended_at:time", sealed="finding:text",
    personal="ended_by:person")
EMERGENCY_DEPARTED = event(
    "emergency.departed/1", "unit", "Moved in an emergency", open_="departed_at:time",
    sealed="vehicle:text? destination_id:uuid?",
    personal="commander:person custodian:person co_custodian:person? reason:text")
EMERGENCY_ENDED = event(
    "emergency.ended/1", "unit", "The emergency move is confirmed", open_="ended_at:time",
    personal="confirmed_by:person")
PLACE_ENDANGERED = event(
    "place.endangered/1", "place", "The place counts as known to others", open_="since_at:time",
    sealed="danger:int cause:text", personal="said_by:person")
PLACE_CLEARED = event(
    "place.cleared/1", "place", "The place counts as safe again", open_="cleared_at:time",
    personal="cleared_by:person second:person reason:text")
PLACE_CLEARING_ASKED = event(
    "place.clearing_asked/1", "place", "Somebody asks whether the place is safe again", open_="asked_at:time",
    personal="asked_by:person reason:text")

# --- beside the drugs ------------------------------------------------------------------------------------

EXHIBIT_RECORDED_2 = event(
    "exhibit.recorded/2", "seizure", "Exhibit {number} recorded",
    open_="exhibit_id:uuid number:int field_test:text? exhibit_kind:text",
    sealed="substance:text form:text finding_place:text? description:text?")

# --- the order of a unit that became others --------------------------------------------------------------

ORDER_INHERITED = event(
    "order.inherited/1", "unit", "The destruction order of the unit it was made of stands",
    open_="order_id:uuid line_id:uuid")
ORDER_WITHDRAWN = event(
    "order.withdrawn/1", "unit", "The destruction order no longer stands for it",
    open_="order_id:uuid line_id:uuid withdrawn_at:time", personal="withdrawn_by:person")
