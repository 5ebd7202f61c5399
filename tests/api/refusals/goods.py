"""Refusals about goods: exceptions, seals, weights, counts, samples, parts, and what is looked for."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from unittest.mock import patch

from custody.evidence.actions import (
    counting,
    incident,
    labels,
    laboratory,
    neutralise,
    reseal,
    seal_register,
    seals,
    weigh,
)
from custody.evidence.exceptions import policies as exception_policies
from custody.evidence.models import Countersignature, Discrepancy, Label
from tests import stories
from tests.api.refusals.trying import Three, api, page
from tests.evidence import exceptional
from tests.evidence.exceptional import ASKED, asked, decided
from tests.stories import act_of

NOTHING = object()


def ground(cast):
    """Return a house with bags of one seizure in store, one of them sampled, one at the officer who seized it."""
    found = stories.opened_seizure(cast)
    first, second, third = stories.stored(cast, of=found, count=3)
    taken = stories.sampled(cast, third)
    [fresh] = stories.seized(cast, of=found)
    return SimpleNamespace(cast=cast, seizure=found, bag=first, other=second, sampled=third, sample=taken.sample_unit,
                           fresh=fresh)  # fmt: skip


def _seal():
    return stories.new_seal().number


def _bench(at, name, unit, *, door, said, form=None, who=None, **more):
    """Return an act at the bench of a unit."""
    return Three(who or at.cast.storekeeper, page(f"units/{unit.id}/bench/{name}/", **(form or said)),
                 api(f"units/{unit.id}/{door}/", **said), **more)  # fmt: skip


# --- exceptions -----------------------------------------------------------------------------------------------


def _exception(at, exception="hand_out", *, who=None, unit=None, **changes):
    unit, said, more = unit or at.bag, ASKED | changes, {}
    if "while_" in said:
        more["while_"] = said.pop("while_")
    form = said | ({"borrower": said["party"]} if exception == "loan" else {})
    return Three(who or at.cast.case_officer, page(f"units/{unit.id}/exceptions/{exception}/", **form),
                 api(f"units/{unit.id}/exceptions/", exception=exception, **said), **more)  # fmt: skip


def _asked(at, exception="hand_out", *, by=None, unit=None):
    return asked(at.cast, unit or at.bag, exception, by=by or at.cast.case_officer)


def _asked_in_this_moment(at):
    """Somebody asked between the look and the writing: only the database saw it."""
    _asked(at)
    return _exception(at, while_=lambda: patch.object(exception_policies, "check_none_open"))


def _asked_before(at):
    _asked(at)
    return _exception(at)


def _decision(at, who, made, **changes):
    return Three(who, page(f"exceptions/{made.id}/decide/", decision="approve", answer="seen"),
                 api(f"exceptions/{made.id}/decision/", approve=True, answer="seen"), **changes)  # fmt: skip


def _decided(at):
    made = _asked(at)
    decided(made, by=at.cast.regional_head, approve=False)
    return _decision(at, at.cast.director, made)


def _taken_back(at):
    made = _asked(at)
    return Three(at.cast.regional_head, page(f"exceptions/{made.id}/withdraw/"),
                 api(f"exceptions/{made.id}/withdrawal/"))  # fmt: skip


EXCEPTIONS = {
    "exception.open_now": _asked_in_this_moment,
    "exception.open": _asked_before,
    "exception.decided": _decided,
    "exception.not_yours": _taken_back,
    "exception.not_missing": lambda at: _exception(at, "stolen", who=at.cast.supervisor),
    "exception.no_cover_load": lambda at: _exception(at, "cargo_release"),
    "exception.no_training_sample": lambda at: _exception(at, "loan", party="4420"),
    "exception.not_negative": lambda at: _exception(at, "return"),
}

# --- seals ----------------------------------------------------------------------------------------------------


def _new_seal(at, unit, number, *, who=None, second="4503", seal_class="bag", **more):
    return Three(
        who or at.cast.storekeeper,
        page(f"units/{unit.id}/seal/", seal_number=number, seal_class=seal_class, second_badge=second),
        api(f"units/{unit.id}/seals/", seal={"number": number, "seal_class": seal_class}, second_badge=second), **more,
    )  # fmt: skip


def _other_seal(at, number, unit=None):
    said = {"reason": "torn", "witness_badge": "4602"}
    return _bench(at, "seal", unit or at.bag, door="seals/replacement", form=said | {"seal": number},
                  said=said | {"new_seal": {"number": number}})  # fmt: skip


def _unsealed(at, unit=None):
    seals.remove_seal(act=act_of(at.cast.storekeeper), unit_id=at.bag.id, reason="torn", witness_badge="4602")
    stories.countersigned(at.cast.second_storekeeper)
    at.bag.refresh_from_db()
    return at.bag


def _seals(at, first, last, **more):
    said = {"maker": "Sealco", "seal_class": "bag", "first": first, "last": last}
    return Three(at.cast.storekeeper, page("seals/receive/", **said), api("seal-batches/", **said), **more)


def _received(at, first="QQ0001", last="QQ0009"):
    return seal_register.receive_seals(act=act_of(at.cast.storekeeper), maker="Sealco", seal_class="bag", first=first,
                                       last=last)  # fmt: skip


def _known_seals(at):
    _received(at)
    return _seals(at, "QQ0005", "QQ0020")


def _voided(at):
    batch = _received(at)
    seal_register.void_seals(act=act_of(at.cast.storekeeper), batch_id=batch.id, reason="lost")
    return batch


def _withdrawn_seal(at):
    _voided(at)
    return _other_seal(at, "QQ0003")


def _voided_twice(at):
    batch = _voided(at)
    return Three(at.cast.storekeeper, page(f"seals/{batch.id}/withdraw/", reason="lost"),
                 api(f"seal-batches/{batch.id}/withdrawal/", reason="lost"))  # fmt: skip


SEALS = {
    "seal.in_use": lambda at: _other_seal(at, at.other.seal),
    "seal.malformed": lambda at: _other_seal(at, "?"),
    "seal.present": lambda at: _new_seal(at, at.bag, _seal()),
    "seal.none": lambda at: _other_seal(at, _seal(), _unsealed(at)),
    "seal.withdrawn": _withdrawn_seal,
    "seals.range": lambda at: _seals(at, "QQ0009", "QQ0001"),
    "seals.running": lambda at: _seals(at, "Q1QQ", "Q1QR"),
    "seals.known": _known_seals,
    "seals.voided": _voided_twice,
}

# --- weights and counts ---------------------------------------------------------------------------------------


def _weigh(at, kg, *, mg=None, unit=None, scale="S-FLOOR", **more):
    unit = unit or at.bag
    mg = int(float(kg) * 1_000_000) if mg is None else mg
    return Three(at.cast.storekeeper, page(f"units/{unit.id}/weigh/", gross=str(kg), scale=scale),
                 api(f"units/{unit.id}/weighings/", reading={"gross_mg": mg, "scale": scale}), **more)  # fmt: skip


def _count(at, number, *, unit=None, who=None):
    unit = unit or at.bag
    return Three(who or at.cast.storekeeper, page(f"units/{unit.id}/count/", package_count=str(number)),
                 api(f"units/{unit.id}/counts/", package_count=number))  # fmt: skip


def _counted(at):
    counting.record_count(act=act_of(at.cast.storekeeper), unit_id=at.bag.id, package_count=25)
    return _count(at, 25)


def _differs(at, *, by=None):
    weigh.record_weighing(act=act_of(by or at.cast.storekeeper), unit_id=at.bag.id, reading=stories.reading(20_000_000))
    return Discrepancy.objects.get(unit=at.bag)


def _explain(at, found, who):
    return Three(who, page(f"discrepancies/{found.id}/", resolution="Torn"),
                 api(f"discrepancies/{found.id}/resolution/", resolution="Torn"))  # fmt: skip


def _explained(at):
    found = _differs(at)
    weigh.resolve_discrepancy(act=act_of(at.cast.supervisor), discrepancy_id=found.id, resolution="Torn")
    return _explain(at, found, at.cast.second_supervisor)


def _at_my_own(at):
    """A supervisor who once had the unit explains nothing about it."""
    stories.accepted(stories.offered(at.cast, [at.bag], giver=at.cast.storekeeper, receiver=at.cast.supervisor),
                     by=at.cast.supervisor)  # fmt: skip
    stories.accepted(stories.offered(at.cast, [at.bag], giver=at.cast.supervisor, receiver=at.cast.storekeeper),
                     by=at.cast.storekeeper)  # fmt: skip
    return _explain(at, _differs(at), at.cast.supervisor)


WEIGHTS = {
    "weight.over_capacity": lambda at: _weigh(at, 160),
    "weight.range": lambda at: _weigh(at, 0, mg=0).refused_earlier("page"),
    "scale.unknown": lambda at: _weigh(at, 25, scale="S-NONE").refused_earlier("page"),
    "count.range": lambda at: _count(at, 10_000_000).refused_earlier("page"),
    "count.sample": lambda at: _count(at, 1, unit=at.sample, who=at.cast.sampler),
    "count.own": _counted,
    "discrepancy.resolved": _explained,
    "discrepancy.opener": lambda at: _explain(at, _differs(at, by=at.cast.supervisor), at.cast.supervisor),
    "discrepancy.custodian": _at_my_own,
}

# --- samples and laboratory -----------------------------------------------------------------------------------


def _sample(at, unit, *, witness="4601", kg="24,9950", mg=24_995_000, **more):
    first, second = _seal(), _seal()
    return Three(
        at.cast.sampler, page(f"units/{unit.id}/sample/", sample_kind="analysis", sample_gross="0,005",
                              sample_scale="S-BENCH", sample_seal=first, new_seal=second, gross=kg, scale="S-FLOOR",
                              witness_badge=witness),
        api(f"units/{unit.id}/samples/", witness_badge=witness, new_seal={"number": second},
            reading={"gross_mg": mg, "scale": "S-FLOOR"},
            samples=[{"sample_kind": "analysis", "seal": {"number": first},
                      "reading": {"gross_mg": 5_000, "scale": "S-BENCH"}}]), **more,
    )  # fmt: skip


PAPER = {"outcome": "positive", "substance": "cocaine", "laboratory": "NICC", "reference": "L 7"}


def _result(at, unit=None, **changes):
    said = {name: each for name, each in (PAPER | changes).items() if each is not NOTHING}
    form = {name: "on" if each is True else str(each) for name, each in said.items()}
    return _bench(at, "result", unit or at.sample, door="results", said=said, form=form, who=at.cast.case_officer)


def _reported(at):
    return laboratory.report_result(act=act_of(at.cast.case_officer), unit_id=at.sample.id, **PAPER)


def _result_waits(at):
    _reported(at)
    return _result(at)


def _verify(at, who, *, twice=False):
    made = _reported(at)
    if twice:
        laboratory.verify_result(act=act_of(at.cast.second_case_officer), result_id=made.id, unit_id=at.sample.id)
    return Three(who, page(f"units/{at.sample.id}/results/{made.id}/verify/"), api(f"results/{made.id}/verification/"))


SAMPLES = {
    "sample.of_sample": lambda at: _sample(at, at.sample),
    "sample.custodian": lambda at: _sample(at, at.bag, witness="4702"),
    "result.no_sample": lambda at: _result(at, at.bag),
    "result.no_substance": lambda at: _result(at, substance=NOTHING),
    "result.negative": lambda at: _result(at, outcome="negative"),
    "result.purity": lambda at: _result(at, purity_permille=2_000).refused_earlier("page"),
    "result.open": _result_waits,
    "result.own": lambda at: _verify(at, at.cast.case_officer),
    "result.verified": lambda at: _verify(at, at.cast.supervisor, twice=True),
}

# --- parts ----------------------------------------------------------------------------------------------------


def _parts(at, *weights, unit=None, counts=True, **changes):
    """Return a split into parts of so many kilograms."""
    numbers, said = [_seal() for _ in weights], {"witness_badge": "4602", "reason": "wet"} | changes
    form = {"scale": "S-FLOOR", "loss_reason": ""} | said
    for number, (weight, seal) in enumerate(zip(weights, numbers, strict=True), start=1):
        form |= {f"kind_{number}": "bag", f"gross_{number}": str(weight), f"seal_{number}": seal}
        form |= {f"count_{number}": "12"} if counts else {}
    parts = [{"kind": "bag", "reading": {"gross_mg": int(weight * 1_000_000), "scale": "S-FLOOR"},
              "seal": {"number": seal}} | ({"package_count": 12} if counts else {})
             for weight, seal in zip(weights, numbers, strict=True)]  # fmt: skip
    return _bench(at, "split", unit or at.bag, door="parts", form=form, said=said | {"parts": parts})


def _merge(at, *units, who=None):
    seal, said = _seal(), {"witness_badge": "4602", "reason": "wet"}
    ids = [str(unit.id) for unit in units]
    return Three(
        who or at.cast.storekeeper,
        page("bench/merge/", units=ids, kind="bag", gross="50", scale="S-FLOOR", package_count="50", seal=seal, **said),
        api("merges/", unit_ids=ids, part={"kind": "bag", "package_count": 50, "seal": {"number": seal},
                                           "reading": {"gross_mg": 50_000_000, "scale": "S-FLOOR"}}, **said),
    )  # fmt: skip


def _take_out(at, unit):
    said = {"reason": "wet", "witness_badge": "4602"}
    return _bench(at, "take_out", unit, door="taking-out", form=said | {"gross": "1", "scale": "S-FLOOR"},
                  said=said | {"reading": {"gross_mg": 1_000_000, "scale": "S-FLOOR"}})  # fmt: skip


def _made_unusable(at, unit):
    said = {"method": "bleach", "witness_badge": "4602"}
    neutralise.neutralise_units(act=act_of(at.cast.storekeeper), unit_ids=[unit.id], **said)
    exceptional.signed([unit], by=at.cast.second_storekeeper)
    unit.refresh_from_db()
    return unit


def _unusable(at):
    said = {"method": "bleach", "witness_badge": "4602"}
    _made_unusable(at, at.bag)
    return Three(at.cast.storekeeper, page(f"units/{at.bag.id}/bench/neutralise/", **said),
                 api("neutralisations/", unit_ids=[str(at.bag.id)], **said))  # fmt: skip


PARTS = {
    "parts.count": lambda at: _parts(at, 25.0).refused_earlier("page"),
    "parts.lighter": lambda at: _parts(at, 12.0, 11.0),
    "parts.not_counted": lambda at: _parts(at, 12.5, 12.5, counts=False),
    "merge.one": lambda at: _merge(at, at.bag),
    "merge.differ": lambda at: _merge(at, at.bag, _made_unusable(at, at.other)),
    "merge.sample": lambda at: _merge(at, at.bag, at.sample).refused_earlier("page"),
    "takeout.alone": lambda at: _take_out(at, at.bag),
    "neutralise.done": _unusable,
    "lifecycle.search": lambda at: _bench(at, "missing", at.bag, door="search/failure", said={},
                                          who=at.cast.supervisor),
}  # fmt: skip

# --- what was found, labels, danger, signatures ---------------------------------------------------------------


def _units(at, *units, seizure=None, who=None, **form):
    found = seizure or at.seizure
    return Three(who or at.cast.officer, page(f"seizures/{found.id}/units/", **form),
                 api(f"seizures/{found.id}/units/", units=list(units)))  # fmt: skip


def _unit(at, *, who=None, **changes):
    seal = _seal()
    form = {"kind": "bag", "package_count": "25", "gross": "25", "scale": "S-FLOOR", "seal_number": seal} | changes
    said = {"kind": form["kind"], "package_count": 25, "seal": {"number": form["seal_number"]},
            "reading": {"gross_mg": 25_000_000, "scale": "S-FLOOR"}}  # fmt: skip
    said |= {name: form[name] for name in ("label", "parent_label") if name in form}
    said |= {name: int(form[name]) for name in ("volume_ml",) if name in form}
    return _units(at, said, who=who, **form)


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
    owed = Countersignature.objects.filter(unit=at.bag, signed_at__isnull=True).get()
    return Three(who, page("exceptions/signatures/", signatures=[str(owed.id)]),
                 api("signatures/", signature_ids=[str(owed.id)])).refused_earlier("page")  # fmt: skip


def _danger(at, who, *, over=False):
    made = incident.report_incident(act=act_of(at.cast.supervisor))
    if over:
        incident.end_incident(act=act_of(at.cast.duty_officer), incident_id=made.id, finding="A cat")
    return Three(who, page(f"danger/{made.id}/end/", finding="A cat"),
                 api(f"incidents/{made.id}/end/", finding="A cat"))  # fmt: skip


FOUND = {
    "label.in_use": lambda at: _unit(at, label=at.bag.label),
    "label.malformed": lambda at: _unit(at, label="nonsense"),
    "label.withdrawn": lambda at: _unit(at, label=_label_of(_roll(at, void=True))),
    "parent.unknown": lambda at: replace(
        _unit(at, parent_label=stories.stored(at.cast)[0].label), page=None,
        without="the page makes what lies inside with what it lies in: it names no unit of before"),
    "seizure.not_yours": lambda at: _unit(at, who=at.cast.third_officer),
    "volume.no_liquid": lambda at: _unit(at, volume_ml="500"),
    "exhibit.perishable": lambda at: _beside(at, perishable=True),
    "labels.count": lambda at: _roll(at, count=1_000_000).refused_earlier("page"),
    "roll.voided": _voided_roll,
    "find.said": lambda at: _describe(at, form="powder").refused_earlier("page"),
    "label.not_yours": lambda at: Three(at.cast.officer, page(f"units/{at.bag.id}/label/", reason="torn"),
                                        api(f"units/{at.bag.id}/reprints/", reason="torn")),
    "incident.none": lambda at: _bench(at, "incident", at.bag, door="incident/end", said={"finding": "x"},
                                       who=at.cast.supervisor),
    "signature.not_named": lambda at: _signature(at, at.cast.supervisor),
    "incident.own_end": lambda at: _danger(at, at.cast.supervisor),
    "incident.ended": lambda at: _danger(at, at.cast.second_supervisor, over=True),
}  # fmt: skip

ROWS = EXCEPTIONS | SEALS | WEIGHTS | SAMPLES | PARTS | FOUND
