"""`dev.py run`: everything of a Custody on this machine, from the database to the demo, until Ctrl-C."""

import json
import shutil
import signal
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.launcher import keys, paths
from config.launcher.broker import EmbeddedBroker, valkey_binary
from config.launcher.environment import tool_environment
from config.launcher.postgres import MAJOR, EmbeddedPostgres, server_environment, tail
from config.launcher.processes import LOAD_DEMO, PREPARE, PROCESSES, Instance, Process
from config.launcher.supervisor import Spec, StopRequested, Supervisor, shown
from config.launcher.system import check_room, free_port, locked, port_is_free, shared_memory_works
from config.launcher.words import LauncherError, say, say_plain

DEFAULT_PORT = 8000
STATE = paths.RUN / "state.json"
LOCK = paths.RUN / "lock"
DEMO_STAMP = paths.RUN / "demo.json"
LOGINS = paths.VAR / "demo_logins.json"
DEMO_STALE_AFTER = 2 * 24 * 3600
# What `--fresh` takes away. The environment, the vendor files and the browser stay.
DEMO_FILES = (
    "media",
    "outbox",
    "signer",
    "secrets",
    "log",
    "run/beat",
    "log_vkey",
    "demo_logins.json",
    "run/demo.json",
)
WORKERS = ("worker", "bulk_worker")
PAPER = "bulk_worker"
"""Starts when the demo is loaded: papers of a year that is being replayed are needed by nobody yet, and printing them
takes a seventh of a machine of two processors."""
STOP_ORDER = (
    ("load_demo", "prepare", "beat"),
    ("worker", "bulk_worker", "alert_engine", "web"),
    ("integrator",),
    ("signer", "mail_server", "sms_gateway", "sms_gateway_2"),
    ("broker",),
    ("postgres",),
)


def run(*, port: int | None, fresh: bool) -> int:
    """Start everything, say READY, and stay until a stop is asked for. Returns the exit code.

    Raises LauncherError when a `run` of this checkout is there already, when the port that was asked for is
    taken, or when something does not start.
    """
    with locked(LOCK, wait=False) as ours:
        if not ours:
            raise LauncherError(_already_running())
        STATE.unlink(missing_ok=True)  # nobody holds the lock, so whoever wrote it is gone
        chosen = choose_port(port)
        check_room(paths.VAR, megabytes=300, purpose="the demo")
        if fresh:
            forget_everything()
        try:
            with services(port=chosen) as (supervisor, instance):
                _serve(supervisor, instance)
        except StopRequested:
            say("stopped")
        return 0


def choose_port(asked: int | None) -> int:
    """The port that was asked for, or 8000, or the next free one; LauncherError when that one is taken."""
    if asked is not None:
        if not port_is_free(asked):
            raise LauncherError(
                f"port {asked} is in use by another program. "
                f"End it, or take another one: python3 dev.py run --port {asked + 1}"
            )
        return asked
    for port in range(DEFAULT_PORT, DEFAULT_PORT + 50):
        if port_is_free(port):
            if port != DEFAULT_PORT:
                say(f"port {DEFAULT_PORT} is in use by another program: taking {port}")
            return port
    raise LauncherError(f"no free port between {DEFAULT_PORT} and {DEFAULT_PORT + 49}; give one with --port")


def forget_everything() -> None:
    """Remove the demo's data: database, attachments, messages, the log's key and the secrets."""
    say("removing the data of the demo")
    for folder in (paths.server_data("postgres"), *(paths.VAR / name for name in DEMO_FILES)):
        if folder.is_dir():
            shutil.rmtree(folder)
        else:
            folder.unlink(missing_ok=True)


