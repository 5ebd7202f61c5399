"""The embedded system as ``dev.py run`` starts it, demo loaded: memory of everything, and the main pages.

Memory is the proportional set size: what processes share counts once. A page is opened over HTTP by somebody who
signed in with one click; its queries are counted in a process beside it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from config.launcher import paths
from config.launcher.system import free_port, is_alive
from tests.alerts.chaos.visitor import Visitor
from tests.bench._house import percentile, row, say

AIM_MB, AIM_MS, AIM_QUERIES = 1536, 100.0, 25
SETTLES_SECONDS = 45
TIMES = 15
NOT_COPIED = {".git", ".venv", "node_modules", "var", "__pycache__"}
ASKED = "what was asked for"

# Runs in the demo: which pages there are, by whom, and how many queries each takes once the sign-in is warm.
QUERIES = """
import json
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from custody.alerts.models import Alert
from custody.evidence.models import HandlingUnit
from custody.organisation.roles import Role
from custody.organisation.selectors import officers_with_role

def one(role):
    return officers_with_role(role)[0]

officer, keeper, boss = one(Role.OFFICER), one(Role.STOREKEEPER), one(Role.SUPERVISOR)
pages = [
    ("home of an officer", officer, "/"), ("home of a storekeeper", keeper, "/"), ("overview", boss, "/overview/"),
    ("seizures", one(Role.CASE_OFFICER), "/seizures/"), ("burns", one(Role.PLANNER), "/burns/"),
    ("alerts", boss, "/alerts/"), ("offer a hand-over", keeper, "/transfers/offer/"), ("danger", officer, "/danger/"),
    ("roster", boss, "/duty/"),
]
unit = HandlingUnit.objects.filter(custody_state="stored", custodian__isnull=False).order_by("-seized_at").first()
if unit:
    pages.append(("a unit and its history", unit.custodian, f"/units/{unit.id}/"))
alert = Alert.objects.exclude(state="resolved").order_by("level", "raised_at").first()
if alert:
    pages.append(("an alert", boss, f"/alerts/{alert.id}/"))
found = []
for name, who, path in pages:
    client = Client(HTTP_HOST="localhost")
    client.force_login(who)
    status = client.get(path).status_code
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    found.append([name, who.badge, path, status, len(asked)])
open("var/bench-pages.json", "w").write(json.dumps(found))
"""


def bench():
    with tempfile.TemporaryDirectory(prefix="custody-bench-") as folder:
        root, port = Path(folder) / "checkout", free_port()
        _check_out(root)
        launcher = subprocess.Popen(
            [sys.executable, "dev.py", "run", "--port", str(port)],
            cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
        )  # fmt: skip
        try:
            began = time.monotonic()
            _wait_until_ready(launcher)
            took = time.monotonic() - began
            time.sleep(SETTLES_SECONDS)
            start = row("start with a fresh demo, until READY", took, unit="s")
            return [start, *_memory(launcher), *_pages(root, port)]
        finally:
            launcher.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                launcher.communicate(timeout=90)
            shutil.rmtree(_data_of(root), ignore_errors=True)


def _check_out(root):
    shutil.copytree(paths.ROOT, root, ignore=lambda _folder, names: NOT_COPIED & set(names))
    for name in (".venv", "node_modules"):
        (root / name).symlink_to(paths.ROOT / name)
    shutil.copytree(paths.VENDOR, root / "var" / "vendor")


def _data_of(root):
    """Return where the launcher of that checkout keeps the database when it runs as root."""
    return Path("/var/tmp") / f"custody-{hashlib.sha256(str(root.resolve()).encode()).hexdigest()[:12]}"


def _wait_until_ready(launcher):
    said = []
    for line in launcher.stdout:
        said.append(line)
        if line.startswith("READY"):
            return
    raise RuntimeError(f"the system did not start:\n{''.join(said[-20:])}")


# --- memory ---------------------------------------------------------------------------------------------


def _memory(launcher):
    tree = _tree(launcher.pid)
    for name, resident, proportional in sorted(tree, key=lambda each: -each[2])[:8]:
        say(f"{proportional:6.0f} MB ({resident:.0f} resident)  {name}")
    return [
        row("the whole embedded system: PSS", sum(each[2] for each in tree), unit="MB", against=AIM_MB,
            against_what=ASKED),
        row("the same, shared pages counted each time: RSS", sum(each[1] for each in tree), unit="MB"),
        row("processes", len(tree), unit="processes"),
    ]  # fmt: skip


def _tree(root):
    """Return each process under one: its name, its resident and its proportional memory in MB."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            parents[int(folder.name)] = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
    found, fresh = {root}, {root}
    while fresh:
        fresh = {pid for pid, parent in parents.items() if parent in fresh} - found
        found |= fresh
    return [each for pid in sorted(found) if is_alive(pid) and (each := _of(pid)) is not None]


def _of(pid):
    with contextlib.suppress(OSError):
        words = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode().split()
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
        kilobytes = {line.split(":")[0]: int(line.split()[1]) for line in lines}
        return " ".join(Path(word).name for word in words[:5]), kilobytes["Rss"] / 1024, kilobytes["Pss"] / 1024
    return None


# --- pages ----------------------------------------------------------------------------------------------


def _pages(root, port):
    asked = subprocess.run([sys.executable, "dev.py", "manage", "shell", "--command", QUERIES], cwd=root, check=False,
                           capture_output=True, text=True)  # fmt: skip
    if asked.returncode:
        raise RuntimeError(asked.stderr)
    rows = []
    for name, badge, path, status, queries in json.loads((root / "var" / "bench-pages.json").read_text()):
        if status != 200:
            say(f"{name}: {path} answers {status} to {badge}, left out")
            continue
        visitor = Visitor(None, port=port)
        visitor.post("/sign-in/demo/", {"badge": badge}, form="/sign-in/")
        assert visitor.get(path).status == 200, path
        took = [visitor.get(path).seconds * 1000 for _ in range(TIMES)]
        rows += [
            row(f"{name}: median", percentile(took, 0.5), unit="ms", against=AIM_MS, against_what=ASKED),
            row(f"{name}: queries", queries, unit="queries", against=AIM_QUERIES, against_what=ASKED),
        ]
    return rows
