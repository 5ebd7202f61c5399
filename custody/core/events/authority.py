"""What a law lays down, and how the authority to destroy is asked for, given, objected to and narrowed."""

from __future__ import annotations

from custody.core.events.schema import event

PACK_PROPOSED = event(
    "pack.proposed/1", "pack", "Rules of {jurisdiction}, version {version}, proposed",
    open_="pack_id:uuid jurisdiction:text version:int title:text digest:text document:text proposed_at:time",
    personal="proposed_by:person")
PACK_DECIDED = event("pack.decided/1", "pack", "Rules of a jurisdiction: {outcome}",
                     open_="outcome:text decided_at:time", personal="decided_by:person")
INSTRUCTION_OPENED = event(
    "seizure.instruction_opened/1", "seizure", "An investigating judge has the case",
    open_="instruction_id:uuid opened_at:time", personal="reference:text opened_by:person")
INSTRUCTION_CLOSED = event("seizure.instruction_closed/1", "seizure", "No investigating judge has the case any more",
                           open_="instruction_id:uuid closed_at:time", personal="closed_by:person")
SAMPLING_PLANNED = event(
    "sampling.planned/1", "seizure", "Packages to sample chosen by chance",
    open_="plan_id:uuid exhibit_id:uuid planned_at:time",
    sealed="packages:int size:int method:text share:int confidence:int seed:text chosen:texts",
    personal="planned_by:person")
ORDER_AUTHORISED = event(
    "order.authorised/1", "order", "The judge's authorisation recorded",
    open_="consent_id:uuid authority:text given_on:date authorised_at:time", sealed="number:text",
    personal="recorded_by:person")
ORDER_MEMBER_SIGNED = event(
    "order.member_signed/1", "order", "A member of the committee signed the minutes of the order",
    open_="membership_id:uuid signed_at:time", sealed="minutes:text", personal="member:person")
ORDER_SPOKEN = event(
    "order.spoken/1", "order", "The order was given by word of mouth", open_="spoken_id:uuid spoken_at:time",
    personal="spoken_by:text recorded_by:person listener:person")
ORDER_CONFIRMED = event(
    "order.confirmed/1", "order", "The oral order was confirmed in writing",
    open_="spoken_id:uuid confirmed_at:time confirmed_on:date", sealed="number:text", personal="confirmed_by:person")
NOTICE_SERVED = event(
    "notice.served/1", "notice", "Notice served ({notice_kind})",
    open_="notice_id:uuid notice_kind:text addressee:text jurisdiction:text served_at:time seizure_id:uuid? "
    "order_id:uuid?", personal="reference:text served_by:person")
NOTICE_SERVICE_PROVED = event(
    "notice.service_proved/1", "notice", "It is proved on which day the notice was served",
    open_="served_on:date proved_at:time", personal="proved_by:person")
NOTICE_ANSWERED = event("notice.answered/1", "notice", "An objection or an appeal came in", open_="answered_at:time",
                        personal="grounds:text answered_by:person")
NOTICE_SETTLED = event("notice.settled/1", "notice", "The notice is settled: {outcome}",
                     open_="outcome:text closed_at:time", personal="closed_by:person")
RETENTION_ASKED = event(
    "retention.asked/1", "retention", "Part of a seizure is to be retained, it was asked",
    open_="retention_id:uuid seizure_id:uuid authority:text asked_at:time", sealed="retain_mg:int",
    personal="reason:text asked_by:person")
RETENTION_ASKED_2 = event(
    "retention.asked/2", "retention", "Part of a seizure is to be retained, it was asked",
    open_="retention_id:uuid seizure_id:uuid exhibit_id:uuid? authority:text asked_at:time", sealed="retain_mg:int",
    personal="reason:text asked_by:person")
RETENTION_DECIDED = event(
    "retention.decided/1", "retention", "A request to retain was decided: {outcome}",
    open_="outcome:text decided_at:time", sealed="retain_mg:int", personal="reason:text decided_by:person")
RETENTION_APPEALED = event("retention.appealed/1", "retention", "The denial was appealed", open_="appealed_at:time",
                           personal="grounds:text appealed_by:person")
REQUEST_MADE = event(
    "request.made/1", "request", "An order was asked for",
    open_="request_id:uuid seizure_id:uuid authority:text jurisdiction:text labels:texts asked_at:time",
    sealed="proposed:text", personal="reference:text asked_by:person addressee:person")
REQUEST_LINKED = event("request.linked/1", "request", "A link was made, good once", open_="linked_at:time",
                       personal="linked_by:person")
REQUEST_LINK_TRIED = event("request.link_tried/1", "request", "Another person tried the link", open_="tried_at:time",
                           personal="tried_by:person")
REQUEST_OPENED = event("request.opened/1", "request", "The magistrate opened the request", open_="opened_at:time",
                       personal="opened_by:person")
REQUEST_ANSWERED = event(
    "request.answered/1", "request", "The magistrate answered: {answer}",
    open_="answer:text answered_at:time order_id:uuid?", personal="words:text? answered_by:person")
REQUEST_EXPLAINED = event("request.explained/1", "request", "The magistrate's question was answered",
                          open_="explained_at:time", personal="words:text explained_by:person")
