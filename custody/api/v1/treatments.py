"""Goods that were made unusable, and what a later test of them showed."""

from __future__ import annotations

from typing import Any

from custody.api.v1.answers import UnitsAnswer
from custody.api.v1.inputs import Strict, Text, codes, ids
from custody.api.v1.writing import Acting, endpoint, known_units
from custody.core.act import Act
from custody.evidence.actions import neutralise, retesting


class NeutralisationIn(Strict):
    """A batch that was treated to make it unusable, and its test. Both witnesses sign by ``signatures/``."""

    unit_ids = ids()
    method = Text(help_text=codes(neutralise.METHODS))
    batch = Text()
    test = Text(help_text=f"{codes(neutralise.TESTS)} What failed its test is recorded, and is not unusable.")
    witness_badge = Text()
    second_witness_badge = Text()
    remark = Text(required=False, allow_null=True)


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
        return neutralise.neutralise_units(act=act, **said)


@endpoint("retest_units", takes=RetestIn, gives=UnitsAnswer)
class Retests(Acting):
    """Record what a later test of units showed that count as unusable."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record it."""
        known_units(act.actor, said["unit_ids"])
        return retesting.retest_units(act=act, **said)
