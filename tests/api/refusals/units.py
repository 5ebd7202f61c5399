"""Refusals about goods that are registered, divided or merged, about labels, and about what somebody has to sign."""

from __future__ import annotations

from dataclasses import replace

from custody.evidence.actions import incident, labels, neutralise, reseal, seizure
from custody.evidence.entries import NewUnit
from custody.evidence.models import Countersignature, Label
from custody.evidence.selectors.labels import codes_of
from tests import stories
from tests.api.refusals.goods import bench, fresh_seal, ground
from tests.api.refusals.trying import Three, api, page
from tests.evidence import exceptional
from tests.stories import act_of

# --- parts ----------------------------------------------------------------------------------------------------


def _parts(at, *weights, unit=None, counts=True, **changes):
    """Return a split into parts of so many kilograms."""
    numbers, said = [fresh_seal() for _ in weights], {"witness_badge": "4602", "reason": "wet"} | changes
    form = {"scale": "S-FLOOR", "loss_reason": ""} | said
    for number, (weight, seal) in enumerate(zip(weights, numbers, strict=True), start=1):
        form |= {f"kind_{number}": "bag", f"gross_{number}": str(weight), f"seal_{number}": seal}
        form |= {f"count_{number}": "12"} if counts else {}
    parts = [{"kind": "bag", "reading": {"gross_mg": int(weight * 1_000_000), "scale": "S-FLOOR"},
              "seal": {"number": seal}} | ({"package_count": 12} if counts else {})
             for weight, seal in zip(weights, numbers, strict=True)]  # fmt: skip
    return bench(at, "split", unit or at.bag, door="parts", form=form, said=said | {"parts": parts})


def _merge(at, *units, who=None):
    seal, said = fresh_seal(), {"witness_badge": "4602", "reason": "wet"}
    ids = [str(unit.id) for unit in units]
    return Three(
        who or at.cast.storekeeper,
        page("bench/merge/", units=ids, kind="bag", gross="50", scale="S-FLOOR", package_count="50", seal=seal, **said),
        api("merges/", unit_ids=ids, part={"kind": "bag", "package_count": 50, "seal": {"number": seal},
                                           "reading": {"gross_mg": 50_000_000, "scale": "S-FLOOR"}}, **said),
    )  # fmt: skip


def _take_out(at, unit):
    said = {"reason": "wet", "witness_badge": "4602"}
    return bench(at, "take_out", unit, door="taking-out", form=said | {"gross": "1", "scale": "S-FLOOR"},
                  said=said | {"reading": {"gross_mg": 1_000_000, "scale": "S-FLOOR"}})  # fmt: skip


def _made_unusable(at, unit):
    said = {"method": "bleach", "witness_badge": "4602"} | exceptional.BATCH
    neutralise.neutralise_units(act=act_of(at.cast.storekeeper), unit_ids=[unit.id], **said)
    exceptional.signed_by_each([unit])
    unit.refresh_from_db()
    return unit


def _treat(at, **changes):
    said = {"method": "bleach", "witness_badge": "4602"} | exceptional.BATCH | changes
    neutralise.neutralise_units(act=act_of(at.cast.storekeeper), unit_ids=[at.bag.id], **said)


def _treated(at, **changes):
    said = {"method": "bleach", "witness_badge": "4602"} | exceptional.BATCH | changes
    return Three(at.cast.storekeeper, page(f"units/{at.bag.id}/bench/neutralise/", **said),
                 api("neutralisations/", unit_ids=[str(at.bag.id)], **said))  # fmt: skip


def _weighed_after(at, *, form, unit=None, **weight):
    """Say what a treated unit weighs, beyond what it can."""
    said = {"method": "bleach", "witness_badge": "4602"} | exceptional.BATCH
    one = {"unit_id": str((unit or at.bag).id), "gross_mg": 25_000_000, "scale": "S-FLOOR"} | weight
    return Three(at.cast.storekeeper, form and page(f"units/{at.bag.id}/bench/neutralise/", **said, **form),
                 api("neutralisations/", unit_ids=[str(at.bag.id)], weights=[one], **said))  # fmt: skip


def _retested(at):
    said = {"test": "failed", "witness_badge": "4602"}
    return Three(at.cast.storekeeper, page(f"units/{at.bag.id}/bench/retest/", **said),
                 api("neutralisations/tests/", unit_ids=[str(at.bag.id)], **said))  # fmt: skip


def _unusable(at):
    _made_unusable(at, at.bag)
    return _treated(at)


PARTS = {
    "parts.count": lambda at: _parts(at, 25.0).refused_earlier("page"),
    "parts.lighter": lambda at: _parts(at, 12.0, 11.0),
    "parts.not_counted": lambda at: _parts(at, 12.5, 12.5, counts=False),
    "merge.one": lambda at: _merge(at, at.bag),
    "merge.differ": lambda at: _merge(at, at.bag, _made_unusable(at, at.other)),
    "merge.sample": lambda at: _merge(at, at.bag, at.sample).refused_earlier("page"),
    "takeout.alone": lambda at: _take_out(at, at.bag),
    "neutralise.done": _unusable,
    "neutralise.not_done": _retested,
    "neutralise.batch": lambda at: _treated(at, batch=" ").refused_earlier("both", shell=lambda: _treat(at, batch=" ")),
    "treatment.other": lambda at: _weighed_after(at, form=None, unit=at.other),
    "treatment.added": lambda at: _weighed_after(
        at, form={"gross": "25", "scale": "S-FLOOR", "added": "25"}, added_mg=25_000_000),
    "lifecycle.search": lambda at: bench(at, "missing", at.bag, door="search/failure", said={},
                                          who=at.cast.supervisor),
}  # fmt: skip

