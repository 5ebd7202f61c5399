"""What is asked of goods that are made unusable: how, before whom, what the test showed, and what it weighs then."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from custody.web.bench.forms import WitnessedForm
from custody.web.shared.exceptional import METHODS, TREATMENT_TESTS
from custody.web.shared.forms import BadgeField, ChoiceField, RemarkField, TextField, WeightField
from custody.web.shared.words import choices


class NeutraliseForm(WitnessedForm):
    """How it was made unusable, in which batch, before whom, and what the test of the batch showed."""

    method = ChoiceField(label=_("How?"), choices=choices(METHODS))
    batch = TextField(label=_("Batch"), help_text=_("The number of the treatment, as on its sheet"), max_length=40)
    test = ChoiceField(label=_("What did the test show?"), missing=_("Choose what the test showed"),
                       choices=choices(TREATMENT_TESTS))
    second_witness_badge = BadgeField(
        label=_("Second witness"), missing=_("Choose the second witness, or scan another badge"),
        help_text=_("Two stand by, and each signs on a device of their own"),
    )
    remark = RemarkField(label=_("Remark"), required=False)
    gross = WeightField(
        label=_("Gross weight after the treatment"), required=False,
        help_text=_("Where it was weighed again. From then on it must weigh this"),
    )
    scale = ChoiceField(label=_("Scale"), choices=[], required=False)
    added = WeightField(
        label=_("What the treatment added"), required=False, help_text=_("Of that weight; left empty where nothing"),
    )
    also_called = {"gross_mg": "gross", "scale_code": "scale", "weights": "gross"}


class RetestForm(WitnessedForm):
    """What a later test of the unit showed, and who stood by."""

    test = NeutraliseForm.base_fields["test"]
    remark = NeutraliseForm.base_fields["remark"]