@contextmanager
def services(*, port: int, prepared: bool = True, quiet: bool = False) -> Iterator[tuple[Supervisor, Instance]]:
    """PostgreSQL and the broker, running and watched; on leaving, all that was started is stopped."""
    roles = keys.ensure_keys()
    instance = Instance(
        port=port,
        postgres_port=free_port(),
        broker_port=free_port(),
        mail_port=free_port(),
        sms_port=free_port(),
        sms2_port=free_port(),
        roles=roles,
    )
    postgres = EmbeddedPostgres(
        data_dir=paths.server_data("postgres") / MAJOR,
        port=instance.postgres_port,
        durable=True,
        password_file=paths.SECRETS / "postgres",
    )
    broker = EmbeddedBroker(
        binary=valkey_binary(),
        port=instance.broker_port,
        password=keys.read_key("broker"),
        log_file=paths.LOGS / "broker.log",
    )
    supervisor = Supervisor(
        state_file=STATE,
        about={
            "url": instance.base_url,
            "port": port,
            "postgres_port": instance.postgres_port,
            "broker_port": instance.broker_port,
            "mail_port": instance.mail_port,
            "sms_port": instance.sms_port,
            "sms2_port": instance.sms2_port,
        },
    )
    supervisor.listen_for_signals()
    try:
        if not quiet:
            say("starting PostgreSQL and the broker")
        postgres.prepare()
        database = supervisor.start(
            Spec(
                name="postgres",
                explains="PostgreSQL 18: the truth about every gram",
                command=postgres.command(),
                environment=server_environment(),
                log_file=paths.LOGS / "postgres.log",
                folder=Path("/"),
                account=postgres.account,
                stop_signal=signal.SIGINT,
                orphan_signal=signal.SIGINT,
                patience=20,
                force_signal=signal.SIGQUIT,
                is_ready=postgres.is_ready,
                before_restart=postgres.prepare,
            )
        )
        queue = supervisor.start(
            Spec(
                name="broker",
                explains="Valkey: carries work to the worker; nothing is lost when it dies",
                command=broker.command(),
                environment=server_environment(),
                standard_input=broker.configuration(),
                log_file=broker.log_file,
                folder=Path("/"),
                is_ready=broker.is_ready,
            )
        )
        supervisor.wait_until_ready(database, timeout=60)
        supervisor.wait_until_ready(queue, timeout=15)
        postgres.ensure_database("custody")
        if prepared:
            prepare(supervisor, instance)
        yield supervisor, instance
    finally:
        supervisor.stop_all(together=STOP_ORDER)


def prepare(supervisor: Supervisor, instance: Instance, *, quiet: bool = False) -> None:
    """Roles, schema, installation row. Raises LauncherError with the end of the log when it fails."""
    if not quiet:
        say("preparing the database")
    told = superuser_environment(instance)
    _job(
        supervisor,
        instance,
        name="prepare",
        explains="makes roles and tables",
        command=(*PREPARE, "--kind", "demo"),
        role="custody_migrator",
        told=told,
    )


def job_environment(instance: Instance, role: str) -> dict[str, str]:
    """The environment of a process: the shell's without its CUSTODY_*, and those of this installation."""
    outside = {name: value for name, value in tool_environment().items() if not name.startswith("CUSTODY_")}
    return outside | instance.environment(role)


def superuser_environment(instance: Instance) -> dict[str, str]:
    """What `manage.py prepare` alone is told: the superuser's connection and the roles' passwords."""
    password = keys.read_key("postgres")
    return {
        "CUSTODY_SUPERUSER_DATABASE_URL": (
            f"postgresql://postgres:{password}@127.0.0.1:{instance.postgres_port}/custody"
        ),
        "CUSTODY_ROLE_PASSWORDS_FILE": str(paths.SECRETS / "roles.json"),
    }


