"""Refusals about the authority to destroy: orders, holds, decisions on paper, notices, magistrates who are asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

from custody.destruction.actions import holds, notices
from custody.evidence.models import Hold
from tests import packs, stories
from tests.api.refusals.trying import Three, api, page
from tests.destruction import asking, decided, lawful
from tests.destruction import stories as burns
from tests.stories import act_of, now

PLAIN = {"order__procedure": "order", "order__authority": "prosecutor", "order__judge": "never"}
ORDER = {"authority": "prosecutor", "reasons": "Danger", "signed_by": "K. P.", "position": "prosecutor"}


def ground(cast):
    """Return a house with bags that may be ordered, and one that is."""
    free, other = burns.kept(cast, count=2)
    [ordered] = burns.ordered(cast)
    return SimpleNamespace(cast=cast, free=free, other=other, ordered=ordered, clerk=cast.case_officer,
                           second=cast.second_case_officer, today=burns.local_day(now()),
                           order=ordered.order_lines.get(live=True).order)  # fmt: skip


def _law(at, **rules):
    """Let another law hold for the goods of the house."""
    lawful.under(at.cast, packs.nowhere(jurisdiction="BE", **rules))


# --- orders ---------------------------------------------------------------------------------------------------


def record(at, *units, days=0, number="AN 77/2026", who=None, **changes):
    units = units or (at.free,)
    ids = [str(unit.id) for unit in units]
    said = ORDER | {"number": number, "issued_on": str(at.today + timedelta(days=days))} | changes
    return Three(who or at.clerk, page(f"orders/record/?seizure={units[0].seizure_id}", units=ids, **said),
                 api("orders/", unit_ids=ids, **said))  # fmt: skip


def _recorded(at, **changes):
    return burns.recorded(at.cast, [at.free], **changes)


def _verify(at, order, who=None):
    return Three(who or at.second, page(f"orders/{order.id}/verify/", answer="yes"),
                 api(f"orders/{order.id}/verification/"))  # fmt: skip


def _number_in_use(at):
    _recorded(at, number="AN 88/2026")
    return record(at, at.other, number="AN 88/2026")


def _under_another_law(at, row, **rules):
    _law(at, **rules)
    return row(at)


def _sample_of(at, unit):
    return unit.samples.first().sample_unit if hasattr(unit, "samples") else stories.sampled(at.cast, unit).sample_unit


def _spoken(at):
    return lawful.spoken(at.cast, [at.free])


def _oral(at, *, listener="4802", **changes):
    ids, said = [str(at.free.id)], {"authority": "prosecutor", "spoken_by": "Duty", "reasons": "x"} | changes
    return Three(at.clerk, page(f"law/seizures/{at.free.seizure_id}/oral/", units=ids, listener=listener, **said),
                 api("orders/oral/", unit_ids=ids, listener_badge=listener, **said))  # fmt: skip


def _paper(at, *doors, who=None, **said):
    when = {"reference": "KP 9", "decided_on": str(at.today)} | said
    return Three(who or at.clerk, page(doors[0], **when), api(doors[1], **when))


def _consent(at, order, **changes):
    return _paper(at, f"law/orders/{order.id}/authorise/", f"orders/{order.id}/consent/",
                  **({"authority": "investigating_judge"} | changes))  # fmt: skip


def _authorised(at):
    lawful.authorised(at.cast, at.order)
    return _consent(at, at.order)


def _revoke(at, order, **changes):
    return _paper(at, f"law/orders/{order.id}/revoke/", f"orders/{order.id}/revocation/", reason="x", **changes)


def _decision_waits(at):
    decided.revocation(at.cast, at.order)
    return _revoke(at, at.order)


def _decision(at, who, *, document=decided.PDF, over=False):
    made = decided.revocation(at.cast, at.order, document=document)
    if over:
        decided.verified(made, by=at.second)
    return Three(who, page(f"decisions/{made.id}/verify/", answer="yes"), api(f"decisions/{made.id}/verification/"))


ORDERS = {
    "order.future": lambda at: record(at, days=3),
    "order.before_seizure": lambda at: record(at, days=-9),
    "order.number_in_use": _number_in_use,
    "order.no_number": lambda at: record(at, number=" ").refused_earlier(
        "both", lambda: burns.recorded(at.cast, [at.free], number=" ")),
    "lifecycle.authority": lambda at: record(at, at.ordered).refused_earlier("page"),
    "order.authority": lambda at: _under_another_law(at, record),
    "order.no_notice": lambda at: _under_another_law(at, lambda at: record(at, authority="committee")),
    "order.own": lambda at: _verify(at, _recorded(at), at.clerk),
    "order.closed": lambda at: _verify(at, at.order),
    "order.no_paper": lambda at: _verify(at, _recorded(at, document=None)),
    "order.judge": lambda at: _judge(at),
    "order.one_listener": lambda at: _oral(at, listener="4801"),
    "order.oral": lambda at: _under_another_law(at, lambda at: _oral(at, authority="committee")),
    "order.not_heard": lambda at: _verify(at, _spoken(at), at.cast.supervisor),
    "order.authorised": _authorised,
    "order.not_verified": lambda at: _revoke(at, _recorded(at)),
    "decision.waits": _decision_waits,
    "decision.own": lambda at: _decision(at, at.clerk),
    "decision.closed": lambda at: _decision(at, at.second, over=True),
    "decision.no_paper": lambda at: _decision(at, at.second, document=None),
    "paper.future": lambda at: _revoke(at, at.order, decided_on=str(at.today + timedelta(days=3))),
    "paper.before_seizure": lambda at: _revoke(at, at.order, decided_on=str(at.today - timedelta(days=9))),
    "evidence.no_sample": lambda at: record(at, *stories.stored(at.cast)),
    "evidence.no_photo": lambda at: record(at, _unseen(at)),
    "evidence.few_samples": lambda at: _under_another_law(at, record, sample__least=9, **PLAIN),
    "evidence.none_kept": lambda at: _under_another_law(at, record, sample__least=1, sample__kept=9, **PLAIN),
    "order.notice_running": lambda at: _while_noticed(at),
    "order.notice_answered": lambda at: _while_noticed(at, objected=True),
}  # fmt: skip


def _judge(at):
    lawful.instructed(at.cast, at.free)
    return _verify(at, _recorded(at))


def _unseen(at):
    [unit] = stories.stored(at.cast)
    stories.sampled(at.cast, unit)
    unit.refresh_from_db()
    return unit


def _while_noticed(at, *, objected=False):
    found = _notice(at)
    if objected:
        notices.record_objection(act=act_of(at.clerk), notice_id=found.id, grounds="x")
    return record(at, authority="committee")


# --- holds ----------------------------------------------------------------------------------------------------


def _hold(at, unit=None, **changes):
    ids = [str((unit or at.free).id)]
    said = {"authority": "prosecutor", "reference": "KP 2", "reason": "x"} | changes
    form = {"review_on": str(at.today + timedelta(days=20))}
    return Three(at.clerk, page("holds/place/", units=ids, **said | form), api("holds/", unit_ids=ids, **said))


def _held(at, unit=None):
    holds.place_hold(act=act_of(at.clerk), unit_ids=[(unit or at.free).id], authority="prosecutor", reference="KP 1",
                     reason="x")  # fmt: skip
    return Hold.objects.get(unit=unit or at.free)


def _on_hold(at, who, hold, *, verify=False):
    if verify:
        return Three(who, page(f"holds/{hold.id}/verify/"), api(f"holds/{hold.id}/verification/"))
    return _paper(at, f"holds/{hold.id}/lift/", f"holds/{hold.id}/lifting/", who=who)


def _lifted(at):
    hold = _held(at)
    holds.verify_hold(act=act_of(at.second), hold_id=hold.id)
    decided.lifted(at.cast, hold)
    return hold


def _held_before(at):
    _held(at)
    row = _hold(at, reference="KP 1")
    return replace(row, page=replace(row.page, path=f"{row.page.path}?unit={at.free.id}"))


def _verified_before(at):
    hold = _held(at)
    holds.verify_hold(act=act_of(at.second), hold_id=hold.id)
    return _on_hold(at, at.second, hold, verify=True)


def _order_waits(at):
    _recorded(at)
    hold = _held(at)
    return _on_hold(at, at.second, hold)


HOLDS = {
    "hold.placed": _held_before,
    "hold.own": lambda at: _on_hold(at, at.clerk, _held(at), verify=True),
    "hold.verified": _verified_before,
    "hold.lifted": lambda at: _on_hold(at, at.second, _lifted(at)),
    "hold.no_reference": lambda at: _hold(at, reference=" ").refused_earlier("both", lambda: holds.place_hold(
        act=act_of(at.clerk), unit_ids=[at.free.id], authority="prosecutor", reference=" ", reason="x")),
}  # fmt: skip

# --- the case of the judge, notices, what is retained -----------------------------------------------------------


def _instruct(at):
    lawful.instructed(at.cast, at.free)
    where = at.free.seizure_id
    return Three(at.clerk, page(f"law/seizures/{where}/instruct/", reference="J 1"),
                 api(f"seizures/{where}/instruction/", reference="J 1"))  # fmt: skip


def _close_case(at, who=None, *, instructed=False):
    if instructed:
        lawful.instructed(at.cast, at.free)
    where = at.free.seizure_id
    return _paper(at, f"law/seizures/{where}/release/", f"seizures/{where}/instruction/end/", who=who)


def _serve(at, *, served=False):
    if served:
        lawful.noticed(at.cast, [at.free])
    where, said = at.free.seizure_id, {"addressee": "judge", "reference": "N 7"}
    return Three(at.clerk, page(f"law/seizures/{where}/notice/", **said), api(f"seizures/{where}/notices/", **said))


def _notice(at):
    _law(at)
    return lawful.noticed(at.cast, [at.free])


def _settle(at, who, found):
    return Three(who, page(f"law/notices/{found.id}/settle/"), api(f"notices/{found.id}/settlement/"))


def _object(at, found):
    return Three(at.clerk, page(f"law/notices/{found.id}/objection/", grounds="x"),
                 api(f"notices/{found.id}/objection/", grounds="x"))  # fmt: skip


def _silent(at):
    return lawful.silent(at.cast, _notice(at))


def _objected_twice(at):
    found = _notice(at)
    notices.record_objection(act=act_of(at.clerk), notice_id=found.id, grounds="x")
    return _object(at, found)


def _decide_objection(at, found, who=None):
    return _paper(at, f"law/notices/{found.id}/decide/",
                  f"notices/{found.id}/decision/", who=who or at.cast.supervisor, outcome="rejected",
                  authority="court")  # fmt: skip


def _ask_to_retain(at):
    return notices.ask_retention(act=act_of(at.clerk), seizure_id=at.free.seizure_id, authority="prosecutor",
                                 retain_mg=1_000_000, reason="x")  # fmt: skip


def _retain(at, *, kg="1", mg=1_000_000, asked=False):
    if asked:
        _ask_to_retain(at)
    where, said = at.free.seizure_id, {"authority": "prosecutor", "reason": "x"}
    return Three(at.clerk, page(f"law/seizures/{where}/retain/", retain=kg, **said),
                 api(f"seizures/{where}/retentions/", retain_mg=mg, **said))  # fmt: skip


def _appeal(at):
    found = _ask_to_retain(at)
    return Three(at.clerk, page(f"law/retentions/{found.id}/appeal/", grounds="x"),
                 api(f"retentions/{found.id}/appeal/", grounds="x"))  # fmt: skip


def _answer_retention(at, who, *, over=False):
    found = _ask_to_retain(at)
    if over:
        decided.retained(at.cast, found)
    return _paper(at, f"law/retentions/{found.id}/decide/", f"retentions/{found.id}/decision/", who=who,
                  outcome="denied", reason="x")  # fmt: skip


LAW = {
    "instruction.open": _instruct,
    "instruction.none": lambda at: _close_case(at, at.second),
    "notice.none": _serve,
    "notice.open": lambda at: _under_another_law(at, lambda at: _serve(at, served=True)),
    "notice.own": lambda at: _settle(at, at.clerk, _notice(at)),
    "notice.runs": lambda at: _settle(at, at.cast.supervisor, _notice(at)),
    "notice.settled": lambda at: _settle(at, at.cast.supervisor, _silent(at)),
    "notice.not_running": _objected_twice,
    "notice.unanswered": lambda at: _decide_objection(at, _notice(at)),
    "retention.open": lambda at: _retain(at, asked=True),
    "retention.nothing": lambda at: _retain(at, kg="0", mg=0),
    "retention.not_denied": _appeal,
    "retention.decided": lambda at: _answer_retention(at, at.cast.supervisor, over=True),
}

# --- magistrates who are asked ----------------------------------------------------------------------------------


def _ask(at, *, magistrate="4971", asked=False):
    if asked:
        asking.made(at.cast, [at.free])
    where = at.free.seizure_id
    return Three(at.clerk, page(f"magistrate/ask/{where}/", magistrate=magistrate, reference="PV 1"),
                 api("order-requests/", seizure_id=str(where), magistrate_badge=magistrate,
                     reference="PV 1"))  # fmt: skip


def _explain(at):
    made = asking.made(at.cast, [at.free])
    return Three(at.clerk, page(f"magistrate/requests/{made.id}/explain/", words="x"),
                 api(f"order-requests/{made.id}/explanation/", words="x"))  # fmt: skip


def _link(at):
    made = asking.opened(at.cast, asking.made(at.cast, [at.free]))
    asking.answered(at.cast, made, "refuse")
    return Three(at.clerk, page(f"magistrate/requests/{made.id}/link/"), api(f"order-requests/{made.id}/link/"))


MAGISTRATES = {
    "request.open": lambda at: _ask(at, asked=True),
    "request.not_theirs": lambda at: _ask(at, magistrate="4972"),
    "request.no_question": _explain,
    "request.answered": _link,
}

ROWS = ORDERS | HOLDS | LAW | MAGISTRATES
