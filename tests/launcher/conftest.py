"""A checkout with the real launcher and a product of a few lines: only starting and stopping is tested."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from config.launcher import paths
from config.launcher.system import free_port, is_alive

FAKE_MANAGE = """
import json, os, sys, time
command = sys.argv[1]
if command == "prepare":
    assert os.environ["CUSTODY_SUPERUSER_DATABASE_URL"] and os.environ["CUSTODY_ROLE_PASSWORDS_FILE"]
elif command == "load_demo":
    print("demo:  50 %, 1 of 2 seizures", flush=True)
    with open("var/demo_logins.json", "w") as file:
        json.dump([{"badge": "4417", "password": "demo", "totp_secret": "X", "role": "officer"}], file)
elif command == "whoami":
    print(os.environ["CUSTODY_DATABASE_URL"])
else:
    time.sleep(600)
"""
FAKE_SERVER = """
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
class Page(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(b'{"database": "ok"}')
    def log_message(self, *_): pass
port = int(sys.argv[sys.argv.index("{flag}") + 1].split(":")[-1])
ThreadingHTTPServer(("127.0.0.1", port), Page).serve_forever()
"""
FAKE_CELERY = """
import subprocess, sys, time
if "worker" in sys.argv:  # like the real one, it has a child that does the work
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
time.sleep(600)
"""


class Checkout:
    """A folder with a launcher in it, and what was started there."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.port = free_port()
        self.state_file = root / "var" / "run" / "state.json"
        self._started: list[subprocess.Popen[str]] = []

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start `dev.py` in a session of its own; output is collected."""
        process = subprocess.Popen(
            [sys.executable, "dev.py", *arguments],
            cwd=self.root,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._started.append(process)
        return process

    def run_to_ready(self, *arguments: str) -> subprocess.Popen[str]:
        """Start `dev.py run` and wait for its READY line."""
        process = self.start("run", "--port", str(self.port), *arguments)
        said = []
        for line in process.stdout:
            said.append(line)
            if line.startswith("READY"):
                return process
        raise AssertionError("".join(said))

    def ask(self, *arguments: str) -> tuple[int, str]:
        """Run one `dev.py` command to its end: exit code and all that it said."""
        done = subprocess.run(
            [sys.executable, "dev.py", *arguments],
            cwd=self.root,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    def processes(self) -> dict[str, int]:
        """Name and number of the processes in the state file."""
        return {one["name"]: one["pid"] for one in json.loads(self.state_file.read_text())["processes"]}

    def left_behind(self) -> list[int]:
        """Living processes that carry this checkout in their command line or environment."""
        mark = [os.fsencode(self.root), os.fsencode(data_folder(self.root))]
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                words = (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()
            except OSError:
                continue
            pid = int(folder.name)
            if pid != os.getpid() and any(one in words for one in mark) and is_alive(pid):
                found.append(pid)
        return found

    def clean_up(self) -> None:
        """End what is left and remove what lies outside the folder."""
        for process in self._started:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            try:
                process.communicate(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
        for pid in self.left_behind():
            os.kill(pid, signal.SIGKILL)
        shutil.rmtree(data_folder(self.root), ignore_errors=True)


def data_folder(root: Path) -> Path:
    """Where the launcher of that checkout keeps what `nobody` must reach."""
    return Path("/var/tmp") / f"custody-{hashlib.sha256(str(root).encode()).hexdigest()[:12]}"


@pytest.fixture
def checkout(tmp_path):
    with _made(tmp_path / "checkout") as one:
        yield one


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """Give the tests that only look one checkout that runs."""
    with _made(tmp_path_factory.mktemp("running") / "checkout") as one:
        one.run_to_ready()
        yield one


@contextmanager
def _made(folder: Path) -> Iterator[Checkout]:
    root = folder.resolve()
    (root / "config").mkdir(parents=True)
    shutil.copytree(paths.ROOT / "config" / "launcher", root / "config" / "launcher")
    shutil.copytree(paths.REQUIREMENTS, root / "requirements")
    for name in ("dev.py", "package.json", "package-lock.json"):
        shutil.copyfile(paths.ROOT / name, root / name)
    for name in (".venv", "node_modules"):
        (root / name).symlink_to(paths.ROOT / name)
    shutil.copytree(paths.VENDOR, root / "var" / "vendor")
    write(root / "manage.py", FAKE_MANAGE)
    write(root / "gunicorn" / "__main__.py", FAKE_SERVER.replace("{flag}", "--bind"))
    write(root / "celery" / "__main__.py", FAKE_CELERY)
    for package in ("gunicorn", "celery"):
        write(root / package / "__init__.py", "")
    for name in ("mail_server", "sms_gateway"):
        write(root / "config" / "local" / f"{name}.py", FAKE_SERVER.replace("{flag}", "--port"))
    one = Checkout(root)
    try:
        yield one
    finally:
        one.clean_up()


def write(file: Path, text: str) -> None:
    """Write a file and make its folder."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def wait_for(condition, *, seconds: float = 15):
    """Return the first true answer of `condition`, or fail when none comes in time."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        answer = condition()
        if answer:
            return answer
        time.sleep(0.05)
    raise AssertionError(f"not so within {seconds} s")
