"""Seizures: open, register what was found, read, close."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from custody.api.v1.answers import RegisteredAnswer, SeizureAnswer
from custody.api.v1.inputs import (
    MOST_UNITS,
    CircumstancesIn,
    ExhibitIn,
    Flag,
    Id,
    NewUnitIn,
    Strict,
    Text,
    Whole,
    circumstances_of,
    codes,
    exhibit_of,
    unit_of,
    version,
)
from custody.api.v1.outputs import ExhibitOut, SeizureOut, UnitOut
from custody.api.v1.reading import Listing, Single, lists, reads
from custody.api.v1.writing import Acting, endpoint
from custody.core.act import Act
from custody.destruction.actions import reconcile
from custody.evidence import lists as known
from custody.evidence.actions import describing
from custody.evidence.actions import seizure as seizures
from custody.evidence.selectors import access

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer


class SeizureFilters(Strict):
    """Which seizures."""

    state = Text(required=False, help_text="open or closed.")
    code_word = Text(required=False)


class SeizureIn(Strict):
    """A seizure, out of a conveyance or without one."""

    second_badge = Text()
    exhibits = serializers.ListField(child=ExhibitIn(), allow_empty=False, max_length=100)
    conveyance_id = Id(required=False, allow_null=True)
    ends_extraction = Flag(default=False)
    circumstances = CircumstancesIn(required=False)
    expected_seq = version()


class RegisterIn(Strict):
    """What was found, each thing with its label, weight and seal. A unit inside another names it as parent."""

    units = serializers.ListField(child=NewUnitIn(), allow_empty=False, max_length=MOST_UNITS)
    witness_badge = Text(required=False, allow_null=True)
    co_custodian_badge = Text(required=False, allow_null=True)
    place = Text(required=False, allow_null=True, help_text="Code word; without it, where the conveyance stands.")
    expected_units = Whole(
        required=False, allow_null=True,
        help_text="How many outermost units of the seizure the caller knows; units without a seal are refused when "
        "there are others by now.",
    )  # fmt: skip
    first_label = Text(
        required=False, allow_null=True,
        help_text="Of a roll of blank labels: the outermost units that name no label bear those from here to "
        "`last_label`, in their order.",
    )  # fmt: skip
    last_label = Text(required=False, allow_null=True)


class DescribeIn(Strict):
    """What a find looks like, as far as nobody said it yet."""

    form = Text(allow_null=True, help_text=codes(known.FORMS))
    field_test = Text(required=False, allow_null=True, help_text=codes(known.FIELD_TESTS))
    concealment = Text(required=False, allow_null=True, help_text=codes(known.CONCEALMENTS))
    holder = Text(required=False, allow_null=True, help_text=f"Who had it when it was seized: {codes(known.HOLDERS)}")
    test_kit = Text(required=False, allow_null=True, help_text="Name and lot of the kit of the field test.")
    exhibit_number = Whole(default=1, min_value=1)
    expected_seq = version()


class CloseIn(Strict):
    """The closing of a seizure."""

    expected_seq = version()


class SeizureDetail(SeizureOut):
    """A seizure with its exhibits."""

    exhibits = serializers.SerializerMethodField()

    @extend_schema_field(ExhibitOut(many=True))
    def get_exhibits(self, seizure: Any) -> Any:
        """Return the exhibits by number."""
        return ExhibitOut(access.exhibits_for(self.context["officer"], seizure=seizure), many=True).data


@lists("list_seizures", shows=SeizureOut, summary="List seizures, the newest first", filters=SeizureFilters,
       ordering=("-seized_at", "id"))
@endpoint("open_seizure", takes=SeizureIn, gives=SeizureAnswer)
class Seizures(Listing, Acting):
    """Open a seizure."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the seizures the reader may know of."""
        return access.visible_seizures(officer).filter(**asked)

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Open the seizure."""
        if said.get("conveyance_id") is not None:
            access.unit_for(act.actor, unit_id=said["conveyance_id"])
        exhibits = [exhibit_of(each) for each in said.pop("exhibits")]
        circumstances = circumstances_of(said.pop("circumstances", None))
        return seizures.open_seizure(act=act, exhibits=exhibits, circumstances=circumstances, **said)


@reads("read_seizure", shows=SeizureDetail, summary="Read a seizure")
class Seizure(Single):
    """One seizure."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the seizure."""
        return access.seizure_for(officer, **ids)


@lists("list_seizure_units", shows=UnitOut, summary="List the units of a seizure by label", ordering=("label",))
@endpoint("register_units", takes=RegisterIn, gives=RegisteredAnswer)
class SeizureUnits(Listing, Acting):
    """Register what was found."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the units of the seizure."""
        return access.visible_units(officer).filter(seizure=access.seizure_for(officer, **ids))

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Register the units."""
        units = [unit_of(each) for each in said.pop("units")]
        seizure = access.seizure_for(act.actor, **ids)
        return seizures.register_units(act=act, seizure_id=seizure.id, units=units, **said)


@endpoint("describe_find", takes=DescribeIn, gives=SeizureAnswer)
class Description(Acting):
    """Say what a find looks like."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Describe the exhibit."""
        return describing.describe_find(act=act, seizure_id=access.seizure_for(act.actor, **ids).id, **said)


@endpoint("close_seizure", takes=CloseIn, gives=SeizureAnswer, signs=True)
class Closure(Acting):
    """Close a seizure whose mass adds up."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Close the seizure."""
        return reconcile.close_seizure(act=act, seizure_id=access.seizure_for(act.actor, **ids).id, **said)
