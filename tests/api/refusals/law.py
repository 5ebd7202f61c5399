"""Refusals about who may order and hold, oral orders, decisions on paper, and magistrates who are asked."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile

from custody.destruction.actions import committee, holds, notices, papers, requests
from custody.destruction.link_policies import OPENED
from custody.destruction.models import DestructionOrder
from custody.evidence.actions.beside import register_beside
from custody.evidence.entries import NewExhibit
from custody.evidence.models import Hold
from tests import packs, stories
from tests.api.doors import Door
from tests.api.refusals import orders
from tests.api.refusals.trying import Three, api, page, with_roles
from tests.api.test_magistrate import SECRET, code_now
from tests.core.test_keepers import kept_by
from tests.destruction import asking, decided, lawful
from tests.destruction import stories as burns
from tests.evidence.exceptional import asked, negative
from tests.stories import act_of, now

PLAIN = {"order__procedure": "order", "order__judge": "never"}

ground = orders.ground


def _law(at, jurisdiction="BE", **rules):
    lawful.under(at.cast, packs.nowhere(jurisdiction=jurisdiction, **rules))


def _goods_of(at, jurisdiction, **rules):
    """Return goods under a law of elsewhere."""
    _law(at, jurisdiction, **rules)
    return lawful.goods(at.cast, jurisdiction, samples=0)


# --- what may be ordered ----------------------------------------------------------------------------------------


def _said_badly(at, **changes):
    return orders.record(at, **changes).refused_earlier(
        "both",
        lambda: burns.recorded(at.cast, [at.free], **{"signed_by": "K. P.", "position": "prosecutor"} | changes),
    )


def _weapon(at):
    return register_beside(act=act_of(at.cast.officer), seizure_id=at.free.seizure_id, exhibit_kind="weapon",
                           description="a pistol", place="HERON")  # fmt: skip


def _speaker(at):
    ids, said = [str(at.free.id)], {"authority": "prosecutor", "spoken_by": " ", "reasons": "x"}
    return Three(
        at.clerk, page(f"law/seizures/{at.free.seizure_id}/oral/", units=ids, listener="4802", **said),
        api("orders/oral/", unit_ids=ids, listener_badge="4802", **said),
    ).refused_earlier("both", lambda: lawful.spoken(at.cast, [at.free], spoken_by=" "))  # fmt: skip


# --- oral orders, and what authorities decide --------------------------------------------------------------------


def _confirm(at, order, *, who=None):
    said = {"number": "A 1", "confirmed_on": str(at.today)}
    files = [SimpleUploadedFile("order.pdf", decided.PDF) for _ in "pa"]
    return Three(who or at.cast.supervisor, page(f"law/orders/{order.id}/confirm/", document=files[0], **said),
                 api(f"orders/{order.id}/confirmation/", document=files[1], **said))  # fmt: skip


def _spoken(at, *, verified=True):
    order = lawful.spoken(at.cast, [at.free])
    if verified:
        burns.verified(at.cast, order)
    return order


def _confirmed(at):
    order = _spoken(at)
    papers.confirm_oral_order(act=act_of(at.second), order_id=order.id, number="A 1", confirmed_on=at.today,
                              document=decided.PDF)  # fmt: skip
    return _confirm(at, order)


def _serve(at, order):
    said = {"addressee": "owner", "reference": "N 7"}
    return Three(at.clerk, page(f"law/orders/{order.id}/serve/", **said), api(f"orders/{order.id}/service/", **said))


def _claimed(at):
    """Somebody says that the order was served forty days ago."""
    earlier = (now() - timedelta(days=40)).isoformat()
    return Three(at.clerk, None, Door(f"orders/{at.order.id}/service/", {"addressee": "owner", "reference": "N 7"},
                                      headers={"Idempotency-Key": str(uuid4()), "X-Occurred-At": earlier}))  # fmt: skip


def _nobody_appeals(at):
    _law(at, order__appeal="none")
    return _serve(at, at.order)


def _paper(at, *doors, who=None, **said):
    when = {"reference": "KP 9", "decided_on": str(at.today)} | said
    return Three(who or at.clerk, page(doors[0], **when), api(doors[1], **when))


def _no_reference(at):
    lawful.instructed(at.cast, at.free)
    where = at.free.seizure_id
    return _paper(
        at, f"law/seizures/{where}/release/", f"seizures/{where}/instruction/end/", reference=" ",
    ).refused_earlier("both", lambda: papers.close_instruction(
        act=act_of(at.clerk), seizure_id=where, paper=decided.paper(reference=" ")))  # fmt: skip


def _verify(decision, who):
    return Three(who, page(f"decisions/{decision.id}/verify/", answer="yes"),
                 api(f"decisions/{decision.id}/verification/"))  # fmt: skip


def _own_instruction(at):
    lawful.instructed(at.cast, at.free)
    return _verify(papers.close_instruction(act=act_of(at.second), seizure_id=at.free.seizure_id,
                                            paper=decided.paper()), at.clerk)  # fmt: skip


def _confirm_law(at, who):
    where = at.free.seizure_id
    return _paper(at, f"law/seizures/{where}/whose/", f"seizures/{where}/law/whose/", authority="prosecutor", who=who)


def _of_elsewhere(at):
    _law(at, "XX", order__authority="agency", **PLAIN)
    found = lawful.goods(at.cast, "XX", samples=3, kept=2, confirmed=False)
    return orders._verify(at, burns.recorded(at.cast, found, authority="agency"))


def _ask_to_retain(at, unit):
    return notices.ask_retention(act=act_of(at.clerk), seizure_id=unit.seizure_id, authority="prosecutor",
                                 retain_mg=1_000_000, reason="x")  # fmt: skip


def _own_retention(at):
    found = notices.decide_retention(
        act=act_of(at.second), retention_id=_ask_to_retain(at, at.free).id, outcome="denied", reason="x",
        paper=decided.paper())  # fmt: skip
    return _verify(found, with_roles(at.cast, at.clerk, "case_officer", "supervisor"))


def _goes_back(at):
    negative(at.cast, at.other)
    wanted = asked(at.cast, at.other, "return", by=at.second)
    _ask_to_retain(at, at.other)
    return Three(at.cast.supervisor, page(f"exceptions/{wanted.id}/decide/", decision="approve", answer="x"),
                 api(f"exceptions/{wanted.id}/decision/", approve=True, answer="x"))  # fmt: skip


# --- holds ----------------------------------------------------------------------------------------------------


def _held(at, unit, reference="KP 1"):
    holds.place_hold(act=act_of(at.clerk), unit_ids=[unit.id], authority="prosecutor", reference=reference, reason="x")
    return Hold.objects.get(unit=unit)


def _lift(at, hold):
    return _paper(at, f"holds/{hold.id}/lift/", f"holds/{hold.id}/lifting/", who=at.second)


def _without_drugs(at):
    negative(at.cast, at.other)
    return _lift(at, Hold.objects.get(unit=at.other))


def _own_lift(at):
    return _verify(decided.lift_recorded(at.cast, _held(at, at.free), by=at.second), at.clerk)


def _far_review(at):
    ids, day = [str(at.free.id)], at.today + timedelta(days=400)
    said = {"authority": "prosecutor", "reference": "KP 2", "reason": "x"}
    return Three(at.clerk, page(f"holds/place/?unit={at.free.id}", units=ids, review_on=str(day), **said),
                 api("holds/", unit_ids=ids, review_at=f"{day}T12:00:00Z", **said))  # fmt: skip


def _merge(at):
    said = {"reason": "x", "witness_badge": "4602"}
    ids, seal = [str(at.free.id), str(at.other.id)], stories.new_seal().number
    weight = sum(stories.fresh([unit])[0].gross_mg for unit in (at.free, at.other))
    return Three(
        at.cast.storekeeper, page("bench/merge/", units=ids, kind="bag", gross=f"{weight / 1e6:.4f}", scale="S-FLOOR",
                                  package_count="50", seal=seal, **said),
        api("merges/", unit_ids=ids, part={"kind": "bag", "package_count": 50, "seal": {"number": seal},
                                           "reading": {"gross_mg": weight, "scale": "S-FLOOR"}}, **said),
    )  # fmt: skip


def _two_orders(at):
    for unit in (at.free, at.other):
        burns.verified(at.cast, burns.recorded(at.cast, [unit]))
    return _merge(at)


def _two_holds(at):
    for unit, reference in ((at.free, "KP A"), (at.other, "KP B")):
        holds.verify_hold(act=act_of(at.second), hold_id=_held(at, unit, reference).id)
    return _merge(at)


# --- magistrates who are asked ----------------------------------------------------------------------------------


def _ask(at, unit, magistrate="4971"):
    where = unit.seizure_id
    return Three(at.clerk, page(f"magistrate/ask/{where}/", magistrate=magistrate, reference="PV 1"),
                 api("order-requests/", seizure_id=str(where), magistrate_badge=magistrate,
                     reference="PV 1"))  # fmt: skip


def _several(at):
    more = packs.rule("order.authority", "prosecutor", extra='substance = "heroin"')
    _law(at, "XX", more=more, **PLAIN)
    exhibits = [NewExhibit(substance=each, form="powder") for each in ("cocaine", "heroin")]
    found = stories.opened_seizure(at.cast, jurisdiction="XX", exhibits=exhibits)
    return _ask(at, stories.seized(at.cast, of=found)[0])


def _answer(at, minutes=None, *, badge="4971", made=None, **changes):
    """Answer a request that was opened in this session so many minutes ago."""
    made = made or asking.made(at.cast, [at.free])
    opened = None if minutes is None else (now() - timedelta(minutes=minutes)).isoformat()
    said = {"answer": "refuse", "words": "No"} | changes
    return Three(at.cast.by_badge[badge], page(f"magistrate/page/{made.id}/", **said),
                 api(f"order-requests/{made.id}/answer/", **said),
                 remembers={} if opened is None else {OPENED: {str(made.id): opened}})  # fmt: skip


def _committee_holds(at):
    _law(at, "XX", order__procedure="order", order__judge="never")
    made = asking.made(at.cast, lawful.goods(at.cast, "XX", samples=3, kept=2), magistrate_badge="4973")
    return _answer(at, 1, badge="4973", made=made, answer="hold")


def _open(at, badge="4971", *, used=False):
    """Open a request by its link and a code of the authenticator, which is good again for every door."""
    made, who = asking.made(at.cast, [at.free]), at.cast.by_badge[badge]
    secret = asking.linked(at.cast, made)
    if used:
        requests.open_request(act=act_of(who), secret=secret)
    TOTP.activate(who, SECRET)
    notes = frozenset() if badge == "4971" else frozenset({"request.link_tried/1", "alert.raised/2"})
    return Three(who, page(f"magistrate/links/{secret}/", code=code_now()),
                 api("order-requests/opening/", secret=secret, code=code_now()), while_=_fresh_codes, notes=notes)


def _fresh_codes():
    cache.clear()
    return nullcontext()


def _minutes(at, badge="4974", *, signed=False, number="DDC 4", given=False):
    """Sign the minutes of a committee's order, which this member signed already, or gave."""
    _law(at, "XX", order__procedure="order", order__judge="never")
    units = lawful.goods(at.cast, "XX", samples=3, kept=2)
    if given:
        made = asking.opened(at.cast, asking.made(at.cast, units, magistrate_badge=badge), badge=badge)
        order = asking.answered(at.cast, made, "order", badge=badge).order
    else:
        order = burns.recorded(at.cast, units, authority="committee")
    if signed:
        lawful.minuted(at.cast, order, "4974", minutes="DDC 4")
    return Three(at.cast.by_badge[badge], page(f"magistrate/orders/{order.id}/", minutes=number),
                 api(f"orders/{order.id}/minutes/", minutes=number))  # fmt: skip


