"""`dev.py manage CMD ...`: a management command against the embedded services."""

import json
import subprocess
from collections.abc import Sequence

from config.launcher import keys, paths
from config.launcher.processes import ROLE_OF_COMMAND, Instance
from config.launcher.run import (
    DEFAULT_PORT,
    LOCK,
    STATE,
    job_environment,
    prepare,
    services,
    superuser_environment,
)
from config.launcher.supervisor import StopRequested
from config.launcher.system import locked
from config.launcher.words import LauncherError


def manage(command: Sequence[str]) -> int:
    """Run `manage.py COMMAND` with the database role that suits it, and return its exit code.

    It uses the services of a `run` of this checkout; without one, PostgreSQL and the broker are started for
    the length of the call.
    """
    with locked(LOCK, wait=False) as free:
        if not free:
            return _call(command, _running_instance())
        try:
            with services(port=DEFAULT_PORT, prepared=False, quiet=True) as (supervisor, instance):
                if _role(command) != "custody_migrator":
                    prepare(supervisor, instance, quiet=True)
                return _call(command, instance)
        except StopRequested:
            return 130


def _running_instance() -> Instance:
    try:
        state = json.loads(STATE.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise LauncherError("dev.py is starting or stopping in this checkout; try again in a moment") from None
    names = ("port", "postgres_port", "broker_port", "mail_port", "sms_port", "sms2_port")
    ports = {name: state[name] for name in names}
    return Instance(roles=keys.ensure_keys(), **ports)


def _role(command: Sequence[str]) -> str:
    return ROLE_OF_COMMAND.get(command[0] if command else "", "custody_app")


def _call(command: Sequence[str], instance: Instance) -> int:
    environment = job_environment(instance, _role(command))
    if _role(command) == "custody_migrator":
        environment |= superuser_environment(instance)
    call = [str(paths.venv_python()), "manage.py", *command]
    return subprocess.run(call, cwd=paths.ROOT, env=environment, check=False).returncode
