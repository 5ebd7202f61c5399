"""What the operating system must do for us: death with the parent, free ports, locks, room on the disk."""

import contextlib
import ctypes
import errno
import fcntl
import os
import pwd
import secrets
import shutil
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from config.launcher.words import LauncherError

_PR_SET_PDEATHSIG = 1

SERVER_PORTS = range(15_000, 32_000)
_told: set[int] = set()
MEMORY = Path("/dev/shm")  # noqa: S108  # everybody may write there; folders in it carry the user's number


def die_with_parent(number: int = signal.SIGTERM) -> Callable[[], None]:
    """Return a `preexec_fn` that asks the kernel to send `number` to the child when the launcher dies.

    The kernel ties this to the parent THREAD, so children are started from the main thread only. Elsewhere
    than on Linux the function does nothing.
    """
    if not sys.platform.startswith("linux"):
        return lambda: None
    libc = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def ask() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, number, 0, 0, 0)
        if os.getppid() != parent:  # the launcher died between fork and prctl: nobody would send the signal any more
            os._exit(1)

    return ask


@dataclass(frozen=True)
class Account:
    """The user a server runs as."""

    uid: int
    gid: int


def unprivileged_account() -> Account | None:
    """`nobody` when the launcher is root (PostgreSQL refuses root), otherwise None: run as who we are."""
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        return Account(65534, 65534)
    return Account(entry.pw_uid, entry.pw_gid)


def shared_memory_works() -> bool:
    """Whether processes can share semaphores, which some containers and chroots do not let everybody do."""
    return not sys.platform.startswith("linux") or os.access(MEMORY, os.W_OK | os.X_OK)


def has_room_in_memory(*, megabytes: int) -> bool:
    """Whether a folder of this size can lie in memory, with as much again left for the processes."""
    try:
        told = dict(line.split(":", 1) for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines())
        available = int(told["MemAvailable"].split()[0]) // 1024
        free = shutil.disk_usage(MEMORY).free // 2**20
    except (OSError, KeyError, ValueError):
        return False
    return os.access(MEMORY, os.W_OK | os.X_OK) and free >= megabytes and available >= 2 * megabytes


def port_is_free(port: int) -> bool:
    """Whether 127.0.0.1:port can be listened on now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A loopback port that was free a moment ago, from below those a machine lends to outgoing connections.

    One lent by the kernel could be lent again, to any connection that is opened before the server listens. None is
    told twice: the server that was told it first may not listen yet.
    """
    for _ in range(200):
        port = secrets.choice(SERVER_PORTS)
        if port in _told:
            continue
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            _told.add(port)
            return port
    raise LauncherError("no port between 15000 and 32000 is free on 127.0.0.1")


def answers(port: int, *, timeout: float = 1.0) -> bool:
    """Whether something accepts TCP connections on 127.0.0.1:port."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=timeout):
            return True
    except OSError:
        return False


def is_alive(pid: int) -> bool:
    """Whether a process with this number exists and is not a zombie."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (OSError, IndexError):
        return True


def birth_mark(pid: int) -> str:
    """When the process began, as the kernel says it: a number that was given out again differs in this."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[19]
    except (OSError, IndexError):
        return ""


@contextlib.contextmanager
def locked(path: Path, *, wait: bool = True) -> Iterator[bool]:
    """Hold an exclusive lock on `path` for the length of the block.

    Yields True, or False when `wait` is off and somebody else holds it.
    The kernel releases it when the process dies, so a lock is never stale.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except OSError as error:
            if error.errno not in (errno.EAGAIN, errno.EACCES):
                raise
            yield False
            return
        yield True


def check_room(folder: Path, *, megabytes: int, purpose: str) -> None:
    """Raise LauncherError when the disk of `folder` has less than `megabytes` left."""
    left = shutil.disk_usage(folder).free // 1_000_000
    if left < megabytes:
        raise LauncherError(
            f"{purpose} needs about {megabytes} MB, but the disk of {folder} has only {left} MB left. "
            "Make room and start again"
        )


def write_atomically(path: Path, text: str, *, mode: int = 0o644) -> None:
    """Replace `path` so that a reader sees the old or the new text, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
        handle.write(text)
    fresh.replace(path)
