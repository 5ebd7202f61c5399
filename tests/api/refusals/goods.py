"""Refusals about goods: exceptions, seals, weights, counts and samples."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from unittest.mock import patch

from custody.evidence.actions import (
    counting,
    laboratory,
    seal_register,
    seals,
    weigh,
)
from custody.evidence.exceptions import policies as exception_policies
from custody.evidence.models import Discrepancy
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


def fresh_seal():
    """Return the number of a seal that was never used."""
    return stories.new_seal().number


def bench(at, name, unit, *, door, said, form=None, who=None, **more):
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
    return bench(at, "seal", unit or at.bag, door="seals/replacement", form=said | {"seal": number},
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
    "seal.row": lambda at: Three(at.cast.storekeeper, None, _other_seal(at, "A1001 t/m A1064").api),
    "seal.present": lambda at: _new_seal(at, at.bag, fresh_seal()),
    "seal.none": lambda at: _other_seal(at, fresh_seal(), _unsealed(at)),
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


def _unweighed(at):
    return stories.seized(at.cast, of=at.seizure, reading=None)[0]


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
    "weight.unlike": lambda at: replace(_weigh(at, 2.52, unit=_unweighed(at)), who=at.cast.officer),
    "weight.range": lambda at: _weigh(at, 0, mg=0).refused_earlier("page"),
    "scale.unknown": lambda at: _weigh(at, 25, scale="S-NONE").refused_earlier("page"),
    "count.range": lambda at: _count(at, 10_000_000).refused_earlier("page"),
    "count.sample": lambda at: _count(at, 1, unit=at.sample, who=at.cast.sampler),
    "count.own": _counted,
    "discrepancy.resolved": _explained,
    "discrepancy.opener": lambda at: replace(
        _explain(at, _differs(at, by=at.cast.supervisor), at.cast.supervisor), page=None),
    "discrepancy.custodian": _at_my_own,
}

# --- samples and laboratory -----------------------------------------------------------------------------------


def _sample(at, unit, *, witness="4601", kg="24,9950", mg=24_995_000, why=None, **more):
    first, second = fresh_seal(), fresh_seal()
    said = {"witness_badge": witness} | ({} if why is None else {"frozen_reason": why})
    return Three(
        at.cast.sampler, page(f"units/{unit.id}/sample/", sample_kind="analysis", bound_for="laboratory",
                              sample_grams="5", sample_scale="S-BENCH", sample_seal=first, new_seal=second, gross=kg,
                              scale="S-FLOOR",
                              **said),
        api(f"units/{unit.id}/samples/", **said, new_seal={"number": second},
            reading={"gross_mg": mg, "scale": "S-FLOOR"},
            samples=[{"sample_kind": "analysis", "seal": {"number": first},
                      "reading": {"gross_mg": 5_000, "scale": "S-BENCH"}}]), **more,
    )  # fmt: skip


def _sample_in_dispute(at):
    weigh.record_weighing(act=act_of(at.cast.checker), unit_id=at.bag.id, reading=stories.reading(22_000_000))
    return _sample(at, at.bag, kg="21,9950", mg=21_995_000, why="a swap")


PAPER = {"outcome": "positive", "substance": "cocaine", "laboratory": "NICC", "reference": "L 7"}


def _result(at, unit=None, **changes):
    said = {name: each for name, each in (PAPER | changes).items() if each is not NOTHING}
    form = {name: "on" if each is True else str(each) for name, each in said.items()}
    return bench(at, "result", unit or at.sample, door="results", said=said, form=form, who=at.cast.case_officer)


def _reported(at):
    return laboratory.report_result(act=act_of(at.cast.case_officer), unit_id=at.sample.id, **PAPER)


def _result_waits(at):
    _reported(at)
    return _result(at)


def _verify(at, who, *, twice=False, papered=True):
    made = _reported(at)
    if papered:
        exceptional.papered(made, by=at.cast.case_officer)
    if twice:
        laboratory.verify_result(act=act_of(at.cast.second_case_officer), result_id=made.id, unit_id=at.sample.id)
    # A page that cannot be signed asks for the paper, and shows no form.
    door = page(f"units/{at.sample.id}/results/{made.id}/verify/") if papered else None
    return Three(who, door, api(f"results/{made.id}/verification/"))


SAMPLES = {
    "result.no_paper": lambda at: _verify(at, at.cast.second_case_officer, papered=False),
    "sample.of_sample": lambda at: _sample(at, at.sample),
    "sample.custodian": lambda at: _sample(at, at.bag, witness="4702"),
    "sample.not_outside": _sample_in_dispute,
    "result.no_sample": lambda at: _result(at, at.bag),
    "result.no_substance": lambda at: _result(at, substance=NOTHING),
    "result.negative": lambda at: _result(at, outcome="negative"),
    "result.purity": lambda at: _result(at, purity_permille=2_000).refused_earlier("page"),
    "result.open": _result_waits,
    "result.own": lambda at: _verify(at, at.cast.case_officer),
    "result.verified": lambda at: _verify(at, at.cast.supervisor, twice=True),
}

ROWS = EXCEPTIONS | SEALS | WEIGHTS | SAMPLES
