"""`dev.py bench`: runs the benchmarks of tests/bench on servers with full durability and prints their ratios.

A benchmark is a file with a function `bench()` that returns rows: `what` (a sentence), `unit`, `ours` and
`against` (numbers), `against_what` (what ours is measured against) and optionally `lower_is_better` (True
when left out). A ratio says more than a number, because it survives another machine.
"""

import json
import subprocess
from pathlib import Path
from typing import Any

from config.launcher import paths
from config.launcher.system import die_with_parent, write_atomically
from config.launcher.testing import environment, servers
from config.launcher.words import complain, say, say_plain

FOLDER = paths.ROOT / "tests" / "bench"
REPORT = paths.VAR / "bench.json"


def bench(names: list[str], *, installed: dict[str, str]) -> int:
    """Run the benchmarks (all, or those whose file name contains one of `names`); 1 when one failed."""
    files = [
        file
        for file in sorted(FOLDER.glob("*.py"))
        if not file.name.startswith("_") and (not names or any(name in file.stem for name in names))
    ]
    if not files:
        say(f"no benchmark in {FOLDER.relative_to(paths.ROOT)}")
        return 0
    rows: list[dict[str, Any]] = []
    failed = 0
    for file in files:
        say(f"running {file.stem}")
        with servers(durable=True) as told:
            found = _run(file, environment() | told | installed)
        failed += found is None
        rows += found or []
    write_atomically(REPORT, json.dumps(rows, indent=1) + "\n")
    say_plain(table(rows))
    say(f"written to {REPORT.relative_to(paths.ROOT)}")
    return 1 if failed else 0


def table(rows: list[dict[str, Any]]) -> str:
    """The rows as text, one line each: how many times better (or worse) than what it is measured against."""
    lines = [f"{'what':<52}{'ours':>12}{'against':>12}  {'unit':<10}{'ratio':>8}  against what"]
    for row in rows:
        ratio = ratio_of(row)
        shown = "-" if ratio is None else f"{ratio:.2f}x"
        ours, against = (f"{row.get(key):.4g}" if row.get(key) is not None else "-" for key in ("ours", "against"))
        lines.append(
            f"{row['what'][:51]:<52}{ours:>12}{against:>12}  {row.get('unit', ''):<10}{shown:>8}  "
            f"{row.get('against_what', '')}"
        )
    return "\n".join(lines)


def ratio_of(row: dict[str, Any]) -> float | None:
    """How many times better ours is: above 1 better, below 1 worse; None when there is nothing to divide."""
    ours, against = row.get("ours"), row.get("against")
    if not ours or not against:
        return None
    return float(against / ours if row.get("lower_is_better", True) else ours / against)


def _run(file: Path, told: dict[str, str]) -> list[dict[str, Any]] | None:
    answer = paths.VAR / "run" / f"bench-{file.stem}.json"
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
