"""The roster and the sites: who is on duty, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from custody.api.v1.answers import Answer
from custody.api.v1.inputs import Id, Instant, Strict, Text, codes, version
from custody.api.v1.outputs import Shown, badge, moment, seq
from custody.api.v1.reading import Listing, Single, lists, reads
from custody.api.v1.writing import Acting, endpoint
from custody.core.act import Act
from custody.core.errors import NotFound
from custody.deadlines.selectors import database_now
from custody.organisation.actions import duty, site
from custody.organisation.policies import ROSTERED
from custody.organisation.selectors.duty import READERS, duty_for, visible_duties
from custody.organisation.selectors.duty_effects import effect_of_duty
from custody.organisation.selectors.places import site_for, visible_sites

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer


class SiteOut(Shown):
    """A site. `zone` is the time zone in which its days end."""

    id = serializers.UUIDField()
    code_word = serializers.CharField()
    jurisdiction = serializers.CharField()
    zone = serializers.CharField()
    police_phone = serializers.CharField(allow_null=True, help_text="E.164.")
    version = seq()


class DutyOut(Shown):
    """A stretch of time an officer is on duty in a role. Without a site it is for all of them."""

    id = serializers.UUIDField()
    badge = badge("officer")
    role = serializers.CharField()
    site = serializers.CharField(source="site.code_word", allow_null=True)
    site_id = serializers.UUIDField(allow_null=True)
    begins_at = moment()
    ends_at = moment()
    cancelled_at = moment(nullable=True)
    version = seq()


class ReachOut(Shown):
    """Whom alerts go to in the role of a duty for a stretch of time, by badge."""

    begins_at = moment()
    ends_at = moment()
    without = serializers.ListField(child=serializers.CharField(), help_text="Without the duty.")
    within = serializers.ListField(child=serializers.CharField(), help_text="With it.")
    is_everybody = serializers.BooleanField(help_text="Without it everybody in the role is told: nobody is rostered.")


class DutyEffectOut(Shown):
    """What a duty changes from now on, in the order of time."""

    stretches = ReachOut(many=True)


class SiteAnswer(Answer):
    """An act on a site."""

    site = SiteOut(allow_null=True)


class DutyAnswer(Answer):
    """An act on the roster."""

    duty = DutyOut(allow_null=True)


class DutyFilters(Strict):
    """Which duties."""

    site_id = Id(required=False, help_text="Of this site, or for all of them.")
    badge = Text(required=False)
    role = Text(required=False, help_text=codes(role.value for role in ROSTERED))
    ends_after = Instant(required=False)
    begins_before = Instant(required=False)
    cancelled = Text(required=False, help_text=codes(("yes", "no")))


class DutyIn(Strict):
    """Who, as what, where, from when to when."""

    badge = Text()
    role = Text(help_text=codes(role.value for role in ROSTERED))
    site_id = Id(required=False, allow_null=True, help_text="Left out: for all sites.")
    begins_at = Instant()
    ends_at = Instant()


class CancelDutyIn(Strict):
    """A duty falls away."""

    expected_seq = version()


class SiteIn(Strict):
    """A site the house did not know of."""

    code_word = Text()
    jurisdiction = Text()
    zone = Text(help_text="Like Europe/Brussels.")
    police_phone = Text(required=False, allow_null=True)


@lists("list_duties", shows=DutyOut, summary="List the duties the reader may know of, by their beginning",
       filters=DutyFilters, ordering=("begins_at", "id"))
@endpoint("roster_duty", takes=DutyIn, gives=DutyAnswer)
class Duties(Listing, Acting):
    """Put an officer on duty."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the duties."""
        rows = visible_duties(officer)
        if "ends_after" in asked:
            rows = rows.filter(ends_at__gt=asked["ends_after"])
        if "begins_before" in asked:
            rows = rows.filter(begins_at__lt=asked["begins_before"])
        if "site_id" in asked:
            rows = rows.filter(site=asked["site_id"]) | rows.filter(site__isnull=True)
        if "badge" in asked:
            rows = rows.filter(officer__badge=asked["badge"])
        if "role" in asked:
            rows = rows.filter(role=asked["role"])
        if "cancelled" in asked:
            rows = rows.filter(cancelled_at__isnull=asked["cancelled"] != "yes")
        return rows

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Put the officer on duty."""
        return duty.roster_duty(act=act, **({"site_id": None} | said))


@reads("read_duty", shows=DutyOut, summary="Read a duty")
class Duty(Single):
    """One duty."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the duty."""
        return duty_for(officer, **ids)


@reads("preview_duty", shows=DutyEffectOut, summary="See whom alerts go to without a duty and with it")
class DutyPreview(Single):
    """What the duty changes from now on."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the stretches of time; to who may know the whole roster."""
        found = duty_for(officer, **ids)
        if not officer.has_role(*READERS):
            raise NotFound
        return {"stretches": effect_of_duty(found, at=database_now())}


@endpoint("cancel_duty", takes=CancelDutyIn, gives=DutyAnswer)
class Cancellation(Acting):
    """Take a duty out of the roster; one that runs ends now."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Cancel the duty."""
        return duty.cancel_duty(act=act, duty_id=duty_for(act.actor, **ids).id, **said)


@lists("list_sites", shows=SiteOut, summary="List the sites, by code word", ordering=("code_word",))
@endpoint("register_site", takes=SiteIn, gives=SiteAnswer)
class Sites(Listing, Acting):
    """Register a site."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the sites."""
        return visible_sites(officer)

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Register the site."""
        return site.register_site(act=act, **said)


@reads("read_site", shows=SiteOut, summary="Read a site")
class Site(Single):
    """One site."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the site."""
        return site_for(officer, **ids)
