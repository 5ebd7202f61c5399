"""Refusals about goods that are let go: the paper of the act, who heard it, and who may attach what."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from custody.evidence.actions import giving
from custody.evidence.actions.beside import register_beside
from custody.evidence.models import Proposal
from tests import stories
from tests.api.doors import Door
from tests.api.refusals.trying import Three, api, page
from tests.evidence.exceptional import PAPER, TAKEN, asked, attached, authorised, decided, exchanged, given, missing
from tests.stories import act_of, now


def ground(cast):
    """Return a house with a container that somebody wants to let go."""
    return SimpleNamespace(cast=cast, crate=stories.contained(cast))


def _asked(at, **changes):
    said = {"party": None, "reference": None} | changes
    return asked(at.cast, at.crate, "operation", by=at.cast.case_officer, **said)


def _decides(who, found):
    return Three(who, page(f"exceptions/{found.id}/decide/", decision="approve", answer=""),
                 api(f"exceptions/{found.id}/decision/", approve=True))  # fmt: skip


def _on_a_reference_alone(at):
    return _decides(at.cast.supervisor, _asked(at, reference="KP 12/2026"))


def _by_who_did_not_hear_it(at):
    spoken = {"spoken_by": "the prosecutor on duty", "listener_badge": at.cast.supervisor.badge}
    return _decides(at.cast.second_supervisor, _asked(at, **spoken))


def _its_paper_is_there(at):
    found = attached(_asked(at, reference="KP 12/2026"), by=at.cast.case_officer)
    found.refresh_from_db()
    path, page_file, api_file = f"exceptions/{found.id}/act/", *(SimpleUploadedFile("act.pdf", PAPER) for _ in "pa")
    seen = {"expected_seq": str(found.last_seq)}
    return Three(at.cast.supervisor, page(path, reference="KP 13/2026", document=page_file, **seen),
                 api(path, reference="KP 13/2026", document=api_file))  # fmt: skip


def _nobody_heard_it(at):
    said = {"reason": "x", "spoken_by": "the prosecutor on duty"}
    return Three(at.cast.case_officer, page(f"units/{at.crate.id}/exceptions/operation/", **said),
                 api(f"units/{at.crate.id}/exceptions/", exception="operation", **said))  # fmt: skip


def _back(at, unit, *, who=None, form=True, **more):
    said, weight = {"found_where": "in a lorry", "seal_seen": "none", "witness_badge": "4418"}, {"scale": "S-FLOOR"}
    asks = said | weight | {"found_at_choice": "now", "gross": "24"}
    return Three(who or at.cast.officer, page(f"units/{unit.id}/bench/recover/", **asks) if form else None,
                 api(f"units/{unit.id}/recovery/", reading=weight | {"gross_mg": 24_000_000}, **said, **more))


def _gone(at, unit):
    missing(at.cast, unit)
    decided(asked(at.cast, unit, "stolen", by=at.cast.supervisor), by=at.cast.director)
    return unit


def _never_in_it(at):
    [bag] = stories.seized(at.cast)
    return _back(at, _gone(at, bag), form=False, inside=[str(at.crate.id)])


def _give(at, *, done=False, **changes):
    found = _approved(at)
    if done:
        given(found)
    path, said = f"exceptions/{found.id}/giv", TAKEN | changes
    page_file, api_file = (SimpleUploadedFile("receipt.pdf", PAPER) for _ in "pa")
    found.refresh_from_db()
    seen = {"expected_seq": str(found.last_seq), "witness": "4420"}
    return Three(at.cast.storekeeper, page(path + "e/", document=page_file, **said, **seen),
                 api(path + "ing/", document=api_file, witness_badge="4420", **said))  # fmt: skip


def _approved(at):
    [bag] = stories.stored(at.cast)
    return authorised(asked(at.cast, bag, "hand_out", by=at.cast.case_officer), by=at.cast.regional_head)


def _without_identity(at):
    row = _give(at, identity="")
    found = Proposal.objects.filter(state="approved").latest("proposed_at")
    return row.refused_earlier("both", lambda: giving.give_unit(
        act=act_of(at.cast.storekeeper), proposal_id=found.id, witness_badge="4420", document=PAPER,
        **TAKEN | {"identity": ""}))  # fmt: skip


def _given_before(at):
    found, earlier = _approved(at), (now() - timedelta(hours=3)).isoformat()
    said = {"witness_badge": "4420", "document": SimpleUploadedFile("receipt.pdf", PAPER), **TAKEN}
    return Three(at.cast.storekeeper, None, Door(f"exceptions/{found.id}/giving/", said, headers={
        "Idempotency-Key": str(uuid4()), "X-Occurred-At": earlier}))  # fmt: skip


def _cover_load_unsearched(at):
    load = register_beside(act=act_of(at.cast.officer), seizure_id=stories.opened_seizure(at.cast).id,
                           exhibit_kind="cover_load", description="bananas")  # fmt: skip
    said = {"reason": "it spoils", "party": "the owner"}
    return Three(at.cast.officer, page(f"units/{load.id}/exceptions/cargo_release/", **said),
                 api(f"units/{load.id}/exceptions/", exception="cargo_release", **said))  # fmt: skip


def _takes_back_an_exchange(at):
    [bag] = stories.stored(at.cast)
    exchanged(at.cast, bag)
    found = Proposal.objects.get(unit=bag)
    return Three(at.cast.storekeeper, page(f"exceptions/{found.id}/withdraw/"),
                 api(f"exceptions/{found.id}/withdrawal/"))  # fmt: skip


def _searched_by_who_seized_it(at):
    load = register_beside(act=act_of(at.cast.officer), seizure_id=stories.opened_seizure(at.cast).id,
                           exhibit_kind="cover_load", description="bananas")  # fmt: skip
    said = {"method": "dog", "result": "clear", "second_badge": at.cast.third_officer.badge}
    return Three(at.cast.officer, page(f"units/{load.id}/clearance/", **said),
                 api(f"units/{load.id}/clearances/", **said))  # fmt: skip


ROWS = {
    "clearance.seized_it": _searched_by_who_seized_it,
    "clearance.never": _cover_load_unsearched,
    "giving.not_awaited": lambda at: _give(at, done=True),
    "giving.before": _given_before,
    "giving.incomplete": _without_identity,
    "recovery.not_gone": lambda at: _back(at, at.crate),
    "recovery.conveyance": lambda at: _back(at, _gone(at, at.crate)),
    "recovery.not_inside": _never_in_it,
    "exception.no_act": _on_a_reference_alone,
    "exception.not_heard": _by_who_did_not_hear_it,
    "exception.no_act_awaited": _its_paper_is_there,
    "exception.no_listener": _nobody_heard_it,
    "exception.took_place": _takes_back_an_exchange,
}
