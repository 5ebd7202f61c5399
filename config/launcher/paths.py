"""Where things lie, seen from the checkout this file is part of."""

import hashlib
import os
import stat
from pathlib import Path

from config.launcher.words import LauncherError

ROOT = Path(__file__).resolve().parents[2]
VAR = ROOT / "var"
VENV = ROOT / ".venv"
NODE_MODULES = ROOT / "node_modules"
REQUIREMENTS = ROOT / "requirements"
VENDOR = VAR / "vendor"
LOGS = VAR / "log"
RUN = VAR / "run"
SECRETS = VAR / "secrets"
BROWSER = VAR / "chromium"

ON_WINDOWS = os.name == "nt"


def venv_python() -> Path:
    """The interpreter of the environment; it need not exist yet."""
    return VENV / "bin" / "python"


def site_packages() -> Path:
    """The folder the wheels were unpacked into. Raises LauncherError when the environment is not there."""
    found = sorted(VENV.glob("lib/python3.*/site-packages"))
    if not found:
        raise LauncherError("the environment is missing: run `python3 dev.py setup`")
    return found[-1]


def nobody_root() -> Path:
    """A folder of this checkout that the user `nobody` can reach; only used when the launcher runs as root.

    PostgreSQL refuses to run as root, and `nobody` cannot read a checkout under /root. The name is
    predictable, so a folder that somebody else put there first is refused.
    """
    checkout = hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]
    folder = Path("/var/tmp") / f"custody-{checkout}"  # noqa: S108  # the owner is checked
    folder.mkdir(exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise LauncherError(f"{folder} belongs to somebody else; remove it and start again")
    folder.chmod(0o755)
    return folder


def server_data(name: str) -> Path:
    """The data folder of an embedded server: under var/, or, for root, where `nobody` can reach it."""
    return (nobody_root() if os.geteuid() == 0 else VAR) / name
