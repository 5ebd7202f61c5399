"""Refusals at the bench and the laboratory: parts, what is taken out or merged, samples, results and corrections."""

from __future__ import annotations

from types import SimpleNamespace

from custody.evidence.actions.beside import register_beside
from custody.evidence.actions.operation import exchange_unit
from custody.evidence.actions.sample import take_sample
from custody.evidence.actions.seizure import register_units
from tests import stories
from tests.api.refusals.trying import Three, api, page
from tests.destruction import lawful
from tests.evidence.exceptional import ASKED, BATCH
from tests.stories import act_of


def ground(cast):
    """Return a house with two bags in store, one that was sampled, and a pistol that lay beside the drugs."""
    found = stories.opened_seizure(cast)
    first, second, third = stories.stored(cast, of=found, count=3)
    taken = stories.sampled(cast, third)
    pistol = register_beside(act=act_of(cast.officer), seizure_id=found.id, exhibit_kind="weapon",
                             description="a pistol", place="HERON")  # fmt: skip
    return SimpleNamespace(cast=cast, seizure=found, bag=first, other=second, sampled=third, sample=taken.sample_unit,
                           pistol=pistol, keeper=cast.storekeeper)  # fmt: skip


def _seal():
    return stories.new_seal().number


def _part(mg=25_000_000, *, kind="bag", seal=True, reading=True):
    weight = {"gross_mg": mg, "scale": "S-FLOOR"}
    return {"kind": kind, "package_count": 12} | ({"seal": {"number": _seal()}} if seal else {}) | (
        {"reading": weight} if reading is True else {"reading": reading} if reading else {})  # fmt: skip


def _form(*kilograms):
    answers = {"scale": "S-FLOOR", "reason": "x", "loss_reason": "", "witness_badge": "4602"}
    for number, weight in enumerate(kilograms, start=1):
        answers |= {f"kind_{number}": "bag", f"gross_{number}": weight, f"count_{number}": "12",
                    f"seal_{number}": _seal()}  # fmt: skip
    return answers


def _beside(at, **said):
    """Register something beside the drugs: the page asks for an amount as it is written on paper."""
    whole = {"exhibit_kind": "cash", "description": "two bundles", "currency": "EUR", "place": "HERON"} | said
    form = dict(whole)
    minor = form.pop("amount_minor")
    return Three(at.cast.officer, page(f"seizures/{at.seizure.id}/beside/", amount=f"{minor // 100}", **form),
                 api(f"seizures/{at.seizure.id}/beside/", **whole))  # fmt: skip


def _split(at, *parts, unit=None, who=None, **more):
    """Split a unit by the API: the form of the page asks for kind, weight and seal of every part."""
    said = {"parts": list(parts), "reason": "x", "witness_badge": "4602"} | more
    return Three(who or at.keeper, None, api(f"units/{(unit or at.bag).id}/parts/", **said))



def _boxed(at, **changes):
    """Return a box at the officer, and the bag that lies in it."""
    [box] = stories.seized(at.cast, of=at.seizure, kind="box", **{"package_count": None} | changes)
    [bag] = register_units(act=act_of(at.cast.officer), seizure_id=at.seizure.id,
                           units=[stories.new_bag(parent_label=box.label, reading=None)])  # fmt: skip
    return box, bag


def _take_out(at, **outer):
    _, bag = _boxed(at, package_count=2)
    said = {"reason": "x", "witness_badge": "4418"}
    form = {"gross": "12", "scale": "S-FLOOR"} | ({"outer_seal": outer["outer_seal"]["number"]} if outer else {})
    return Three(at.cast.officer, page(f"units/{bag.id}/bench/take_out/", **said | form),
                 api(f"units/{bag.id}/taking-out/", reading={"gross_mg": 12_000_000, "scale": "S-FLOOR"}, **said,
                     **outer))  # fmt: skip


