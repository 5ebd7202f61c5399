"""Orders, furnaces, burns, witnesses."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from custody.destruction.attendance_models import BurnAttendance
from custody.destruction.committee_models import MemberSignature
from custody.destruction.decision_models import AuthorityDecision, CertificateCopy
from custody.destruction.papers import (
    Instruction,
    JudgeConsent,
    Notice,
    OrderRequest,
    RetentionRequest,
    SpokenOrder,
)
from custody.destruction.residue_models import BurnResidue
from custody.destruction.tally_models import Loaded, Tally, TallyOwed
from custody.destruction.told_models import BurnTold
from custody.ledger.rows import LedgerRow

__all__ = [
    "Attestation",
    "AuthorityDecision",
    "BurnAttendance",
    "BurnResidue",
    "BurnSession",
    "BurnTold",
    "CertificateCopy",
    "DestructionOrder",
    "Facility",
    "Instruction",
    "JudgeConsent",
    "Loaded",
    "Lottery",
    "LotteryTicket",
    "ManifestLine",
    "MemberSignature",
    "Notice",
    "OrderLine",
    "OrderRequest",
    "RetentionRequest",
    "SpokenOrder",
    "Tally",
    "TallyOwed",
    "WitnessDesignation",
    "WitnessDraw",
]

_OFFICER = settings.AUTH_USER_MODEL


class DestructionOrder(LedgerRow):
    """There is one row in this table for every written, reasoned decision to destroy (R1, R2).

    One officer records it, another verifies it against the document.
    """

    number_sealed = models.BinaryField()
    number_token = models.BinaryField(unique=True)
    authority = models.CharField(max_length=24)  # prosecutor, investigating_judge
    jurisdiction = models.CharField(max_length=8)
    issued_on = models.DateField()
    reasons_sealed = models.BinaryField(null=True)
    signatory_sealed = models.BinaryField(null=True)
    position_sealed = models.BinaryField(null=True)
    state = models.CharField(max_length=12, default="recorded")  # recorded, verified, refused, revoked
    recorded_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    verified_by = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    verified_at = models.DateTimeField(null=True)
    unit_count = models.IntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True) | ~Q(verified_by=F("recorded_by")),
                name="order_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(state="recorded", verified_by__isnull=True, verified_at__isnull=True)
                | Q(state__in=["verified", "refused", "revoked"], verified_by__isnull=False, verified_at__isnull=False),
                name="order_state_paired",
            ),
        ]


class OrderLine(LedgerRow):
    """There is one row in this table for every unit an order covers. Its story is on the unit's stream."""

    order = models.ForeignKey(DestructionOrder, on_delete=models.PROTECT, related_name="lines")
    unit = models.ForeignKey("custody.HandlingUnit", on_delete=models.PROTECT, related_name="order_lines")
    live = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "unit"], name="order_unit_once"),
            models.UniqueConstraint(fields=["unit"], name="unit_under_one_order", condition=Q(live=True)),
        ]


class Facility(LedgerRow):
    """There is one row in this table for every furnace.

    It takes burns from ``opens_minute`` to ``closes_minute``, minutes after midnight on the clock of its site; without
    them at every hour. ``residue`` says what is done with what a burn leaves.
    """

    code_word = models.CharField(max_length=24, unique=True)
    place = models.ForeignKey("custody.Place", on_delete=models.PROTECT, related_name="+")
    session_limit_mg = models.BigIntegerField()
    opens_minute = models.SmallIntegerField(null=True)
    closes_minute = models.SmallIntegerField(null=True)
    residue = models.CharField(max_length=200, default="", db_default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_minute__isnull=True, closes_minute__isnull=True)
                | (
                    Q(opens_minute__range=(0, 1439), closes_minute__range=(0, 1439))
                    & ~Q(opens_minute=F("closes_minute"))
                ),
                name="facility_hours_paired",
            )
        ]


class BurnSession(LedgerRow):
    """There is one row in this table for every burn: a furnace, a time, a manifest, two witnesses."""

    code_word = models.CharField(max_length=24, unique=True)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="sessions")
    starts_at = models.DateTimeField()
    limit_mg = models.BigIntegerField()
    state = models.CharField(max_length=12, default="planned")  # planned, approved, burnt, cancelled, aborted
    planner = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    approver = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    witness_a = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    witness_b = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    burn_started_at = models.DateTimeField(null=True)
    burnt_at = models.DateTimeField(null=True)
    burnt_mg = models.BigIntegerField(null=True)
    method = models.CharField(max_length=24, null=True)  # noqa: DJ001
    unusual_events = models.CharField(max_length=2000, null=True)  # noqa: DJ001
    frozen_at = models.DateTimeField(null=True)
    aborted_at = models.DateTimeField(null=True)
    abort_reason = models.CharField(max_length=24, null=True)  # noqa: DJ001

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(approver__isnull=True) | ~Q(approver=F("planner")), name="session_four_eyes"
            ),
            models.CheckConstraint(
                condition=Q(witness_a__isnull=True) | ~Q(witness_a=F("witness_b")),
                name="session_two_witnesses",
            ),
            models.CheckConstraint(
                condition=~Q(state="burnt")
                | Q(
                    approver__isnull=False, approved_at__lte=F("burn_started_at"), burnt_at__gte=F("burn_started_at"),
                    witness_a__isnull=False, witness_b__isnull=False, unusual_events__isnull=False,
                ),
                name="session_burnt_is_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["starts_at"], name="session_by_time"),
            models.Index(
                fields=["starts_at"], name="session_to_come", condition=Q(state__in=["planned", "approved"])
            ),
        ]


