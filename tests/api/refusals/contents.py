"""Refusals about what lies in what, what is sampled and sent to the laboratory, what is typed, and what is over."""

from __future__ import annotations

import io
from dataclasses import replace
from types import SimpleNamespace
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from PIL import Image

from custody.destruction.actions import orders, reconcile
from custody.evidence.actions import checklist, describing, held, laboratory, photo, seals, signatures, weigh
from custody.evidence.actions.seizure import register_units
from custody.evidence.codes import codes_in
from custody.evidence.entries import NewExhibit, NewUnit
from custody.evidence.selectors.holding import registered_in
from tests import packs, stories
from tests.api.refusals.goods import PAPER, fresh_seal
from tests.api.refusals.trying import Three, api, page, with_roles
from tests.core.test_report_numbers import said as numbers
from tests.destruction import stories as burns
from tests.evidence.exceptional import papered
from tests.evidence.test_sample import sized, take
from tests.organisation.test_packs import adopted
from tests.stories import act_of, now


def ground(cast):
    """Return a house with a bag in store and a box with a bag in it at the officer, all of one seizure."""
    found = stories.opened_seizure(cast)
    [bag] = stories.stored(cast, of=found)
    [box] = stories.seized(cast, of=found, kind="box", package_count=None)
    [inside] = register_units(act=act_of(cast.officer), seizure_id=found.id,
                              units=[stories.new_bag(parent_label=box.label, reading=None)])  # fmt: skip
    return SimpleNamespace(cast=cast, seizure=found, bag=bag, box=box, inside=inside)


# --- what lies in what ------------------------------------------------------------------------------------------


def _part(mg):
    return {"kind": "bag", "package_count": 12, "seal": {"number": fresh_seal()},
            "reading": {"gross_mg": mg, "scale": "S-FLOOR"}}  # fmt: skip


def _exchange(at):
    said = {"witness_badge": "4418", "reference": "KP 9"}
    parts = [_part(stories.BAG_MG), _part(stories.BAG_MG)]
    form = {"scale": "S-FLOOR", "scale_1": "S-FLOOR"} | said
    for number, part in enumerate(parts, start=1):
        form |= {f"kind_{number}": "bag", f"gross_{number}": "25", f"count_{number}": "12",
                 f"seal_{number}": part["seal"]["number"]}  # fmt: skip
    return Three(at.cast.officer, page(f"units/{at.box.id}/bench/exchange/", **form),
                 api(f"units/{at.box.id}/exchange/", originals=parts[:1], dummies=parts[1:], **said))  # fmt: skip


def _take_out_of_two(at):
    """A bag in a box on a pallet: the box is taken out first."""
    [pallet] = stories.seized(at.cast, of=at.seizure, kind="pallet", package_count=None, reading=None)
    *_, bag = register_units(act=act_of(at.cast.officer), seizure_id=at.seizure.id, units=[
        NewUnit(kind="box", label="2410-6109-2", parent_label=pallet.label, seal=stories.new_seal()),
        stories.new_bag(parent_label="2410-6109-2", reading=None)])  # fmt: skip
    said = {"reason": "x", "witness_badge": "4418"}
    return Three(at.cast.officer, page(f"units/{bag.id}/bench/take_out/", gross="12", scale="S-FLOOR", **said),
                 api(f"units/{bag.id}/taking-out/", reading={"gross_mg": 12_000_000, "scale": "S-FLOOR"}, **said))


def _register(at, who=None, seizure=None, form=None, **said):
    found = seizure or at.seizure
    unit = {"kind": "bag", "package_count": 25} | said
    return Three(who or at.cast.officer,
                 page(f"seizures/{found.id}/units/", **{name: str(each) for name, each in unit.items()} | (form or {})),
                 api(f"seizures/{found.id}/units/", units=[unit]))  # fmt: skip


def _into_a_sample(at):
    who = with_roles(at.cast, at.cast.officer, "officer", "sampler")
    [taken] = take(at.cast, at.bag, by=who)
    row = _register(at, who, kind="brick", parent_label=taken.sample_unit.label)
    return Three(row.who, None, row.api)


def _liquid(at, ml):
    found = stories.opened_seizure(at.cast, conveyance=stories.opened(at.cast, container_number="CSQU3054383"),
                                   exhibits=[NewExhibit(substance="ketamine", form="liquid")])  # fmt: skip
    return _register(at, seizure=found, kind="liquid", volume_ml=ml).refused_earlier(
        "page", lambda: stories.seized(at.cast, of=found, kind="liquid", volume_ml=ml))


INSIDE = {
    "divide.contents": _exchange,
    "takeout.deep": _take_out_of_two,
    "sample.alone": _into_a_sample,
    "volume.range": lambda at: _liquid(at, 0),
    "label.check": lambda at: _register(at, label="7KQ4-M2XD-K"),
    "label.kind": lambda at: _register(at, label="P1:7KQ4M2XDJ"),
}

