"""Refusals about targets and tips, hot seizures, what waits for its author, drills, danger and conveyances."""

from __future__ import annotations

from types import SimpleNamespace
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from custody.evidence.actions import (
    checklist,
    extraction,
    held,
    linking,
    scans,
    signatures,
    targets,
    unwatched,
)
from tests import clearing, hot, stories, targeting
from tests.api.refusals.trying import Three, api, page
from tests.evidence.test_bench_acts import swept
from tests.evidence.test_clearance import found_again, kept, resumed
from tests.stories import act_of, now


def ground(cast):
    """Return a house with a hot seizure, a target with a scan image, a tip, and two containers that were stopped."""
    crates = [stories.contained(cast, kind="vehicle", container_number=None) for _ in "ab"]
    target = targeting.targeted(cast)
    return SimpleNamespace(cast=cast, crate=crates[0], other=crates[1], target=target, tip=targeting.tipped(cast),
                           image=targeting.scanned(cast, target))  # fmt: skip


# --- targets, scans and tips ------------------------------------------------------------------------------------


def _link(at, who, unit):
    return Three(who, page(f"targets/{at.target.id}/conveyance/", label=unit.label),
                 api(f"targets/{at.target.id}/conveyances/", label=unit.label))  # fmt: skip


def _asked_to_link(at, unit=None, *, decided=False):
    linking.link_conveyance(act=act_of(at.cast.supervisor), target_id=at.target.id, label=(unit or at.crate).label)
    if decided:
        linking.decide_link(act=act_of(at.cast.duty_officer), target_id=at.target.id, approve=True)


def _waits(at):
    _asked_to_link(at)
    return _link(at, at.cast.officer, at.other)


def _linked(at):
    _asked_to_link(at, decided=True)
    return _link(at, at.cast.officer, at.crate)


def _own_link(at):
    _asked_to_link(at)
    return Three(at.cast.supervisor, page(f"targets/{at.target.id}/conveyance/decide/", answer="yes"),
                 api(f"targets/{at.target.id}/conveyances/decision/", approve=True))  # fmt: skip


def _suspicious(at, reader):
    scans.read_scan(act=act_of(reader), scan_id=at.image.id, result="suspicious")


def _nobody_read(at):
    said = {"reason_code": "scan_clear", "reason": "boxes"}
    return Three(at.cast.officer, page(f"targets/{at.target.id}/let-go/", **said),
                 api(f"targets/{at.target.id}/letting-go/", **said))  # fmt: skip


def _let_go(at, *, asked=False):
    said = {"reason_code": "explained" if asked else "scan_clear", "reason": "boxes"}
    _suspicious(at, at.cast.supervisor if asked else at.cast.officer)
    if asked:
        targets.ask_let_go(act=act_of(at.cast.officer), target_id=at.target.id, **said)
        return Three(at.cast.supervisor, page(f"targets/{at.target.id}/let-go/decide/"),
                     api(f"targets/{at.target.id}/letting-go/decision/"))  # fmt: skip
    return Three(at.cast.officer, page(f"targets/{at.target.id}/let-go/", **said),
                 api(f"targets/{at.target.id}/letting-go/", **said))  # fmt: skip


def _read(at, who, *, before=False):
    if before:
        _suspicious(at, who)
    return Three(who, page(f"scans/{at.image.id}/reading/", result="nothing"),
                 api(f"scans/{at.image.id}/readings/", result="nothing"))  # fmt: skip


def _scan(at, content=None, port=""):
    content = targeting.png() if content is None else content
    files = [SimpleUploadedFile("x.png", content, "image/png") for _ in "pa"]
    return Three(at.cast.officer, page(f"targets/{at.target.id}/scan/", scanner="foreign_port", port=port,
                                       photo=files[0]),
                 api(f"targets/{at.target.id}/scan-photos/", scanner="foreign_port", port=port,
                     photo=files[1]))  # fmt: skip


def _handler_here(at):
    said = {"handler_badge": "4432", "reason": "off shift"}
    return Three(at.cast.internal_affairs, page(f"tips/{at.tip.id}/handler/", **said),
                 api(f"tips/{at.tip.id}/handler/", **said))  # fmt: skip


# --- hot lists --------------------------------------------------------------------------------------------------


def _hot_line(at, what):
    return hot.line_of(hot.hot_seizure(at.cast), what)


def _take(at, who, *, before=False):
    line = _hot_line(at, "guard")
    if before:
        checklist.take_lines(act=act_of(who), line_ids=[line.id])
    return Three(who, page(f"warroom/lines/{line.id}/take/"), api("checklist-lines/taking/", line_ids=[str(line.id)]))