class ManifestLine(LedgerRow):
    """There is one row in this table for every unit in a burn. Its story is told on the unit's stream."""

    session = models.ForeignKey(BurnSession, on_delete=models.PROTECT, related_name="lines")
    unit = models.ForeignKey("custody.HandlingUnit", on_delete=models.PROTECT, related_name="manifest_lines")
    live = models.BooleanField(default=True)
    expected_mg = models.BigIntegerField(null=True)
    staged_at = models.DateTimeField(null=True)
    staged_mg = models.BigIntegerField(null=True)
    checker = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    destroyed_at = models.DateTimeField(null=True)
    burnt_mg = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit"], name="unit_in_one_burn", condition=Q(live=True)),
            models.UniqueConstraint(fields=["session", "unit"], name="burn_unit_once"),
            models.CheckConstraint(
                condition=Q(destroyed_at__isnull=True)
                | Q(live=True, staged_at__lte=F("destroyed_at"), staged_mg__isnull=False, checker__isnull=False),
                name="burnt_was_staged",
            ),
        ]
        indexes = [models.Index(fields=["destroyed_at"], name="burnt_by_time", condition=Q(destroyed_at__isnull=False))]


class Attestation(LedgerRow):
    """There is one row in this table for every witness who signed what they saw burn (R10, R11)."""

    session = models.ForeignKey(BurnSession, on_delete=models.PROTECT, related_name="attestations")
    witness = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    statement = models.CharField(max_length=24)  # saw_all, saw_part, refuses
    attested_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "witness"], name="attested_once")]


class Lottery(LedgerRow):
    """There is one row in this table for every draw before a fire: which units of the locked list are tested (C12).

    Until the tests are over the seed lies sealed and its hash is all that is known.
    """

    session = models.OneToOneField(BurnSession, on_delete=models.PROTECT, related_name="lottery")
    drawn_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()
    unit_count = models.IntegerField()
    draw_size = models.IntegerField()
    list_sha256 = models.CharField(max_length=64)
    seed_sha256 = models.CharField(max_length=64)
    seed_sealed = models.BinaryField()
    seed = models.CharField(max_length=64, null=True)  # noqa: DJ001
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(seed__isnull=True, published_at__isnull=True)
                | Q(seed__isnull=False, published_at__isnull=False),
                name="lottery_published_paired",
            ),
            models.CheckConstraint(
                condition=Q(draw_size__gt=0, draw_size__lte=F("unit_count")), name="lottery_draws_some"
            ),
        ]


class LotteryTicket(LedgerRow):
    """There is one row in this table for every unit that was drawn. Its story is told on the unit's stream."""

    lottery = models.ForeignKey(Lottery, on_delete=models.PROTECT, related_name="tickets")
    unit = models.ForeignKey("custody.HandlingUnit", on_delete=models.PROTECT, related_name="tickets")
    why = models.CharField(max_length=16)  # lot, owed, after_negative
    result = models.CharField(max_length=16, null=True)  # noqa: DJ001 - positive, negative
    tested_at = models.DateTimeField(null=True)
    tested_by = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    witness = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    left_out: bool
    """Whether it left the burn, where ``tickets_of`` read it."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lottery", "unit"], name="unit_drawn_once"),
            models.CheckConstraint(
                condition=Q(result__isnull=True, tested_at__isnull=True, tested_by__isnull=True, witness__isnull=True)
                | Q(result__isnull=False, tested_at__isnull=False, tested_by__isnull=False, witness__isnull=False),
                name="ticket_tested_paired",
            ),
            models.CheckConstraint(
                condition=Q(tested_by__isnull=True) | ~Q(tested_by=F("witness")), name="ticket_two_people"
            ),
        ]


class WitnessDraw(LedgerRow):
    """There is one row in this table for every time witnesses were drawn by lot from those who may watch a burn."""

    session = models.ForeignKey(BurnSession, on_delete=models.PROTECT, related_name="witness_draws")
    witness_a = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    witness_b = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    drawn_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()
    pair_count = models.IntegerField()
    pairs_sha256 = models.CharField(max_length=64)
    seed_sealed = models.BinaryField()


class WitnessDesignation(LedgerRow):
    """There is one row in this table for every officer whom somebody designated as a witness of one burn (37 TAC
    13.159)."""

    session = models.ForeignKey(BurnSession, on_delete=models.PROTECT, related_name="designations")
    witness = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    designated_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    designated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "witness", "designated_by"], name="designated_once"),
            models.CheckConstraint(condition=~Q(witness=F("designated_by")), name="designated_by_another"),
        ]
