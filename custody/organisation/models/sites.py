"""Sites, the places on them, who is on duty and who is there."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from custody.ledger.rows import LedgerRow
from custody.organisation.models.people import Officer
from custody.organisation.models.proposals import Proposed, four_eyes


class Site(LedgerRow):
    """There is one row in this table for every site: a terminal, a store with its yard, a furnace.

    Its code word is all that a message or a list ever shows. ``zone`` is the time zone in which its days end and its
    people are shown the time; ``police_phone`` is the number a person in danger calls.
    """

    code_word = models.CharField(max_length=24, unique=True)
    jurisdiction = models.CharField(max_length=8)
    zone = models.CharField(max_length=48)
    police_phone = models.CharField(max_length=20, null=True)  # noqa: DJ001 - E.164


class Duty(LedgerRow):
    """There is one row in this table for every stretch of time an officer is on duty in a role.

    Times are instants; only screens show them as local time. Without a site the duty is for all of them.
    """

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="duties")
    role = models.CharField(max_length=24)
    site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT, related_name="duties")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(begins_at__lt=F("ends_at")), name="duty_ends_after_it_begins")
        ]
        indexes = [
            models.Index(fields=["ends_at", "begins_at"], name="duty_current", condition=Q(cancelled_at__isnull=True))
        ]


class Presence(LedgerRow):
    """There is one row in this table for every stretch of time an officer was at a site, as its guard or not."""

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="presences")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="presences")
    on_guard = models.BooleanField(default=False)
    came_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["officer"], name="presence_one_site", condition=Q(left_at__isnull=True))
        ]
        indexes = [models.Index(fields=["site"], name="presence_now", condition=Q(left_at__isnull=True))]


class Place(LedgerRow):
    """There is one row in this table for every place where a unit can lie. Its name is sealed; lists show the code
    word.

    ``danger``: 0 none, 1 somebody watched it, 2 it was threatened or attacked, 3 burnt: it counts as known to others.
    """

    code_word = models.CharField(max_length=24, unique=True)
    kind = models.CharField(max_length=16)
    jurisdiction = models.CharField(max_length=8)
    name_sealed = models.BinaryField(null=True)
    cap_mg = models.BigIntegerField(null=True)
    cap_eur = models.BigIntegerField(null=True)
    locode = models.CharField(max_length=5, null=True)  # noqa: DJ001
    site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT, related_name="places")
    danger = models.SmallIntegerField(default=0)
    danger_since = models.DateTimeField(null=True)
    clearing_asked_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(danger__in=[0, 1, 2, 3]), name="place_danger_known"),
            models.CheckConstraint(
                condition=Q(danger=0, danger_since__isnull=True) | Q(danger__gt=0, danger_since__isnull=False),
                name="place_danger_since",
            ),
        ]


class PlaceProposal(Proposed):
    """There is one row in this table for every time somebody proposed a new place, or other limits and another site for
    one that is there.

    ``place`` is empty for a code word that no place has yet, until it is approved. The rest is how the place would be.
    """

    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    code_word = models.CharField(max_length=24)
    kind = models.CharField(max_length=16)
    jurisdiction = models.CharField(max_length=8)
    name_sealed = models.BinaryField(null=True)
    cap_mg = models.BigIntegerField(null=True)
    cap_eur = models.BigIntegerField(null=True)
    site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code_word"], name="place_proposal_one_open", condition=Q(state="open")),
            four_eyes("place_proposal_four_eyes"),
        ]


class SiteProposal(Proposed):
    """There is one row in this table for every time somebody proposed another time zone or police number of a site.

    ``zone`` and ``police_phone`` are how the site would be.
    """

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    zone = models.CharField(max_length=48)
    police_phone = models.CharField(max_length=20, null=True)  # noqa: DJ001 - E.164

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site"], name="site_proposal_one_open", condition=Q(state="open")),
            four_eyes("site_proposal_four_eyes"),
        ]
