"""Celery's door: each task is one call into a room. Every task may run twice, or at the same time elsewhere."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from custody.alerts.passes.canary import canary
from custody.alerts.passes.capacity import capacity
from custody.alerts.passes.contacts import contacts
from custody.alerts.passes.dispatch import dispatch
from custody.alerts.passes.escalate import escalate
from custody.alerts.passes.expiries import expiries
from custody.alerts.passes.fire import fire
from custody.alerts.passes.guards import guards
from custody.alerts.passes.inventories import inventories
from custody.alerts.passes.licences import licences
from custody.alerts.passes.nightfall import nightfall
from custody.alerts.passes.ping import ping
from custody.alerts.passes.probe import probe
from custody.alerts.passes.readings import readings
from custody.alerts.passes.receipts import receipts
from custody.alerts.passes.recompute import recompute
from custody.alerts.passes.shift import shift
from custody.alerts.passes.sweep import sweep
from custody.alerts.passes.verify import verify
from custody.deadlines.selectors import database_now
from custody.evidence.parts import LONGEST, forget_untouched
from custody.evidence.photos import make_preview
from custody.evidence.selectors.previews import photos_to_preview
from custody.organisation.actions.sessions import forget_old
from custody.reports import documents
from custody.scenario.loading import load_named
from custody.scenario.roster import keep_roster

ENGINE = "celery"
HOUR = 3600


@shared_task
def alert_fire() -> None:
    """Fire the clocks that are due."""
    fire(engine=ENGINE)


@shared_task
def alert_escalate() -> None:
    """Tell again of alerts that nobody took."""
    escalate(engine=ENGINE)


@shared_task
def alert_dispatch() -> None:
    """Send what waits in the out-tray."""
    dispatch(engine=ENGINE)


@shared_task
def alert_receipts() -> None:
    """Tell others of what does not get through."""
    receipts(engine=ENGINE)


@shared_task
def alert_contacts() -> None:
    """Let changes of contacts take effect whose day has passed."""
    contacts(engine=ENGINE)


@shared_task
def alert_capacity() -> None:
    """Hold what falls due against the burns that are booked."""
    capacity(engine=ENGINE)


@shared_task
def alert_readings() -> None:
    """Look for unusual readings of places."""
    readings(engine=ENGINE)


@shared_task
def alert_licences() -> None:
    """Look for furnaces whose licence ends soon."""
    licences(engine=ENGINE)


@shared_task
def alert_nightfall() -> None:
    """Tell anew of what is still down when a site empties."""
    nightfall(engine=ENGINE)


@shared_task
def alert_expiries() -> None:
    """Let offers run out that nobody answered."""
    expiries(engine=ENGINE)


@shared_task
def alert_inventories() -> None:
    """Ask for the inventories that come round, and close waivers that are over."""
    inventories(engine=ENGINE)


@shared_task
def alert_sweep() -> None:
    """Look for what must never be."""
    sweep(engine=ENGINE)


@shared_task
def alert_guards() -> None:
    """Look for sites where much lies and nobody stands guard."""
    guards(engine=ENGINE)


@shared_task
def alert_probe() -> None:
    """Knock at the mail relay and the gateways."""
    probe(engine=ENGINE)


@shared_task
def alert_ping() -> None:
    """Tell the switch outside that all is well, when it is."""
    ping(engine=ENGINE)


@shared_task
def alert_canary() -> None:
    """Send the hourly test message when it is due."""
    canary(engine=ENGINE)


@shared_task
def alert_shift() -> None:
    """Greet those whose duty begins."""
    shift(engine=ENGINE)


@shared_task(acks_late=False, soft_time_limit=HOUR, time_limit=HOUR + 60)
def recompute_clocks() -> None:
    """Compute running clocks again when a rule has changed, and every quarter of an hour."""
    recompute(engine=ENGINE)


@shared_task(acks_late=False, soft_time_limit=HOUR, time_limit=HOUR + 60)
def verify_ledger() -> None:
    """Read the whole ledger again, once a day."""
    verify(engine=ENGINE)


@shared_task
def render_documents() -> None:
    """Make the documents that were asked for. Like the previews: whoever asks leaves a row, and publishes nothing."""
    documents.render_waiting()


@shared_task
def make_photo_preview(photo_id: str) -> None:
    """Make the small copy of one photo, if there is none yet."""
    make_preview(UUID(photo_id))


@shared_task
def make_photo_previews() -> None:
    """Make the small copies of the newest photos that have none yet.

    A page never publishes a task: it would wait for the broker. So this looks for itself.
    """
    for photo_id in photos_to_preview():
        make_preview(photo_id)


@shared_task
def forget_parts() -> None:
    """Remove the parts of photos that no device went on with: it still has the whole, and sends it anew."""
    forget_untouched(before=database_now() - LONGEST)


@shared_task
def forget_sessions() -> None:
    """Remove sessions whose shift is long over, and forms that were sent into a locked one and never taken up."""
    forget_old()


@shared_task
def write_demo_roster() -> None:
    """Write the roster of a demo on before it runs out."""
    keep_roster()


@shared_task(acks_late=False, soft_time_limit=HOUR, time_limit=HOUR + 60)
def import_scenario(name: str, file: str | None = None) -> None:
    """Replay a scenario. It runs longer than the broker waits for an answer, so it is taken off the queue first; a
    replay that was cut short goes on where it stopped when it is asked for again.
    """
    load_named(name=name, file=file)