def _into_a_box_without_a_weight(at):
    box, _ = _boxed(at, reading=None)
    unit = _part(12_000_000) | {"parent_label": box.label}
    return Three(at.cast.officer, None, api(f"seizures/{at.seizure.id}/units/", units=[unit]))


def _kept_sample(at):
    lawful.sampled(at.cast, at.bag, samples=1, kept=1)
    return at.bag.samples.get().sample_unit


def _regroup(at, *inside):
    """Split a box in which a bag lies; what lies in which part is not said, or said of another."""
    box, _ = _boxed(at)
    more = {"inside": [list(inside), []]} if inside else {}
    return _split(at, _part(12_000_000), _part(13_000_000), unit=box, who=at.cast.officer, witness_badge="4418", **more)


def _exchange(at):
    said = {"witness_badge": "4602", "reference": "KP 9"}
    row = Three(at.keeper, None, api(f"units/{at.bag.id}/exchange/", originals=[_part()], dummies=[], **said))
    return row.refused_earlier("api", lambda: exchange_unit(act=act_of(at.keeper), unit_id=at.bag.id, originals=[],
                                                            dummies=[], **said))  # fmt: skip


def _merge(at, *units):
    ids, seal, said = [str(each.id) for each in units], _seal(), {"reason": "x", "witness_badge": "4602"}
    return Three(
        at.keeper, page("bench/merge/", units=ids, kind="bag", gross="50", scale="S-FLOOR", package_count="50",
                        seal=seal, **said),
        api("merges/", unit_ids=ids, part={"kind": "bag", "package_count": 50, "seal": {"number": seal},
                                           "reading": {"gross_mg": 50_000_000, "scale": "S-FLOOR"}}, **said),
    )  # fmt: skip


def _neutralise(at, unit, who):
    said = {"method": "bleach", "witness_badge": "4602"} | BATCH
    return Three(who, page(f"units/{unit.id}/bench/neutralise/", **said),
                 api("neutralisations/", unit_ids=[str(unit.id)], **said))  # fmt: skip


# --- samples and results ----------------------------------------------------------------------------------------


def _sample(at, unit, *, number=1, mg=24_995_000):
    new, said = _seal(), {"witness_badge": "4601"}
    one = {"sample_kind": "analysis", "reading": {"gross_mg": 5_000, "scale": "S-BENCH"}}
    return Three(
        at.cast.sampler,
        page(f"units/{unit.id}/sample/", sample_kind="analysis", bound_for="laboratory", sample_grams="5",
             sample_scale="S-BENCH", sample_seal=_seal(), new_seal=new, gross=f"{mg / 1e6:.4f}", scale="S-FLOOR",
             **said),
        api(f"units/{unit.id}/samples/", samples=[one | {"seal": {"number": _seal()}} for _ in range(number)],
            new_seal={"number": new}, reading={"gross_mg": mg, "scale": "S-FLOOR"}, **said),
    )  # fmt: skip


def _no_samples(at):
    row = _sample(at, at.bag, number=0)
    return Three(row.who, None, row.api)


def _bare(at):
    return stories.stored(at.cast, of=at.seizure, reading=None)[0]


def _result(at, unit=None, **changes):
    said = {"outcome": "positive", "substance": "cocaine", "laboratory": "NICC", "reference": "L 7"} | changes
    unit = unit or at.sample
    form = {name: "on" if each is True else str(each) for name, each in said.items()}
    return Three(at.cast.case_officer, page(f"units/{unit.id}/bench/result/", **form),
                 api(f"units/{unit.id}/results/", **said))  # fmt: skip


# --- corrections ------------------------------------------------------------------------------------------------


def _correct(at, unit=None, **correction):
    unit = unit or at.bag
    said = {name: each for name, each in ASKED.items() if name != "party"}
    form = {name: str(each) for name, each in correction.items()}
    return Three(at.keeper, page(f"units/{unit.id}/exceptions/correction/", **said | form),
                 api(f"units/{unit.id}/exceptions/", exception="correction", **said,
                     **({"correction": correction} if correction else {})))  # fmt: skip