# --- samples, the laboratory, and what waits for a signature ----------------------------------------------------


def _sample(at, unit, *, sample_mg=5_000, left_mg=24_995_000, **reading):
    first, second, said = fresh_seal(), fresh_seal(), {"witness_badge": "4601"}
    return Three(
        at.cast.sampler,
        page(f"units/{unit.id}/sample/", sample_kind="analysis", bound_for="laboratory",
             sample_grams=f"{sample_mg / 1e3:.3f}", sample_scale="S-FLOOR", sample_seal=first, new_seal=second,
             gross=f"{left_mg / 1e6:.6f}", scale="S-FLOOR",
             **said),
        api(f"units/{unit.id}/samples/", new_seal={"number": second}, **said,
            reading={"gross_mg": left_mg} | (reading or {"scale": "S-FLOOR"}),
            samples=[{"sample_kind": "analysis", "seal": {"number": first},
                      "reading": {"gross_mg": sample_mg, "scale": "S-FLOOR"}}]),
    )  # fmt: skip


def _declared(at):
    row = _sample(at, at.bag, method="declared")
    return Three(row.who, None, row.api)


def _verify(at, taken):
    made = laboratory.report_result(act=act_of(at.cast.case_officer), unit_id=taken.sample_unit_id, used_up=True,
                                    **PAPER)  # fmt: skip
    papered(made, by=at.cast.case_officer)
    return Three(at.cast.second_case_officer, page(f"units/{taken.sample_unit_id}/results/{made.id}/verify/"),
                 api(f"results/{made.id}/verification/"))  # fmt: skip


def _frozen(at):
    [taken] = take(at.cast, at.bag, samples=[sized(5_000_000)], left_mg=20_000_000)
    stories.countersigned(at.cast.storekeeper)
    return _verify(at, taken)


def _unsigned(at):
    [bag] = stories.stored(at.cast, of=at.seizure)
    burns.kept(at.cast, units=[bag])
    register_units(act=act_of(at.cast.officer), seizure_id=at.seizure.id, units=[stories.new_bag()])
    made = burns.recorded(at.cast, [bag])
    return Three(at.cast.second_case_officer, page(f"orders/{made.id}/verify/", answer="yes"),
                 api(f"orders/{made.id}/verification/"),
                 shell=lambda: orders.verify_order(act=act_of(at.cast.second_case_officer), order_id=made.id))


def _nothing_to_draw(at):
    exhibit = stories.opened_seizure(
        at.cast, conveyance=stories.opened(at.cast, container_number="CSQU3054383")).exhibits.get()
    return Three(at.cast.sampler, page(f"law/exhibits/{exhibit.id}/draw/"),
                 api("sampling-plans/", exhibit_id=str(exhibit.id)))  # fmt: skip


SAMPLES = {
    "sampling.nothing": _nothing_to_draw,
    "weight.removed": lambda at: _sample(at, at.bag, sample_mg=26_000_000, left_mg=1_000),
    "sample.unweighed": _declared,
    "result.sample_frozen": _frozen,
    "result.sampling_unsigned": lambda at: _verify(at, take(at.cast, at.bag)[0]),
    "seizure.second_unsigned": _unsigned,
}

# --- what is over, what is said, and pictures -------------------------------------------------------------------


def _weigh(at, unit, who):
    return Three(who, page(f"units/{unit.id}/weigh/", gross="25", scale="S-FLOOR"),
                 api(f"units/{unit.id}/weighings/", reading={"gross_mg": 25_000_000, "scale": "S-FLOOR"}))  # fmt: skip


def _ash(at):
    [unit] = burns.reconciled(at.cast)
    return _weigh(at, unit, at.cast.crew)


def _closed(at):
    units = burns.reconciled(at.cast)
    reconcile.close_seizure(act=act_of(at.cast.auditor), seizure_id=units[0].seizure_id)
    number = fresh_seal()
    return _register(at, seizure=units[0].seizure, form={"seal_number": number, "gross": "25", "scale": "S-FLOOR"})


def _describe(at):
    where, nothing = at.seizure.id, {"form": "", "field_test": "", "concealment": "", "holder": "", "test_kit": ""}
    return Three(at.cast.officer, page(f"seizures/{where}/describe/", **nothing), api(f"seizures/{where}/description/")
                 ).refused_earlier("api", lambda: describing.describe_find(
                     act=act_of(at.cast.officer), seizure_id=where))  # fmt: skip


def _report(at):
    adopted(at.cast, packs.nowhere(jurisdiction="BE", more=numbers(service="customs")))
    said = {"service": "customs", "report_kind": "seizure", "number": "0007", "drawn_on": str(burns.local_day(now()))}
    where = f"seizures/{at.seizure.id}/reports/"
    return Three(at.cast.officer, page(where, labels="", **said), api(where, labels=[], **said))


