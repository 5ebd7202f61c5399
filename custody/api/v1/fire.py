"""At the fire: lots, tests, witnesses by lot, the fast lane, what is refused and what is broken off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from custody.api.v1.answers import Answer, SessionAnswer, StagedAnswer, UnitAnswer
from custody.api.v1.inputs import (
    MOST_UNITS,
    Day,
    Id,
    Instant,
    ReadingIn,
    SealIn,
    Strict,
    Text,
    codes,
    reading_of,
    seal_of,
    version,
)
from custody.api.v1.outputs import SessionOut, Shown, badge, moment
from custody.api.v1.reading import Single, reads
from custody.api.v1.writing import Acting, endpoint, known_units
from custody.core.act import Act
from custody.core.errors import NotFound
from custody.destruction.actions import aborting, certificates, fastlane, lottery, owed_tests, witnesses
from custody.destruction.actions.copies import send_certificate
from custody.destruction.entries import LeftOver, UnitTest
from custody.destruction.lists import ABORT_REASONS, FINDINGS, METHODS, SEND_WAYS, TEST_RESULTS
from custody.destruction.selectors import lotteries
from custody.destruction.selectors.access import SEES_SESSIONS, certified_session_for, session_for
from custody.evidence.actions.documents import LANGUAGES
from custody.evidence.selectors.access import unit_for

if TYPE_CHECKING:
    from custody.organisation.models import Officer


class TicketOut(Shown):
    """A unit that the lot fell on, and what its test showed."""

    unit_id = serializers.UUIDField()
    unit_label = serializers.CharField(source="unit.label")
    why = serializers.CharField()
    result = serializers.CharField(allow_null=True)
    left_out = serializers.BooleanField(help_text="It left the burn: untested, it owes its test to the next one.")
    tested_at = moment(nullable=True)
    tested_by = badge("tested_by", nullable=True)
    witness = badge("witness", nullable=True)


class LotteryOut(Shown):
    """The lottery of a burn. The seed is null until all lots that are left in the burn are tested."""

    id = serializers.UUIDField()
    drawn_at = moment()
    drawn_by = badge("drawn_by")
    unit_count = serializers.IntegerField()
    draw_size = serializers.IntegerField()
    list_sha256 = serializers.CharField()
    seed_sha256 = serializers.CharField()
    seed = serializers.CharField(allow_null=True)
    published_at = moment(nullable=True)
    tickets = TicketOut(many=True, source="drawn")


class TestedAnswer(Answer):
    """Which drawn units were what they should be, and which were not: those froze the burn."""

    session = SessionOut(allow_null=True)
    positive = serializers.ListField(child=serializers.UUIDField())
    negative = serializers.ListField(child=serializers.UUIDField())


class DrawIn(Strict):
    """Lock the list and draw."""

    expected_seq = version()


class TestIn(Strict):
    """What the reagent showed of one unit, and the seal that is on it now."""

    unit_id = Id()
    result = Text(help_text=codes(TEST_RESULTS))
    new_seal = SealIn()


class TestsIn(Strict):
    """Tests of drawn units before one other person."""

    witness_badge = Text()
    tests = serializers.ListField(child=TestIn(), allow_empty=False, max_length=MOST_UNITS)


class UnfreezeIn(Strict):
    """Why a frozen burn may go on."""

    reason = Text()
    expected_seq = version()


class RefusalIn(Strict):
    """Which unit a witness refuses, and for what."""

    unit_id = Id()
    finding = Text(help_text=codes(FINDINGS))
    remark = Text(required=False, allow_null=True)


class OwedTestIn(Strict):
    """The test of a unit that left its burn untested. The witness signs by ``signatures/``."""

    result = Text(help_text=codes(TEST_RESULTS))
    new_seal = SealIn()
    witness_badge = Text()
    expected_seq = version()


class LeftIn(Strict):
    """A unit that did not burn."""

    unit_id = Id()
    new_seal = SealIn()
    reading = ReadingIn()


class AbortIn(Strict):
    """A burn that was broken off. What is not named as left is ash."""

    started_at = Instant()
    ended_at = Instant()
    reason = Text(help_text=codes(ABORT_REASONS))
    unusual_events = Text()
    method = Text(default="incineration", help_text=codes(METHODS))
    left = serializers.ListField(child=LeftIn(), allow_empty=False, max_length=MOST_UNITS)


class SealSeenIn(Strict):
    """The seal that is seen on one unit; null when no whole seal is on it."""

    unit_id = Id()
    seal_seen = Text(allow_null=True)


class FastLaneIn(Strict):
    """The seal of the vehicle and of each unit, as they are read at the furnace."""

    vehicle_seal = Text()
    seals = serializers.ListField(child=SealSeenIn(), allow_empty=False, max_length=MOST_UNITS)


class CertificateIn(Strict):
    """In which language a certificate is made."""

    language = Text(help_text=codes(LANGUAGES))


class CertificateAnswer(Answer):
    """A certificate that a worker makes now."""

    session = SessionOut(allow_null=True)
    document = serializers.UUIDField()


@reads("read_lottery", shows=LotteryOut, summary="Read the lottery of a burn")
@endpoint("draw_lottery", takes=DrawIn, gives=SessionAnswer)
class Lots(Single, Acting):
    """Lock the list of a burn and draw which units are tested."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the lottery, for those who plan, check and oversee."""
        found = lotteries.lottery_of(session_for(officer, **ids))
        if found is None or not officer.has_role(*SEES_SESSIONS):
            raise NotFound
        found.drawn = lotteries.tickets_of(found)  # type: ignore[attr-defined]
        return found

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Draw."""
        return lottery.draw_lottery(act=act, session_id=session_for(act.actor, **ids).id, **said)


@endpoint("record_tests", takes=TestsIn, gives=TestedAnswer, signs=True)
class Tests(Acting):
    """Record that drawn units were opened, tested and sealed anew."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record the tests."""
        tests = [UnitTest(**{**each, "new_seal": seal_of(each["new_seal"])}) for each in said["tests"]]
        return lottery.record_tests(
            act=act, session_id=session_for(act.actor, **ids).id, witness_badge=said["witness_badge"], tests=tests
        )


