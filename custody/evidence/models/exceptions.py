"""What two people decide, what a second person has yet to sign, what was made of what, what the laboratory said."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from custody.core.exceptional import GIVEN_AWAY
from custody.evidence.models.unit import HandlingUnit
from custody.ledger.rows import LedgerRow

_OFFICER = settings.AUTH_USER_MODEL


class Proposal(LedgerRow):
    """There is one row in this table for every exception that one person asked for and another one decides.

    ``exception`` is a code of ``custody.core.exceptional``. Nothing happens to the unit before it is approved. The
    masses, the count, the volume and the substance of the exhibit are those of a correction; ``event_seq`` names the
    entry it puts right. ``party`` is who
    receives the unit in the end, ``party_badge`` the officer who borrows it.

    What needs the paper of an act has it (``act_at``, and the file as a photo of the proposal), or says who gave it by
    word of mouth (``spoken_by``) and who heard it too (``listener``, who decides), or that it took place ``already``.
    What is given away says who gave it (``given_by``), and to whom.
    """

    unit = models.ForeignKey(HandlingUnit, on_delete=models.PROTECT, related_name="proposals")
    exception = models.CharField(max_length=24)
    state = models.CharField(max_length=12, default="open")  # open, approved, refused, withdrawn, overtaken
    reason = models.CharField(max_length=2000)
    reference = models.CharField(max_length=64, null=True)  # noqa: DJ001 - of the written act
    party = models.CharField(max_length=120, null=True)  # noqa: DJ001
    party_badge = models.CharField(max_length=16, null=True)  # noqa: DJ001
    event_seq = models.BigIntegerField(null=True)
    gross_mg = models.BigIntegerField(null=True)
    tare_mg = models.BigIntegerField(null=True)
    net_mg = models.BigIntegerField(null=True)
    package_count = models.IntegerField(null=True)
    volume_ml = models.BigIntegerField(null=True)
    substance = models.CharField(max_length=32, null=True)  # noqa: DJ001
    proposed_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=500, null=True)  # noqa: DJ001
    already = models.BooleanField(default=False)
    spoken_by = models.CharField(max_length=64, null=True)  # noqa: DJ001
    listener = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    act_by = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    act_at = models.DateTimeField(null=True)
    given_by = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(null=True)
    received_by = models.CharField(max_length=120, null=True)  # noqa: DJ001
    received_identity = models.CharField(max_length=64, null=True)  # noqa: DJ001

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(spoken_by__isnull=True, listener__isnull=True)
                | (Q(spoken_by__isnull=False, listener__isnull=False) & ~Q(listener=F("proposed_by"))),
                name="exception_two_heard",
            ),
            models.CheckConstraint(
                condition=Q(act_by__isnull=True, act_at__isnull=True) | Q(act_by__isnull=False, act_at__isnull=False),
                name="exception_act_paired",
            ),
            models.CheckConstraint(
                # Its paper for what was only said, or done, comes by another hand.
                condition=Q(act_by__isnull=True)
                | Q(spoken_by__isnull=True, already=False)
                | ~Q(act_by=F("proposed_by")),
                name="exception_act_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(given_by__isnull=True, given_at__isnull=True, received_by__isnull=True)
                | Q(given_by__isnull=False, given_at__isnull=False, received_by__isnull=False, state="approved"),
                name="exception_given_paired",
            ),
            models.CheckConstraint(
                # What two decided, another carries out.
                condition=Q(given_by__isnull=True) | (~Q(given_by=F("proposed_by")) & ~Q(given_by=F("decided_by"))),
                name="exception_given_four_eyes",
            ),
            models.UniqueConstraint(fields=["unit"], name="exception_one_at_a_time", condition=Q(state="open")),
            models.CheckConstraint(
                condition=Q(state="open", decided_by__isnull=True, decided_at__isnull=True)
                | Q(
                    state__in=["approved", "refused", "withdrawn", "overtaken"], decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
                name="exception_decided_paired",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "refused"]) | ~Q(decided_by=F("proposed_by")),
                name="exception_four_eyes",
            ),
        ]
        indexes = [models.Index(fields=["proposed_at"], name="exception_open", condition=Q(state="open"))]

    @property
    def awaits_giving(self) -> bool:
        """Say whether it was approved that the unit is given away, and its keeper has yet to give it."""
        is_here = self.given_at is None and not self.already
        return self.exception in GIVEN_AWAY and self.state == "approved" and is_here


class Countersignature(LedgerRow):
    """There is one row in this table for every signature that a second person owes to an act that is recorded already.

    ``matter``: ``witness`` was named as having stood by, ``late`` stands for an entry made after the fact,
    ``emergency`` for a move that was commanded; until such a one is given the unit does not leave and does not burn.
    ``second`` was named by the acting officer as the second person of an act on the quay, and signs on a device of
    their own: one row for all units of a seizure that the act was about, on the first of them. ``ousted`` answered for
    the units until others took them over by command, and signs to have heard of it: no clock runs for who is absent.
    ``guard`` was posted by another and has yet to say that they stand there; ``moved`` stands for goods that lie in
    another place by one person's word, which somebody else has yet to see there; nothing waits for either.
    """

    unit = models.ForeignKey(HandlingUnit, on_delete=models.PROTECT, related_name="countersignatures")
    matter = models.CharField(max_length=12)
    about = models.CharField(max_length=40)
    owed_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    wanted = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    owed_at = models.DateTimeField()
    signed_by = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True, signed_at__isnull=True)
                | Q(signed_by__isnull=False, signed_at__isnull=False),
                name="signature_paired",
            ),
            models.CheckConstraint(
                condition=(Q(signed_by__isnull=True) | ~Q(signed_by=F("owed_by")))
                & (Q(wanted__isnull=True) | ~Q(wanted=F("owed_by"))),
                name="signature_of_another",
            ),
        ]
        indexes = [
            models.Index(fields=["unit"], name="signature_open_unit", condition=Q(signed_at__isnull=True)),
            models.Index(fields=["wanted"], name="signature_open_wanted", condition=Q(signed_at__isnull=True)),
        ]


class Derivation(LedgerRow):
    """There is one row in this table for every unit that was made of others (split, repack, merge), or that travels in
    the place of another (``dummy``). ``sources`` are the ids of those it was made of."""

    unit = models.OneToOneField(HandlingUnit, on_delete=models.PROTECT, related_name="derivation")
    how = models.CharField(max_length=16)
    sources = models.JSONField(default=list)


class LabResult(LedgerRow):
    """There is one row in this table for every result that a laboratory reported on a sample, and who verified it.

    ``purity_permille`` is the share of pure substance in a thousand parts. It never replaces a net mass.
    """

    unit = models.ForeignKey(HandlingUnit, on_delete=models.PROTECT, related_name="lab_results")
    outcome = models.CharField(max_length=12)  # positive, negative
    substance = models.CharField(max_length=32, null=True)  # noqa: DJ001
    purity_permille = models.IntegerField(null=True)
    used_up = models.BooleanField(default=False)
    laboratory = models.CharField(max_length=80)
    reference = models.CharField(max_length=64)
    reported_at = models.DateTimeField()
    recorded_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    verified_by = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    verified_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], name="result_one_unverified", condition=Q(verified_at__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(outcome="positive", substance__isnull=False)
                | Q(outcome="negative", substance__isnull=True, purity_permille__isnull=True),
                name="result_says_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(purity_permille__isnull=True) | Q(purity_permille__gte=0, purity_permille__lte=1000),
                name="result_purity_is_a_share",
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True, verified_at__isnull=True)
                | Q(verified_by__isnull=False, verified_at__isnull=False),
                name="result_verified_paired",
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True) | ~Q(verified_by=F("recorded_by")), name="result_four_eyes"
            ),
        ]
