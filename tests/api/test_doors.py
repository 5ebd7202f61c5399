"""Every address of the API: closed to strangers, and empty-handed for somebody without a task."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from custody.api.v1.urls import urlpatterns

SOMETHING = UUID(int=7)
READS = [
    "api:books", "api:scales", "api:overloads", "api:unwatched", "api:drills", "api:inquiries",
    "api:packs", "api:notices", "api:retentions", "api:decisions", "api:order-requests", "api:sampling-plans",
    "api:plans", "api:slots", "api:crews", "api:outages", "api:my-requests",
    "api:rolls", "api:me", "api:my-custody", "api:my-shift-sheet", "api:units", "api:seizures", "api:transfers",
    "api:discrepancies", "api:found-labels", "api:packets",
    "api:orders", "api:sessions", "api:alerts", "api:holds", "api:policies", "api:proposals", "api:exceptions",
    "api:signatures", "api:results", "api:contacts", "api:contact-changes", "api:duties", "api:sites",
    "api:incidents", "api:presences", "api:missions", "api:waivers", "api:inventories", "api:audits",
    "api:opening-stocks", "api:guard-posts", "api:guard-board", "api:checklists",
    "api:targets", "api:tips", "api:seal-batches", "api:officers", "api:officer-proposals", "api:held-forms",
    "api:places", "api:place-proposals", "api:furnaces", "api:furnace-proposals", "api:site-proposals",
]  # fmt: skip
READS_OF_ONE = {
    "api:witness-designations": "session_id", "api:found-label": "report_id",
    "api:residues": "session_id", "api:session-cautions": "session_id", "api:attendances": "session_id",
    "api:seizure-packets": "seizure_id", "api:packet": "packet_id",
    "api:seizure-reports": "seizure_id", "api:unwatched-report": "report_id", "api:drill": "report_id",
    "api:variance": "unit_id", "api:unit-masses": "unit_id", "api:seizure-books": "seizure_id", "api:scale": "scale_id",
    "api:calibrations": "scale_id", "api:scale-preview": "scale_id",
    "api:decision": "decision_id",
    "api:pack": "pack_id", "api:pack-preview": "pack_id", "api:law": "seizure_id", "api:order-request": "request_id",
    "api:sampling-plan": "plan_id", "api:question": "request_id", "api:release-text": "seizure_id",
    "api:plan": "plan_id", "api:plan-slots": "plan_id",
    "api:mission": "mission_id", "api:target": "target_id", "api:tip": "tip_id",
    "api:unit": "unit_id", "api:timeline": "unit_id", "api:contents": "unit_id", "api:seizure": "seizure_id",
    "api:seizure-units": "seizure_id", "api:transfer": "transfer_id", "api:discrepancy": "discrepancy_id",
    "api:order": "order_id", "api:order-units": "order_id", "api:session": "session_id",
    "api:session-units": "session_id", "api:alert": "alert_id", "api:hold": "hold_id", "api:proposal": "proposal_id",
    "api:proposal-preview": "proposal_id", "api:contact-change": "change_id",
    "api:exception": "proposal_id",
    "api:duty-preview": "duty_id",
    "api:duty": "duty_id", "api:site": "site_id", "api:incident": "incident_id",
    "api:waiver": "waiver_id", "api:inventory": "inventory_id", "api:inventory-lines": "inventory_id",
    "api:audit": "audit_id", "api:opening-stock": "stock_id", "api:checklist": "checklist_id",
    "api:lots": "session_id", "api:roll": "roll_id", "api:document": "document_id",
    "api:officer-proposal": "proposal_id", "api:held-form": "held_id",
    "api:site-proposal": "proposal_id", "api:site-preview": "proposal_id",
    "api:place-proposal": "proposal_id", "api:place-preview": "proposal_id",
    "api:furnace-proposal": "proposal_id", "api:furnace-preview": "proposal_id",
}  # fmt: skip
ACTS = [
    "api:scales", "api:unwatched", "api:drills", "api:seals-of-many",
    "api:shelvings", "api:crew-departures",
    "api:packs", "api:oral-orders", "api:order-requests", "api:sampling-plans", "api:request-opening",
    "api:plans", "api:slots", "api:crews", "api:outages", "api:licences", "api:figures", "api:releases",
    "api:signatures", "api:dangers", "api:clearing-request", "api:clearance", "api:merges", "api:neutralisations",
    "api:retests", "api:flights",
    "api:rolls", "api:found-labels", "api:paper-kits", "api:paper-sheets",
    "api:stops", "api:sweeps", "api:departures", "api:arrivals", "api:storage", "api:moves", "api:reconciliations",
    "api:seizures", "api:transfers", "api:orders", "api:sessions", "api:holds", "api:proposals",
    "api:duties", "api:sites", "api:acknowledgements", "api:incidents", "api:presences", "api:presence-end",
    "api:transfer-commands", "api:missions",
    "api:waivers", "api:inventories", "api:audits", "api:opening-stocks", "api:line-taking",
    "api:targets", "api:tips", "api:container-look-ups", "api:seal-batches", "api:due-sheets", "api:contact-changes",
    "api:officer-proposals", "api:place-proposals", "api:furnace-proposals",
]  # fmt: skip
ACTS_ON_ONE = {
    "api:found-label-settlement": "report_id", "api:found-label-photos": "report_id",
    "api:unwatched-end": "report_id", "api:drill-answer": "report_id", "api:drill-stop": "report_id",
    "api:counts": "unit_id", "api:calibrations": "scale_id", "api:scale-withdrawal": "scale_id",
    "api:calibration-decision": "calibration_id",
    "api:pack-decision": "pack_id", "api:pack-withdrawal": "pack_id", "api:instruction": "seizure_id",
    "api:whose-law": "seizure_id", "api:instruction-end": "seizure_id",
    "api:seizure-notices": "seizure_id", "api:seizure-retentions": "seizure_id",
    "api:objection": "notice_id", "api:settlement": "notice_id", "api:service-proof": "notice_id",
    "api:objection-decision": "notice_id",
    "api:retention-decision": "retention_id",
    "api:retention-appeal": "retention_id", "api:consent": "order_id", "api:confirmation": "order_id",
    "api:revocation": "order_id", "api:decision-paper": "decision_id", "api:decision-verification": "decision_id",
    "api:decision-refusal": "decision_id",
    "api:order-service": "order_id", "api:minutes": "order_id", "api:explanation": "request_id",
    "api:request-link": "request_id", "api:request-answer": "request_id", "api:request-photo": "request_id",
    "api:plan-approval": "plan_id", "api:plan-refusal": "plan_id", "api:slot-withdrawal": "slot_id",
    "api:crews-cancellation": "shift_id", "api:outage-end": "outage_id", "api:publication": "seizure_id",
    "api:exception-decision": "proposal_id", "api:exception-withdrawal": "proposal_id",
    "api:exception-act": "proposal_id", "api:exception-giving": "proposal_id",
    "api:unit-exceptions": "unit_id", "api:unit-results": "unit_id", "api:result-verification": "result_id",
    "api:result-paper": "result_id",
    "api:taking-out": "unit_id", "api:variance-offers": "unit_id", "api:variance-answer": "unit_id",
    "api:variance-closing": "unit_id",
    "api:seizure-reports": "seizure_id", "api:report-corrections": "report_id", "api:report-decision": "report_id",
    "api:owed-test": "unit_id",
    "api:parts": "unit_id", "api:retention": "unit_id", "api:exchange": "unit_id", "api:seal-replacement": "unit_id",
    "api:search": "unit_id", "api:search-failure": "unit_id", "api:search-find": "unit_id", "api:trackers": "unit_id",
    "api:seal-faults": "unit_id", "api:recovery": "unit_id",
    "api:operation-end": "unit_id", "api:unit-incident-end": "unit_id",
    "api:loan-end": "unit_id", "api:beside": "seizure_id",
    "api:lots": "session_id", "api:lot-tests": "session_id", "api:unfreezing": "session_id",
    "api:witness-lots": "session_id", "api:unit-refusals": "session_id", "api:breaking-off": "session_id",
    "api:fast-lane": "session_id", "api:certificates": "session_id", "api:certificate-copies": "session_id",
    "api:witness-designations": "session_id",
    "api:attendances": "session_id",
    "api:residues": "session_id", "api:residue-disposals": "session_id", "api:nothing-left": "session_id",
    "api:reprints": "unit_id",
    "api:seizure-packets": "seizure_id", "api:packet-issue": "packet_id", "api:packet-refusal": "packet_id",
    "api:packet-withdrawal": "packet_id", "api:packet-reading": "packet_id",
    "api:roll-withdrawal": "roll_id", "api:document-reading": "document_id",
    "api:bay-layouts": "place_id", "api:plan-of-place": "place_id",
    "api:mission-escort": "mission_id", "api:mission-unescorted": "mission_id",
    "api:mission-beginning": "mission_id", "api:mission-check-ins": "mission_id",
    "api:mission-stops": "mission_id", "api:mission-continuation": "mission_id", "api:mission-arrival": "mission_id",
    "api:mission-cancellation": "mission_id", "api:mission-load": "mission_id", "api:mission-explanation": "mission_id",
    "api:target-reveal": "target_id", "api:target-arrival": "target_id", "api:target-scan-photos": "target_id",
    "api:target-search": "target_id", "api:target-letting-go": "target_id",
    "api:target-letting-go-decision": "target_id", "api:target-conveyances": "target_id",
    "api:target-conveyance-decision": "target_id", "api:target-conveyance-undoing": "target_id",
    "api:target-find": "target_id", "api:scan-look": "scan_id", "api:scan-readings": "scan_id",
    "api:tip-source": "tip_id", "api:tip-handler": "tip_id",
    "api:relief": "guard_id", "api:guards": "unit_id",
    "api:clearances": "unit_id", "api:extraction": "unit_id",
    "api:interruption": "unit_id", "api:extraction-end": "unit_id", "api:seals": "unit_id",
    "api:seal-removal": "unit_id", "api:weighings": "unit_id", "api:samples": "unit_id", "api:unit-photos": "unit_id",
    "api:place": "unit_id", "api:seizure-units": "seizure_id", "api:seizure-photos": "seizure_id",
    "api:closure": "seizure_id", "api:description": "seizure_id",
    "api:photo-reading": "photo_id", "api:acceptance": "transfer_id",
    "api:refusal": "transfer_id", "api:cancellation": "transfer_id", "api:resolution": "discrepancy_id",
    "api:discrepancy-remarks": "discrepancy_id",
    "api:verification": "order_id", "api:order-paper": "order_id",
    "api:order-refusal": "order_id", "api:approval": "session_id",
    "api:session-cancellation": "session_id", "api:omissions": "session_id", "api:staging": "session_id",
    "api:hold-verification": "hold_id", "api:hold-renewal": "hold_id", "api:hold-lifting": "hold_id",
    "api:proposal-decision": "proposal_id", "api:proposal-withdrawal": "proposal_id",
    "api:attestations": "session_id", "api:burn": "session_id", "api:loading": "session_id",
    "api:tally": "session_id", "api:inquiry-closing": "inquiry_id", "api:acknowledgement": "alert_id",
    "api:contact-confirmation": "change_id", "api:contact-approval": "change_id",
    "api:contact-cancellation": "change_id", "api:duty-cancellation": "duty_id", "api:site-change": "site_id",
    "api:site-decision": "proposal_id", "api:site-withdrawal": "proposal_id",
    "api:extension": "alert_id", "api:passing-on": "alert_id",
    "api:alert-notes": "alert_id", "api:alert-closure": "alert_id", "api:noise": "alert_id",
    "api:silence": "alert_id", "api:silence-approval": "silence_id", "api:silence-end": "silence_id",
    "api:incident-attendance": "incident_id", "api:incident-end": "incident_id",
    "api:inventory-opening": "inventory_id", "api:inventory-lines": "inventory_id", "api:inventory-end": "inventory_id",
    "api:inventory-breaking-off": "inventory_id",
    "api:inventory-signature": "inventory_id", "api:takeover-objection": "signature_id",
    "api:audit-opening": "audit_id", "api:audit-answers": "audit_id",
    "api:audit-closure": "audit_id", "api:opening-registration": "stock_id",
    "api:place-decision": "proposal_id", "api:place-name": "proposal_id", "api:place-withdrawal": "proposal_id",
    "api:furnace-decision": "proposal_id", "api:furnace-withdrawal": "proposal_id",
    "api:guard-take-over": "guard_id", "api:resumption": "unit_id", "api:held": "unit_id",
    "api:line-completion": "line_id", "api:line-setting-aside": "line_id",
    "api:waiver-decision": "waiver_id", "api:waiver-end": "waiver_id", "api:seal-batch-withdrawal": "batch_id",
    "api:held-handing-back": "held_id", "api:held-setting-aside": "held_id",
    "api:held-setting-aside-decision": "held_id",
    "api:officer-decision": "proposal_id", "api:officer-withdrawal": "proposal_id",
    "api:report-withdrawal": "report_id",
}  # fmt: skip
GETS = [*((name, {}) for name in READS), *((name, {of: SOMETHING}) for name, of in READS_OF_ONE.items())]
POSTS = [*((name, {}) for name in ACTS), *((name, {of: SOMETHING}) for name, of in ACTS_ON_ONE.items())]
BODY_LESS = {
    "api:pack-withdrawal", "api:decision-verification", "api:settlement", "api:drill-answer", "api:request-link",
    "api:officer-withdrawal", "api:report-withdrawal", "api:packet-issue", "api:packet-refusal",
    "api:packet-withdrawal",
    "api:place-name", "api:place-withdrawal", "api:furnace-withdrawal", "api:site-withdrawal",
    "api:plan-approval", "api:crews-cancellation", "api:outage-end",
    "api:exception-withdrawal", "api:result-verification", "api:search-failure",
    "api:witness-lots", "api:lots",
    "api:mission-escort", "api:mission-beginning", "api:mission-check-ins", "api:mission-continuation",
    "api:mission-load", "api:target-letting-go-decision", "api:relief", "api:extraction-end",
    "api:closure", "api:verification", "api:acknowledgement",
    "api:hold-verification", "api:hold-renewal", "api:proposal-withdrawal",
    "api:contact-approval", "api:contact-cancellation", "api:duty-cancellation", "api:extension",
    "api:silence-approval", "api:silence-end", "api:incident-attendance",
    "api:opening-registration", "api:guard-take-over",
    "api:line-completion",
    "api:waiver-end", "api:inventory-end", "api:inventory-signature", "api:audit-opening",
}  # fmt: skip
SAY_ENOUGH = {"api:incidents", "api:presence-end", "api:mission-arrival", "api:mission-stops", "api:tally"}
"""An empty body says everything: I am in danger; I leave; all of it is here; we stand still; I sign my list."""


def test_the_table_names_every_address():
    named = {name.removeprefix("api:") for name, _ in [*GETS, *POSTS]}

    assert {each.name for each in urlpatterns} == named | {"schema", "docs", "missing"}


@pytest.mark.parametrize(("name", "of"), GETS)
def test_a_stranger_reads_nothing(cast, refused, name, of):
    refused(APIClient().get(reverse(name, kwargs=of)), 401, "not_authenticated")


@pytest.mark.parametrize(("name", "of"), POSTS)
def test_a_stranger_does_nothing(cast, refused, name, of):
    response = APIClient().post(reverse(name, kwargs=of), {}, format="json")

    refused(response, 401, "not_authenticated")


@pytest.mark.parametrize(("name", "of"), [each for each in GETS if each[1]])
def test_what_does_not_exist_is_not_found(cast, caller, refused, name, of):
    refused(caller(cast.supervisor).client.get(reverse(name, kwargs=of)), 404, "record.not_found")


@pytest.mark.parametrize(("name", "of"), [each for each in POSTS if each[0] not in SAY_ENOUGH])
def test_an_empty_body_is_refused_by_the_names_it_lacks(cast, caller, refused, name, of):
    papers = ("photos", ":order-paper", ":decision-paper", ":confirmation", ":exception-act", ":exception-giving",
              ":result-paper")
    form = "multipart" if name.endswith(papers) else "json"

    response = caller(cast.supervisor).client.post(
        reverse(name, kwargs=of), {}, format=form, headers={"Idempotency-Key": str(uuid4())}
    )

    if name in BODY_LESS:
        refused(response, 404, "record.not_found")
    else:
        assert refused(response, 400, "request.fields")["fields"]
