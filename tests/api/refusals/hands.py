"""Refusals about who decides, who watches and what is said: exceptions, signatures, readings, forms that are held."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

from custody.evidence.actions import (
    found_labels,
    held,
    moving,
    objecting,
    reseal,
    searching,
    seizure,
    signatures,
    unwatched,
)
from custody.evidence.entries import NewUnit
from custody.evidence.models import Countersignature
from custody.organisation.actions import duty, register
from custody.organisation.models import Place, Site
from custody.organisation.roles import Role
from tests import stories
from tests.api.refusals.trying import Three, api, page, with_roles
from tests.destruction import stories as burns
from tests.evidence.exceptional import ASKED, asked
from tests.evidence.test_command import ordered as commanded
from tests.organisation.test_contact_change import asked as asked_contact
from tests.stories import act_of, now


def ground(cast):
    """Return a house with bags at the officer and in store, one of them ordered, and a container that was released."""
    found = stories.opened_seizure(cast)
    bag, other = stories.stored(cast, of=found, count=2)
    [ordered] = burns.ordered(cast)
    [fresh] = stories.seized(cast, of=found)
    [brick] = seizure.register_units(act=act_of(cast.officer), seizure_id=found.id,
                                     units=[NewUnit(kind="brick", parent_label=fresh.label)])  # fmt: skip
    gone = stories.contained(cast, container_number="CSQU3054383")
    return SimpleNamespace(cast=cast, seizure=found, bag=bag, other=other, ordered=ordered, fresh=fresh, brick=brick,
                           box=gone)  # fmt: skip


def _decide(at, who, exception="hand_out", *, approve=True, answer="seen", by=None):
    made = asked(at.cast, at.bag, exception, by=by or at.cast.case_officer)
    said = {"answer": answer} if answer else {}
    return Three(who, page(f"exceptions/{made.id}/decide/", decision="approve" if approve else "refuse", answer=answer),
                 api(f"exceptions/{made.id}/decision/", approve=approve, **said))  # fmt: skip


def _exception(at, unit, exception, **changes):
    said = ASKED | changes
    return Three(at.cast.case_officer, page(f"units/{unit.id}/exceptions/{exception}/", **said),
                 api(f"units/{unit.id}/exceptions/", exception=exception,
                     **{name: each for name, each in said.items() if each}))  # fmt: skip


def _new_seal(at, *, reason="torn", unit=None):
    seal, said = stories.new_seal().number, {"reason": reason, "witness_badge": "4602"}
    unit = unit or at.bag
    return Three(at.cast.storekeeper, page(f"units/{unit.id}/bench/seal/", seal=seal, **said),
                 api(f"units/{unit.id}/seals/replacement/", new_seal={"number": seal}, **said))  # fmt: skip


def _lost(at):
    searching.report_unlocated(act=act_of(at.cast.auditor), unit_id=at.bag.id, remark="not there")
    return _new_seal(at)


def _signature(at, who, *, given=False):
    reseal.replace_seal(act=act_of(at.cast.storekeeper), unit_id=at.bag.id, reason="torn", witness_badge="4602",
                        new_seal=stories.new_seal())  # fmt: skip
    owed = Countersignature.objects.get(unit=at.bag, about="seal.replaced/1", signed_at__isnull=True)
    if given:
        signatures.sign(act=act_of(at.cast.second_storekeeper), signature_ids=[owed.id])
    return Three(who, None, api("signatures/", signature_ids=[str(owed.id)]))


def _far_away(at):
    """Let who commands sign from afar that goods lie where their keeper says that he put them."""
    moving.move_units(act=act_of(at.cast.storekeeper), unit_ids=[at.bag.id], place="DUNLIN")
    [owed] = Countersignature.objects.filter(unit=at.bag, matter="moved")
    return Three(at.cast.supervisor, page(f"exceptions/signatures/{owed.id}/"),
                 api("signatures/", signature_ids=[str(owed.id)]))  # fmt: skip


def _weigh(at, **reading):
    said = {"gross_mg": 25_000_000, "scale": "S-FLOOR"} | reading
    return Three(at.cast.storekeeper, None, api(f"units/{at.bag.id}/weighings/", reading=said))


def _guard(at, unit):
    return Three(at.cast.officer, page(f"units/{unit.id}/guard/", guard_badge="4503"),
                 api(f"units/{unit.id}/guards/", guard_badge="4503"))  # fmt: skip


def _reveal(at, who, unit=None):
    unit = unit or at.bag
    return Three(who, page(f"units/{unit.id}/place/", reason="x"), api(f"units/{unit.id}/place/", reason="x"))


def _uncleared(at):
    officer = at.cast.storekeeper
    register.change_officer(act=act_of(at.cast.administrator), officer=type(officer).objects.get(pk=officer.pk),
                            roles=[Role(each) for each in officer.roles], clearance=0, is_active=True)  # fmt: skip
    return _reveal(at, type(officer).objects.get(pk=officer.pk))


def _clear(at, who):
    place = Place.objects.get(code_word="DUNLIN")
    return Three(who, page(f"exceptions/places/{place.id}/clear/", reason="x"),
                 api("dangers/clearing/", place="DUNLIN", reason="x"))  # fmt: skip


def _transfer(at, **said):
    return Three(at.cast.officer, None, api("transfers/", unit_ids=[str(at.fresh.id)], receiver_badge="4601", **said))


def _accept(at, **said):
    offer = stories.offered(at.cast, [at.fresh], receiver=at.cast.storekeeper)
    return Three(at.cast.storekeeper, None, api(f"transfers/{offer.id}/acceptance/", units=[
        {"unit_id": str(at.fresh.id), "seal_seen": at.fresh.seal}], **said))


def _sweep(at, *, methods=("visual",), begins=-10, ends=-5, looked=None):
    looked = looked or now()
    times = {"started_at": f"{looked + timedelta(minutes=begins):%Y-%m-%dT%H:%M:%SZ}",
             "ended_at": f"{looked + timedelta(minutes=ends):%Y-%m-%dT%H:%M:%SZ}"}  # fmt: skip
    return Three(at.cast.officer, None, api("sweeps/", unit_ids=[str(at.fresh.id)], witness_badge="4418",
                                            methods=list(methods), result="clear", **times))


def _outage(at, who, *, over=False):
    made = unwatched.report_outage(act=act_of(at.cast.storekeeper), place="BITTERN", what="camera")
    if over:
        unwatched.end_outage(act=act_of(at.cast.supervisor), report_id=made.id, finding="x")
    return Three(who, page(f"unwatched/{made.id}/end/", finding="x"), api(f"unwatched/{made.id}/end/", finding="x"))


def _found_label(at, *, who=None, settled=False):
    made = found_labels.report_found_label(act=act_of(at.cast.supervisor), code="7KQ4", found_where="x")
    said = {"outcome": "blank", "finding": "x"}
    if settled:
        found_labels.settle_found_label(act=act_of(at.cast.duty_officer), report_id=made.id, **said)
    return Three(who or at.cast.director, page(f"labels/found/{made.id}/settle/", **said),
                 api(f"found-labels/{made.id}/settlement/", **said))  # fmt: skip


def _label_after_many(at):
    for _ in range(20):
        found_labels.report_found_label(act=act_of(at.cast.officer), code="7KQ4", found_where="x")
    said = {"code": "7KQ4", "found_where": "x"}
    return Three(at.cast.officer, page("labels/found/report/", **said), api("found-labels/", **said))


def _drill(at, *, running=False, true=False):
    if running:
        unwatched.order_drill(act=act_of(at.cast.director), place="BITTERN", what="camera", reason="x")
    if true:
        unwatched.report_outage(act=act_of(at.cast.storekeeper), place="BITTERN", what="camera")
    said = {"place": "BITTERN", "what": "camera", "reason": "x"}
    return Three(at.cast.director, page("drills/order/", **said), api("drills/", **said))


def _held(at, *, by=None):
    return held.hold_report(act=act_of(by or at.cast.officer), sent_as=uuid4(), goes_on_as=uuid4(), form="stop:begin",
                            signed_at=now(), sealed=b"", wrong=[])  # fmt: skip


def _hand_back(at, who, *, by=None):
    made = _held(at, by=by)
    return Three(who, page(f"outbox/held/{made.id}/hand-back/", note="x"),
                 api(f"held-forms/{made.id}/handing-back/", note="x"))  # fmt: skip


def _set_aside(at, *, decide_by=None):
    made = _held(at)
    held.ask_set_aside(act=act_of(at.cast.supervisor), held_id=made.id, reason="twice")
    if decide_by is not None:
        return Three(decide_by, page(f"outbox/held/{made.id}/set-aside/", answer="yes"),
                     api(f"held-forms/{made.id}/setting-aside/decision/", approve=True))  # fmt: skip
    return Three(at.cast.second_supervisor, None, api(f"held-forms/{made.id}/setting-aside/", reason="x"))


def _duty_cancelled(at):
    site = Site.objects.get(code_word="ALDER")
    made = duty.roster_duty(act=act_of(at.cast.administrator), badge="4903", role="duty_officer", site_id=site.id,
                            begins_at=now() + timedelta(hours=2), ends_at=now() + timedelta(hours=8))  # fmt: skip
    duty.cancel_duty(act=act_of(at.cast.administrator), duty_id=made.id)
    return Three(at.cast.administrator, page(f"duty/{made.id}/cancel/"), api(f"duties/{made.id}/cancellation/"))


def _close(at):
    return Three(at.cast.auditor, None, api(f"seizures/{at.seizure.id}/closure/"))


def _waiver(at, who):
    said = {"rule": "place.over_cap", "reason": "x"}
    return Three(who, page("waivers/ask/", about="DUNLIN", amount="200", hours="8", **said),
                 api("waivers/", subject_id=str(Place.objects.get(code_word="DUNLIN").id), hours=8, amount=200_000_000,
                     **said))  # fmt: skip


def _objection(at, who):
    offer = commanded(at.cast)
    stories.accepted(offer, by=at.cast.second_storekeeper)
    owed = Countersignature.objects.filter(matter="ousted").first()
    objecting.object_to_command(act=act_of(at.cast.storekeeper), signature_id=owed.id, objection="x")
    return Three(who, page(f"exceptions/signatures/{owed.id}/object/", objection="x"),
                 api(f"signatures/{owed.id}/objection/", objection="x"))  # fmt: skip


def _contact(at, who):
    made = asked_contact(at.cast)
    return Three(who, page(f"me/contact/{made.id}/code/", received_code="123456"),
                 api(f"contacts/changes/{made.id}/confirmation/", received_code="123456"))  # fmt: skip


DECIDING = {
    "exception.own": lambda at: _decide(at, with_roles(at.cast, at.cast.case_officer, "case_officer", "director")),
    "exception.custodian": lambda at: _decide(at, with_roles(at.cast, at.cast.storekeeper, "storekeeper", "director")),
    "exception.authority": lambda at: _exception(at, at.ordered, "operation"),
    "exception.no_reference": lambda at: _exception(at, at.bag, "hand_out", reference="").refused_earlier("page"),
    "exception.no_party": lambda at: _exception(at, at.bag, "hand_out", party="").refused_earlier("page"),
    "text.empty": lambda at: _decide(at, at.cast.director, approve=False, answer=""),
    "unit.unlocated": _lost,
    "signature.elsewhere": _far_away,
    "signature.given": lambda at: _signature(at, at.cast.second_storekeeper, given=True),
    "duty.cancelled": _duty_cancelled,
    "seizure.unit_open": _close,
    "waiver.outside": lambda at: _waiver(at, at.cast.auditor),
    "waiver.high": lambda at: _waiver(at, at.cast.regional_head),
}

SAYING = {
    "text.too_long": lambda at: _new_seal(at, reason="x" * 3_000).refused_earlier("page"),
    "text.control": lambda at: _new_seal(at, reason="a\x01b").refused_earlier("page"),
    "weight.net": lambda at: _weigh(at, net_mg=30_000_000),
    "weight.sum": lambda at: _weigh(at, net_mg=20_000_000, tare_mg=1_000_000),
    "scale.missing": lambda at: _weigh_without_a_scale(at),
    "unit.inside": lambda at: _guard(at, at.brick),
    "route.missing": lambda at: _transfer(at, purpose="departure", second_badge="4502"),
    "route.unused": lambda at: _transfer(at, purpose="handover", route={
        "vehicle": "T-4", "vehicle_seal": "VS1001", "escort": "E-2", "destination": "BITTERN"}),
    "units.not_offered": lambda at: _accept(at, reported=[{"unit_id": str(at.bag.id), "kind": "missing"}]),
    "sweep.methods": lambda at: _sweep(at, methods=[]),
    "sweep.backwards": lambda at: _sweep(at, begins=-5, ends=-10),
    "sweep.before_seizure": lambda at: _sweep(at, looked=at.fresh.seized_at),
    "sweep.future": lambda at: _sweep(at, ends=60),
    "place.not_yours": lambda at: _reveal(at, at.cast.third_officer, at.fresh),
    "place.clearance": _uncleared,
    "place.no_danger": lambda at: _clear(at, at.cast.supervisor),
}  # fmt: skip


def _weigh_without_a_scale(at):
    return Three(at.cast.storekeeper, page(f"units/{at.bag.id}/weigh/", gross="25", scale=""),
                 api(f"units/{at.bag.id}/weighings/", reading={"gross_mg": 25_000_000})).refused_earlier("page")


WATCHING = {
    "watch.own": lambda at: _outage(at, at.cast.storekeeper),
    "label.own_report": lambda at: _found_label(at, who=at.cast.supervisor),
    "label.settled": lambda at: _found_label(at, settled=True),
    "label.reported_often": _label_after_many,
    "watch.over": lambda at: _outage(at, at.cast.second_supervisor, over=True),
    "drill.running": lambda at: _drill(at, running=True),
    "drill.true": lambda at: _drill(at, true=True),
    "held.own": lambda at: _hand_back(at, at.cast.supervisor, by=at.cast.supervisor),
    "held.asked": _set_aside,
    "held.own_request": lambda at: _set_aside(at, decide_by=at.cast.supervisor),
    "objection.made": lambda at: _objection(at, at.cast.storekeeper),
    "contact.code": lambda at: _contact(at, at.cast.officer),
}

ROWS = DECIDING | SAYING | WATCHING
