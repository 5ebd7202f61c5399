"""`dev.py bench`: runs the benchmarks of tests/bench on servers with full durability and prints their ratios.

A benchmark is a file with a function `bench()` that returns rows: `what` (a sentence), `unit`, `ours` and
`against` (numbers), `against_what` (what ours is measured against) and optionally `lower_is_better` (True
when left out). A ratio says more than a number, because it survives another machine.

var/bench.json keeps the newest result of each benchmark, with the day and the class of the machine.
"""

import json
import os
import platform
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from config.launcher import paths
from config.launcher.system import die_with_parent, write_atomically
from config.launcher.testing import environment, servers
from config.launcher.words import complain, say, say_plain

FOLDER = paths.ROOT / "tests" / "bench"
REPORT = paths.VAR / "bench.json"


def bench(names: list[str], *, installed: dict[str, str]) -> int:
    """Run the benchmarks (all, or those whose name contains one of `names`); 1 when one failed or none has that name.

    `alerts-chaos` and `alerts_chaos` are one name.
    """
    files = {
        _name(file): file
        for file in sorted(FOLDER.glob("*.py"))
        if not file.name.startswith("_") and (not names or any(_dashed(name) in _name(file) for name in names))
    }
    if not files:
        known = ", ".join(_name(file) for file in sorted(FOLDER.glob("*.py")) if not file.name.startswith("_"))
        complain(f"no benchmark has that name; there are: {known}")
        return 1
    rows: list[dict[str, Any]] = []
    failed = 0
    for name, file in files.items():
        say(f"running {name}")
        began = time.monotonic()
        with servers(durable=True) as told:
            found = _run(file, environment() | told | installed)
        failed += found is None
        if found is not None:
            _keep(name, found, took=time.monotonic() - began)
        rows += found or []
    say_plain(table(rows))
    say_plain(f"on {machine_words(machine())}, {_now():%Y-%m-%d}")
    say(f"written to {REPORT.relative_to(paths.ROOT)}")
    return 1 if failed else 0


def machine() -> dict[str, Any]:
    """The class of this machine, without its name: figures of another class are other figures."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cores": cores,
        "memory_gb": round(memory / 2**30),
        "kind": platform.machine(),
        "python": platform.python_version(),
    }


def machine_words(found: dict[str, Any]) -> str:
    """The class of a machine in one line."""
    return f"{found['cores']} cores, {found['memory_gb']} GB, {found['kind']}, Python {found['python']}"


def _keep(name: str, rows: list[dict[str, Any]], *, took: float) -> None:
    """Put the result of one benchmark in the place of its last one."""
    try:
        kept = json.loads(REPORT.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        kept = {}
    kept = kept if isinstance(kept, dict) else {}
    kept[name] = {"at": _now().isoformat(timespec="seconds"), "took_s": round(took), "machine": machine(), "rows": rows}
    write_atomically(REPORT, json.dumps(kept, indent=1, sort_keys=True) + "\n")


def _now() -> datetime:
    return datetime.now(tz=UTC)


def _dashed(name: str) -> str:
    return name.replace("_", "-")


def _name(file: Path) -> str:
    return _dashed(file.stem)


def table(rows: list[dict[str, Any]]) -> str:
    """The rows as text, one line each: how many times better (or worse) than what it is measured against."""
    lines = [f"{'what':<70}{'ours':>11}{'against':>11}  {'unit':<10}{'ratio':>9}  against what"]
    for row in rows:
        ratio = ratio_of(row)
        shown = "-" if ratio is None else f"{ratio:,.1f}x" if ratio >= 10 else f"{ratio:.2f}x"
        ours, against = (f"{row.get(key):.4g}" if row.get(key) is not None else "-" for key in ("ours", "against"))
        lines.append(
            f"{row['what'][:69]:<70}{ours:>11}{against:>11}  {row.get('unit', ''):<10}{shown:>9}  "
            f"{row.get('against_what', '')}"
        )
    return "\n".join(line.rstrip() for line in lines)


def ratio_of(row: dict[str, Any]) -> float | None:
    """How many times better ours is: above 1 better, below 1 worse; None when there is nothing to divide."""
    ours, against = row.get("ours"), row.get("against")
    if not ours or not against:
        return None
    return float(against / ours if row.get("lower_is_better", True) else ours / against)


def _run(file: Path, told: dict[str, str]) -> list[dict[str, Any]] | None:
    answer = paths.VAR / "run" / f"bench-{file.stem}.json"
    answer.parent.mkdir(parents=True, exist_ok=True)
    answer.unlink(missing_ok=True)
    code = (
        "import importlib, json, pathlib, sys\n"
        f"rows = importlib.import_module('tests.bench.{file.stem}').bench()\n"
        f"pathlib.Path({str(answer)!r}).write_text(json.dumps(rows))\n"
    )
    done = subprocess.run(
        [str(paths.venv_python()), "-c", code],
        cwd=paths.ROOT,
        env=told,
        preexec_fn=die_with_parent(),
        check=False,
    )
    if done.returncode != 0 or not answer.exists():
        complain(f"{file.name} failed")
        return None
    rows: list[dict[str, Any]] = json.loads(answer.read_text(encoding="utf-8"))
    answer.unlink()
    return rows
