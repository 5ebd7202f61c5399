"""What is asked of who plans, counts and audits."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from custody.core.inventories import ASKED_BY_PEOPLE, LEAST_PERCENT
from custody.evidence.stocklist import KINDS as KINDS_COUNTED
from custody.web.inventories.words import FORMATS, KINDS, QUESTIONS, VERDICTS
from custody.web.shared.forms import (
    BadgeField,
    CheckField,
    ChoiceField,
    CountField,
    CustodyForm,
    PlaceField,
    RemarkField,
    ScanField,
    SealField,
    WeightField,
)
from custody.web.shared.words import UNIT_KINDS, choices


class AskForm(CustodyForm):
    """Which place is counted, and how much of it."""

    place = PlaceField(label=_("Which place?"))
    kind = ChoiceField(
        label=_("What kind of inventory?"),
        help_text=_("What is not announced is hidden from custodians until it begins"),
        choices=[(each, KINDS[each]) for each in ASKED_BY_PEOPLE],
    )
    percent = CountField(
        label=_("How many percent of it?"), help_text=_("From 10 to 100"), least=LEAST_PERCENT, most=100
    )


class BeginForm(CustodyForm):
    """Who counts with whom."""

    second = BadgeField(label=_("Badge of the second person"), help_text=_("From outside the chain, like you"))
    also_called = {"second_badge": "second"}


class FoundForm(CustodyForm):
    """One thing as it is read and counted. Nothing of the books stands here."""

    label = ScanField(label=_("Label"))
    seal = SealField(label=_("Seal number"), help_text=_("As printed. Left empty: missing or damaged"), required=False)
    packages = CountField(label=_("Packages counted"), required=False)
    gross = WeightField(label=_("Gross weight"), help_text=_("If you weighed it"), required=False)
    scale = ChoiceField(label=_("Scale"), choices=[], required=False)
    kind = ChoiceField(
        label=_("What is it?"), help_text=_("If it may stand on no list"),
        choices=[("", "–"), *((kind, UNIT_KINDS[kind]) for kind in KINDS_COUNTED)], required=False,
    )  # fmt: skip
    packaging = ChoiceField(
        label=_("Is the packaging whole?"), choices=[("yes", _("Yes")), ("no", _("No: torn, wet or opened"))]
    )
    in_time = ChoiceField(
        label=_("Was it found within five minutes?"),
        choices=[("yes", _("Yes")), ("no", _("No")), ("not_sought", _("Nobody looked for this one"))],
    )
    also_called = {
        "kind_seen": "kind", "seal_seen": "seal", "seals": "seal",
        "package_count": "packages", "gross_mg": "gross", "scale_code": "scale",
        "packaging_whole": "packaging", "found_in_time": "in_time",
    }  # fmt: skip


class TakeCountForm(CustodyForm):
    """As what, and why."""

    form_of_file = ChoiceField(label=_("As what?"), choices=choices(FORMATS))
    reason = RemarkField(
        label=_("Why?"), help_text=_("It stands in the file, with your badge, and in the record"), required=True
    )


class BreakOffForm(CustodyForm):
    """Why a count is broken off."""

    reason = RemarkField(label=_("Why is it broken off?"))


class PlanAuditForm(CustodyForm):
    """Which place an auditor looks at."""

    place = PlaceField(label=_("Which place?"))
    auditor = BadgeField(label=_("Badge of the auditor"), help_text=_("From outside the chain"))
    announced = CheckField(label=_("Announce it"), required=False)
    also_called = {"auditor_badge": "auditor"}


class AnswerForm(CustodyForm):
    """One question of the audit."""

    question = ChoiceField(label=_("Question"), choices=list(QUESTIONS.items()))
    verdict = ChoiceField(label=_("What did you see?"), choices=list(VERDICTS.items()))
    remark = RemarkField(label=_("What was found?"), help_text=_("Needed when a rule was broken"), required=False)

    def leave_out(self, answered: set[str]) -> None:
        """Offer only the questions that are not answered yet."""
        self.fields["question"].choices = [each for each in QUESTIONS.items() if each[0] not in answered]  # type: ignore[attr-defined]


class CloseForm(CustodyForm):
    """What the auditor concludes."""

    conclusion = RemarkField(label=_("Conclusion"))
