"""The house with one of its guards taken out, and an act that goes wrong then: the walk must see it, or the database.

Each break takes the walk and a patch, and returns the act. They are in the order of the ten invariants.
"""

from __future__ import annotations

from contextlib import contextmanager

from django.db import connection

from custody.alerts import rendering
from custody.alerts.models import Delivery
from custody.core import mass
from custody.destruction import permissions
from custody.destruction.actions import burning, posting
from custody.destruction.models import BurnSession
from custody.evidence.actions import consult, seal_steps
from custody.evidence.models import Consultation, HandlingUnit, Placement
from custody.ledger import recording
from tests import databases, stories
from tests.destruction import stories as burns
from tests.evidence.acts import acts_on
from tests.walk.fire_verbs import verify_own_order


def _stored(world, **such):
    """Return a unit that lies in store, in the hands of whoever has it, and is not frozen."""
    lies = Placement.objects.filter(until_at__isnull=True).values("unit")
    return HandlingUnit.objects.filter(
        custody_state="stored", authority_state="none", search_state="located", discrepancy_open=False, kind="bag",
        pk__in=lies, **such,
    ).order_by("label").first()  # fmt: skip


def hands_change_in_silence(world, patch):
    """A hand-over changes the row of the unit and tells nobody who has it now."""
    real = recording.Record.append

    def append(record, type_, **said):
        if type_.code == "transfer.accepted/1" and "custodian" in said:
            said["custodian"] = world.cast.nobody.pseudonym
        return real(record, type_, **said)

    unit = _stored(world)
    offer = stories.offered(world.cast, [unit], receiver=world.cast.second_storekeeper, giver=unit.custodian)
    patch.setattr(recording.Record, "append", append)
    return lambda: stories.accepted(offer, by=world.cast.second_storekeeper)


def one_verifies_an_order_of_their_own(world, patch):
    patch.setattr(permissions, "check_can_verify_order", lambda *_: None)
    return verify_own_order(world)


def it_burns_without_its_gates(world, patch):
    staged = BurnSession.objects.filter(state="approved", lines__staged_at__isnull=False)
    session = staged.exclude(attestations__isnull=False).order_by("code_word").first()
    patch.setattr(burning, "check_release", lambda *_, **__: None)
    burns.at_furnace(world.cast, session)
    return lambda: burns.burn(world.cast, session, without_tally="x")


def the_books_take_half(world, patch):
    real = posting._posting

    def half(record, unit, line, **said):
        row = real(record, unit, line, **said)
        row.mg //= 2
        return row

    patch.setattr(posting, "_posting", half)
    return acts_on(world.cast, _stored(world))["take_sample"]


def a_sample_does_not_count(world, patch):
    patch.setattr(mass, "expected_mg", lambda gross, *, removed_mg: gross)
    return acts_on(world.cast, _stored(world))["take_sample"]


def a_removed_seal_stays_on_paper(world, patch):
    real = seal_steps._take_off

    def forgets(record, seals, **said):
        real(record, seals, **said)
        for unit, seal in seals.items():
            HandlingUnit.objects.filter(pk=unit.pk).update(seal=seal.number)

    patch.setattr(seal_steps, "_take_off", forgets)
    return acts_on(world.cast, _stored(world))["remove_seal"]


def an_event_names_another_past(world, patch):
    real = recording._b64
    patch.setattr(recording, "_b64", lambda data: real(bytes(len(data))) if len(data) == 32 else real(data))
    return acts_on(world.cast, _stored(world))["move_units"]


def a_look_is_not_written_down(world, patch):
    patch.setattr(Consultation, "save", lambda *_, **__: None)
    unit = _stored(world)
    return lambda: consult.reveal_place(act=stories.act_of(world.cast.supervisor), unit_id=unit.id, reason="x")


def a_message_names_the_place(world, patch):
    real = rendering.render_to_string
    patch.setattr(rendering, "render_to_string", lambda *args, **said: real(*args, **said) + " BITTERN")
    assert Delivery.objects.exists(), "no message was written on the walk: the ninth invariant would look at nothing"
    world.read_deliveries.clear()
    return acts_on(world.cast, _stored(world))["move_units"]


def the_house_may_delete_seals(world, patch):
    return acts_on(world.cast, _stored(world))["move_units"]


@contextmanager
def deleting_allowed():
    """Let the house delete seals, as a migration might by mistake."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database(), current_user")
        database, role = cursor.fetchone()
    with databases.superuser(database) as session, session.cursor() as cursor:
        cursor.execute(f"GRANT DELETE ON custody.custody_seal TO {role}")
        try:
            yield
        finally:
            cursor.execute(f"REVOKE DELETE ON custody.custody_seal FROM {role}")


BROKEN = (
    hands_change_in_silence, one_verifies_an_order_of_their_own, it_burns_without_its_gates, the_books_take_half,
    a_sample_does_not_count, a_removed_seal_stays_on_paper, an_event_names_another_past, a_look_is_not_written_down,
    a_message_names_the_place, the_house_may_delete_seals,
)  # fmt: skip
