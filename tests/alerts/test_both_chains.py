"""An offer that nobody answers is told to both sides, and to who commands where each of them is."""

from __future__ import annotations

from datetime import timedelta

from custody.alerts.models import Alert, Delivery
from custody.alerts.passes.fire import fire
from custody.deadlines.models import Clock
from custody.organisation.actions.duty import roster_duty
from tests import stories
from tests.danger import a_site, present
from tests.stories import act_of


def on_duty(cast, officer, site):
    at = stories.now()
    roster_duty(act=act_of(cast.administrator), badge=officer.badge, role="supervisor", site_id=site.id,
                begins_at=at, ends_at=at + timedelta(hours=8))


def test_an_offer_that_runs_out_is_told_to_both_sides_and_both_chains_of_command(cast):
    here, there = a_site(cast, "GANNET", places=["HERON"]), a_site(cast, "SKIMMER")
    on_duty(cast, cast.supervisor, here)
    on_duty(cast, cast.second_supervisor, there)
    present(cast.storekeeper, there)
    offer = stories.offered(cast, stories.seized(cast), receiver=cast.storekeeper)
    past = stories.now() - timedelta(minutes=1)
    Clock.objects.filter(subject_id=offer.id).update(due_at=past, next_fire_at=past)

    fire(engine="test")

    alert = Alert.objects.get(rule="AL4")
    assert (alert.subject_id, alert.site) == (offer.id, here)
    told = set(Delivery.objects.filter(alert=alert).values_list("officer__badge", flat=True))
    assert {cast.officer.badge, cast.storekeeper.badge, cast.supervisor.badge, cast.second_supervisor.badge} <= told
