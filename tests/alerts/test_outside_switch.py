"""T15: whatever is stopped, the switch outside calls within three minutes, and the house says which part is ill.

The processes are real; only the watch is ten times as fast (``hurried.py``), so that three minutes are eighteen
seconds. The database is behind a relay of the test, because the test's own must not be stopped.
"""

from __future__ import annotations

import contextlib
import json
import select
import shlex
import socket
import subprocess
import sys
import threading
import time
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from config.launcher.system import free_port, shared_memory_works
from custody.alerts.passes import ping as pinging
from custody.alerts.passes.ping import ping
from custody.alerts.watching import Part
from tests import environment
from tests.alerts.hurried import TIMES
from tests.tasks.conftest import stack, wait_for  # noqa: F401 - the fixture

THREE_MINUTES = 180 / TIMES
SECRET = "a secret of the switch"


class Relay:
    """Stands before a server and can be cut."""

    def __init__(self, host, port):
        self._to, self._links, self.is_open = (host, port), set(), True
        self._carriers = []
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = self._door.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                near, _ = self._door.accept()
            except OSError:
                return
            if not self.is_open:
                near.close()
                continue
            try:
                far = socket.create_connection(self._to)
            except OSError:
                near.close()
                continue
            self._links |= {near, far}
            self._carriers.append(threading.Thread(target=self._carry, args=(near, far), daemon=True))
            self._carriers[-1].start()

    def _carry(self, near, far):
        with near, far, contextlib.suppress(OSError, ValueError):
            while True:
                for one in select.select([near, far], [], [])[0]:
                    said = one.recv(65536)
                    if not said:
                        return
                    (far if one is near else near).sendall(said)

    def cut(self):
        self.is_open = False
        for link in list(self._links):
            with contextlib.suppress(OSError):
                link.shutdown(socket.SHUT_RDWR)

    def close(self):
        self.cut()
        self._door.close()
        for carrier in self._carriers:
            carrier.join(5)
        for link in self._links:
            link.close()


class Outside:
    """The switch on the other machine, and whom it called."""

    def __init__(self, folder, *, after):
        self.calls, self.port = folder / "calls", free_port()
        secret = folder / "secret"
        secret.write_text(SECRET.replace(" ", "-"))
        script = "import sys; open(sys.argv[1], 'a').write(' '.join(sys.argv[2:]) + '\\n')"
        self.process = subprocess.Popen(
            [sys.executable, str(environment.ROOT / "examples" / "outside_switch.py"), "--port", str(self.port),
             "--secret-file", str(secret), "--after", str(after), "--call",
             shlex.join([sys.executable, "-c", script, str(self.calls)])],
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert "listens" in self.process.stdout.readline()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/ping/{SECRET.replace(' ', '-')}"

    def said(self):
        return [line.split()[0] for line in self.calls.read_text().splitlines()] if self.calls.exists() else []

    def close(self):
        self.process.terminate()
        self.process.wait(10)
        self.process.stdout.close()


@pytest.fixture
def outside(tmp_path):
    made = []

    def make(*, after):
        made.append(Outside(tmp_path, after=after))
        return made[-1]

    yield make
    for each in made:
        each.close()


# --- the switch itself ----------------------------------------------------------------------------------


def test_the_switch_calls_after_silence_again_and_once_more_when_it_is_over(outside):
    switch = outside(after=1)
    with urlopen(switch.url, timeout=5) as answer:
        assert answer.status == 200
    assert switch.said() == []

    wait_for(lambda: switch.said() == ["silent"], what="the call", seconds=10)
    with urlopen(f"http://127.0.0.1:{switch.port}/", timeout=5) as answer:
        assert b"SILENT, people were called" in answer.read()
    urlopen(switch.url, timeout=5).close()
    wait_for(lambda: switch.said() == ["silent", "well"], what="the second call", seconds=10)


def test_who_does_not_know_the_secret_cannot_keep_the_switch_quiet(outside):
    switch = outside(after=60)
    with pytest.raises(HTTPError) as refused:
        urlopen(f"http://127.0.0.1:{switch.port}/ping/another", timeout=5)
    refused.value.close()
    assert refused.value.code == 404


def test_the_switch_runs_on_a_machine_that_has_nothing_but_python():
    source = (environment.ROOT / "examples" / "outside_switch.py").read_text(encoding="utf-8")

    assert subprocess.run(
        [sys.executable, "-I", "-S", "-c", source + "\n", "--help"], check=True, capture_output=True
    ).stdout


# --- the ping -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "pinged"),
    [([Part(kind="mail")], True), ([Part(kind="mail", is_well=False)], False),
     ([Part(kind="skew", is_well=False, level=3)], True), ([Part(kind="duty", is_well=False, rule="AL16")], True),
     ([Part(kind="switch", is_well=False, level=2)], True)],
    ids=["well", "a way out is closed", "a clock is a little off", "nobody is on duty", "it was not reached before"],
)  # fmt: skip
def test_the_switch_is_pinged_only_while_all_is_well(house_cast, settings, outside, monkeypatch, parts, pinged):
    switch = outside(after=60)
    settings.CUSTODY_PING_URL = switch.url
    monkeypatch.setattr(pinging, "examine", lambda now: parts)

    assert (ping(engine="test") == "") is pinged


