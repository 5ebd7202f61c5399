"""What each event does to the state tables, as a table of its own.

The actions write state by hand; this is the second, independent statement of the same thing. ``replay_state`` folds
the ledger with it and compares: where the two disagree, something is wrong with the house.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Source:
    """Where the value of a column comes from."""

    how: str  # field, person, constant, at, ref, custody, authority, token, sealed, envelope
    name: str = ""
    value: Any = None
    purpose: str = ""


def f(name: str) -> Source:
    """The value of an event field."""
    return Source("field", name)


def p(name: str) -> Source:
    """The officer behind a pseudonym in an event field."""
    return Source("person", name)


def c(value: Any) -> Source:
    """A constant."""
    return Source("constant", value=value)


def env(name: str) -> Source:
    """A field of the envelope."""
    return Source("envelope", name)


def tok(name: str, purpose: str) -> Source:
    """The keyed token of an event field."""
    return Source("token", name, purpose=purpose)


def sealed(name: str, purpose: str) -> Source:
    """An event field that lies encrypted in the row, bound to ``purpose:row id``."""
    return Source("sealed", name, purpose=purpose)


AT = Source("at")
CUSTODY = Source("custody")
AUTHORITY = Source("authority")


@dataclass(frozen=True, slots=True)
class Change:
    """One row that an event creates or changes. ``key`` is the event field with the row's id, or ``@`` for the thing
    the stream is about. ``when`` names a field that must not be empty, ``equals`` a field and the value it must have;
    ``on`` is the kind of stream it applies to."""

    table: str
    key: str
    columns: Mapping[str, Source] = field(default_factory=dict)
    creates: bool = False
    when: str = ""
    equals: tuple[str, Any] | None = None
    on: str = ""
    copies: str = ""


def _same(*names: str) -> dict[str, Source]:
    return {name: f(name) for name in names}


_SEAL_OF_UNIT = {"unit_id": Source("ref"), "applied_at": AT, "removed_at": c(None)}
_HELD = {"custodian_id": p("custodian"), "co_custodian_id": p("co_custodian"), "held_since": AT}
_MOVED = {"custody_state": CUSTODY, "state_since": AT}
_FLAGS = {
    name: c(False)
    for name in ("discrepancy_open", "incident_open", "sealed_view", "neutralised", "emergency_move")
}
_NOBODY = {"custodian_id": c(None), "co_custodian_id": c(None), "held_since": c(None)}
_BORN = {
    **_same("label", "kind", "jurisdiction", "seizure_id", "exhibit_id", "package_count", "gross_mg", "tare_mg",
            "net_mg", "weighing_basis", "seal", "demo", "seized_at"),
    **_FLAGS,
    **_MOVED,
    "authority_state": c("none"),
}
_UNTAKEN = {
    "state": c("open"), "acknowledged_by_id": c(None), "acknowledged_at": c(None), "ack_expires_at": c(None),
}
_FIRST_WEIGHING = Change(
    "custody_weighing", "weighing_id",
    {
        **_same("weighing_basis", "method", "scale_id", "calibrated", "gross_mg", "tare_mg", "net_mg",
                "package_count"),
        "unit_id": Source("ref"), "occasion": c("seizure"), "weighed_by_id": p("weighed_by"),
        "witness_id": p("witness"), "weighed_at": AT, "expected_mg": c(None), "tolerance_mg": c(None),
    },
    creates=True, when="weighing_id",
)
_FIRST_SEAL = Change(
    "custody_seal", "seal_id",
    {**_SEAL_OF_UNIT, "number": f("seal"), "seal_class": f("seal_class"), "barrel_number": f("barrel_number")},
    creates=True, when="seal_id",
)
_PLACED = (
    Change("custody_placement", "@placement", {"until_at": AT}, copies="ends"),
    Change(
        "custody_placement", "placement_id",
        {"unit_id": Source("ref"), "place_sealed": sealed("place_id", "placement"),
         "place_token": tok("place_id", "place"), "since_at": AT, "until_at": c(None)},
        creates=True,
    ),
)
_LEFT = Change("custody_placement", "@placement", {"until_at": AT}, copies="ends")

FOLDS: dict[str, tuple[Change, ...]] = {
    "officer.registered/1": (
        Change("custody_officer", "officer_id", _same("badge", "roles", "clearance", "is_active"), creates=True),
    ),
    "officer.changed/1": (Change("custody_officer", "@", _same("badge", "roles", "clearance", "is_active")),),
    "token.issued/1": (),
    "contact.recorded/1": (
        Change("custody_contact", "contact_id",
               {**_same("email", "phone", "verified_at"), "officer_id": Source("ref")}, creates=True),
    ),
    "place.registered/1": (
        Change("custody_place", "place_id",
               {**_same("code_word", "kind", "jurisdiction", "cap_mg", "locode"),
                "name_sealed": sealed("name", "place")}, creates=True),
    ),
    "scale.registered/1": (
        Change("custody_scale", "scale_id", _same("code", "capacity_mg", "division_mg", "calibrated_until"),
               creates=True),
    ),
    "policy.set/1": (
        Change("custody_policy", "policy_id",
               {**_same("key", "jurisdiction", "value", "measure", "valid_from", "valid_to", "source"),
                "proposed_by_id": p("proposed_by"), "approved_by_id": p("approved_by")}, creates=True),
    ),
    "place.revealed/1": (
        Change("custody_consultation", "consultation_id",
               {**_same("subject_kind", "subject_id", "field_group", "reason", "expires_at"), "seen_at": AT,
                "officer_id": Source("ref")}, creates=True),
    ),
    "unit.contained/1": (
        Change("custody_handlingunit", "unit_id",
               {**_same("label", "kind", "jurisdiction", "seal", "demo"), **_FLAGS, **_MOVED, **_HELD,
                "authority_state": c("none"), "unswept": c(False), "parent_id": c(None), "seizure_id": c(None),
                "exhibit_id": c(None), "package_count": c(None), "gross_mg": c(None), "tare_mg": c(None),
                "net_mg": c(None), "weighing_basis": c(None), "seized_at": c(None)}, creates=True),
        Change("custody_conveyance", "@unit",
               {**_same("container_number", "container_number_doubted", "vessel", "imo_number", "origin_country",
                        "origin_locode", "hs_code", "cover_load", "detection", "remark"),
                "unit_id": Source("ref")}, creates=True, copies="by_unit"),
    ),
    "guard.posted/1": (
        Change("custody_guardpost", "guard_id",
               {"unit_id": Source("ref"), "guard_id": p("guard"), "posted_at": f("posted_at"),
                "relieved_at": c(None)}, creates=True),
    ),
    "guard.relieved/1": (Change("custody_guardpost", "guard_id", {"relieved_at": f("relieved_at")}),),
    "extraction.started/1": (Change("custody_handlingunit", "@", _MOVED),),
    "extraction.interrupted/1": (Change("custody_handlingunit", "@", {**_MOVED, "seal": f("seal")}),),
    "extraction.ended/1": (Change("custody_handlingunit", "@", _MOVED),),
    "unit.released/1": (Change("custody_handlingunit", "@", {**_MOVED, **_NOBODY}), _LEFT),
    "seizure.opened/1": (
        Change("custody_seizure", "seizure_id",
               {**_same("code_word", "jurisdiction", "seized_at", "conveyance_id", "detection", "concealment",
                        "cover_load", "hs_code", "origin_country", "origin_locode", "published_event",
                        "published_on", "published_source", "published_mg", "synthetic", "demo"),
                "seizing_officer_id": p("seizing_officer"), "second_officer_id": p("second_officer"),
                "state": c("open"), "basis": env("basis")}, creates=True),
    ),
    "exhibit.recorded/1": (
        Change("custody_exhibit", "exhibit_id",
               {**_same("number", "substance", "form", "finding_place", "field_test"),
                "seizure_id": Source("ref")}, creates=True),
    ),
    "seizure.closed/1": (Change("custody_seizure", "@", {"state": c("closed")}),),
    "unit.registered/1": (
        Change("custody_handlingunit", "unit_id",
               {**_BORN, **_HELD, "unswept": f("unswept"), "parent_id": c(None)}, creates=True),
        _FIRST_WEIGHING, _FIRST_SEAL,
    ),
    "unit.enclosed/1": (
        Change("custody_handlingunit", "unit_id",
               {**_BORN, **_NOBODY, "unswept": c(False), "parent_id": f("parent_id")}, creates=True),
        _FIRST_WEIGHING, _FIRST_SEAL,
    ),
    "unit.weighed/1": (
        Change("custody_weighing", "weighing_id",
               {**_same("occasion", "weighing_basis", "method", "scale_id", "calibrated", "gross_mg", "tare_mg",
                        "net_mg", "package_count", "expected_mg", "tolerance_mg"),
                "unit_id": Source("ref"), "weighed_by_id": p("weighed_by"), "witness_id": p("witness"),
                "weighed_at": AT}, creates=True),
    ),
    "seal.applied/1": (
        Change("custody_seal", "seal_id",
               {**_SEAL_OF_UNIT, "number": f("seal"), **_same("seal_class", "barrel_number")}, creates=True),
        Change("custody_handlingunit", "@", {"seal": f("seal")}),
    ),
    "seal.removed/1": (
        Change("custody_seal", "seal_id", {"removed_at": AT}),
        Change("custody_handlingunit", "@", {"seal": c(None)}),
    ),
    "sweep.recorded/1": (
        Change("custody_sweep", "sweep_id",
               {**_same("result", "device", "started_at", "ended_at"), "unit_id": Source("ref"),
                "operator_id": p("operator"), "witness_id": p("witness")}, creates=True),
        Change("custody_handlingunit", "@", {"unswept": c(False)}, equals=("result", "clear")),
        Change("custody_handlingunit", "@", {"incident_open": c(True)}, equals=("result", "found")),
    ),
    "photo.attached/1": (
        Change("custody_photo", "photo_id",
               {**_same("slot", "media_type", "size_bytes", "storage_name"), "taken_by_id": p("taken_by"),
                "taken_at": AT}, creates=True),
    ),
    "transfer.offered/1": (
        Change("custody_transfer", "transfer_id",
               {**_same("purpose", "expires_at", "unit_count", "vehicle_seal"), "giver_id": p("giver"),
                "receiver_id": p("receiver"), "receiver_second_id": p("receiver_second"), "offered_at": AT,
                "state": c("offered"), "closed_at": c(None)}, creates=True, on="transfer"),
        Change("custody_transferline", "line_id",
               {"transfer_id": f("transfer_id"), "unit_id": Source("ref"), "state": c("offered"),
                "seal_seen": c(None)}, creates=True, when="line_id", on="unit"),
    ),
    "transfer.accepted/1": (
        Change("custody_transfer", "transfer_id", {"state": c("accepted"), "closed_at": f("accepted_at")},
               on="transfer"),
        Change("custody_transferline", "line_id", {"state": c("accepted"), "seal_seen": f("seal_seen")}, on="unit"),
        Change("custody_handlingunit", "@", _HELD, on="unit"),
    ),
    "transfer.refused/1": (
        Change("custody_transfer", "transfer_id", {"state": c("refused"), "closed_at": f("refused_at")},
               on="transfer"),
        Change("custody_transferline", "line_id", {"state": c("refused")}, on="unit"),
    ),
    "transfer.cancelled/1": (
        Change("custody_transfer", "transfer_id", {"state": c("cancelled"), "closed_at": f("cancelled_at")},
               on="transfer"),
        Change("custody_transferline", "line_id", {"state": c("cancelled")}, on="unit"),
    ),
    "unit.departed/1": (Change("custody_handlingunit", "@", _MOVED), _LEFT),
    "unit.arrived/1": (Change("custody_handlingunit", "@", _MOVED), *_PLACED),
    "unit.stored/1": (Change("custody_handlingunit", "@", _MOVED), *_PLACED),
    "unit.placed/1": _PLACED,
    "sampling.opened/1": (Change("custody_handlingunit", "@", _MOVED),),
    "sample.taken/1": (
        Change("custody_sample", "sample_id",
               {**_same("sample_kind", "sample_unit_id", "gross_mg", "taken_at"), "unit_id": Source("ref"),
                "sampler_id": p("sampler"), "witness_id": p("witness")}, creates=True),
    ),
    "sampling.closed/1": (
        Change("custody_handlingunit", "@", {**_MOVED, **_same("gross_mg", "net_mg", "package_count")}),
    ),
    "discrepancy.opened/1": (
        Change("custody_discrepancy", "discrepancy_id",
               {**_same("discrepancy_kind", "expected", "found", "difference_mg", "tolerance_mg", "opened_at"),
                "unit_id": Source("ref"), "opened_by_id": p("opened_by"), "resolved_by_id": c(None),
                "resolved_at": c(None), "resolution": c(None)}, creates=True),
        Change("custody_handlingunit", "@", {"discrepancy_open": c(True)}),
    ),
    "discrepancy.resolved/1": (
        Change("custody_discrepancy", "discrepancy_id",
               {"resolved_by_id": p("resolved_by"), **_same("resolved_at", "resolution")}),
        Change("custody_handlingunit", "@", {"discrepancy_open": f("still_open")}),
    ),
    "order.recorded/1": (
        Change("custody_destructionorder", "order_id",
               {**_same("authority", "jurisdiction", "issued_on", "unit_count"),
                "number_sealed": sealed("number", "order"), "number_token": tok("number", "order"),
                "reasons_sealed": sealed("reasons", "order-reasons"), "state": c("recorded"),
                "recorded_by_id": p("recorded_by"), "recorded_at": AT, "verified_by_id": c(None),
                "verified_at": c(None)}, creates=True, on="order"),
        Change("custody_orderline", "line_id",
               {"order_id": f("order_id"), "unit_id": Source("ref"), "live": c(True)}, creates=True, on="unit"),
        Change("custody_handlingunit", "@", {"authority_state": AUTHORITY}, on="unit"),
    ),
    "order.verified/1": (
        Change("custody_destructionorder", "order_id",
               {"state": c("verified"), "verified_by_id": p("verified_by"), "verified_at": f("verified_at")},
               on="order"),
        Change("custody_handlingunit", "@", {"authority_state": AUTHORITY}, on="unit"),
    ),
    "order.refused/1": (
        Change("custody_destructionorder", "order_id",
               {"state": c("refused"), "verified_by_id": p("verified_by"), "verified_at": f("verified_at")},
               on="order"),
        Change("custody_handlingunit", "@", {"authority_state": AUTHORITY}, on="unit"),
        Change("custody_orderline", "@line", {"live": c(False)}, on="unit", copies="order_line"),
    ),
    "facility.registered/1": (
        Change("custody_facility", "facility_id", _same("code_word", "session_limit_mg", "place_id"), creates=True),
    ),
    "session.planned/1": (
        Change("custody_burnsession", "session_id",
               {**_same("code_word", "facility_id", "starts_at", "limit_mg"), "planner_id": p("planner"),
                "state": c("planned")}, creates=True),
    ),
    "session.approved/1": (
        Change("custody_burnsession", "@",
               {"state": c("approved"), "approver_id": p("approver"), "approved_at": f("approved_at"),
                "witness_a_id": p("witness_a"), "witness_b_id": p("witness_b")}),
    ),
    "session.cancelled/1": (Change("custody_burnsession", "@", {"state": c("cancelled")}),),
    "session.burnt/1": (
        Change("custody_burnsession", "@",
               {"state": c("burnt"), "burn_started_at": f("started_at"), "burnt_at": f("burnt_at"),
                **_same("burnt_mg", "method", "unusual_events")}),
    ),
    "burn.attested/1": (
        Change("custody_attestation", "attestation_id",
               {"session_id": Source("ref"), "witness_id": p("witness"), **_same("statement", "attested_at")},
               creates=True),
    ),
    "unit.scheduled/1": (
        Change("custody_manifestline", "line_id",
               {**_same("session_id", "expected_mg"), "unit_id": Source("ref"), "live": c(True)}, creates=True),
        Change("custody_handlingunit", "@", {"authority_state": AUTHORITY}),
    ),
    "unit.unscheduled/1": (
        Change("custody_manifestline", "line_id", {"live": c(False)}),
        Change("custody_handlingunit", "@", {"authority_state": AUTHORITY}),
    ),
    "unit.staged/1": (
        Change("custody_manifestline", "line_id",
               {"staged_at": f("staged_at"), "staged_mg": f("gross_mg"), "checker_id": p("checker")}),
        Change("custody_handlingunit", "@", _MOVED),
    ),
    "unit.destroyed/1": (
        Change("custody_manifestline", "line_id", _same("destroyed_at", "burnt_mg")),
        Change("custody_handlingunit", "@", {**_MOVED, **_NOBODY}),
        _LEFT,
    ),
    "unit.reconciled/1": (Change("custody_handlingunit", "@", _MOVED),),
    "alert.raised/1": (
        Change("custody_alert", "alert_id",
               {**_same("public_ref", "level", "rule", "stage", "fired_for", "engine", "subject_id"),
                "raised_at": AT, **_UNTAKEN, "resolved_at": c(None)}, creates=True),
    ),
    "alert.acknowledged/1": (
        Change("custody_alert", "@",
               {"state": c("acknowledged"), "acknowledged_by_id": p("acknowledged_by"),
                "acknowledged_at": f("acknowledged_at"), "ack_expires_at": f("expires_at")}),
    ),
    "alert.reopened/1": (Change("custody_alert", "@", _UNTAKEN),),
    "alert.resolved/1": (Change("custody_alert", "@", {"state": c("resolved"), "resolved_at": f("resolved_at")}),),
    "message.closed/1": (),
}
"""event code -> the rows it creates and changes."""