PARTS = {
    "money.no_cash": lambda at: _beside(at, exhibit_kind="weapon", amount_minor=500),
    "money.currency": lambda at: _beside(at, currency="E1", amount_minor=500),
    "money.range": lambda at: _beside(at, amount_minor=2 * 10**15),
    "part.not_weighed": lambda at: _split(at, _part(12_000_000), _part(reading=False)),
    "part.not_sealed": lambda at: _split(at, _part(12_000_000), _part(13_000_000, seal=False)),
    "choice.unknown": lambda at: _split(at, _part(12_000_000), _part(13_000_000), how="melt"),
    "takeout.no_outer_seal": _take_out,
    "takeout.not_counted": lambda at: _take_out(at, outer_seal={"number": _seal()}),
    "parent.not_weighed": _into_a_box_without_a_weight,
    "divide.left_out": _regroup,
    "divide.wrong_part": lambda at: _regroup(at, str(at.bag.id)),
    "exchange.parts": _exchange,
    "merge.beside": lambda at: _merge(at, at.bag, at.pistol).refused_earlier("page"),
    "merge.unweighed": lambda at: _merge(at, at.bag, _bare(at)),
    "neutralise.no_drugs": lambda at: _neutralise(at, at.pistol, at.cast.officer),
}

SAMPLES = {
    "result.no_purity": lambda at: _result(at, purity_permille=0),
    "result.kept": lambda at: _result(at, _kept_sample(at), used_up=True),
    "samples.count": lambda at: _no_samples(at).refused_earlier("api", lambda: take_sample(
        act=act_of(at.cast.sampler), unit_id=at.bag.id, witness_badge="4601", new_seal=stories.new_seal(), samples=[],
        reading=stories.reading())),
}

def _written(at, kilograms):
    """A weight as somebody writes it: the page reads it, and nothing behind it does."""
    return Three(at.keeper, page(f"units/{at.bag.id}/weigh/", gross=kilograms, scale="S-FLOOR"), None)


def _reseal(at, **seal):
    said = {"reason": "torn", "witness_badge": "4602"}
    number = _seal()
    return Three(at.keeper, page(f"units/{at.bag.id}/bench/seal/", seal=number, **said | seal),
                 api(f"units/{at.bag.id}/seals/replacement/", new_seal={"number": number} | seal, **said))  # fmt: skip


SEALS = {
    "seal.class": lambda at: _reseal(at, seal_class="X").refused_earlier("page"),
    "seal.pin_and_barrel": lambda at: _reseal(at, seal_class="bag", barrel_number="AN77001"),
}

WRITTEN = {
    "weight.empty": lambda at: _written(at, "kg"),
    "weight.malformed": lambda at: _written(at, "heavy"),
    "weight.negative": lambda at: _written(at, "-3"),
    "weight.too_fine": lambda at: _written(at, "1,00000001"),
    "weight.too_heavy": lambda at: _written(at, "99999999999"),
}

CORRECTIONS = {
    "correction.no_entry": lambda at: _correct(at, event_seq=900, gross_mg=24_000_000).refused_earlier("page"),
    "correction.same": lambda at: _correct(at, event_seq=1, substance="cocaine"),
    "correction.no_exhibit": lambda at: _correct(at, stories.contained(at.cast), event_seq=1, substance="heroin"),
}


def _netted(at):
    said = {"gross_mg": 25_000_000, "tare_mg": 26_000_000, "scale": "S-FLOOR"}
    return Three(at.keeper, None, api(f"units/{at.bag.id}/weighings/", reading=said))


WRITTEN |= {"weight.tare": _netted}
ROWS = PARTS | SAMPLES | SEALS | WRITTEN | CORRECTIONS
