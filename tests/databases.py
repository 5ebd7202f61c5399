"""Template and clones: how the tests get a database in milliseconds."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from threading import get_ident
from typing import Any
from weakref import WeakSet

import psycopg2
from django.db import connections
from django.db.backends.signals import connection_created
from django.dispatch import receiver

from custody.ledger import recording
from tests import environment
from tests.template import ARM_AT


@contextmanager
def superuser(database: str = "postgres") -> Iterator[psycopg2.extensions.connection]:
    """Yield an autocommitting connection of the superuser."""
    with closing(psycopg2.connect(environment.url_of("postgres", database))) as session:
        session.autocommit = True
        yield session


@cache
def _housekeeper() -> psycopg2.extensions.connection:
    """Return the superuser's connection that makes and removes this worker's databases, one after the other."""
    session = psycopg2.connect(environment.url_of("postgres", "postgres"))
    session.autocommit = True
    return session


@cache
def template() -> str:
    """Return the name of the migrated template database, making it on first use of this cluster."""
    name = f"custody_template_{_fingerprint()}"
    with superuser() as session, session.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(48151623)")
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone() is None:
            making = f"{name}_making"
            cursor.execute(f"DROP DATABASE IF EXISTS {making} WITH (FORCE)")
            cursor.execute(f"CREATE DATABASE {making}")
            _prepare(making, keep_empty_as=_empty_of(name))
            cursor.execute(f"ALTER DATABASE {making} RENAME TO {name}")
        cursor.execute("SELECT pg_advisory_unlock(48151623)")
    return name


def empty() -> str:
    """Return the name of a migrated database in which nobody is registered: the template before it was filled."""
    return _empty_of(template())


def _empty_of(template_name: str) -> str:
    return template_name.replace("template", "empty")


def clone(name: str, *, source: str | None = None) -> None:
    """Make database ``name`` anew as a copy of the template, or of another database in which nobody is any more."""
    source = source or template()
    with _housekeeper().cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE {source} STRATEGY FILE_COPY")
        cursor.execute(f"GRANT CONNECT ON DATABASE {name} TO {', '.join(environment.ROLES)};"
                       f"REVOKE ALL ON DATABASE {name} FROM PUBLIC")  # fmt: skip


def drop(name: str) -> None:
    """Remove a database, whoever is still connected."""
    with _housekeeper().cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


_opened: WeakSet[Any] = WeakSet()


@receiver(connection_created)
def _remember(connection: Any, **_: Any) -> None:
    _opened.add(connection)


def connect_django(*, database: str, role: str = "custody_app") -> None:
    """Point Django's connections of this thread (and of threads begun later) at a database, as a role.

    A thread that drives a browser has more than one: the loop beside it counts as a context of its own.
    """
    for connection in list(_opened):
        if connection._thread_ident == get_ident():
            connection.close()
    settings = connections.settings["default"]
    options = "-c search_path=custody -c timezone=UTC"
    if role == "custody_migrator":
        options += " -c role=custody_owner"
    superuser_password = environment.urlsplit(environment.SUPERUSER_URL).password
    settings["NAME"] = database
    settings["USER"] = role
    settings["PASSWORD"] = superuser_password if role == "postgres" else environment.password_of(role)
    settings["OPTIONS"]["options"] = options
    recording.forget_origin()


def _prepare(database: str, *, keep_empty_as: str) -> None:
    passwords = environment.passwords_file()
    try:
        ready = os.environ | environment.application_environment(database=database, role="custody_migrator") | {
            "CUSTODY_SUPERUSER_DATABASE_URL": environment.url_of("postgres", database),
            "CUSTODY_ROLE_PASSWORDS_FILE": str(passwords),
        }
        _run([sys.executable, "manage.py", "prepare", "--kind", "trial", "-v", "0"], ready)
    finally:
        passwords.unlink()
    clone(keep_empty_as, source=database)
    _run([sys.executable, "-m", "tests.template"],
         os.environ | environment.application_environment(database=database))
    with superuser(database) as session, session.cursor() as cursor:
        cursor.execute(ARM_AT)


def _run(command: list[str], ready: dict[str, str]) -> None:
    done = subprocess.run(command, cwd=environment.ROOT, env=ready, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stdout}\n{done.stderr}")


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for pattern in ("custody/**/models.py", "custody/**/models/*.py", "custody/migrations/*.py",
                    "custody/management/commands/prepare.py", "custody/organisation/**/*.py",
                    "tests/template.py"):
        for file in sorted(environment.ROOT.glob(pattern)):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