def _unread(at):
    row = _minutes(at, number=" ")
    order = DestructionOrder.objects.get(authority="committee")
    return row.refused_earlier("both", lambda: committee.sign_minutes(act=act_of(row.who), order_id=order.id,
                                                                      minutes=" "))  # fmt: skip


def _verified_by(at, *, signer=False):
    """Verify a committee's order that too few signed, or as one of those who signed it."""
    _law(at, "XX", order__procedure="order", order__judge="never")
    order = burns.recorded(at.cast, lawful.goods(at.cast, "XX", samples=3, kept=2), authority="committee")
    who = with_roles(at.cast, at.second, "case_officer", "committee") if signer else at.second
    if signer:
        committee.sign_minutes(act=act_of(who), order_id=order.id, minutes="DDC 4")
    return Three(who, page(f"orders/{order.id}/verify/", answer="yes"), api(f"orders/{order.id}/verification/"))


def _by_another_service(at):
    _law(at, more=kept_by("police"), order__authority="agency", witness__distance="other_agency", witness__agencies=1,
         **PLAIN)  # fmt: skip
    return orders.record(at, authority="agency")


ORDERS = {
    "order.other_service": _by_another_service,
    "order.no_drugs": lambda at: orders.record(at, _weapon(at)).refused_earlier("page"),
    "order.jurisdictions": lambda at: orders.record(at, at.free, *_goods_of(at, "XX")).refused_earlier("page"),
    "order.no_signatory": lambda at: _said_badly(at, signed_by=" "),
    "order.no_position": lambda at: _said_badly(at, position=" "),
    "order.no_speaker": _speaker,
    "order.not_spoken": lambda at: _confirm(at, at.order),
    "order.own_confirmation": lambda at: _confirm(at, _spoken(at), who=at.clerk),
    "order.confirmed": _confirmed,
    "order.members": _verified_by,
    "order.is_member": lambda at: _verified_by(at, signer=True),
    "order.member_signed": lambda at: _minutes(at, signed=True),
    "order.member_gave": lambda at: _minutes(at, "4973", given=True),
    "order.no_minutes": _unread,
    "order.settled": lambda at: _confirm(at, decided.revoked(at.cast, _spoken(at))),
}  # fmt: skip

