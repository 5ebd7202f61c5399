"""The acts on one unit at the bench: each with its form, its words, and the one action it calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from custody.core.exceptional import REPACK
from custody.destruction.actions import owed_tests, partial_hold
from custody.evidence.actions import (
    dividing,
    laboratory,
    neutralise,
    operation,
    recovering,
    reseal,
    retesting,
    seals,
    searching,
    tracker,
    unpacking,
)
from custody.evidence.actions.seal_faults import report_seal_fault
from custody.evidence.entries import NewUnit, Reading, Treated
from custody.web.bench import forms, treatment_forms
from custody.web.shared.sealing import entry_of, new_seal_by_register, seal_by_register
from custody.web.shared.words import Word

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.evidence.models import HandlingUnit
    from custody.web.shared.forms import CustodyForm

Answers = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """One act: what its page asks and says, and what it does with the answers; ``makes`` says that what it returns is
    another unit, which is shown then."""

    form: type[CustodyForm]
    heading: Word
    lead: Word
    does: Callable[[Act, HandlingUnit, Answers], object]
    makes: bool = False


def parts_of(answers: Answers, *, numbers: tuple[int, ...] = (1, 2, 3)) -> list[NewUnit]:
    """Return the parts that were filled in."""
    return [
        NewUnit(
            kind=answers[f"kind_{number}"],
            package_count=answers[f"count_{number}"],
            reading=Reading(gross_mg=answers[f"gross_{number}"], scale_code=answers["scale"]),
            seal=seal_by_register(answers, f"seal_{number}", barrel=f"barrel_{number}"),
        )
        for number in numbers
        if answers.get(f"gross_{number}") is not None
    ]


def _inside(answers: Answers) -> list[list[UUID]]:
    """Return, part by part, what is said to lie in it; nothing where nothing lies inside."""
    told = [answers.get(f"inside_{number}") or [] for number in (1, 2, 3) if answers.get(f"gross_{number}") is not None]
    return told if any(told) else []


def _common(act: Act, unit: HandlingUnit, answers: Answers) -> dict[str, Any]:
    return {"act": act, "unit_id": unit.id, "expected_seq": answers["expected_seq"]}


def _split(act: Act, unit: HandlingUnit, answers: Answers) -> object:
    return dividing.split_unit(
        parts=parts_of(answers), witness_badge=answers["witness_badge"], reason=answers["reason"],
        loss_reason=answers["loss_reason"], inside=_inside(answers), **_common(act, unit, answers),
    )  # fmt: skip


def _take_out(act: Act, unit: HandlingUnit, answers: Answers) -> object:
    left = answers["left_gross"]
    return unpacking.take_out(
        reading=Reading(gross_mg=answers["gross"], scale_code=answers["scale"]),
        seal=seal_by_register(answers),
        outer_seal=seal_by_register(answers, "outer_seal", seal_class="outer_class", barrel="outer_barrel"),
        left_count=answers["left_count"],
        left_reading=None if left is None else Reading(gross_mg=left, scale_code=answers["left_scale"] or None),
        witness_badge=answers["witness_badge"], reason=answers["reason"], **_common(act, unit, answers),
    )  # fmt: skip


def _repack(act: Act, unit: HandlingUnit, answers: Answers) -> object:
    return dividing.split_unit(
        parts=parts_of(answers), witness_badge=answers["witness_badge"], reason=answers["reason"],
        loss_reason=answers["loss_reason"], how=REPACK, inside=_inside(answers), **_common(act, unit, answers),
    )  # fmt: skip


def _retain(act: Act, unit: HandlingUnit, answers: Answers) -> object:
    [kept, *rest] = parts_of(answers)
    return partial_hold.hold_part(
        retained=kept, rest=rest, witness_badge=answers["witness_badge"], authority=answers["authority"],
        reference=answers["reference"], reason=answers["reason"], loss_reason=answers["loss_reason"],
        inside=_inside(answers), **_common(act, unit, answers),
    )  # fmt: skip


def _exchange(act: Act, unit: HandlingUnit, answers: Answers) -> object:
    return operation.exchange_unit(
        originals=parts_of(answers, numbers=(1,)), dummies=parts_of(answers, numbers=(2,)),
        witness_badge=answers["witness_badge"], reference=answers["reference"], loss_reason=answers["loss_reason"],
        **_common(act, unit, answers),
    )  # fmt: skip


def _seal(act: Act, unit: HandlingUnit, answers: Answers) -> object:
    return reseal.replace_seal(
        new_seal=entry_of(answers, number="seal"), reason=answers["reason"], witness_badge=answers["witness_badge"],
        **_common(act, unit, answers),
    )  # fmt: skip


def _unseal(act: Act, unit: HandlingUnit, answers: Answers) -> object:
    return seals.remove_seal(
        reason=answers["reason"], witness_badge=answers["witness_badge"], **_common(act, unit, answers)
    )


def _seal_fault(act: Act, unit: HandlingUnit, answers: Answers) -> object:
    return report_seal_fault(fault=answers["fault"], seal_seen=answers["seal"] or None, **_common(act, unit, answers))


def _neutralise(act: Act, unit: HandlingUnit, answers: Answers) -> object:
    weights = {} if answers["gross"] is None else {
        unit.id: Treated(
            reading=Reading(gross_mg=answers["gross"], scale_code=answers["scale"] or None),
            added_mg=answers["added"] or 0,
        )
    }  # fmt: skip
    return neutralise.neutralise_units(
        act=act, unit_ids=[unit.id], weights=weights,
        **{name: answers[name]
           for name in ("method", "batch", "test", "witness_badge", "second_witness_badge", "remark")},
    )  # fmt: skip


def _retest(act: Act, unit: HandlingUnit, answers: Answers) -> object:
    return retesting.retest_units(
        act=act, unit_ids=[unit.id], **{name: answers[name] for name in ("test", "witness_badge", "remark")}
    )


def _lot_test(act: Act, unit: HandlingUnit, answers: Answers) -> object:
    return owed_tests.record_owed_test(
        result=answers["result"], new_seal=new_seal_by_register(answers), witness_badge=answers["witness_badge"],
        **_common(act, unit, answers),
    )  # fmt: skip


def _unlocated(act: Act, unit: HandlingUnit, answers: Answers) -> object:
    return searching.report_unlocated(remark=answers["remark"], **_common(act, unit, answers))


def _missing(act: Act, unit: HandlingUnit, answers: Answers) -> object:
    return searching.declare_missing(remark=answers["remark"], **_common(act, unit, answers))


def _found(act: Act, unit: HandlingUnit, answers: Answers) -> object:
    return searching.record_found(
        witness_badge=answers["witness_badge"], remark=answers["remark"], place=answers["place"] or None,
        **_common(act, unit, answers),
    )  # fmt: skip


def _recover(act: Act, unit: HandlingUnit, answers: Answers) -> HandlingUnit:
    told = ("found_where", "found_at", "seal_seen", "number_read", "remark")
    return recovering.recover_unit(
        comeback=recovering.Comeback(**{name: answers[name] for name in told}),
        reading=Reading(
            gross_mg=answers["gross"], scale_code=answers["scale"], package_count=answers["package_count"]
        ),
        new_seal=seal_by_register(answers), inside=answers.get("inside_1") or (), place=answers["place"] or None,
        witness_badge=answers["witness_badge"], **_common(act, unit, answers),
    )  # fmt: skip


def _tracker(act: Act, unit: HandlingUnit, answers: Answers) -> object:
    return tracker.record_tracker(
        witness_badge=answers["witness_badge"], description=answers["description"], powered=answers["powered"],
        seal=new_seal_by_register(answers), **_common(act, unit, answers),
    )  # fmt: skip


def _incident(act: Act, unit: HandlingUnit, answers: Answers) -> object:
    return tracker.end_unit_incident(finding=answers["finding"], **_common(act, unit, answers))


def _operation(act: Act, unit: HandlingUnit, answers: Answers) -> object:
    return operation.end_operation(
        witness_badge=answers["witness_badge"], place=answers["place"], remark=answers["remark"],
        over_limit_reason=answers["over_limit_reason"], **_common(act, unit, answers),
    )  # fmt: skip


def _loan(act: Act, unit: HandlingUnit, answers: Answers) -> object:
    return operation.end_loan(
        reading=Reading(gross_mg=answers["gross"], scale_code=answers["scale"]), place=answers["place"],
        **_common(act, unit, answers),
    )  # fmt: skip


def _result(act: Act, unit: HandlingUnit, answers: Answers) -> object:
    return laboratory.report_result(
        outcome=answers["outcome"], substance=answers["substance"] or None,
        purity_permille=answers["purity_permille"], used_up=bool(answers["used_up"]),
        laboratory=answers["laboratory"], reference=answers["reference"], **_common(act, unit, answers),
    )  # fmt: skip


_SIGNS = _("The person who stood by signs in later and signs. Until then nothing of it leaves.")
_BOTH_SIGN = _("Both witnesses sign in later and sign. Until then nothing of it leaves.")
BENCH: Mapping[str, Bench] = {
    "split": Bench(form=forms.PartsForm, heading=_("Split it"), lead=_SIGNS, does=_split),
    "take_out": Bench(
        form=forms.TakeOutForm, heading=_("Take it out of what it lies in"), lead=_SIGNS, does=_take_out
    ),
    "repack": Bench(form=forms.RepackForm, heading=_("Pack it anew"), lead=_SIGNS, does=_repack),
    "retain": Bench(form=forms.RetainForm, heading=_("Keep a part of it back"), lead=_SIGNS, does=_retain),
    "exchange": Bench(form=forms.ExchangeForm, heading=_("Exchange what is in it"), lead=_SIGNS, does=_exchange),
    "seal": Bench(form=forms.SealForm, heading=_("Change its seal"), lead=_SIGNS, does=_seal),
    "seal_fault": Bench(
        form=forms.SealFaultForm,
        heading=_("Its seal is not as it should be"),
        lead=_("Leave it as it is. It is frozen until a supervisor has looked into it."),
        does=_seal_fault,
    ),
    "unseal": Bench(
        form=forms.UnsealForm,
        heading=_("Take its seal off"),
        lead=_("Another seal is owed from then on. Who stood by signs for it too."),
        does=_unseal,
    ),
    "neutralise": Bench(
        form=treatment_forms.NeutraliseForm,
        heading=_("It was treated to make it unusable"),
        lead=_BOTH_SIGN,
        does=_neutralise,
    ),
    "retest": Bench(
        form=treatment_forms.RetestForm,
        heading=_("It was tested again"),
        lead=_("It counts as unusable. If the test shows that it can be used after all, it is frozen until a "
               "supervisor has explained it, and counts as usable from this minute."),
        does=_retest,
    ),
    "lot_test": Bench(
        form=forms.LotTestForm,
        heading=_("It was drawn, and is tested now"),
        lead=_("Two who never had it open it. If it is not what it should be, it is frozen."),
        does=_lot_test,
    ),
    "tracker": Bench(
        form=forms.TrackerForm,
        heading=_("A tracker was found in it"),
        lead=_("Leave it as it is, in a shielded bag. Every place of this load counts as known to others from now on."),
        does=_tracker,
    ),
    "incident": Bench(
        form=forms.IncidentEndForm,
        heading=_("The incident on it is over"),
        lead=_("It was swept again, and nothing was found. What is known against its places stays."),
        does=_incident,
    ),
    "unlocated": Bench(
        form=forms.UnlocatedForm,
        heading=_("It is not where it should be"),
        lead=_("Say so at once: the search has its clock from now on."),
        does=_unlocated,
    ),
    "missing": Bench(
        form=forms.RemarkForm,
        heading=_("The search has failed"),
        lead=_("All that lies in its place is to be counted."),
        does=_missing,
    ),
    "found": Bench(
        form=forms.FoundForm,
        heading=_("It was found"),
        lead=_("It stays frozen until a supervisor has explained where it was."),
        does=_found,
    ),
    "recover": Bench(
        form=forms.RecoverForm,
        heading=_("It came back"),
        lead=_("It is a unit of its own from now on, in your custody. It is frozen until a supervisor who never had it "
               "has explained where it was."),
        does=_recover,
        makes=True,
    ),
    "operation": Bench(
        form=forms.BackForm, heading=_("The written act is carried out"), lead=_SIGNS, does=_operation
    ),
    "loan": Bench(
        form=forms.LoanEndForm,
        heading=_("It is back from training"),
        lead=_("Weigh it: what it weighs is held against what it weighed when it left."),
        does=_loan,
    ),
    "result": Bench(
        form=forms.ResultForm,
        heading=_("What the laboratory said"),
        lead=_("It counts once another person has held it against the paper."),
        does=_result,
    ),
}
"""last word of the address -> the act."""
