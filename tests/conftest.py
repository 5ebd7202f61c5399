"""The cast, the databases, and the rule that only loopback is spoken to."""

from __future__ import annotations

import gc
import itertools
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from _pytest.runner import runtestprotocol
from django.conf import settings
from django.contrib import auth
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone, translation
from django.utils.crypto import get_random_string
from whitenoise.middleware import WhiteNoiseMiddleware

from config.stack import with_room
from tests import databases, environment, situations
from tests.template import CAST

_WORKER_DATABASE = f"custody_{environment.WORKER}"
_numbers = itertools.count(1)

FIRST = (
    "tests/launcher/",
    "tests/core/test_small_scope.py",
    "tests/core/test_trend.py",
    "tests/core/test_planning.py",
    "tests/browser/",
    "tests/api/test_refusals.py",
    "tests/web/test_crawl_places.py",
    "tests/web/danger/test_no_trace.py",
    "tests/scenario/",
    "tests/evidence/test_invariants.py",
    "tests/alerts/chaos/",
    "tests/tasks/",
    "tests/mutants/",
    "tests/alerts/test_outside_switch.py",
    "tests/alerts/test_canary.py",
    "tests/alerts/test_recovery.py",
    "tests/web/test_forbidden.py",
    "tests/web/shared/test_in_a_browser.py",
    "tests/web/alerts/test_in_a_browser.py",
)
"""Files that take long are begun first, so that no worker is left alone with one at the end; and before them those that
need no database, while the first worker that does makes the template."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the first files first, in their order; the rest keeps its own."""
    items.sort(key=lambda item: next((n for n, file in enumerate(FIRST) if item.nodeid.startswith(file)), len(FIRST)))


def pytest_configure() -> None:
    """Let the collector of garbage look seldom: what tests build and keep, trees of all our source, is no garbage."""
    gc.set_threshold(10_000, 20, 50)


def pytest_collection_finish() -> None:
    """Spare the collector of garbage what stays to the end: eight thousand tests, and everything they import."""
    gc.collect()
    gc.freeze()


def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """Run a test as pytest does, with room on the stack: that spares a test of pages up to a fifth of what it costs."""
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    with_room(runtestprotocol)(item, nextitem=nextitem)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


@pytest.fixture(autouse=True)
def nobody_speaks_yet() -> None:
    """Begin every test in English and in UTC: a page leaves the language of its reader to whoever comes next."""
    translation.deactivate()
    timezone.deactivate()


@pytest.fixture(scope="session", autouse=True)
def static_files_are_looked_for_once() -> Iterator[None]:
    """Let the first client of a worker look for the static files; each of them would, 40 ms every time."""
    look, found = WhiteNoiseMiddleware.add_files_from_finders, {}

    def look_once(self: WhiteNoiseMiddleware) -> None:
        if not found:
            look(self)
            found.update(self.files)
        self.files.update(found)

    with pytest.MonkeyPatch.context() as patches:
        patches.setattr(WhiteNoiseMiddleware, "add_files_from_finders", look_once)
        yield


@pytest.fixture(scope="session", autouse=True)
def a_new_client_is_given_its_session() -> Iterator[None]:
    """Let ``force_login`` write the session of a client that has none, and nothing else: one statement of fifteen.

    What a sign-in does beside it is tested where somebody signs in. A client that has a session changes it as ever.
    """
    log_in = Client._login

    def given(self: Client, user: Any, backend: str | None = None) -> None:
        if settings.SESSION_COOKIE_NAME in self.cookies:
            log_in(self, user, backend)
            return
        request = HttpRequest()
        request.session = store = SessionStore()
        whose = {auth.SESSION_KEY: str(user.pk), auth.BACKEND_SESSION_KEY: backend,
                 auth.HASH_SESSION_KEY: user.get_session_auth_hash()}  # fmt: skip
        store.update(whose)
        store._session_key = get_random_string(32, VALID_KEY_CHARS)
        store.create_model_instance(whose).save(force_insert=True)
        self._set_login_cookies(request)

    with pytest.MonkeyPatch.context() as patches:
        patches.setattr(Client, "_login", given)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """Give this worker its own clone for the tests that roll back."""
    with django_db_blocker.unblock():
        databases.clone(_WORKER_DATABASE)
        databases.connect_django(database=_WORKER_DATABASE)
    yield
    with django_db_blocker.unblock():
        situations.forget()
        connections["default"].close()
        databases.drop(_WORKER_DATABASE)


