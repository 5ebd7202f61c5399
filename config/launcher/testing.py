"""`dev.py test`: the whole suite against real servers of its own."""

import json
import os
import re
import secrets
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from config.launcher import paths
from config.launcher.broker import EmbeddedBroker, redis_binary, valkey_binary
from config.launcher.environment import tool_environment
from config.launcher.postgres import EmbeddedPostgres
from config.launcher.system import MEMORY, check_room, die_with_parent, free_port, has_room_in_memory, locked
from config.launcher.words import LauncherError, say

WORKERS = 3
"""One more than a small machine has cores: a third of the time a test waits, for a server, a clock or a process."""
ROOM_IN_MEMORY = 4_000
# What must be covered branch by branch.
COVERED_WHOLE = re.compile(r"^custody/(core|ledger)/|(^|[/_])(permissions|policies)(_\w+)?\.py$")


def test(arguments: Sequence[str], *, installed: dict[str, str], coverage: bool) -> int:
    """Run pytest with `arguments` and return its exit code.

    `installed` are the variables that name the browser and node. With `coverage` the run also fails when a
    file that must be covered whole is not.
    """
    check_room(paths.VAR, megabytes=500, purpose="the test databases")
    # A temporary folder of its own: pytest's common one is tidied up by every run of this user at the same
    # time. What the tests leave elsewhere among temporary files goes with it.
    scratch = tempfile.TemporaryDirectory(prefix="custody-test-", ignore_cleanup_errors=True)
    with scratch as folder, servers(durable=False) as told:
        command = [str(paths.venv_python()), "-m", "pytest", *_distribution(arguments)]
        command += [f"--basetemp={folder}/pytest", *_left_out(arguments)]
        report = paths.VAR / "coverage" / "report.json"
        if coverage:
            report.parent.mkdir(parents=True, exist_ok=True)
            command += ["--cov=custody", "--cov=config", "--cov-branch", f"--cov-report=json:{report}"]
            command += ["--cov-report=term:skip-covered"]
        say("running the tests")
        code = _in_foreground([*command, *arguments], environment() | told | installed | {"TMPDIR": folder})
    return code or (_judge_coverage(report) if coverage else 0)


@contextmanager
def servers(*, durable: bool) -> Iterator[dict[str, str]]:
    """PostgreSQL and brokers for one test run; yields the CUSTODY_TEST_* variables that name them.

    Several test runs of one checkout may go on at once: each takes the first free place.
    """
    with _place() as number:
        postgres = EmbeddedPostgres(
            data_dir=_data_dir(number, durable=durable),
            port=free_port(),
            durable=durable,
            max_connections=120,
        )
        postgres.destroy()
        logs = paths.LOGS / "test"
        logs.mkdir(parents=True, exist_ok=True)
        binaries = {"CUSTODY_TEST_BROKER_URL": valkey_binary(), "CUSTODY_TEST_REDIS_URL": redis_binary()}
        brokers = {
            name: EmbeddedBroker(
                binary=binary,
                port=free_port(),
                password=secrets.token_urlsafe(16),
                log_file=logs / f"{binary.name}-{number}.log",
            )
            for name, binary in binaries.items()
            if binary is not None
        }
        try:
            postgres.start()
            for broker in brokers.values():
                broker.start()
            yield {
                "CUSTODY_TEST_SUPERUSER_DATABASE_URL": postgres.url(),
                **{name: broker.url for name, broker in brokers.items()},
            }
        finally:
            for broker in brokers.values():
                broker.stop()
            postgres.destroy()
            with suppress(OSError):  # another run of this checkout may still use it
                postgres.data_dir.parent.rmdir()


def _data_dir(number: int, *, durable: bool) -> Path:
    """Where the test cluster of a place lies: in memory where there is plenty, because each house is 1,500 files."""
    checkout = sha256(str(paths.ROOT).encode()).hexdigest()[:8]
    folder = MEMORY / f"custody-test-{os.geteuid()}-{checkout}"
    # Everybody may write beside it: a folder of that name that somebody else made is not ours to use.
    ours = not folder.exists() or folder.stat().st_uid == os.geteuid()
    if not durable and ours and has_room_in_memory(megabytes=ROOM_IN_MEMORY):
        return folder / str(number)
    return paths.server_data("test-postgres") / str(number)


def environment() -> dict[str, str]:
    """The environment of the tests: the shell's, without what would make them depend on it."""
    outside = {name: value for name, value in tool_environment().items() if not name.startswith("CUSTODY_")}
    # Playwright's synchronous interface runs an event loop in the thread that also talks to the database.
    return outside | {"DJANGO_ALLOW_ASYNC_UNSAFE": "1"}


def _distribution(arguments: Sequence[str]) -> list[str]:
    chosen = any(word in {"-n", "--pdb", "--numprocesses"} or word.startswith("-n") for word in arguments)
    return [] if chosen else ["-n", str(WORKERS), "--dist", "loadfile", "--no-loadscope-reorder"]


def _left_out(arguments: Sequence[str]) -> list[str]:
    """Full products and long soaks run only for who asks for them with `-m`."""
    chosen = any(word == "-m" or word.startswith("-m=") for word in arguments)
    return [] if chosen else ["-m", "not nightly and not pictures"]


def _in_foreground(command: Sequence[str], told: dict[str, str]) -> int:
    """Run the command in our own session, so that Ctrl-C reaches it, and wait for it also after Ctrl-C."""

    def stop(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    previous = signal.signal(signal.SIGTERM, stop)
    process = subprocess.Popen(list(command), cwd=paths.ROOT, env=told, preexec_fn=die_with_parent(signal.SIGTERM))
    try:
        return process.wait()
    except KeyboardInterrupt:
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=20)
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            process.kill()
            process.wait()
        return 130
    finally:
        signal.signal(signal.SIGTERM, previous)


@contextmanager
def _place() -> Iterator[int]:
    for number in range(1, 20):
        with locked(paths.RUN / f"test-{number}.lock", wait=False) as free:
            if free:
                yield number
                return
    raise LauncherError("twenty test runs of this checkout go on already")


def _judge_coverage(report: Path) -> int:
    """Print each file that must be covered whole and is not; 1 when there is one."""
    files = json.loads(report.read_text(encoding="utf-8"))["files"]
    failing = {
        name: measured
        for name, measured in sorted(files.items())
        if COVERED_WHOLE.search(name) and measured["summary"]["percent_covered"] < 100
    }
    for name, measured in failing.items():
        say(f"not covered: {name} lines {measured['missing_lines']} branches {measured['missing_branches']}")
    if not failing:
        say("core, ledger, permissions and policies are covered branch by branch")
    return 1 if failing else 0
