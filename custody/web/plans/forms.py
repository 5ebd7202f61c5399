"""Making, approving and refusing a plan of burns."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from custody.web.plans.words import REFUSE_REASONS
from custody.web.shared.forms import ChoiceField, CustodyForm
from custody.web.shared.words import choices


class RefuseForm(CustodyForm):
    """Why the plan is not approved."""

    reason = ChoiceField(label=_("Why?"), choices=choices(REFUSE_REASONS))
