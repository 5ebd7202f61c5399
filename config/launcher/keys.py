"""Passwords and keys of this checkout: drawn once, kept in var/secrets (0700, files 0600)."""

import base64
import json
import os
import secrets
from pathlib import Path

from config.launcher import paths
from config.launcher.system import write_atomically

ROLES = ("custody_migrator", "custody_app", "custody_integrator", "custody_signer")


def ensure_keys(folder: Path = paths.SECRETS) -> dict[str, str]:
    """Make the files that are missing; return the passwords of the database roles.

    secret_key and field_key (base64 of 32 bytes), broker, sms, sms_inbound and canary (passwords), roles.json (role ->
    password).
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    _once(folder / "secret_key", secrets.token_urlsafe(48))
    _once(folder / "field_key", base64.b64encode(os.urandom(32)).decode())
    for name in ("broker", "sms", "sms_inbound", "canary"):
        _once(folder / name, secrets.token_urlsafe(24))
    _once(folder / "roles.json", json.dumps({role: secrets.token_urlsafe(24) for role in ROLES}))
    roles: dict[str, str] = json.loads((folder / "roles.json").read_text(encoding="utf-8"))
    return roles


def read_key(name: str, folder: Path = paths.SECRETS) -> str:
    """The content of one file."""
    return (folder / name).read_text(encoding="utf-8").strip()


def _once(file: Path, value: str) -> None:
    if not file.exists() or not file.read_text(encoding="utf-8").strip():
        write_atomically(file, value + "\n", mode=0o600)
