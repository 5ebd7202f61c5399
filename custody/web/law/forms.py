"""What the papers around an order say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from custody.core.authority_rules import JUDGES
from custody.destruction.lists import NUMBER_MOST, OBJECTION_OUTCOMES, REFERENCE_MOST
from custody.reports.words import AUTHORITIES
from custody.web.shared.decisions import DayField, DecisionForm
from custody.web.shared.documents import DocumentField
from custody.web.shared.forms import BadgeField, ChoiceField, CustodyForm, RemarkField, TextField, WeightField
from custody.web.shared.units import UnitsField
from custody.web.shared.words import ADDRESSEES, DECISION_OUTCOMES, HOLD_AUTHORITIES, choices

if TYPE_CHECKING:
    from custody.web.shared.words import Word


class InstructionForm(CustodyForm):
    """An investigating judge has the case."""

    reference = TextField(label=_("Reference of the judge's file"), max_length=REFERENCE_MOST)


class ServeForm(CustodyForm):
    """A notice, or an order, was served."""

    addressee = ChoiceField(label=_("On whom was it served?"), choices=choices(ADDRESSEES))
    reference = TextField(label=_("Reference of the paper"), max_length=REFERENCE_MOST)


class ObjectionForm(CustodyForm):
    """Somebody objected or appealed."""

    grounds = RemarkField(label=_("What was objected?"), help_text=_("As the paper says it, in short"))


class ServiceForm(DecisionForm):
    """On which day a notice was served, and what proves it."""

    reference = TextField(
        label=_("Number of the receipt"), help_text=_("Of the post, or of who served it"), max_length=REFERENCE_MOST
    )
    decided_on = DayField(label=_("Day of service"), help_text=_("The period counts from its end once it is verified"))


class ObjectionDecidedForm(DecisionForm):
    """What was decided on an objection or an appeal."""

    outcome = ChoiceField(label=_("What was decided?"), choices=choices(DECISION_OUTCOMES, OBJECTION_OUTCOMES))
    authority = ChoiceField(label=_("Who decided it?"), choices=choices(AUTHORITIES))
    field_order = ["outcome", "authority"]


class RetainForm(CustodyForm):
    """A quantity is to be kept from the fire."""

    authority = ChoiceField(label=_("Who asks for it?"), choices=choices(HOLD_AUTHORITIES))
    exhibit = ChoiceField(label=_("Of which exhibit?"), choices=[("", _("So much of every substance"))], required=False)
    retain = WeightField(label=_("How much is to be retained?"))
    reason = RemarkField(label=_("Why?"), help_text=_("As the paper says it, in short"))
    also_called = {"retain_mg": "retain"}

    def of_exhibits(self, exhibits: Iterable[tuple[int, Word]]) -> None:
        """Offer the exhibits of a seizure by number and word; one alone is no choice."""
        found = [(str(number), f"{number} · {word}") for number, word in exhibits]
        if len(found) > 1:
            self.fields["exhibit"].choices += found  # type: ignore[attr-defined]
        else:
            del self.fields["exhibit"]


class DecideForm(DecisionForm):
    """The answer to a request to retain."""

    outcome = ChoiceField(label=_("What was decided?"), choices=[("granted", _("Granted")), ("denied", _("Denied"))])
    retain = WeightField(
        label=_("How much is retained?"), help_text=_("Left empty: as much as was asked for"), required=False
    )
    reason = RemarkField(label=_("What does the decision say?"))
    field_order = ["outcome", "retain", "reason"]
    also_called = {**DecisionForm.also_called, "retain_mg": "retain"}


class AppealForm(CustodyForm):
    """A denial is appealed."""

    grounds = RemarkField(label=_("On what grounds?"))


class AuthoriseForm(DecisionForm):
    """A judge authorised an order."""

    authority = ChoiceField(label=_("Who authorised it?"), choices=choices(AUTHORITIES, JUDGES))
    field_order = ["authority"]


class LawForm(DecisionForm):
    """Under which law goods are that lie in another country."""

    authority = ChoiceField(label=_("Who decides on them?"), choices=choices(HOLD_AUTHORITIES))
    field_order = ["authority"]


class RevokeForm(DecisionForm):
    """An order is revoked."""

    reason = RemarkField(label=_("Why?"), help_text=_("As the paper says it, in short"))


class ConfirmForm(CustodyForm):
    """The paper of an oral order."""

    number = TextField(label=_("Number of the order"), help_text=_("As written on it"), max_length=NUMBER_MOST)
    confirmed_on = DayField(label=_("Date on the paper"))
    document = DocumentField(label=_("The paper as PDF or photo"))
    also_called = {"photo": "document", "issued_on": "confirmed_on"}


class OralForm(CustodyForm):
    """An order by word of mouth."""

    units = UnitsField(label=_("Units that the order covers"))
    authority = ChoiceField(label=_("Who gave the order?"), choices=choices(AUTHORITIES))
    spoken_by = TextField(label=_("Who spoke?"), help_text=_("Office and duty, as they said it"))
    listener = BadgeField(
        label=_("Who heard it too?"), help_text=_("A case officer or supervisor, who will verify it")
    )
    reasons = RemarkField(label=_("Reasons that were given"))
    also_called = {"unit_ids": "units", "listener_badge": "listener"}
