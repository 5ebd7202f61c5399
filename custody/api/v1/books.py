"""The books of mass: of the port and of a seizure; the three masses of a unit; and a blind count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from custody.api.v1.answers import Answer
from custody.api.v1.inputs import Strict, Text, Whole, codes, version
from custody.api.v1.outputs import Mass, Shown, badge, moment
from custody.api.v1.reading import Single, reads
from custody.api.v1.writing import Acting, endpoint
from custody.core.act import Act
from custody.core.postings import Account
from custody.destruction.actions import variances
from custody.destruction.selectors import books
from custody.destruction.selectors.residues import shares_of
from custody.evidence.actions.counting import record_count
from custody.evidence.selectors import access
from custody.evidence.selectors.masses import masses_of
from custody.organisation.permissions import check_holds_role

if TYPE_CHECKING:
    from custody.core.postings import Sheet
    from custody.organisation.models import Officer


def _account(account: Account) -> serializers.IntegerField:
    return serializers.IntegerField(source=f"mg.{account.value}")


class SheetOut(Shown):
    """Where everything seized stands, in whole milligrams. `seized_mg` is the sum of all others; `agent_mg` is
    below zero: what treatments added and nobody seized."""

    seized_mg = serializers.IntegerField(source="booked_mg")
    custody_mg = _account(Account.CUSTODY)
    sample_mg = _account(Account.SAMPLE)
    destroyed_mg = _account(Account.DESTROYED)
    consumed_mg = _account(Account.CONSUMED)
    returned_mg = _account(Account.RETURNED)
    handed_over_mg = _account(Account.HANDED_OVER)
    lost_mg = _account(Account.LOST)
    variance_mg = _account(Account.VARIANCE)
    residue_mg = _account(Account.RESIDUE)
    waste_mg = _account(Account.WASTE)
    agent_mg = _account(Account.AGENT)
    is_even = serializers.BooleanField(help_text="The accounts add up, and nothing hangs between two units.")


class SubstanceOut(Shown):
    """The accounts of one substance."""

    substance = serializers.CharField()
    sheet = SheetOut()


class VarianceOut(Shown):
    """What is missing of one unit; below zero, what is too much. `standing`: open, reconciled, explained,
    closed. `asked` is who was asked to answer for it and has not answered."""

    unit_id = serializers.UUIDField(source="unit.id")
    label = serializers.CharField(source="unit.label")  # type: ignore[assignment]
    missing_mg = serializers.IntegerField(source="mg")
    owner = badge("owner")
    since_at = moment()
    standing = serializers.CharField()
    asked = badge("offer.to_owner", nullable=True)
    version = serializers.IntegerField(source="unit.last_seq", help_text="Send it back as `expected_seq`.")


class VarianceOfferIn(Strict):
    """Who shall answer for a variance, and why."""

    to_badge = Text()
    reason = Text()
    expected_seq = version()


class VarianceAnswerIn(Strict):
    """What who was asked says; or, by who asked, that it is taken back."""

    outcome = Text(help_text=codes(variances.OUTCOMES))
    answer = Text(required=False, allow_null=True, help_text="Needed when it is refused.")
    expected_seq = version()


class VarianceClosingIn(Strict):
    """What an auditor found."""

    finding = Text()
    expected_seq = version()


class VarianceAnswer(Answer):
    """An act on a variance."""

    unit = serializers.UUIDField()


class CrossOut(Shown):
    """The same figure, told by other tables."""

    name = serializers.CharField()
    booked_mg = serializers.IntegerField()
    counted_mg = serializers.IntegerField()
    agrees = serializers.BooleanField()


class BooksOut(Shown):
    """The books of a seizure or of the port."""

    whole = SheetOut()
    substances = SubstanceOut(many=True)
    variances = VarianceOut(many=True)


class ShareOut(Shown):
    """What was left of a burn, and what of it falls to the seizure by the mass of its goods in that burn: reckoned."""

    session = serializers.UUIDField(source="session.id")
    code_word = serializers.CharField(source="session.code_word")
    of_seizure_mg = serializers.IntegerField()
    burnt_mg = serializers.IntegerField()
    left_mg = serializers.IntegerField()
    share_mg = serializers.IntegerField()
    gone_mg = serializers.IntegerField()


class SeizureBooksOut(BooksOut):
    """The books of a seizure, and what was left of the burns its goods were in."""

    left = ShareOut(many=True)


class PortOut(BooksOut):
    """The books of the port, and a second way to its figures."""

    checks = CrossOut(many=True)


class WeighingOut(Shown):
    """One time something lay on a scale. `calibrated` is false where nobody knows that the scale weighed right."""

    weighed_at = moment()
    method = serializers.CharField()
    occasion = serializers.CharField()
    scale = serializers.CharField(source="scale.code", allow_null=True)
    calibrated = serializers.BooleanField()
    gross_mg = Mass()
    tare_mg = Mass()
    net_mg = Mass()
    expected_mg = Mass()
    tolerance_mg = Mass()
    weighed_by = badge("weighed_by")


class MassesOut(Shown):
    """The three masses of a unit, each by itself, and every weighing, the newest first."""

    estimated = WeighingOut(allow_null=True)
    weighed = WeighingOut(allow_null=True)
    purity_permille = serializers.IntegerField(source="pure.result.purity_permille", allow_null=True, default=None)
    pure_mg = Mass(source="pure.mg", default=None)
    history = WeighingOut(many=True)


class CountIn(Strict):
    """How many packages somebody counted, and of cash how much money it is."""

    package_count = Whole()
    currency = Text(required=False, allow_null=True, help_text="Of cash: ISO 4217, such as EUR; with `amount_minor`.")
    amount_minor = Whole(required=False, allow_null=True, help_text="Of cash: whole minor units, such as cents.")
    expected_seq = version()


class CountAnswer(Answer):
    """A count was kept. How many there should be is not said; `settled` is whether two people counted the same."""

    count = serializers.UUIDField()
    settled = serializers.BooleanField()


@reads("read_books", shows=PortOut, summary="Read the mass balance of the port")
class Books(Single):
    """The books of the port."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the books."""
        check_holds_role(officer, *books.READERS)
        return {
            "whole": _sheet(books.port_sheet()),
            "substances": [
                {"substance": each.substance, "sheet": _sheet(each.sheet)} for each in books.sheets_by_substance()
            ],
            "variances": books.variances(),
            "checks": books.cross_checks(),
        }


