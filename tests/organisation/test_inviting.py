"""A new officer sets his own password with two codes, of two people, handed over in person: once, and not for ever."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.db import connection

from custody.core.errors import CustodyError, NotFound
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from custody.organisation.actions import inviting
from custody.organisation.invitation_permissions import is_open
from custody.organisation.models import Invitation, Officer
from tests.stories import act_of

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PASSWORD = "a quay in the rain"


def six_digits():
    return format_hotp_value(hotp_value(SECRET, list(yield_hotp_counters_from_time())[1]))


def invited(cast, *, by=None, officer=None):
    return inviting.invite_officer(act=act_of(by or cast.administrator), officer_id=(officer or cast.sampler).id)[1]


def countersigned(cast, *, by=None, officer=None):
    act = act_of(by or cast.supervisor)
    return inviting.countersign_invitation(act=act, officer_id=(officer or cast.sampler).id)[1]


def join(cast, first, second, **changes):
    said = {"badge": cast.sampler.badge, "first": first, "second": second, "password": PASSWORD, "secret": SECRET,
            "code": six_digits()}  # fmt: skip
    return inviting.join(**(said | changes))


def code_of(act):
    with pytest.raises(CustodyError) as refusal:
        act()
    return refusal.value.code


def test_with_both_codes_an_officer_sets_a_password_and_a_second_factor_once(cast, caplog):
    caplog.set_level(logging.DEBUG)
    first, second = invited(cast), countersigned(cast)

    joined = join(cast, first.lower().replace("-", " "), f" {second}")

    assert Officer.objects.get(pk=joined.pk).check_password(PASSWORD)
    assert Authenticator.objects.get(user=joined).wrap().validate_code(six_digits())
    assert [event.type.code for event in told([joined.stream_id], limit=3)] == [
        "officer.invitation_ended/1", "officer.invitation_countersigned/1", "officer.invited/1",
    ]  # fmt: skip
    assert replay_state().findings == []
    assert code_of(lambda: join(cast, first, second, password="another quay in the rain")) == "invitation.wrong"
    assert code_of(lambda: invited(cast)) == "invitation.not_new"
    for secret in (first, second, PASSWORD, SECRET):
        assert secret not in caplog.text
        assert secret not in everything_kept()


def everything_kept():
    """Return every table that could hold a secret, as text."""
    tables = ("custody_invitation", "custody_event", "custody_disclosure", "custody_idempotencykey", "custody_officer",
              "mfa_authenticator")  # fmt: skip
    with connection.cursor() as cursor:
        text = []
        for table in tables:
            cursor.execute(f"SELECT coalesce(string_agg(t::text, ' '), '') FROM {table} t")
            text.append(cursor.fetchone()[0])
    return "\n".join(text)


def test_what_one_person_hands_over_opens_nothing_alone(cast):
    first = invited(cast)
    for second in ("", first, first[:9]):
        assert code_of(lambda second=second: join(cast, first, second)) == "invitation.wrong"
    assert code_of(lambda: countersigned(cast, by=cast.administrator)) == "invitation.own"
    assert code_of(lambda: countersigned(cast, by=cast.officer)) == "role.missing"
    second = countersigned(cast)
    assert code_of(lambda: countersigned(cast, by=cast.second_supervisor)) == "invitation.over"
    for stolen in ((first, first), (second, second), ("", second)):
        assert code_of(lambda stolen=stolen: join(cast, *stolen)) == "invitation.wrong"
    # Six wrong tries are too many: a thief of one code has no more, and the two make new ones.
    assert Invitation.objects.get().outcome == "blocked"
    assert code_of(lambda: join(cast, first, second)) == "invitation.wrong"
    assert not Officer.objects.get(pk=cast.sampler.pk).has_usable_password()
    again = invited(cast)
    assert code_of(lambda: join(cast, first, second)) == "invitation.wrong"
    assert join(cast, again, countersigned(cast)).badge == cast.sampler.badge
    assert replay_state().findings == []


def test_an_invitation_lapses_and_a_new_one_ends_the_one_before(cast, monkeypatch):
    first, second = invited(cast), countersigned(cast)
    newer = invited(cast, by=cast.second_supervisor)
    assert sorted(Invitation.objects.values_list("outcome", flat=True), key=str) == [None, "replaced"]
    assert code_of(lambda: join(cast, first, second)) == "invitation.wrong"
    second = countersigned(cast)
    monkeypatch.setattr(inviting, "is_open", lambda found, *, now: is_open(found, now=now + timedelta(hours=24)))
    assert code_of(lambda: join(cast, newer, second)) == "invitation.wrong"
    monkeypatch.undo()
    assert join(cast, newer, second).has_usable_password()


def test_a_weak_password_and_a_wrong_code_of_the_authenticator_use_nothing_up(cast):
    first, second = invited(cast), countersigned(cast)
    assert code_of(lambda: join(cast, first, second, password="short")) == "password.weak"
    assert code_of(lambda: join(cast, first, second, code="000000x")) == "code.wrong"
    assert code_of(lambda: join(cast, first, second, badge="nobody")) == "invitation.wrong"
    assert join(cast, first, second).has_usable_password()


def test_who_is_not_there_or_serves_no_more_is_not_invited(cast):
    with pytest.raises(NotFound):
        inviting.invite_officer(act=act_of(cast.administrator), officer_id=cast.sampler.stream_id)
    with pytest.raises(NotFound):
        countersigned(cast)
    assert code_of(lambda: invited(cast, by=cast.officer)) == "role.missing"
