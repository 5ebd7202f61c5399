"""Goods that were made unusable, and what a later test of them showed."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from custody.api.v1.answers import UnitsAnswer
from custody.api.v1.inputs import Id, Strict, Text, Whole, codes, ids
from custody.api.v1.writing import Acting, endpoint, known_units
from custody.core.act import Act
from custody.evidence.actions import neutralise, retesting
from custody.evidence.entries import Reading, Treated


class AfterwardsIn(Strict):
    """What one of the units weighs after its treatment, read off a scale, and how much of that the treatment added."""

    unit_id = Id()
    gross_mg = Whole()
    scale = Text(help_text="Code of the scale.")
    added_mg = Whole(default=0)


class NeutralisationIn(Strict):
    """A batch that was treated to make it unusable, and its test. Both witnesses sign by ``signatures/``."""

    unit_ids = ids()
    method = Text(help_text=codes(neutralise.METHODS))
    batch = Text()
    test = Text(help_text=f"{codes(neutralise.TESTS)} What failed its test is recorded, and is not unusable.")
    witness_badge = Text()
    second_witness_badge = Text()
    remark = Text(required=False, allow_null=True)
    weights = serializers.ListField(child=AfterwardsIn(), required=False, max_length=500)


class RetestIn(Strict):
    """A later test of what counts as unusable. The witness signs by ``signatures/``."""

    unit_ids = ids()
    test = Text(help_text=f"{codes(neutralise.TESTS)} What failed counts as usable from now on, and is frozen.")
    witness_badge = Text()
    remark = Text(required=False, allow_null=True)


@endpoint("neutralise_units", takes=NeutralisationIn, gives=UnitsAnswer)
class Neutralisations(Acting):
    """Record that units were made unusable."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record it."""
        known_units(act.actor, said["unit_ids"])
        weights = {
            each["unit_id"]: Treated(
                reading=Reading(gross_mg=each["gross_mg"], scale_code=each["scale"]), added_mg=each["added_mg"]
            )
            for each in said.pop("weights", ())
        }
        return neutralise.neutralise_units(act=act, weights=weights, **said)


@endpoint("retest_units", takes=RetestIn, gives=UnitsAnswer)
class Retests(Acting):
    """Record what a later test of units showed that count as unusable."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record it."""
        known_units(act.actor, said["unit_ids"])
        return retesting.retest_units(act=act, **said)