@pytest.fixture
def house(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """Give the test a fresh database of its own in which commits are real; yield its name.

    Django works in it as the application role. The guards refuse TRUNCATE, so nothing is emptied: it is dropped.
    """
    with django_db_blocker.unblock(), house_of() as name:
        yield name


@contextmanager
def house_of(source: str | None = None) -> Iterator[str]:
    """Let Django work in a copy of a database, of the template where none is named; yield its name."""
    name = f"{_WORKER_DATABASE}_{next(_numbers)}"
    databases.clone(name, source=source)
    databases.connect_django(database=name)
    try:
        yield name
    finally:
        databases.connect_django(database=_WORKER_DATABASE)
        databases.drop(name)


@pytest.fixture
def transactional_db() -> None:
    """Refuse: it empties tables, which the guards forbid. A test that commits asks for ``house``."""
    raise RuntimeError("use the fixture `house` instead of transactional_db")


def _cast() -> SimpleNamespace:
    from custody.organisation.models import Officer

    people = {officer.badge: officer for officer in Officer.objects.filter(badge__in=CAST)}
    return SimpleNamespace(
        officer=people["4417"], second_officer=people["4418"], third_officer=people["4420"],
        handler=people["4431"], second_handler=people["4432"],
        crew=people["4501"], second_crew=people["4502"], third_crew=people["4503"],
        storekeeper=people["4601"], second_storekeeper=people["4602"],
        sampler=people["4701"], second_sampler=people["4702"],
        case_officer=people["4801"], second_case_officer=people["4802"],
        planner=people["4851"], supervisor=people["4901"], second_supervisor=people["4902"],
        duty_officer=people["4903"], regional_head=people["4905"],
        director=people["4906"], checker=people["4911"], second_checker=people["4912"],
        witness=people["4921"], second_witness=people["4922"], auditor=people["4931"],
        internal_affairs=people["4941"], administrator=people["4951"], second_administrator=people["4952"],
        device=people["4961"], nobody=people["4999"], by_badge=people,
    )


@pytest.fixture
def guards_speak(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the deferred guards speak at the end of every act, as they would at its commit.

    A test that rolls back is one transaction; without this they would look only once, at its end, when the streams
    have moved on.
    """
    from custody.ledger import recording

    finish = recording._finish

    def finish_and_look(record: Any) -> None:
        finish(record)
        with connections["default"].cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")

    monkeypatch.setattr(recording, "_finish", finish_and_look)


@pytest.fixture
def cast(guards_speak: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    """Give one officer per role, by role, in a database that rolls back; as nothing in it is sealed, no page waits."""
    from custody.ledger.receipts import receipt_for
    from custody.web.shared import receipts

    monkeypatch.setattr(receipts, "wait_for_seal", lambda op_id, **_: receipt_for(op_id))
    with situations.allowed(monkeypatch):
        yield _cast()


@pytest.fixture
def acted_here(cast: SimpleNamespace) -> None:
    """Let every story of the test be acted in its own transaction, in which rows may still be changed by hand."""
    situations.stay()


@pytest.fixture
def house_cast(house: str) -> SimpleNamespace:
    """Return one officer per role, by role, in the database that commits."""
    return _cast()


@pytest.fixture
def act() -> Callable[..., Any]:
    """Return a maker of acts: ``act(officer)`` is a live act through a page, with a key of its own."""
    from custody.core.act import Act, Door

    def make(actor: Any, **changes: Any) -> Act:
        return Act(**({"actor": actor, "door": Door.PAGE, "key": uuid4(), "body_hash": b"body"} | changes))

    return make


@pytest.fixture
def as_role(house: str) -> Callable[[str], AbstractContextManager[None]]:
    """Return a context manager that lets Django work in the house as another role (``postgres`` = superuser)."""

    @contextmanager
    def become(role: str) -> Iterator[None]:
        databases.connect_django(database=house, role=role)
        try:
            yield
        finally:
            databases.connect_django(database=house)

    return become


@pytest.fixture
def seal_all(as_role: Callable[[str], AbstractContextManager[None]], tmp_path: Any) -> Callable[[], None]:
    """Return a function that integrates and signs everything committed so far, as the two processes would."""
    from django.conf import settings

    from custody.ledger import integrator
    from custody.ledger.recording import origin
    from custody.ledger.signer import Signer

    def run() -> None:
        with as_role("custody_integrator"):
            while integrator.integrate():
                pass
        with as_role("custody_signer"):
            signer = Signer(directory=tmp_path / "signer", origin=origin(), vkey_file=settings.CUSTODY_LOG_VKEY_FILE)
            signer.sign_newest()
            signer.close()

    return run


@pytest.fixture(autouse=True)
def _only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing but loopback be spoken to."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else ""
        if self.family in {socket.AF_INET, socket.AF_INET6} and host not in {"127.0.0.1", "localhost", "::1"}:
            raise RuntimeError(f"a test must not speak to {host}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
