"""Refusals about who stands outside: inquiries, incidents, objections, who signs, who counts, and whose it is."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

from custody.evidence.actions import endangering, held, objecting, photo
from custody.evidence.models import Countersignature, Discrepancy, Target
from custody.organisation.actions.register import register_officer
from custody.organisation.models import Place
from custody.organisation.roles import Role
from tests import packs, releasing, stories, targeting
from tests.api.refusals.trying import Three, api, page, with_roles
from tests.core.test_keepers import kept_by
from tests.destruction import stories as burns
from tests.destruction.lawful import under
from tests.evidence.test_bench_acts import swept
from tests.evidence.test_command import ordered
from tests.evidence.test_inquiries import burnt_down, closed
from tests.evidence.test_inventory import asked
from tests.evidence.test_reports import asked_to_correct, decided, recorded
from tests.stories import act_of, now


def ground(cast):
    """Return a house with bags of one seizure in store, and a target that a tip named."""
    whole, left = stories.stored(cast, count=2)
    return SimpleNamespace(cast=cast, whole=whole, left=left, tip=targeting.tipped(cast),
                           target=targeting.targeted(cast))  # fmt: skip


# --- inquiries --------------------------------------------------------------------------------------------------


def _close(at, inquiry, *, who=None, residue=""):
    said = {"cause": "arson", "report_number": "PV 12/2026", "finding": "Petrol on the floor"}
    said |= {"residue": residue} if residue else {}
    return Three(who or at.cast.auditor, page(f"exceptions/inquiries/{inquiry.id}/", **said),
                 api(f"inquiries/{inquiry.id}/closing/", **said))  # fmt: skip


def _closed(at):
    inquiry = burnt_down(at.cast, at.whole)
    closed(at.cast, inquiry)
    return _close(at, inquiry)


def _had_it(at):
    """Who once kept it became an auditor since."""
    return _close(at, burnt_down(at.cast, at.whole), who=with_roles(at.cast, at.cast.storekeeper, "auditor"))


INQUIRIES = {
    "inquiry.closed": _closed,
    "inquiry.part": _had_it,
    "inquiry.no_residue": lambda at: _close(at, burnt_down(at.cast, at.whole), residue="7KQ4-M2XD-J"),
    "inquiry.residue": lambda at: _close(at, burnt_down(at.cast, at.whole), residue=at.whole.label),
}

# --- who commands, and who had a part ---------------------------------------------------------------------------


def _tracker(at):
    """Who found a tracker on it does not say that it is harmless."""
    swept(at.cast, at.whole, "found")
    swept(at.cast, at.whole, "clear")
    who = with_roles(at.cast, at.cast.second_storekeeper, "supervisor")
    return Three(who, page(f"units/{at.whole.id}/bench/incident/", finding="x"),
                 api(f"units/{at.whole.id}/incident/end/", finding="x"))  # fmt: skip


def _safe_again(at):
    endangering.endanger_place(act=act_of(at.cast.supervisor), place="HERON", danger=2, cause="shots")
    place = Place.objects.get(code_word="HERON")
    return Three(at.cast.duty_officer, None, api("dangers/clearance/", place="HERON", reason="x"),
                 shell=lambda: endangering.clear_place(act=act_of(at.cast.duty_officer), place=place.code_word,
                                                       reason="x"))  # fmt: skip


def _ousted(at):
    stories.accepted(ordered(at.cast), by=at.cast.second_storekeeper)
    return Countersignature.objects.filter(matter="ousted").first()


def _objection(at):
    owed = _ousted(at)
    return Three(at.cast.officer, None, None, shell=lambda: objecting.object_to_command(
        act=act_of(at.cast.officer), signature_id=owed.id, objection="x"))  # fmt: skip


def _explain(at):
    objecting.object_to_command(act=act_of(at.cast.storekeeper), signature_id=_ousted(at).id, objection="x")
    found = Discrepancy.objects.filter(discrepancy_kind="objection").first()
    return Three(at.cast.supervisor, page(f"discrepancies/{found.id}/", resolution="x"),
                 api(f"discrepancies/{found.id}/resolution/", resolution="x"))  # fmt: skip


def _own_flight(at):
    endangering.move_in_emergency(act=act_of(at.cast.duty_officer), unit_ids=[at.whole.id], destination="DUNLIN",
                                  reason="fire", vehicle="T-9")  # fmt: skip
    owed = Countersignature.objects.get(unit=at.whole, signed_at__isnull=True, wanted=None)
    return Three(at.cast.duty_officer, None, api("signatures/", signature_ids=[str(owed.id)]))


def _let_go(at):
    made = releasing.asked_to_go(at.cast, stories.contained(at.cast, second_badge="4901"))
    return Three(at.cast.supervisor, page(f"exceptions/{made.id}/decide/", decision="approve", answer="x"),
                 api(f"exceptions/{made.id}/decision/", approve=True, answer="x"))  # fmt: skip


COMMAND = {
    "incident.part": _tracker,
    "place.not_asked": _safe_again,
    "objection.not_yours": _objection,
    "objection.commander": _explain,
    "signature.own": _own_flight,
    "exception.holder": _let_go,
}

# --- whose it is ------------------------------------------------------------------------------------------------


def _held(at):
    made = held.hold_report(act=act_of(at.cast.officer), sent_as=uuid4(), goes_on_as=uuid4(), form="stop:begin",
                            signed_at=now(), sealed=b"", wrong=[])  # fmt: skip
    return Three(at.cast.supervisor, page(f"outbox/held/{made.id}/put-right/"), None,
                 shell=lambda: held.note_put_right(act=act_of(at.cast.supervisor), held_id=made.id))  # fmt: skip


def _in_the_chain(at):
    who = with_roles(at.cast, at.cast.storekeeper, "checker")
    made = asked(at.cast)
    return Three(who, page(f"inventories/{made.id}/begin/", second="4912"),
                 api(f"inventories/{made.id}/opening/", second_badge="4912"))  # fmt: skip


def _other_service(at):
    """Customs keep stored drugs here, and the receiver is of the police."""
    register_officer(act=act_of(at.cast.administrator), badge="4699", roles=[Role.STOREKEEPER], unit_code="POLICE",
                     agency="police")  # fmt: skip
    under(at.cast, packs.nowhere(jurisdiction="BE", more=kept_by("customs"), witness__agencies=1,
                                 witness__supervisors=1, witness__distance="other_agency", order__authority="agency"))
    said, ids = {"purpose": "handover", "receiver_badge": "4699"}, [str(at.whole.id)]
    return Three(at.cast.storekeeper, page("transfers/offer/", units=ids, **said),
                 api("transfers/", unit_ids=ids, **said))  # fmt: skip


def _entrusted(at):
    """Who watches the handlers knows which tips there are, and keeps sources of another one's too."""
    who = with_roles(at.cast, at.cast.internal_affairs, "internal_affairs", "source_handler")
    return Three(who, page(f"tips/{at.tip.id}/source/", reason="x"),
                 api(f"tips/{at.tip.id}/source/", reason="x"))  # fmt: skip


