"""Loaded before Django's settings: which servers the tests use, and as whom.

``dev.py test`` starts the servers and names them in ``CUSTODY_TEST_*``. Tests connect as the application role; a
template database is migrated once, and every worker and every test that commits gets a clone of it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
SUPERUSER_URL = os.environ.get("CUSTODY_TEST_SUPERUSER_DATABASE_URL", "postgresql://postgres@127.0.0.1:1/postgres")
ROLES = ("custody_migrator", "custody_app", "custody_integrator", "custody_signer")
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")


def password_of(role: str) -> str:
    """Return the test password of a role: equal in every worker of one run."""
    return hashlib.sha256(f"{SUPERUSER_URL}/{role}".encode()).hexdigest()[:32]


def url_of(role: str, database: str) -> str:
    """Return the address of a test database for a role; ``postgres`` is the superuser."""
    parts = urlsplit(SUPERUSER_URL)
    if role == "postgres":
        return parts._replace(path=f"/{database}").geturl()
    return f"postgresql://{role}:{password_of(role)}@{parts.hostname}:{parts.port}/{database}"


def passwords_file() -> Path:
    """Write and return the file of role passwords that ``manage.py prepare`` reads."""
    file = Path(tempfile.gettempdir()) / f"custody-test-roles-{os.getpid()}.json"
    file.write_text(json.dumps({role: password_of(role) for role in ROLES}), encoding="utf-8")
    file.chmod(0o600)
    return file


def application_environment(*, database: str, role: str = "custody_app", var: Path | None = None) -> dict[str, str]:
    """Return what a process of the house needs to work on a test database."""
    folder = var or Path(tempfile.gettempdir()) / f"custody-test-{os.getpid()}"
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "CUSTODY_DATABASE_URL": url_of(role, database),
        "CUSTODY_SECRET_KEY": "a secret of the tests and of nothing else, long enough for Django",
        "CUSTODY_FIELD_KEY": base64.b64encode(b"field key of the tests, 32 bytes").decode(),
        "CUSTODY_VAR_DIR": str(folder),
        "CUSTODY_MEDIA_DIR": str(folder / "media"),
        "CUSTODY_SIGNER_DIR": str(folder / "signer"),
        "CUSTODY_LOG_VKEY_FILE": str(folder / "log_vkey"),
        "CUSTODY_PACKET_POLICY_FILE": str(folder / "packet_policy"),
        "CUSTODY_BASE_URL": "http://localhost:8000/",
        "CUSTODY_ALLOWED_HOSTS": "localhost,127.0.0.1,testserver",
        "CUSTODY_STATIC_FROM_SOURCE": "1",
        "CUSTODY_BROKER_URL": os.environ.get("CUSTODY_TEST_BROKER_URL", "redis://127.0.0.1:1/0"),
        "CUSTODY_LOG_LEVEL": "WARNING",
        "CUSTODY_LOG_FORM": "lines",
    }


os.environ.update(application_environment(database=f"custody_{WORKER}"))
# Pages look for their files here; a folder that is missing is a warning, and warnings are errors.
Path(os.environ["CUSTODY_VAR_DIR"], "static").mkdir(parents=True, exist_ok=True)