def _done(at, who, what, *, before=False):
    line = _hot_line(at, what)
    if before:
        checklist.finish_lines(act=act_of(who), line_ids=[line.id])
    return Three(who, page(f"warroom/lines/{line.id}/done/", remark="x"),
                 api(f"checklist-lines/{line.id}/completion/", remark="x"))  # fmt: skip


def _aside(at):
    line = _hot_line(at, "guard")
    return Three(at.cast.duty_officer, page(f"warroom/lines/{line.id}/aside/", reason="x"),
                 api(f"checklist-lines/{line.id}/setting-aside/", reason="x"))  # fmt: skip


# --- what waits, drills, danger -----------------------------------------------------------------------------------


def _held(at):
    return held.hold_report(act=act_of(at.cast.officer), sent_as=uuid4(), goes_on_as=uuid4(), form="stop:begin",
                            signed_at=now(), sealed=b"", wrong=[])  # fmt: skip


def _decide_held(at, who):
    made = _held(at)
    return Three(who, None, api(f"held-forms/{made.id}/setting-aside/decision/", approve=True))


def _hand_back_settled(at):
    made = _held(at)
    held.ask_set_aside(act=act_of(at.cast.supervisor), held_id=made.id, reason="twice")
    held.decide_set_aside(act=act_of(at.cast.second_supervisor), held_id=made.id, approve=True)
    return Three(at.cast.supervisor, page(f"outbox/held/{made.id}/hand-back/", note="x"),
                 api(f"held-forms/{made.id}/handing-back/", note="x"))  # fmt: skip


def _own_drill(at):
    made = unwatched.order_drill(act=act_of(at.cast.supervisor), place="HERON", what="alarm", reason="x")
    return Three(at.cast.supervisor, page(f"drills/{made.id}/answer/"), api(f"drills/{made.id}/answer/"))


def _end_incident(at, *, found_by=None):
    [unit] = stories.stored(at.cast)
    swept(at.cast, unit, "found")
    who = at.cast.duty_officer
    return Three(who, page(f"units/{unit.id}/bench/incident/", finding="A dead beacon"),
                 api(f"units/{unit.id}/incident/end/", finding="A dead beacon"))  # fmt: skip


# --- conveyances ------------------------------------------------------------------------------------------------


def _release(at, unit):
    return Three(at.cast.officer, page(f"units/{unit.id}/exceptions/release/", reason="empty"),
                 api(f"units/{unit.id}/exceptions/", exception="release", reason="empty"))  # fmt: skip


def _kept_by_others(at):
    kept(at.cast, at.crate, "food_agency")
    return _release(at, at.crate)


def _closed_again(at):
    _, unit = found_again(at.cast)
    resumed(at.cast, unit)
    extraction.interrupt_extraction(act=act_of(at.cast.officer), unit_id=unit.id, reason="rain", second_badge="4418",
                                    seal=stories.new_seal())  # fmt: skip
    return _release(at, unit)


def _unseized(at):
    unit = stories.emptied(at.cast)
    found = clearing.searched(at.cast, unit, result="residue")
    signatures.sign(act=act_of(found.second), signature_ids=[found.signature_id])
    clearing.cleared(at.cast, unit)
    return _release(at, unit)


TARGETS = {
    "target.link_waits": _waits,
    "target.linked": _linked,
    "target.own_link": _own_link,
    "target.not_clear": _let_go,
    "target.unread": _nobody_read,
    "target.reader": lambda at: _let_go(at, asked=True),
    "scan.read": lambda at: _read(at, at.cast.officer, before=True),
    "scan.not_looked": lambda at: _read(at, at.cast.supervisor),
    "scan.port": _scan,
    "locode.malformed": lambda at: _scan(at, port="GUAYA1"),
    "photo.unreadable": lambda at: _scan(at, content=b"no picture", port="ECGYE").refused_earlier("page"),
    "tip.handler_here": _handler_here,
}

HOT = {
    "hot.taken": lambda at: _take(at, at.cast.duty_officer, before=True),
    "hot.not_yours": lambda at: _take(at, at.cast.case_officer),
    "hot.seen_only": lambda at: _done(at, at.cast.duty_officer, "guard"),
    "hot.settled": lambda at: _done(at, at.cast.case_officer, "prosecutor", before=True),
    "hot.gate": _aside,
}

WAITING = {
    "held.not_asked": lambda at: _decide_held(at, at.cast.supervisor),
    "held.closed": _hand_back_settled,
    "drill.own": _own_drill,
    "incident.unswept": _end_incident,
}

CONVEYANCES = {
    "conveyance.held": _kept_by_others,
    "clearance.closed_again": _closed_again,
    "clearance.owed": _unseized,
}

ROWS = TARGETS | HOT | WAITING | CONVEYANCES
