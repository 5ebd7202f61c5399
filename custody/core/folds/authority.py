"""Jurisdiction packs, notices, requests and what belongs to an order."""

from __future__ import annotations

from custody.core.folds.sources import Change, Source, c, f, p, same, sealed

_ASKED = {
    **same("seizure_id", "authority", "asked_at", "retain_mg", "reason"), "asked_by_id": p("asked_by"),
    "state": c("asked"), "decided_by_id": c(None), "decided_at": c(None), "answer": c(None), "grounds": c(None),
    "appealed_at": c(None),
}  # fmt: skip
AUTHORITY_PAPERS: dict[str, tuple[Change, ...]] = {
    "pack.proposed/1": (
        Change("custody_jurisdictionpack", "pack_id",
               {**same("jurisdiction", "version", "title", "digest", "document", "proposed_at"),
                "proposed_by_id": p("proposed_by"), "state": c("open"), "decided_by_id": c(None),
                "decided_at": c(None)}, creates=True),
    ),
    "pack.decided/1": (
        Change("custody_jurisdictionpack", "@",
               {"state": f("outcome"), "decided_at": f("decided_at"), "decided_by_id": p("decided_by")}),
    ),
    "seizure.instruction_opened/1": (
        Change("custody_instruction", "instruction_id",
               {**same("opened_at", "reference"), "seizure_id": Source("ref"), "opened_by_id": p("opened_by"),
                "closed_at": c(None), "closed_by_id": c(None)}, creates=True),
    ),
    "seizure.instruction_closed/1": (
        Change("custody_instruction", "instruction_id", {**same("closed_at"), "closed_by_id": p("closed_by")}),
    ),
    "sampling.planned/1": (
        Change("custody_samplingplan", "plan_id",
               {**same("exhibit_id", "planned_at", "packages", "size", "method", "share", "confidence", "seed",
                       "chosen"), "seizure_id": Source("ref"), "planned_by_id": p("planned_by")}, creates=True),
    ),
    "order.authorised/1": (
        Change("custody_judgeconsent", "consent_id",
               {**same("authority", "given_on", "authorised_at"), "order_id": Source("ref"),
                "number_sealed": sealed("number", "consent"), "recorded_by_id": p("recorded_by")}, creates=True),
    ),
    "order.member_signed/1": (
        Change("custody_membersignature", "membership_id",
               {**same("signed_at"), "order_id": Source("ref"), "minutes_sealed": sealed("minutes", "minutes"),
                "member_id": p("member")}, creates=True),
    ),
    "order.spoken/1": (
        Change("custody_spokenorder", "spoken_id",
               {**same("spoken_at", "spoken_by"), "order_id": Source("ref"), "recorded_by_id": p("recorded_by"),
                "listener_id": p("listener"), "confirmed_on": c(None),
                "confirmed_at": c(None), "confirmed_by_id": c(None)}, creates=True),
    ),
    "order.confirmed/1": (
        Change("custody_spokenorder", "spoken_id",
               {**same("confirmed_at", "confirmed_on"), "number_sealed": sealed("number", "spoken"),
                "confirmed_by_id": p("confirmed_by")}),
    ),
    "notice.served/1": (
        Change("custody_notice", "notice_id",
               {**same("notice_kind", "addressee", "jurisdiction", "served_at", "seizure_id", "order_id", "reference"),
                "served_by_id": p("served_by"), "state": c("running"), "served_on": c(None), "proved_at": c(None),
                "grounds": c(None), "answered_at": c(None),
                "answered_by_id": c(None), "closed_at": c(None), "closed_by_id": c(None)}, creates=True),
    ),
    "notice.service_proved/1": (Change("custody_notice", "@", same("served_on", "proved_at")),),
    "notice.answered/1": (
        Change("custody_notice", "@",
               {**same("answered_at", "grounds"), "state": c("answered"), "answered_by_id": p("answered_by")}),
    ),
    "notice.settled/1": (
        Change("custody_notice", "@",
               {**same("closed_at"), "state": f("outcome"), "closed_by_id": p("closed_by")}),
    ),
    "retention.asked/1": (
        Change("custody_retentionrequest", "retention_id", {**_ASKED, "exhibit_id": c(None)}, creates=True),
    ),
    "retention.asked/2": (
        Change("custody_retentionrequest", "retention_id", {**_ASKED, **same("exhibit_id")}, creates=True),
    ),
    "retention.decided/1": (
        Change("custody_retentionrequest", "@",
               {"state": f("outcome"), "answer": f("reason"), "decided_by_id": p("decided_by"),
                **same("decided_at", "retain_mg")}),
    ),
    "retention.appealed/1": (
        Change("custody_retentionrequest", "@", {**same("appealed_at", "grounds"), "state": c("appealed")}),
    ),
    "request.made/1": (
        Change("custody_orderrequest", "request_id",
               {**same("seizure_id", "authority", "jurisdiction", "labels", "asked_at", "reference"),
                "proposed_sealed": sealed("proposed", "request"), "asked_by_id": p("asked_by"),
                "addressee_id": p("addressee"), "state": c("open"), "opened_at": c(None), "answer": c(None),
                "words": c(None), "answered_at": c(None), "order_id": c(None), "explanation": c(None)}, creates=True),
    ),
    "request.linked/1": (Change("custody_orderrequest", "@", {}),),
    "request.link_tried/1": (),
    "request.opened/1": (Change("custody_orderrequest", "@", same("opened_at")),),
    "request.answered/1": (
        Change("custody_orderrequest", "@",
               {**same("answer", "answered_at", "order_id", "words"), "state": c("answered")}),
    ),
    "request.explained/1": (
        Change("custody_orderrequest", "@", {"explanation": f("words"), "state": c("open")}),
    ),
}