@reads("read_seizure_books", shows=SeizureBooksOut, summary="Read the mass balance of a seizure")
class SeizureBooks(Single):
    """The books of a seizure."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the books."""
        check_holds_role(officer, *books.READERS)
        seizure = access.seizure_for(officer, **ids)
        return {
            "whole": _sheet(books.sheet_of_seizure(seizure)),
            "substances": [
                {"substance": each.substance, "sheet": _sheet(each.sheet)}
                for each in books.sheets_by_substance(seizure)
            ],
            "variances": books.variances(seizure=seizure),
            "left": shares_of(seizure),
        }


@reads("read_unit_masses", shows=MassesOut, summary="Read what a unit was estimated, weighed and found to weigh")
class UnitMasses(Single):
    """The masses of a unit."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the masses."""
        return masses_of(access.unit_for(officer, **ids))


@endpoint("record_count", takes=CountIn, gives=CountAnswer)
class Counts(Acting):
    """Count the packages of a unit without being told how many there should be."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record the count."""
        return record_count(act=act, unit_id=access.unit_for(act.actor, **ids).id, **said)


@reads("read_variance", shows=VarianceOut, summary="Read what is missing of a unit, and who answers for it")
class OneVariance(Single):
    """One variance."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the variance."""
        return books.variance_for(officer, **ids)


@endpoint("offer_variance", takes=VarianceOfferIn, gives=VarianceAnswer)
class VarianceOffers(Acting):
    """Ask somebody to answer for a variance."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Ask."""
        return variances.offer_variance(act=act, unit_id=books.variance_for(act.actor, **ids).unit.id, **said)


@endpoint("answer_variance", takes=VarianceAnswerIn, gives=VarianceAnswer, signs=True)
class VarianceAnswers(Acting):
    """Accept or refuse to answer for a variance, or take back that somebody was asked."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Answer."""
        return variances.answer_variance(act=act, unit_id=books.variance_for(act.actor, **ids).unit.id, **said)


@endpoint("close_variance", takes=VarianceClosingIn, gives=VarianceAnswer, signs=True)
class VarianceClosings(Acting):
    """Close a variance with a finding, from outside the chain."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Close it."""
        return variances.close_variance(act=act, unit_id=books.variance_for(act.actor, **ids).unit.id, **said)


def _sheet(sheet: Sheet) -> dict[str, Any]:
    return {
        "booked_mg": sheet.booked_mg,
        "mg": {account.value: mg for account, mg in sheet.mg.items()},
        "is_even": sheet.is_even,
    }
