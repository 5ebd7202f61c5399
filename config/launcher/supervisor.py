"""Keeps the processes of a running installation alive, writes var/run/state.json, and stops them in order.

Everything happens in the main thread: the kernel ties the parent-death signal to the thread that started the
child.
"""

import contextlib
import datetime
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from config.launcher import guardian, paths
from config.launcher.postgres import run_as, tail
from config.launcher.system import Account, birth_mark, die_with_parent, write_atomically
from config.launcher.words import LauncherError, say

TICK = 0.1
FIRST_BACK_OFF = 0.5
LONGEST_BACK_OFF = 30.0
STEADY_AFTER = 30.0
HOPELESS_AFTER = 3
LOG_LIMIT = 10_000_000


class StopRequested(Exception):
    """Ctrl-C, SIGTERM or a closed terminal: stop everything and leave."""


@dataclass(frozen=True, kw_only=True)
class Spec:
    """What the supervisor needs to know to start one child. `once` is a job that ends by itself."""

    name: str
    explains: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log_file: Path
    folder: Path
    standard_input: bytes = b""
    account: Account | None = None
    stop_signal: int = signal.SIGTERM
    orphan_signal: int = signal.SIGTERM
    force_signal: int = signal.SIGKILL
    patience: float = 10
    nice: int = 0
    once: bool = False
    is_ready: Callable[[], bool] | None = None
    before_restart: Callable[[], None] | None = None


@dataclass(kw_only=True)
class Child:
    """One child and its history."""

    spec: Spec
    process: subprocess.Popen[bytes] | None = None
    since: float = 0.0
    since_by_the_clock: float = 0.0
    restarts: int = 0
    back_off: float = FIRST_BACK_OFF
    start_again_at: float = 0.0
    last_end: str = ""
    exit_code: int | None = None

    @property
    def runs(self) -> bool:
        """Whether the process is there now."""
        return self.process is not None and self.process.poll() is None