PAPERS = {
    "appeal.not_verified": lambda at: _serve(at, burns.recorded(at.cast, [at.free])),
    "appeal.none": _nobody_appeals,
    "paper.no_reference": _no_reference,
    "instruction.own": _own_instruction,
    "law.elsewhere": _of_elsewhere,
    "law.own": lambda at: _confirm_law(at, with_roles(at.cast, at.cast.officer, "case_officer")),
    "law.supervisor": lambda at: _verify(decided.law_recorded(at.cast, at.free.seizure_id), at.second),
    "retention.own": _own_retention,
    "exception.retention": _goes_back,
}

def _order_waits(at):
    """A court lets go of what an order is on that nobody verified yet: that comes first."""
    burns.recorded(at.cast, [at.free])
    hold = _held(at, at.free)
    holds.verify_hold(act=act_of(at.second), hold_id=hold.id)
    return _verify(decided.lift_recorded(at.cast, hold, by=at.second), at.cast.supervisor)


HOLDS = {
    "hold.order_waits": _order_waits,
    "hold.no_drugs": _without_drugs,
    "hold.own_lift": _own_lift,
    "hold.review": _far_review,
    "merge.orders": _two_orders,
    "merge.holds": _two_holds,
}

def _no_magistrate_any_more(at):
    row = _answer(at, 1)
    return replace(row, who=with_roles(at.cast, at.cast.by_badge["4971"], "judge"))


MAGISTRATES = {
    "request.role_gone": _no_magistrate_any_more,
    "request.several": _several,
    "request.on_paper": lambda at: _ask(at, _goods_of(at, "XX", order__authority="agency", **PLAIN)[0]),
    "request.closed": _answer,
    "request.open_too_long": lambda at: _answer(at, 40),
    "request.no_hold": _committee_holds,
    "request.link": lambda at: _open(at, used=True),
    "act.no_claim": _claimed,
    "request.not_yours": lambda at: _open(at, badge="4972"),
}

ROWS = ORDERS | PAPERS | HOLDS | MAGISTRATES
