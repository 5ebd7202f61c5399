"""A one-time code is good once for the whole house, however many processes serve its pages (RFC 6238, 5.2)."""

from __future__ import annotations

import os
import signal

import pytest
from allauth.core.context import request_context
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.db import connections
from django.test import RequestFactory

from custody.core.errors import InvalidInput
from custody.organisation.second_factor import check_code

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
TAKEN, REFUSED = 0, 3


@pytest.fixture(autouse=True)
def _asked_for_a_page():
    with request_context(RequestFactory().post("/")):
        yield


def _code():
    return format_hotp_value(hotp_value(SECRET, list(yield_hotp_counters_from_time())[1]))


def _process_that_tries(officer, given):
    """Start a process that waits for a signal and then tries the code; return its id."""
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
    child = os.fork()
    if child:
        return child
    answer = 1
    try:
        connections.close_all()
        signal.sigwait([signal.SIGUSR1])
        try:
            check_code(officer, given=given)
            answer = TAKEN
        except InvalidInput as refusal:
            answer = REFUSED if refusal.code == "code.wrong" else 1
    finally:
        os._exit(answer)


def test_of_two_processes_one_takes_the_code(house_cast):
    officer, given = house_cast.officer, _code()
    TOTP.activate(officer, SECRET)
    connections.close_all()

    children = [_process_that_tries(officer, given) for _ in range(2)]
    try:
        for child in children:
            os.kill(child, signal.SIGUSR1)
        ended = sorted(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children)
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGUSR1])

    assert ended == [TAKEN, REFUSED]


def test_wrong_codes_are_counted_though_they_are_refused(house_cast):
    TOTP.activate(house_cast.officer, SECRET)

    for _ in range(10):
        with pytest.raises(InvalidInput, match="does not match"):
            check_code(house_cast.officer, given="000000")
    with pytest.raises(InvalidInput, match="Too many wrong codes"):
        check_code(house_cast.officer, given="000000")
    cache.clear()
