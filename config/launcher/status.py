"""`dev.py status`: each process explained in one line, and whether it is well."""

import json
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from config.launcher.run import LOCK, STATE, page_answers
from config.launcher.supervisor import shown
from config.launcher.system import answers, birth_mark, is_alive, locked
from config.launcher.words import say_plain

RECENTLY = 60


def status() -> int:
    """Print one line per process. Returns 0 when all are well, 1 when one is not or nothing runs."""
    with locked(LOCK, wait=False) as free:
        if free:
            leftover = " (a state file of a run that was broken off lies there; the next run removes it)"
            say_plain(f"nothing runs in this checkout{leftover if STATE.exists() else ''}")
            say_plain("start it with: python3 dev.py run")
            return 1
    try:
        state: dict[str, Any] = json.loads(STATE.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        say_plain("dev.py is starting or stopping in this checkout; ask again in a moment")
        return 1
    lines = [_line(process, state) for process in state["processes"]]
    say_plain(f"{state['url']}  (launcher: process {state['launcher']})")
    for _well, text in lines:
        say_plain(text)
    ready, reasons = _readiness(state["port"])
    say_plain(f"{'well' if ready else 'UNWELL':<8}{'as a whole':<14}{reasons}")
    return 0 if ready and all(well for well, _text in lines) else 1


def _line(process: dict[str, Any], state: dict[str, Any]) -> tuple[bool, str]:
    trouble = _trouble(process, state)
    history = ""
    if process["restarts"]:
        times = "once" if process["restarts"] == 1 else f"{process['restarts']} times"
        history = f", started again {times}, last end: {process['last_end']}"
    since = time.strftime("%d %b %H:%M:%S", time.localtime(process["since"]))
    detail = trouble or f"process {process['pid']}, since {since}{history}"
    verdict = "UNWELL" if trouble else "well"
    return not trouble, f"{verdict:<8}{process['name']:<14}{process['explains']} [{detail}]"


def _trouble(process: dict[str, Any], state: dict[str, Any]) -> str:
    """What is wrong with one process, or ""."""
    log = shown(Path(process["log"]))
    if not process["pid"] or not is_alive(process["pid"]) or birth_mark(process["pid"]) != process["mark"]:
        return f"not there ({process['last_end'] or 'just ended'}); it is being started again; see {log}"
    if process["restarts"] and time.time() - process["since"] < RECENTLY:
        return f"ended moments ago ({process['last_end']}) and was started again; see {log}"
    port = {
        "postgres": "postgres_port",
        "broker": "broker_port",
        "mail_server": "mail_port",
        "sms_gateway": "sms_port",
        "sms_gateway_2": "sms2_port",
    }
    name = process["name"]
    if name in port and not answers(state[port[name]]):
        return f"does not answer; see {log}"
    if name == "web" and not page_answers(state["port"], "healthz"):
        return f"does not answer; see {log}"
    return ""


def _readiness(port: int) -> tuple[bool, str]:
    """What /readyz says: database, broker, engine and the log's lag, as seen from inside."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10) as answer:
            return True, _short(answer.read())
    except urllib.error.HTTPError as error:
        return False, _short(error.read())
    except (OSError, ValueError):
        return False, "/readyz does not answer"


def _short(body: bytes) -> str:
    return " ".join(body.decode("utf-8", errors="replace").split())[:300]
