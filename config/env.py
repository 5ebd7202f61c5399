"""Typed readers of the environment. Each names the variable and says what was wrong with it."""

from __future__ import annotations

import base64
import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit


class BadSetting(RuntimeError):
    """A variable is missing or makes no sense. The message names it."""


def text(name: str, default: str | None = None) -> str:
    """Return the variable, or the default; raise ``BadSetting`` when there is neither."""
    value = os.environ.get(name, default)
    if value is None:
        raise BadSetting(f"{name} is not set")
    return value


def flag(name: str, *, default: bool = False) -> bool:
    """Return True for 1/true/yes/on and False for 0/false/no/off or empty."""
    value = os.environ.get(name, "1" if default else "0").strip().lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off", ""}:
        return False
    raise BadSetting(f"{name} must be 1 or 0, not {value!r}")


def number(name: str, default: int) -> int:
    """Return the variable as a whole number."""
    value = os.environ.get(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise BadSetting(f"{name} must be a whole number, not {value!r}") from None


def words(name: str, default: str = "") -> list[str]:
    """Return a comma-separated list without blanks."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def limits(name: str, default: str) -> list[tuple[int, int]]:
    """Return a list of limits, ``5/900`` being at most 5 in 900 seconds, as pairs of numbers."""
    out = []
    for word in words(name, default):
        most, _, seconds = word.partition("/")
        if not (most.isdecimal() and seconds.isdecimal() and int(most) and int(seconds)):
            raise BadSetting(f"{name} must look like 5/900, not {word!r}")
        out.append((int(most), int(seconds)))
    return out


def path(name: str, default: Path) -> Path:
    """Return the variable as a path."""
    return Path(os.environ.get(name, str(default)))


def secret(name: str, default: str | None = None) -> str:
    """Return a secret from ``NAME`` or from the file that ``NAME_FILE`` names (the file wins)."""
    file = os.environ.get(f"{name}_FILE")
    if file:
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise BadSetting(f"{name}_FILE: {error}") from None
    return text(name, default)


def key_32(name: str) -> bytes:
    """Return a 32-byte key written in base64."""
    try:
        key = base64.b64decode(secret(name), validate=True)
    except ValueError:
        raise BadSetting(f"{name} must be base64") from None
    if len(key) != 32:
        raise BadSetting(f"{name} must hold 32 bytes, not {len(key)}")
    return key


def database(name: str) -> dict[str, Any]:
    """Return Django's settings for one PostgreSQL URL. Every connection looks at schema ``custody`` only."""
    url = urlsplit(secret(name))
    if url.scheme not in {"postgres", "postgresql"} or not url.path.strip("/"):
        raise BadSetting(f"{name} must look like postgresql://role:password@host:port/database")
    role = unquote(url.username or "")
    options = "-c search_path=custody -c timezone=UTC"
    if role == "custody_migrator":
        options += " -c role=custody_owner"
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": url.path.strip("/"),
        "USER": role,
        "PASSWORD": unquote(url.password or ""),
        "HOST": url.hostname or "",
        "PORT": str(url.port or 5432),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # Who sits on a row is told by this name.
        "OPTIONS": {"options": options, "connect_timeout": 5, "application_name": _process()},
        "TEST": {"MIGRATE": True},
    }


def _process() -> str:
    """Return what this process is, by how it was started: ``custody alert_engine``, ``custody celery worker``."""
    words = [Path(word).stem for word in sys.argv if not word.startswith("-")]
    named = [word for word in words if word in {"worker", "beat"}] or words[1:2] or words[:1]
    return f"custody {named[0] if named else 'python'}"[:60]