def test_without_a_switch_nothing_is_pinged_and_one_that_is_away_is_said(house_cast, settings):
    assert ping(engine="test") == "no switch is set"
    for address in (f"http://127.0.0.1:{free_port()}/ping/x", "ftp://127.0.0.1/"):
        settings.CUSTODY_PING_URL = address
        assert ping(engine="test") == "the switch does not answer"


# --- T15 ------------------------------------------------------------------------------------------------


class Hurried:
    """Everything of the house on one machine, behind a relay to the database."""

    def __init__(self, stack, switch):  # noqa: F811
        self.stack = stack
        address = urlsplit(stack.told["CUSTODY_DATABASE_URL"])
        self.relay = Relay(address.hostname, address.port)
        beside = address._replace(netloc=address.netloc.rpartition(":")[0] + f":{self.relay.port}")
        stack.told |= {"CUSTODY_DATABASE_URL": beside.geturl(), "CUSTODY_PING_URL": switch.url}

    def start(self):
        self.stack.servers()
        self.stack.broker.start()
        pool = [] if shared_memory_works() else ["--pool", "solo"]
        self.run("worker", "celery", "-A", "config.celery", "worker", "-Q", "alerts", "--concurrency", "2",
                 "--loglevel", "WARNING", *pool)  # fmt: skip
        self.run("beat", "celery", "-A", "config.celery", "beat", "--schedule", str(self.stack.var / "beat"),
                 "--pidfile=")  # fmt: skip
        self.run("engine", "manage.py", "alert_engine")
        self.run("web", "gunicorn", "config.wsgi", "--no-control-socket", "--bind",
                 f"127.0.0.1:{self.stack.web_port}", "--workers", "1", "--threads", "2", "--worker-class",
                 "gthread")  # fmt: skip

    def run(self, name, *command):
        self.stack.start(name, "-m", "tests.alerts.hurried", *command)

    def stop(self, what):
        if what == "database":
            self.relay.cut()
        elif what == "broker":
            self.stack.broker.stop()
        else:
            for name in {"both engines": ("worker", "engine")}.get(what, (what,)):
                self.stack.stop(name, patience=60)

    def ill(self):
        """Return what the house itself says is ill."""
        try:
            with urlopen(f"http://127.0.0.1:{self.stack.web_port}/readyz", timeout=15) as answer:
                said = json.load(answer)
        except HTTPError as refused:
            with refused:
                if refused.code != 503:
                    raise
                said = json.load(refused)
        except (URLError, OSError):
            return set()
        return set(said["alarm"]) | {name for name, how in said["parts"].items() if how != "ok"}


@pytest.mark.parametrize(
    ("stopped", "named"),
    [
        ("both engines", "engine:alert_engine"),
        pytest.param("worker", "worker", marks=pytest.mark.nightly),
        pytest.param("beat", "beat", marks=pytest.mark.nightly),
        pytest.param("engine", "engine:alert_engine", marks=pytest.mark.nightly),
        pytest.param("broker", "broker", marks=pytest.mark.nightly),
        pytest.param("database", "database", marks=pytest.mark.nightly),
        pytest.param("sms", "gateway:first", marks=pytest.mark.nightly),
        pytest.param("mail", "mail", marks=pytest.mark.nightly),
    ],
)
def test_whatever_is_stopped_the_switch_calls_and_the_house_names_the_part(
    house_cast, stack, outside, stopped, named, capsys  # noqa: F811
):
    switch = outside(after=THREE_MINUTES)
    house = Hurried(stack, switch)
    try:
        house.start()
        # While everything gets up it may have called once; then it must be quiet for longer than three minutes.
        wait_for(lambda: house.ill() == set() and quiet(switch, house), what="a house in order", seconds=90)
        before = switch.said().count("silent")

        house.stop(stopped)
        began = time.monotonic()
        wait_for(lambda: switch.said().count("silent") > before, what="the call", seconds=120)
        took = time.monotonic() - began
        seen, until = house.ill(), time.monotonic() + 30
        while named not in seen and time.monotonic() < until:
            time.sleep(0.2)
            seen = house.ill()
        assert named in seen, (seen, stack.log("web")[-2000:])
    finally:
        house.relay.close()
    with capsys.disabled():
        print(f"\n  {stopped} stopped: called after {took:.0f} s of {TIMES}-fold time ({took * TIMES / 60:.1f} min)")
    # From the last ping, at most one interval before the stop, to the call.
    assert took <= THREE_MINUTES + 60 / TIMES * 1.5


def quiet(switch, house):
    """Say whether the switch was pinged just now."""
    with urlopen(f"http://127.0.0.1:{switch.port}/", timeout=5) as answer:
        said = answer.read().decode()
    return said.startswith("well") and int(said.split("last ping ")[1].split()[0]) <= 6
