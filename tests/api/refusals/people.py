"""Refusals about how people are reached, the codes of their authenticators, their duties and their scales."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import timedelta
from types import SimpleNamespace
from unittest.mock import patch

from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache

from custody.organisation.actions import contact
from custody.organisation.contact_codes import contact_code
from tests.api.refusals.trying import Three, api, page
from tests.stories import act_of, now
from tests.web.contact.test_contact import SECRET, code_now

NEW = "+32470001111"


def ground(cast):
    """Return a house in which the officer has an authenticator."""
    TOTP.activate(cast.officer, SECRET)
    return SimpleNamespace(cast=cast)


def _fresh_codes():
    """A code of the authenticator is good once: each door begins anew."""
    cache.clear()
    return nullcontext()


def _change(at, *, who=None, code=None, **said):
    code = code or code_now()
    return Three(who or at.cast.officer, page("me/contact/change/", code=code, **said),
                 api("contacts/changes/", authenticator_code=code, **said), while_=_fresh_codes)  # fmt: skip


def _open(at):
    contact.ask_contact_change(act=act_of(at.cast.officer), phone=NEW)
    return _change(at, email="4417@elsewhere.invalid")


def _confirm(at, *, twice=False, **more):
    made = contact.ask_contact_change(act=act_of(at.cast.officer), phone=NEW)
    code = contact_code(made)
    if twice:
        contact.confirm_contact_change(act=act_of(at.cast.officer), change_id=made.id, code=code)
    return Three(at.cast.officer, page(f"me/contact/{made.id}/code/", received_code=code),
                 api(f"contacts/changes/{made.id}/confirmation/", received_code=code), **more)  # fmt: skip


def _scale(at):
    said = {"code": "S-NEW", "accuracy_class": "V"}
    return Three(
        at.cast.administrator, page("scales/register/", capacity="100", division="0,1", **said),
        api("scales/", capacity_mg=100_000_000, division_mg=100_000, **said),
    ).refused_earlier("page")


def _duty(at):
    begins, ends = (now() + timedelta(hours=each) for each in (5, 9))
    said = {"badge": "4417", "role": "engine"}
    return Three(
        at.cast.supervisor, page("duty/roster/", site="", begins=f"{begins:%Y-%m-%dT%H:%M}",
                                 ends=f"{ends:%Y-%m-%dT%H:%M}", **said),
        api("duties/", begins_at=f"{begins:%Y-%m-%dT%H:%M:%SZ}", ends_at=f"{ends:%Y-%m-%dT%H:%M:%SZ}", **said),
    ).refused_earlier("page")  # fmt: skip


ROWS = {
    "contact.email": lambda at: _change(at, email="nonsense"),
    "contact.phone": lambda at: _change(at, phone="12"),
    "contact.one": lambda at: _change(at, phone=NEW, email="4417@elsewhere.invalid"),
    "contact.same": lambda at: _change(at, phone="+32470004417"),
    "contact.open": _open,
    "contact.confirmed": lambda at: _confirm(at, twice=True),
    "contact.tries": lambda at: _confirm(at, while_=lambda: patch.object(contact, "TRIES", 0)),
    "code.wrong": lambda at: _change(at, code="000000", phone=NEW),
    "code.none": lambda at: _change(at, who=at.cast.second_officer, phone=NEW),
    "scale.class": _scale,
    "duty.role": _duty,
}
