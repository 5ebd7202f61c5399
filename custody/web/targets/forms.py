"""What is looked for, what a scan shows, what is decided, and why somebody looks."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from custody.web.shared.fields import asked
from custody.web.shared.forms import (
    BadgeField,
    ChoiceField,
    ContainerField,
    CustodyForm,
    LabelField,
    PhotoField,
    RemarkField,
    TextField,
)
from custody.web.shared.local import LocalMomentField
from custody.web.shared.words import choices
from custody.web.targets.words import (
    CREDIBILITIES,
    LET_GO_REASONS,
    LINK_ANSWERS,
    ORIGINS,
    RELIABILITIES,
    SCAN_RESULTS,
    SCANNERS,
)


class OpenForm(CustodyForm):
    """A consignment that is looked for."""

    origin = ChoiceField(label=_("Why do you look for it?"), choices=choices(ORIGINS))
    tip_reference = asked(TextField(label=_("Reference of the tip"), max_length=12, required=False,
                                    help_text=_("Only for a tip: its handler gives it to you")))  # fmt: skip
    authority = asked(TextField(label=_("Authority that sent the message"), max_length=80, required=False,
                                help_text=_("Only for a message from abroad")))  # fmt: skip
    container_number = asked(TextField(label=_("Container number"), max_length=20, required=False,
                                       help_text=_("For example MSCU 123456 6")))  # fmt: skip
    imo_number = asked(TextField(label=_("IMO number of the ship"), max_length=12, required=False))
    vessel = TextField(label=_("Ship"), max_length=80, required=False)
    call = TextField(label=_("Call of the ship at the port"), max_length=40, required=False)
    expected_at = LocalMomentField(label=_("When is it expected?"))
    grounds = RemarkField(label=_("What is known?"), required=True,
                          help_text=_("Nothing that tells who gave a tip"))  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Ask for what the reason needs: a tip its reference, a message its sender."""
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        origin = answers.get("origin")
        if origin == "tip" and not answers.get("tip_reference"):
            self.add_error("tip_reference", _("Enter the reference of the tip"))
        if origin == "foreign_message" and not answers.get("authority"):
            self.add_error("authority", _("Enter which authority sent the message"))
        return answers


class ArrivalForm(CustodyForm):
    """Another arrival is expected."""

    expected_at = LocalMomentField(label=_("When is it expected now?"))
    call = TextField(label=_("Call of the ship at the port"), max_length=40, required=False)
    reason = RemarkField(label=_("Why?"), required=False)


class ScanForm(CustodyForm):
    """An image of a scanner."""

    scanner = ChoiceField(label=_("Where was it scanned?"), choices=choices(SCANNERS))
    port = asked(TextField(label=_("Port abroad (UN/LOCODE)"), max_length=6, required=False,
                           help_text=_("For example ECGYE")))  # fmt: skip
    photo = PhotoField(label=_("Scan image"))
    also_called = {"content": "photo"}


class ReadingForm(CustodyForm):
    """What an officer sees in a scan image."""

    result = ChoiceField(label=_("What does it show?"), choices=choices(SCAN_RESULTS))
    remark = RemarkField(label=_("Remark"), required=False)


class SearchForm(CustodyForm):
    """Who stops and searches it."""

    searcher_badge = BadgeField(label=_("Officer who stops and searches it"))


class LetGoForm(CustodyForm):
    """Why it may go without a search."""

    reason_code = ChoiceField(label=_("Why may it go?"), choices=choices(LET_GO_REASONS))
    reason = RemarkField(label=_("Say it in your own words"), required=True)


class LinkForm(CustodyForm):
    """A stopped conveyance that no number tells of."""

    label = LabelField(label=_("Label of the conveyance"))


class LinkDecisionForm(CustodyForm):
    """Whether it belongs to the target."""

    answer = ChoiceField(label=_("Does it belong to the target?"), choices=choices(LINK_ANSWERS))
    also_called = {"approve": "answer"}


class UnlinkForm(CustodyForm):
    """A conveyance that does not belong to it."""

    label = LabelField(label=_("Label of the conveyance"))
    reason = RemarkField(label=_("Why does it not belong to it?"), required=True)


class FindForm(CustodyForm):
    """Others found drugs in it."""

    authority = TextField(label=_("Who found it?"), max_length=80)
    remark = RemarkField(label=_("What did they report?"), required=True)


class LookForm(CustodyForm):
    """Why somebody looks."""

    reason = RemarkField(label=_("Why do you need to see it?"), required=True)


class LookUpForm(CustodyForm):
    """A container number, and why it is looked up."""

    container_number = ContainerField()
    reason = RemarkField(label=_("Why do you look it up?"), required=True)


class TipForm(CustodyForm):
    """Who gave a tip, and how far both are believed."""

    source = RemarkField(label=_("Who gave the tip?"), required=True,
                         help_text=_("Sealed: you alone can read it again"))  # fmt: skip
    reliability = ChoiceField(label=_("How reliable is the source?"), choices=choices(RELIABILITIES))
    credibility = ChoiceField(label=_("How credible is what it says?"), choices=choices(CREDIBILITIES))


class EntrustForm(CustodyForm):
    """Who keeps the source from now on."""

    handler_badge = BadgeField(label=_("Badge of the handler who takes over"))
    reason = RemarkField(label=_("Why?"), required=True)