def _picture(size, kind="PNG"):
    out = io.BytesIO()
    Image.new("L", size).save(out, format=kind)
    return out.getvalue()


def _file(content):
    return SimpleUploadedFile("p.png", content, "image/png")


def _heavy(at):
    heavy, where = b"\xff\xd8" + bytes(1024 * 1024), f"units/{at.box.id}/photo"
    return Three(at.cast.officer, page(f"{where}/", photo=_file(heavy), slot="total"),
                 api(f"{where}s/", photo=_file(heavy), slot="total"),
                 shell=lambda: photo.attach_photo(act=act_of(at.cast.officer), content=heavy, slot="total",
                                                  unit_id=at.box.id),
                 while_=lambda: override_settings(CUSTODY_PHOTO_MAX_BYTES=1024 * 1024)
                 ).refused_earlier("page")  # fmt: skip


def _cut_off(at):
    part, where = _picture((400, 300), "JPEG")[:-100], f"units/{at.box.id}/photo"
    return Three(at.cast.officer, page(f"{where}/", photo=_file(part), slot="total"),
                 api(f"{where}s/", photo=_file(part), slot="total"),
                 shell=lambda: photo.attach_photo(act=act_of(at.cast.officer), content=part, slot="total",
                                                  unit_id=at.box.id))  # fmt: skip


def _fine(at):
    wide = _picture((8_000, 6_000))
    return Three(at.cast.officer, page("scan/photo/", photo=_file(wide)), None, shell=lambda: codes_in(wide))


def _of_two(at):
    return Three(at.cast.officer, None, None, shell=lambda: photo.attach_photo(
        act=act_of(at.cast.officer), content=burns.png(), slot="total", unit_id=at.box.id,
        seizure_id=at.seizure.id))  # fmt: skip


def _early(at):
    """Release a container that was only stopped by the door of one that is being stripped."""
    unit = stories.contained(at.cast, container_number="CSQU3054383")
    return Three(at.cast.officer, page(f"units/{unit.id}/strip/end/"), api(f"units/{unit.id}/extraction/end/"))


def _stale(at):
    """What the officer saw of the container is not what it is any more."""
    unit = stories.contained(at.cast, container_number="CSQU3054383")
    said, seen = {"witness_badge": "4418"}, unit.last_seq - 1
    return Three(at.cast.officer, page(f"units/{unit.id}/strip/", expected_seq=str(seen), **said),
                 api(f"units/{unit.id}/extraction/", expected_seq=seen, **said))  # fmt: skip


def _absent(at):
    row = _weigh(at, SimpleNamespace(id=uuid4()), at.cast.officer)
    return replace(row, shell=lambda: weigh.record_weighing(
        act=act_of(at.cast.officer), unit_id=uuid4(), reading=stories.reading()))  # fmt: skip


def _none(at, path, shell, **said):
    """A list of nothing: no page sends one."""
    return Three(at.cast.officer, None, api(path, **said)).refused_earlier("api", shell)


def _more_by_now(at):
    """Others were registered since the officer looked: these may be the same."""
    unit = {"kind": "bag", "package_count": 25}
    known = registered_in(at.seizure)
    return Three(at.cast.officer, None, api(f"seizures/{at.seizure.id}/units/", units=[unit],
                                            expected_units=known - 1))  # fmt: skip


def _unrecorded(at):
    made = held.hold_report(act=act_of(at.cast.officer), sent_as=uuid4(), goes_on_as=uuid4(), form="stop:begin",
                            signed_at=now(), sealed=b"", wrong=[])  # fmt: skip
    return Three(at.cast.officer, None, None,
                 shell=lambda: held.note_put_right(act=act_of(at.cast.officer), held_id=made.id))  # fmt: skip


OVER = {
    "units.sent_before": _more_by_now,
    "held.unrecorded": _unrecorded,
    "seals.count": lambda at: _none(at, "seals/", lambda: seals.apply_seals(
        act=act_of(at.cast.officer), seals={}, second_badge="4418"), seals=[], second_badge="4418"),
    "signatures.count": lambda at: _none(at, "signatures/", lambda: signatures.sign(
        act=act_of(at.cast.officer), signature_ids=[]), signature_ids=[]),
    "hot.none": lambda at: _none(at, "checklist-lines/taking/", lambda: checklist.take_lines(
        act=act_of(at.cast.officer), line_ids=[]), line_ids=[]),
    "unit.gone": _ash,
    "seizure.closed": _closed,
    "find.nothing": _describe,
    "report.format": _report,
    "photo.too_large": _heavy,
    "photo.cut_off": _cut_off,
    "photo.too_many_pixels": _fine,
    "photo.subject": _of_two,
    "lifecycle.custody": _early,
    "record.stale": _stale,
    "record.not_found": _absent,
}

ROWS = INSIDE | SAMPLES | OVER