@dataclass(kw_only=True)
class Supervisor:
    """Starts, watches, restarts and stops children. `about` goes into the state file as it is."""

    state_file: Path
    about: Mapping[str, str | int]
    children: list[Child] = field(default_factory=list)
    stop_requested: bool = False
    _written: str = ""
    _guardian: subprocess.Popen[bytes] | None = None

    def listen_for_signals(self) -> None:
        """From now on Ctrl-C, SIGTERM and SIGHUP ask for a stop instead of breaking off in the middle."""

        def ask(_number: int, _frame: FrameType | None) -> None:
            self.stop_requested = True

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, ask)

    def start(self, spec: Spec) -> Child:
        """Start one child and watch it from now on."""
        child = Child(spec=spec)
        self.children.append(child)
        self._launch(child)
        self.write_state()
        return child

    def wait_until_ready(self, child: Child, *, timeout: float) -> None:
        """Wait until the child says it is ready.

        A child that dies meanwhile is started again, as always. Raises LauncherError when it is not ready in
        time or dies again and again, StopRequested on Ctrl-C.
        """
        limit = time.monotonic() + timeout
        while not (child.runs and (child.spec.is_ready is None or child.spec.is_ready())):
            if time.monotonic() > limit:
                raise LauncherError(
                    f"{child.spec.name} was not ready after {timeout:.0f} s; see {shown(child.spec.log_file)}"
                )
            if child.restarts >= HOPELESS_AFTER:
                raise LauncherError(
                    f"{child.spec.name} ends again and again ({child.last_end}); the end of its log:\n"
                    f"{tail(child.spec.log_file, lines=20)}"
                )
            self.tick()

    def run_job(self, spec: Spec, *, tell_every: float = 0.0) -> int:
        """Run a job to its end, watching the others meanwhile, and return its exit code.

        With `tell_every` the last line of its log is repeated to the terminal every so many seconds.
        """
        child = self.start(spec)
        told, tell_at = "", time.monotonic() + tell_every
        while child.exit_code is None:
            self.tick()
            if tell_every and time.monotonic() > tell_at:
                tell_at += tell_every
                line = tail(spec.log_file, lines=1)
                if line != told and not line.startswith("---"):
                    say(line)
                told = line
        self.children.remove(child)
        self.write_state()
        return child.exit_code

    def tick(self) -> None:
        """Wait a moment, then look after every child. Raises StopRequested when a stop was asked for."""
        time.sleep(TICK)
        if self.stop_requested:
            raise StopRequested
        for child in self.children:
            self._look_after(child)
        self.write_state()

    def stop_all(self, *, together: Sequence[Sequence[str]]) -> None:
        """Stop the children: group after group, the members of one group at the same time.

        Children that no group names are stopped with the first. A second Ctrl-C takes away the patience.
        """
        self.stop_requested = False
        named = {name for group in together for name in group}
        rest = [child.spec.name for child in self.children if child.spec.name not in named]
        for number, group in enumerate(together):
            names = {*group, *(rest if number == 0 else ())}
            self._stop([child for child in self.children if child.spec.name in names])
        self.children.clear()
        self._tell_guardian(guardian.FAREWELL)
        self.state_file.unlink(missing_ok=True)

    def write_state(self) -> None:
        """Tell `dev.py status` who is there. Written only when something changed."""
        told = {
            **self.about,
            "launcher": os.getpid(),
            "launcher_mark": birth_mark(os.getpid()),
            "processes": [
                {
                    "name": child.spec.name,
                    "explains": child.spec.explains,
                    "pid": child.process.pid if child.process else 0,
                    "mark": birth_mark(child.process.pid) if child.process and child.runs else "",
                    "since": round(child.since_by_the_clock),
                    "restarts": child.restarts,
                    "last_end": child.last_end,
                    "log": str(child.spec.log_file),
                }
                for child in self.children
            ],
        }
        text = json.dumps(told, indent=1) + "\n"
        if text != self._written:
            write_atomically(self.state_file, text)
            self._written = text

    def _launch(self, child: Child) -> None:
        spec = child.spec
        spec.log_file.parent.mkdir(parents=True, exist_ok=True)
        if spec.log_file.exists() and spec.log_file.stat().st_size > LOG_LIMIT:
            spec.log_file.replace(spec.log_file.with_suffix(".log.1"))
        with spec.log_file.open("ab") as log:
            began = datetime.datetime.now(tz=datetime.UTC).isoformat(timespec="seconds")
            log.write(f"--- {spec.name} started {began}\n".encode())
            log.flush()
            child.process = subprocess.Popen(
                list(spec.command),
                stdin=subprocess.PIPE if spec.standard_input else subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=spec.folder,
                env=dict(spec.environment),
                start_new_session=True,
                preexec_fn=die_with_parent(spec.orphan_signal),
                **run_as(spec.account),
            )
        if child.process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                child.process.stdin.write(spec.standard_input)
                child.process.stdin.close()
        if spec.nice:
            _stand_back(child.process.pid, spec.nice)
        self._tell_guardian(f"+{child.process.pid}")
        child.since, child.since_by_the_clock = time.monotonic(), time.time()

    def _tell_guardian(self, line: str) -> None:
        """The guardian ends the process groups it was told of when this launcher is killed."""
        if self._guardian is None or self._guardian.poll() is not None:
            self._guardian = subprocess.Popen(
                [sys.executable, "-m", "config.launcher.guardian"],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=paths.ROOT,
                start_new_session=True,
            )
            known = [f"+{child.process.pid}" for child in self.children if child.process]
            line = "\n".join([*known, line])
        if self._guardian.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self._guardian.stdin.write(f"{line}\n".encode())
                self._guardian.stdin.flush()
        if line.endswith(guardian.FAREWELL):
            self._guardian.wait(timeout=10)
            self._guardian = None

    def _look_after(self, child: Child) -> None:
        if child.process is None:
            if time.monotonic() >= child.start_again_at:
                self._launch_again(child)
            return
        code = child.process.poll()
        if code is None:
            if time.monotonic() - child.since > STEADY_AFTER:
                child.back_off = FIRST_BACK_OFF
            return
        if child.spec.once:
            child.exit_code = code
            self._tell_guardian(f"-{child.process.pid}")
            return
        # What the dead process had started itself must not work on beside its successor.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.process.pid, signal.SIGKILL)
        self._tell_guardian(f"-{child.process.pid}")
        child.last_end = f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
        child.process = None
        child.start_again_at = time.monotonic() + child.back_off
        say(
            f"{child.spec.name} ended ({child.last_end}); starting it again in {child.back_off:g} s; "
            f"see {shown(child.spec.log_file)}"
        )
        child.back_off = min(child.back_off * 2, LONGEST_BACK_OFF)

    def _launch_again(self, child: Child) -> None:
        try:
            if child.spec.before_restart:
                child.spec.before_restart()
            self._launch(child)
        except (OSError, LauncherError) as error:  # a full disk, for instance: try again later
            child.last_end = str(error)
            child.start_again_at = time.monotonic() + child.back_off
            child.back_off = min(child.back_off * 2, LONGEST_BACK_OFF)
            say(f"{child.spec.name} could not be started: {error}")
            return
        child.restarts += 1

    def _stop(self, children: Sequence[Child]) -> None:
        running = [child for child in children if child.process is not None]
        for child in running:
            _send(child, child.spec.stop_signal)
        limits = {child.spec.name: time.monotonic() + child.spec.patience for child in running}
        for child in running:
            while child.runs and time.monotonic() < limits[child.spec.name] and not self.stop_requested:
                time.sleep(0.02)
        for child in running:
            if child.process is None:
                continue
            # The whole session: also what a process had started itself.
            for number in (child.spec.force_signal, signal.SIGKILL):
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(child.process.pid, number)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.process.wait(timeout=5)
                    break


def shown(file: Path) -> str:
    """A path as the person at the terminal would type it."""
    return str(file.relative_to(paths.ROOT)) if file.is_relative_to(paths.ROOT) else str(file)


def _stand_back(pid: int, nice: int) -> None:
    with contextlib.suppress(OSError):  # it has ended already
        os.setpriority(os.PRIO_PGRP, pid, nice)
    # To a Linux that groups by session the number above counts among the child and its own children only.
    with contextlib.suppress(OSError):  # this one does not
        Path(f"/proc/{pid}/autogroup").write_text(str(nice))


def _send(child: Child, number: int) -> None:
    if child.process is not None:
        with contextlib.suppress(ProcessLookupError):
            child.process.send_signal(number)
