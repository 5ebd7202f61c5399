"""Refusals about how people are reached, the codes of their authenticators, their duties and their scales."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext, suppress
from dataclasses import replace
from datetime import time, timedelta
from types import SimpleNamespace
from unittest.mock import patch
from uuid import uuid4

from allauth.core import context
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.test import RequestFactory

from custody.alerts.actions import duress, quiet
from custody.core.errors import InvalidInput
from custody.organisation.actions import (
    contact,
    founding,
    inviting,
    language,
    passkeys,
    presence,
    register,
    sessions,
    tokens,
)
from custody.organisation.contact_codes import contact_code
from custody.organisation.models import ContactChange, Duty, Site
from custody.organisation.passkeys import MOST, ask_new
from custody.organisation.second_factor import check_code
from custody.organisation.selectors import engine_officer
from tests.api.doors import Door
from tests.api.refusals.trying import Three, api, page
from tests.organisation.test_inviting import PASSWORD, countersigned, invited, join, six_digits
from tests.organisation.test_passkeys import added
from tests.organisation.test_roster import rostered
from tests.soft_key import ORIGIN, SoftKey
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


def _too_many(at):
    """Wrong codes, one after another, and then one more."""
    return replace(_change(at, code="000000", phone=NEW), while_=lambda: _guessed(at.cast.officer))


@contextmanager
def _guessed(officer):
    cache.clear()
    for _guess in range(10):
        with suppress(InvalidInput), context.request_context(RequestFactory().post("/")):
            check_code(officer, given="000000")
    yield
    cache.clear()


def _late(at):
    made = contact.ask_contact_change(act=act_of(at.cast.officer), phone=NEW)
    ContactChange.objects.filter(pk=made.pk).update(code_expires_at=now() - timedelta(seconds=1))
    return _show(at, made, at.cast.officer)


def _show(at, made, who):
    code = contact_code(made)
    return Three(who, page(f"me/contact/{made.id}/code/", received_code=code),
                 api(f"contacts/changes/{made.id}/confirmation/", received_code=code))  # fmt: skip


def _not_mine(at):
    return _show(at, contact.ask_contact_change(act=act_of(at.cast.officer), phone=NEW), at.cast.supervisor)


# --- who comes in for the first time ------------------------------------------------------------------------------


def _invite(at, who, officer=None, *, half="first"):
    return Three(who, page(f"officers/{(officer or at.cast.sampler).id}/invitation/{half}/"), None)


def _second_half(at, who, *, twice=False):
    invited(at.cast)
    if twice:
        countersigned(at.cast)
    act = inviting.countersign_invitation
    return replace(_invite(at, who, half="second"),
                   shell=lambda: act(act=act_of(who), officer_id=at.cast.sampler.id))  # fmt: skip


def _first_half(at):
    joined = join(at.cast, invited(at.cast), countersigned(at.cast))
    return replace(_invite(at, at.cast.supervisor, joined),
                   shell=lambda: inviting.invite_officer(act=act_of(at.cast.supervisor), officer_id=joined.id))


def _join(at, *, second=None, password=PASSWORD):
    halves = invited(at.cast), countersigned(at.cast)
    first, second = halves[0], second or halves[1]
    said = {"badge": at.cast.sampler.badge, "first_code": first, "second_code": second, "password": password,
            "again": password, "code": six_digits()}  # fmt: skip
    return Three(at.cast.sampler, page("join/", **said), None,
                 shell=lambda: join(at.cast, first, second, password=password))  # fmt: skip


# --- where people are, and who is on duty -------------------------------------------------------------------------


def _device_comes(at):
    return Three(at.cast.device, page("presence/come/", site="ALDER"), api("presences/", site="ALDER"))


def _nowhere(at):
    return Three(at.cast.officer, page("presence/come/", site="NOWHERE"), api("presences/", site="NOWHERE")
                 ).refused_earlier("page")  # fmt: skip


def _sent_home(at):
    site = Site.objects.get(code_word="BIRCH")
    made = rostered(at.cast, site)
    return Three(at.cast.supervisor, page(f"duty/{made.id}/cancel/"), api(f"duties/{made.id}/cancellation/"))


def _early(at):
    """The code was shown, and nobody approved it: it waits its day."""
    made = contact.ask_contact_change(act=act_of(at.cast.officer), phone=NEW)
    contact.confirm_contact_change(act=act_of(at.cast.officer), change_id=made.id, code=contact_code(made))
    who = engine_officer()
    return Three(who, None, None, shell=lambda: contact.apply_contact_change(act=act_of(who), change_id=made.id))


def _sheltered(at, *, code="AAAAAA", who=None):
    """Choose a code of one's own that calls for help."""
    who = who or at.cast.officer
    if who != at.cast.officer:
        TOTP.activate(who, SECRET)
    return Three(who, page("own-code/", duress_code=code, code=code_now()), None, while_=_fresh_codes,
                 shell=lambda: duress.set_duress_code(act=act_of(who), code=code))  # fmt: skip


