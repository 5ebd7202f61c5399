"""The stop and the seizure."""

from __future__ import annotations

from custody.core.events.schema import event

UNIT_CONTAINED = event(
    "unit.contained/1", "unit", "Conveyance stopped and in custody",
    open_="unit_id:uuid label:text kind:text jurisdiction:text detection:text? cover_load:text? hs_code:text? "
          "origin_country:text? demo:bool remark_present:bool container_number_doubted:bool",
    sealed="container_number:text? vessel:text? imo_number:text? origin_locode:text? seal:text? remark:text?",
    personal="custodian:person co_custodian:person")
GUARD_POSTED = event(
    "guard.posted/1", "unit", "Guard posted", open_="guard_id:uuid posted_at:time", personal="guard:person")
GUARD_RELIEVED = event(
    "guard.relieved/1", "unit", "Guard relieved", open_="guard_id:uuid relieved_at:time")
GUARD_UNHEARD = event(
    "guard.unheard/1", "unit", "The guard was relieved and had never said that they stood there",
    open_="guard_id:uuid unheard_at:time", personal="guard:person")
EXTRACTION_STARTED = event(
    "extraction.started/1", "unit", "Stripping started", personal="team_leader:person witness:person")
EXTRACTION_INTERRUPTED = event(
    "extraction.interrupted/1", "unit", "Stripping stopped, conveyance closed again",
    open_="reason:text", sealed="seal:text?")
EXTRACTION_ENDED = event(
    "extraction.ended/1", "unit", "Stripping ended, conveyance emptied", open_="seizure_id:uuid?")
UNIT_RELEASED = event(
    "unit.released/1", "unit", "Conveyance released", open_="reason:text", personal="approved_by:person")

SEIZURE_OPENED = event(
    "seizure.opened/1", "seizure", "Seizure {code_word} opened",
    open_="seizure_id:uuid code_word:text jurisdiction:text seized_at:time conveyance_id:uuid? detection:text? "
          "concealment:text? cover_load:text? hs_code:text? origin_country:text? published_on:date? "
          "published_event:text? published_source:text? synthetic:bool demo:bool",
    sealed="origin_locode:text? published_mg:int?",
    personal="seizing_officer:person second_officer:person")
EXHIBIT_RECORDED = event(
    "exhibit.recorded/1", "seizure", "Exhibit {number} recorded",
    open_="exhibit_id:uuid number:int field_test:text?", sealed="substance:text form:text finding_place:text?")
EXHIBIT_DESCRIBED = event(
    "exhibit.described/1", "seizure", "What was found is described",
    open_="exhibit_id:uuid field_test:text? concealment:text?", sealed="form:text")
EXHIBIT_DESCRIBED_2 = event(
    "exhibit.described/2", "seizure", "What was found is described",
    open_="exhibit_id:uuid field_test:text? concealment:text?", sealed="form:text holder:text? test_kit:text?")
"""It may also say whether somebody had the goods, and whether they signed or refused to; and the kit of the test."""
SEIZURE_CLOSED = event("seizure.closed/1", "seizure", "Seizure closed: the mass adds up",
                        open_="unit_count:int", sealed="booked_mg:int burnt_mg:int sampled_mg:int variance_mg:int")

_UNIT_OPEN = (
    "unit_id:uuid label:text kind:text seizure_id:uuid? exhibit_id:uuid? jurisdiction:text seized_at:time "
    "weighing_id:uuid? seal_id:uuid? scale_id:uuid? weighing_basis:text? method:text? calibrated:bool? demo:bool "
)
_UNIT_SEALED = (
    "package_count:int? gross_mg:int? tare_mg:int? net_mg:int? seal:text? seal_class:text? barrel_number:text?"
)
UNIT_REGISTERED = event(
    "unit.registered/1", "unit", "Unit registered as {kind}",
    open_=_UNIT_OPEN + "unswept:bool", sealed=_UNIT_SEALED,
    personal="custodian:person co_custodian:person? weighed_by:person? witness:person?")
UNIT_ENCLOSED = event(
    "unit.enclosed/1", "unit", "Unit registered as {kind}, inside another",
    open_=_UNIT_OPEN + "parent_id:uuid", sealed=_UNIT_SEALED, personal="weighed_by:person? witness:person?")
UNIT_WEIGHED = event(
    "unit.weighed/1", "unit", "Unit weighed ({occasion})",
    open_="weighing_id:uuid occasion:text weighing_basis:text scale_id:uuid? method:text calibrated:bool",
    sealed="gross_mg:int tare_mg:int? net_mg:int? package_count:int? expected_mg:int? tolerance_mg:int?",
    personal="weighed_by:person witness:person?")
SEAL_APPLIED = event(
    "seal.applied/1", "unit", "Seal applied",
    open_="seal_id:uuid seal_class:text", sealed="seal:text barrel_number:text?",
    personal="applied_by:person second_officer:person?")
SEAL_REMOVED = event(
    "seal.removed/1", "unit", "Seal removed", open_="seal_id:uuid reason:text", sealed="seal:text",
    personal="removed_by:person witness:person")
SWEEP_RECORDED = event(
    "sweep.recorded/1", "unit", "Tracker sweep: {result}",
    open_="sweep_id:uuid methods:texts device:text? started_at:time ended_at:time result:text",
    personal="operator:person witness:person")
PHOTO_ATTACHED = event(
    "photo.attached/1", "*", "Photo attached ({slot})",
    open_="photo_id:uuid slot:text media_type:text size_bytes:int storage_name:text",
    sealed="sha256:text", personal="taken_by:person")
