"""What is asked about an exception: why, on which paper, who receives it, and what a wrong entry should say."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from custody.core.exceptional import NEEDS, Exceptional
from custody.evidence.actions.exceptions import SPEAKER_MOST
from custody.evidence.actions.giving import IDENTITY_MOST, NAME_MOST
from custody.reports.words import SUBSTANCES
from custody.web.shared.documents import DocumentField
from custody.web.shared.exceptional import DANGERS, INQUIRY_CAUSES
from custody.web.shared.forms import (
    BadgeField,
    CheckField,
    ChoiceField,
    CountField,
    CustodyForm,
    LabelField,
    RemarkField,
    TextField,
    WeightField,
)
from custody.web.shared.words import choices


class ProposeForm(CustodyForm):
    """One form for every exception: it shows what this one needs and nothing else."""

    event_seq = ChoiceField(label=_("Which entry is wrong?"), choices=[])
    gross = WeightField(label=_("Right gross weight"), help_text=_("Leave empty what is right"), required=False)
    tare = WeightField(label=_("Right weight of the packaging"), required=False)
    package_count = CountField(label=_("Right number of bricks"), required=False)
    volume_ml = CountField(
        label=_("Right volume of a liquid, in millilitres"), least=1, most=1_000_000_000, required=False
    )
    substance = ChoiceField(
        label=_("What the exhibit really is"), choices=[("", _("As it is booked")), *choices(SUBSTANCES)],
        help_text=_("Holds for all units of its exhibit"), required=False,
    )  # fmt: skip
    reference = TextField(label=_("Reference of the written act"), max_length=64)
    spoken_by = TextField(
        label=_("Given by word of mouth: who spoke?"),
        help_text=_("Office and duty, as they said it. The paper is owed"),
        max_length=SPEAKER_MOST, required=False,
    )
    listener = BadgeField(
        label=_("Who heard it too?"), help_text=_("The supervisor who will decide"), required=False
    )
    already = CheckField(label=_("It happened already, without an act: the paper is owed, and command is told"))
    party = TextField(label=_("Who receives it?"), max_length=120)
    borrower = BadgeField(label=_("Badge of who borrows it"))
    reason = RemarkField(label=_("Why?"), required=True)
    also_called = {"gross_mg": "gross", "tare_mg": "tare", "net_mg": "gross", "listener_badge": "listener"}

    def __init__(self, *args: Any, exception: Exceptional, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        needs = NEEDS[exception]
        kept = {"reference": needs.act, "party": needs.party == "text", "borrower": needs.party == "badge"}
        kept |= dict.fromkeys(("spoken_by", "listener"), needs.oral) | {"already": needs.already}
        if needs.paper:
            self.fields["reference"].required = not (needs.oral or needs.already)
            self.fields["reference"].help_text = _("Its paper is attached next: nothing is let go without")
        elif needs.already:
            self.fields["already"].label = _("It is gone already: who commands is told")
        is_correction = exception is Exceptional.CORRECTION
        kept |= dict.fromkeys(("event_seq", "gross", "tare", "package_count", "volume_ml", "substance"), is_correction)
        for name, wanted in kept.items():
            if not wanted:
                del self.fields[name]


class ActForm(CustodyForm):
    """The paper that an exception rests on."""

    reference = TextField(label=_("Reference of the written act"), max_length=64)
    document = DocumentField(label=_("The paper as PDF or photo"))
    also_called = {"photo": "document"}


class GiveForm(CustodyForm):
    """Who took it, on which papers, with what receipt, and who stood by."""

    received_by = TextField(label=_("Who takes it?"), help_text=_("The name of the person at hand"),
                            max_length=NAME_MOST)  # fmt: skip
    identity = TextField(label=_("Number of their identity document or service card"), max_length=IDENTITY_MOST)
    document = DocumentField(label=_("The receipt that they signed, as PDF or photo"))
    witness = BadgeField(label=_("Who stood by?"), help_text=_("This person signs in later and signs"))
    also_called = {"photo": "document", "witness_badge": "witness"}


class ObjectForm(CustodyForm):
    """What is not as it was."""

    objection = RemarkField(label=_("What is not as you left it?"), required=True)


class DecideForm(CustodyForm):
    """Yes or no, and why."""

    decision = ChoiceField(
        label=_("What do you decide?"), choices=[("approve", _("Approve it")), ("refuse", _("Refuse it"))]
    )
    answer = RemarkField(label=_("What do you say to it?"), help_text=_("Needed when you refuse"), required=False)


class EndangerForm(CustodyForm):
    """What is known against a place."""

    danger = ChoiceField(label=_("What is known?"), choices=choices(DANGERS, ("1", "2", "3")))
    cause = RemarkField(label=_("How do you know?"), required=True)


class ClearForm(CustodyForm):
    """Why a place is safe again."""

    reason = RemarkField(label=_("Why is it safe again?"), required=True)


class InquiryForm(CustodyForm):
    """What destroyed it, what the report says, and what is left."""

    cause = ChoiceField(label=_("What destroyed it?"), choices=choices(INQUIRY_CAUSES))
    report_number = TextField(label=_("Number of the report"), max_length=64)
    finding = RemarkField(label=_("What was found?"))
    residue = LabelField(
        label=_("What is left"),
        help_text=_("The label of the unit as which it was registered. Leave it empty when nothing is left"),
        required=False,
    )
