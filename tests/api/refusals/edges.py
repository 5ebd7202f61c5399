"""Refusals of the API's own edge: its keys, its cursors, its tokens, and what is told once for each key."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

from rest_framework.test import APIClient

from custody.evidence.actions import labels, papersheet, photo
from custody.evidence.entries import NewExhibit
from custody.evidence.models import Document
from custody.organisation.actions.tokens import issue_token
from custody.reports.documents import render_document
from custody.reports.figures import check_year
from custody.web.outbox.replay import form_name
from custody.web.shared.sealed_item import opened
from tests import stories, targeting
from tests.api.doors import Door
from tests.api.refusals.trying import Three, api, page
from tests.destruction import asking
from tests.destruction import stories as burns
from tests.ledger.test_letterbox import put_in
from tests.stories import act_of, now
from tests.web.outbox.test_outbox import item_of

REASON = {"reason": "to compare"}
COME = {"site": "ALDER"}
KEY = "Idempotency-Key"


def ground(cast):
    """Return a house with a bag of which there is a photo, a container that is looked for, and a sheet of labels."""
    [bag] = stories.seized(cast)
    seen = photo.attach_photo(act=act_of(cast.officer), content=burns.png(), slot="total", unit_id=bag.id)
    sheet = Document.objects.filter(roll=labels.print_roll(act=act_of(cast.storekeeper), count=1)).first()
    target = targeting.targeted(cast)
    return SimpleNamespace(cast=cast, bag=bag, photo=seen, scan=targeting.scanned(cast, target), sheet=sheet)


# --- what goes with a request -----------------------------------------------------------------------------------


def _with(at, **headers):
    said = {name.replace("_", "-"): each for name, each in headers.items()}
    return Three(at.cast.officer, None, Door("presences/", COME, headers=said))


def _by_a_program(at):
    key = issue_token(act=act_of(at.cast.administrator), badge=at.cast.supervisor.badge)
    said = {"Authorization": f"Token {key}", KEY: str(uuid4())}
    return Three(at.cast.supervisor, None, Door("due-sheets/", {"hours": 24}, headers=said))


def _cursor(at):
    return Three(at.cast.officer, None, Door("units/", {"cursor": "nonsense"}, is_read=True))


def _moved_before_it_was_seized(at):
    earlier = (at.bag.held_since - timedelta(hours=1)).isoformat()
    return Three(at.cast.officer, None, Door("moves/", {"unit_ids": [str(at.bag.id)], "place": "DUNLIN"}, headers={
        KEY: str(uuid4()), "X-Occurred-At": earlier}))  # fmt: skip


EDGE = {
    "occurred_at.before": _moved_before_it_was_seized,
    "key.missing": _with,
    "key.malformed": lambda at: _with(at, Idempotency_Key="7"),
    "occurred_at.future": lambda at: _with(at, Idempotency_Key=str(uuid4()),
                                           X_Occurred_At=(now() + timedelta(hours=1)).isoformat()),
    "token.cannot_sign": _by_a_program,
    "cursor.unknown": _cursor,
}  # fmt: skip

# --- what is told once for each key -----------------------------------------------------------------------------


def _again(who, path, **said):
    """Return what is asked for with a key that it was told for already."""
    key, client = str(uuid4()), APIClient()
    client.force_login(who)
    told = client.post("/api/v1/" + path, said, format="json", headers={KEY: key})
    assert told.status_code in (200, 201), told.content
    return Three(who, None, Door(path, said, headers={KEY: key}))


def _sheet(at):
    assert render_document(at.sheet.id)
    return _again(at.cast.storekeeper, f"documents/{at.sheet.id}/reading/", **REASON)


def _link(at):
    return _again(at.cast.case_officer, f"order-requests/{asking.made(at.cast).id}/link/")


ONCE = {
    "photo.shown": lambda at: _again(at.cast.officer, f"photos/{at.photo.id}/reading/", **REASON),
    "document.shown": _sheet,
    "due_sheet.read": lambda at: _again(at.cast.supervisor, "due-sheets/", hours=24),
    "figures.taken": lambda at: _again(at.cast.auditor, "figures/", **REASON),
    "link.shown": _link,
    "lookup.shown": lambda at: _again(at.cast.crew, "container-look-ups/", container_number=targeting.NUMBER, **REASON),
}

# --- what was erased --------------------------------------------------------------------------------------------


def _erased(who, row, path, there):
    type(row).objects.filter(pk=row.pk).update(key_sealed=None)
    return Three(who, page(path, **REASON), api(there, **REASON), notes=frozenset({"place.revealed/1"}))


def _erased_sheet(at):
    assert render_document(at.sheet.id)
    return _erased(at.cast.storekeeper, at.sheet, f"documents/{at.sheet.id}/", f"documents/{at.sheet.id}/reading/")


ERASED = {
    "photo.erased": lambda at: _erased(at.cast.officer, at.photo, f"photos/{at.photo.id}/",
                                       f"photos/{at.photo.id}/reading/"),
    "document.erased": _erased_sheet,
}  # fmt: skip

# --- what a device kept without a connection, and whose page it is ----------------------------------------------


def _kept(at, item, shell):
    """Return what is sent for an officer, sealed under its key as the device does."""
    key, by = uuid4(), at.cast.officer
    sealed = item(key)
    door = Door(f"/outbox/items/{key}/", {}, headers={"Outbox-Author": by.badge, "Outbox-Age": "0"}, sealed=sealed)
    return Three(by, door, None, shell=lambda: shell(sealed, key=key))


def _open(sealed, *, key):
    return opened(sealed, key=key, badge="4417")


def _no_form(key):
    return put_in(b"\0\0\0\x02{}", bound_to=f"{key} 4417".encode())


def _no_field_form(key):
    return item_of(key=key, path="/policies/propose/")


def _old_sheet(at):
    roll = labels.print_paper_kit(act=act_of(at.cast.storekeeper), sheets=1)
    return Three(at.cast.officer, None, None, shell=lambda: papersheet.enter_sheet(
        act=act_of(at.cast.officer), sheet=f"{roll.code_word}/1", second_badge="4418", place="HERON",
        exhibits=[NewExhibit(substance="cocaine", form="powder")], units=[stories.new_bag()]))  # fmt: skip


DEVICE = {
    "outbox.unreadable": lambda at: _kept(at, lambda _key: b"nonsense", _open),
    "outbox.malformed": lambda at: _kept(at, _no_form, _open),
    "outbox.not_kept": lambda at: _kept(at, _no_field_form, lambda sealed, key: form_name(_open(sealed, key=key))),
    "paper.time": _old_sheet,
    "page.role": lambda at: Three(at.cast.officer, Door("/officers/", {}, is_read=True), None),
}

# --- lists and figures ------------------------------------------------------------------------------------------


def _year(at):
    return Three(at.cast.auditor, page("figures/file/", what="figures", year="1850", form_of_file="csv", **REASON),
                 api("figures/", year=1850, **REASON)).refused_earlier(
        "page", lambda: check_year(1850))  # fmt: skip


ROWS = EDGE | ONCE | ERASED | DEVICE | {"figures.year": _year}