def _hours(at, begins, ends):
    return Three(at.cast.officer, page("me/hours/", begins=f"{begins:02}:00", ends=f"{ends:02}:00",
                                       zone="Europe/Brussels"), None,
                 shell=lambda: quiet.set_quiet_hours(officer=at.cast.officer, begins=time(begins), ends=time(ends),
                                                     zone="Europe/Brussels"))  # fmt: skip


def _pin(at, number):
    """Choose the PIN of a shift that began too long ago."""
    return Three(at.cast.officer, page("me/pin/", pin=number, again=number), None,
                 shell=lambda: sessions.choose_pin(officer=at.cast.officer, key="", pin=number),
                 while_=lambda: patch.object(sessions, "PIN_FROM_SIGN_IN", timedelta(0)))  # fmt: skip


def _passkey(at, answer="{}", *, asked=None):
    """Add a passkey, by default one that no browser made."""
    said = {"name": "Phone", "answer": answer}
    return Three(at.cast.officer, page("me/passkeys/", code=code_now(), **said), None, while_=_fresh_codes,
                 remembers={"passkey_asked": asked},
                 shell=lambda: passkeys.add_passkey(act=act_of(at.cast.officer), asked=asked, origin=ORIGIN, **said))


def _one_more_passkey(at):
    for _ in range(MOST):
        added(at.cast.officer)
    _, asked = ask_new(at.cast.officer, origin=ORIGIN)
    return _passkey(at, SoftKey(at.cast.officer).made(asked), asked=asked)


def _pin_on_a_shared_device(at, number):
    return replace(_pin(at, number), while_=lambda: patch.object(sessions, "_is_shared", return_value=True))


def _device_changes(at):
    TOTP.activate(at.cast.device, SECRET)
    return _change(at, who=at.cast.device, phone=NEW)


def _left_before(at):
    """Somebody says late that they left before they came."""
    presence.come(act=act_of(at.cast.officer), site="CEDAR")
    earlier = (now() - timedelta(hours=1)).isoformat()
    return Three(at.cast.officer, None, Door("presences/end/", {}, headers={
        "Idempotency-Key": str(uuid4()), "X-Occurred-At": earlier}))  # fmt: skip


def _duty_over(at):
    made = rostered(at.cast, Site.objects.get(code_word="BIRCH"))
    Duty.objects.filter(pk=made.pk).update(begins_at=now() - timedelta(hours=9), ends_at=now() - timedelta(hours=1))
    return Three(at.cast.supervisor, page(f"duty/{made.id}/cancel/"), api(f"duties/{made.id}/cancellation/"))


def _only_by(shell):
    """Return what a command of the host alone asks of an act."""
    return lambda at: Three(at.cast.administrator, None, None, shell=lambda: shell(at.cast))


PEOPLE = {
    "pin.easy": lambda at: _pin(at, "111111"),
    "pin.late": lambda at: _pin(at, "724091"),
    "pin.shared": lambda at: _pin_on_a_shared_device(at, "724091"),
    "passkey.none": _passkey,
    "passkey.many": _one_more_passkey,
    "duress.form": lambda at: _sheltered(at, code="U"),
    "duress.plain": _sheltered,
    "duress.people": lambda at: _sheltered(at, who=at.cast.device),
    "quiet.all_day": lambda at: _hours(at, 1, 1),
    "quiet.too_long": lambda at: _hours(at, 1, 23),
    "contact.people": _device_changes,
    "presence.backwards": _left_before,
    "duty.over": _duty_over,
    "language.unknown": _only_by(lambda cast: language.choose_language(officer=cast.officer, language="tlh")),
    "token.engine": _only_by(lambda cast: tokens.issue_token(act=act_of(cast.administrator),
                                                            badge=engine_officer().badge)),
    "house.founded": _only_by(lambda _cast: founding.found_house(administrator_badge="1", password=None)),
    "policy.negative": _only_by(lambda cast: register.set_policy(
        act=act_of(cast.administrator), approver=cast.second_administrator, key="seal.readings", jurisdiction="BE",
        value=-1, measure="count", valid_from=now(), source="x")),
    "contact.early": _early,
    "code.tries": _too_many,
    "contact.expired": _late,
    "contact.not_yours": _not_mine,
    "invitation.not_new": _first_half,
    "invitation.own": lambda at: _second_half(at, at.cast.administrator),
    "invitation.over": lambda at: _second_half(at, at.cast.second_supervisor, twice=True),
    "invitation.wrong": lambda at: _join(at, second="7KQ4-M2XD-J"),
    "password.weak": lambda at: _join(at, password="short"),
    "presence.people": _device_comes,
    "site.unknown": _nowhere,
    "duty.uncovered": _sent_home,
}

ROWS = PEOPLE | {
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