def _job(
    supervisor: Supervisor,
    instance: Instance,
    *,
    name: str,
    explains: str,
    command: tuple[str, ...],
    role: str,
    told: dict[str, str] | None = None,
    tell_every: float = 0.0,
) -> None:
    spec = Spec(
        name=name,
        explains=explains,
        command=[str(paths.venv_python()), *command],
        environment=job_environment(instance, role) | (told or {}),
        log_file=paths.LOGS / f"{name}.log",
        folder=paths.ROOT,
        once=True,
    )
    if supervisor.run_job(spec, tell_every=tell_every) != 0:
        raise LauncherError(f"`{' '.join(command)}` failed ({shown(spec.log_file)}):\n{tail(spec.log_file, lines=25)}")


def _serve(supervisor: Supervisor, instance: Instance) -> None:
    say("starting the processes")
    waiting = {process.name: process for process in PROCESSES}
    paper = waiting.pop(PAPER)
    started = {name: supervisor.start(_spec(process, instance)) for name, process in waiting.items()}
    if not (DEMO_STAMP.exists() and LOGINS.exists()):
        say("loading the demo")
        began = time.monotonic()
        _job(
            supervisor,
            instance,
            name="load_demo",
            explains="loads the demo",
            command=LOAD_DEMO,
            role="custody_app",
            tell_every=5,
        )
        DEMO_STAMP.write_text(json.dumps({"loaded": time.time()}) + "\n", encoding="utf-8")
        say(f"the demo is loaded ({time.monotonic() - began:.0f} s)")
    supervisor.start(_spec(paper, instance))
    supervisor.wait_until_ready(started["web"], timeout=90)
    _greet(instance)
    unwell = [child.spec.name for child in supervisor.children if not child.runs]
    if unwell:
        say(f"not well so far: {', '.join(unwell)}; ask `python3 dev.py status`")
    while True:
        supervisor.tick()


def _spec(process: Process, instance: Instance) -> Spec:
    arguments = instance.arguments(process.command)
    if process.name in WORKERS and not shared_memory_works():
        say(f"no shared memory for this user (/dev/shm): the {process.name} does its tasks in its own process")
        arguments += ["--pool", "solo"]
    return Spec(
        name=process.name,
        explains=process.explains,
        command=[str(paths.venv_python()), *arguments],
        environment=job_environment(instance, process.role),
        log_file=paths.LOGS / f"{process.name}.log",
        folder=paths.ROOT,
        stop_signal=process.stop_signal,
        orphan_signal=process.orphan_signal,
        patience=process.patience,
        nice=process.nice,
        is_ready=(lambda: page_answers(instance.port, "healthz")) if process.name == "web" else None,
    )


def page_answers(port: int, page: str) -> bool:
    """Whether http://127.0.0.1:port/page answers 200."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/{page}", timeout=5) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError, ValueError):
        return False


def _greet(instance: Instance) -> None:
    say_plain()
    say_plain(f"READY {instance.base_url}")
    if LOGINS.exists():
        say_plain()
        say_plain("  sign in as   password                 role")
        for login in json.loads(LOGINS.read_text(encoding="utf-8")):
            say_plain(f"  {login['badge']:<12} {login['password']:<24} {login['role']}")
        say_plain(
            "  The sign-in page offers each badge with one click; "
            "the one-time-code secrets are in var/demo_logins.json."
        )
    age = time.time() - json.loads(DEMO_STAMP.read_text(encoding="utf-8"))["loaded"]
    if age > DEMO_STALE_AFTER:
        say_plain()
        say_plain(
            f"  The demo is {age / 86400:.0f} days old, so its deadlines have long passed. "
            "For one that ends today: python3 dev.py run --fresh"
        )
    say_plain()
    say_plain("  Ctrl-C stops everything. How each process is: python3 dev.py status. Logs: var/log/")
    say_plain()


def _already_running() -> str:
    try:
        state = json.loads(STATE.read_text(encoding="utf-8"))
        return f"this checkout runs already at {state['url']} (process {state['launcher']}); see `dev.py status`"
    except (OSError, ValueError, KeyError):
        return "another dev.py is at work with the data of this checkout; wait for it or end it, and try again"