@endpoint("record_owed_test", takes=OwedTestIn, gives=UnitAnswer, signs=True)
class OwedTest(Acting):
    """Record the test of a unit that was drawn for a burn and left it untested."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record the test."""
        unit = unit_for(act.actor, **ids)
        return owed_tests.record_owed_test(
            act=act, unit_id=unit.id, **said | {"new_seal": seal_of(said["new_seal"])}
        )


@endpoint("unfreeze_session", takes=UnfreezeIn, gives=SessionAnswer, signs=True)
class Unfreezing(Acting):
    """Let a frozen burn go on."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Unfreeze the burn."""
        return lottery.unfreeze_session(act=act, session_id=session_for(act.actor, **ids).id, **said)


@endpoint("draw_witnesses", gives=SessionAnswer)
class WitnessLots(Acting):
    """Draw two witnesses by lot among all who may watch the burn."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Draw."""
        return witnesses.draw_witnesses(act=act, session_id=session_for(act.actor, **ids).id)


@endpoint("refuse_unit", takes=RefusalIn, gives=SessionAnswer, signs=True)
class UnitRefusals(Acting):
    """Let a witness refuse a unit: it is out of the burn with a discrepancy."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Refuse the unit."""
        return aborting.refuse_unit(act=act, session_id=session_for(act.actor, **ids).id, **said)


@endpoint("abort_burn", takes=AbortIn, gives=SessionAnswer, signs=True)
class BreakingOff(Acting):
    """Record that a burn was broken off, and of each unit whether it burnt."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record the abort."""
        left = [
            LeftOver(unit_id=each["unit_id"], new_seal=seal_of(each["new_seal"]), reading=reading_of(each["reading"]))
            for each in said.pop("left")
        ]
        known_units(act.actor, [each.unit_id for each in left])
        return aborting.abort_burn(act=act, session_id=session_for(act.actor, **ids).id, left=left, **said)


@endpoint("stage_on_intake", takes=FastLaneIn, gives=StagedAnswer)
class FastLane(Acting):
    """Let the intake of units count as their check, at the furnace, under an unbroken vehicle seal."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Stage the units."""
        return fastlane.stage_on_intake(
            act=act,
            session_id=session_for(act.actor, **ids).id,
            vehicle_seal=said["vehicle_seal"],
            seals={each["unit_id"]: each["seal_seen"] for each in said["seals"]},
        )


class CopyIn(Strict):
    """To whom a copy of the certificate went, how and when."""

    sent_to = Text(help_text="The office of the authority that gave the order.")
    way = Text(help_text=codes(SEND_WAYS))
    sent_on = Day()


class CopyAnswer(Answer):
    """A copy that was sent."""

    session = SessionOut(allow_null=True)
    copy = serializers.UUIDField()


@endpoint("send_certificate", takes=CopyIn, gives=CopyAnswer)
class CertificateCopies(Acting):
    """Record that a copy of the certificate went to the authority."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record it."""
        return send_certificate(act=act, session_id=certified_session_for(act.actor, **ids).id, **said)


@endpoint("ask_certificate", takes=CertificateIn, gives=CertificateAnswer, signs=True)
class Certificates(Acting):
    """Have the certificate of a burn made in a language."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Ask for the certificate."""
        return certificates.ask_certificate(act=act, session_id=certified_session_for(act.actor, **ids).id, **said)