# --- what was found, labels, danger, signatures ---------------------------------------------------------------


def _units(at, *units, seizure=None, who=None, **form):
    found = seizure or at.seizure
    return Three(who or at.cast.officer, page(f"seizures/{found.id}/units/", **form),
                 api(f"seizures/{found.id}/units/", units=list(units)))  # fmt: skip


def _unit(at, *, who=None, **changes):
    seal = fresh_seal()
    form = {"kind": "bag", "package_count": "25", "gross": "25", "scale": "S-FLOOR", "seal_number": seal} | changes
    said = {"kind": form["kind"], "package_count": 25, "seal": {"number": form["seal_number"]},
            "reading": {"gross_mg": 25_000_000, "scale": "S-FLOOR"}}  # fmt: skip
    said |= {name: form[name] for name in ("label", "parent_label") if name in form}
    said |= {name: int(form[name]) for name in ("volume_ml",) if name in form}
    return _units(at, said, who=who, **form)


def _row(at, first, last, *, used=False):
    codes = codes_of(labels.print_roll(act=act_of(at.cast.storekeeper), count=4))
    if used:
        seizure.register_units(act=act_of(at.cast.officer), seizure_id=at.seizure.id, units=[NewUnit(kind="bag")],
                               first_label=codes[1], last_label=codes[1])  # fmt: skip
    row = {"first_label": codes[first], "last_label": codes[last]}
    return Three(at.cast.officer, page(f"seizures/{at.seizure.id}/units/", kind="bag", how_many="2", **row),
                 api(f"seizures/{at.seizure.id}/units/", units=[{"kind": "bag"}] * 2, **row))  # fmt: skip


def _describe(at, **said):
    return Three(at.cast.officer, page(f"seizures/{at.seizure.id}/describe/", **said),
                 api(f"seizures/{at.seizure.id}/description/", **({"form": ""} | said)))  # fmt: skip


def _beside(at, **changes):
    said = {"exhibit_kind": "cash", "description": "notes"} | changes
    form = {name: "on" if each is True else each for name, each in said.items()}
    return Three(at.cast.officer, page(f"seizures/{at.seizure.id}/beside/", **form),
                 api(f"seizures/{at.seizure.id}/beside/", **said))  # fmt: skip


def _roll(at, *, count=1, void=False):
    if not void:
        return Three(at.cast.storekeeper, page("labels/print/", count=str(count)), api("rolls/", count=count))
    made = labels.print_roll(act=act_of(at.cast.storekeeper), count=1)
    labels.void_roll(act=act_of(at.cast.storekeeper), roll_id=made.id, reason="lost")
    return made


def _voided_roll(at):
    made = _roll(at, void=True)
    return Three(at.cast.storekeeper, page(f"labels/{made.id}/withdraw/", reason="lost"),
                 api(f"rolls/{made.id}/withdrawal/", reason="lost"))  # fmt: skip


def _label_of(roll):
    return Label.objects.filter(roll=roll).first().code


def _signature(at, who):
    reseal.replace_seal(act=act_of(at.cast.storekeeper), unit_id=at.bag.id, reason="torn", witness_badge="4602",
                        new_seal=stories.new_seal())  # fmt: skip
    owed = Countersignature.objects.get(unit=at.bag, about="seal.replaced/1", signed_at__isnull=True)
    return Three(who, None, api("signatures/", signature_ids=[str(owed.id)]))


def _danger(at, who, *, over=False, said_by=None):
    made = incident.report_incident(act=act_of(at.cast.supervisor), said_by=said_by)
    if over:
        incident.end_incident(act=act_of(at.cast.duty_officer), incident_id=made.id, finding="A cat")
    return Three(who, page(f"danger/{made.id}/end/", finding="A cat"),
                 api(f"incidents/{made.id}/end/", finding="A cat"))  # fmt: skip


FOUND = {
    "label.in_use": lambda at: _unit(at, label=at.bag.label),
    "labels.range": lambda at: _row(at, 1, 0),
    "labels.row_count": lambda at: _row(at, 0, 3),
    "labels.used": lambda at: _row(at, 0, 1, used=True),
    "label.malformed": lambda at: _unit(at, label="nonsense"),
    "label.withdrawn": lambda at: _unit(at, label=_label_of(_roll(at, void=True))),
    "parent.unknown": lambda at: replace(
        _unit(at, parent_label=stories.stored(at.cast)[0].label), page=None),
    "seizure.not_yours": lambda at: _unit(at, who=at.cast.third_officer),
    "volume.no_liquid": lambda at: _unit(at, volume_ml="500"),
    "exhibit.perishable": lambda at: _beside(at, perishable=True),
    "labels.count": lambda at: _roll(at, count=1_000_000).refused_earlier("page"),
    "roll.voided": _voided_roll,
    "find.said": lambda at: _describe(at, form="powder").refused_earlier("page"),
    "label.not_yours": lambda at: Three(at.cast.officer,
                                        page(f"units/{at.bag.id}/label/", reason="torn", second_badge="4418"),
                                        api(f"units/{at.bag.id}/reprints/", reason="torn",
                                            second_badge="4418")),
    "incident.none": lambda at: bench(at, "incident", at.bag, door="incident/end", said={"finding": "x"},
                                       who=at.cast.supervisor),
    "signature.not_named": lambda at: _signature(at, at.cast.supervisor),
    "incident.carried": lambda at: _danger(at, at.cast.supervisor, said_by=at.cast.officer),
    "incident.own_end": lambda at: _danger(at, at.cast.supervisor),
    "incident.ended": lambda at: _danger(at, at.cast.second_supervisor, over=True),
}  # fmt: skip

ROWS = PARTS | FOUND
__all__ = ["ROWS", "ground"]