def _put_off(at):
    Target.objects.filter(pk=at.target.pk).update(opened_at=now() - timedelta(days=100))
    day = now() + timedelta(days=60)
    local = day.astimezone(burns.ZoneInfo("Europe/Brussels"))
    return Three(at.cast.officer, page(f"targets/{at.target.id}/arrival/", expected_at=f"{local:%Y-%m-%dT%H:%M}"),
                 api(f"targets/{at.target.id}/arrival/", expected_at=f"{day:%Y-%m-%dT%H:%M:%SZ}"))  # fmt: skip


def _no_part(at):
    return Three(at.cast.administrator, None, None, shell=lambda: photo.attach_photo(
        act=act_of(at.cast.administrator), content=burns.png(), slot="total", unit_id=at.whole.id))  # fmt: skip


def _decided_before(at):
    made = recorded(at.cast, at.whole.seizure)
    asked_to_correct(at.cast, made)
    decided(at.cast, made)
    return Three(at.cast.supervisor, page(f"reports/{made.id}/decide/", answer="yes"),
                 api(f"reports/{made.id}/decision/", approve=True))  # fmt: skip


WHOSE = {
    "held.not_yours": _held,
    "inventory.chain": _in_the_chain,
    "keeper.other_service": _other_service,
    "tip.not_yours": _entrusted,
    "target.put_off": _put_off,
    "role.none": _no_part,
    "report.decided": _decided_before,
}

ROWS = INQUIRIES | COMMAND | WHOSE
