"""Breaks the house on purpose, one named break at a time, and insists that a test notices.

A mutant names a file, the exact source it replaces, what it puts there, and the test that must fail then.
Mutants of the pure room run in this process: the broken source is loaded instead of the real one, and the
test function is called. All others run pytest on a copy of the tree, from where the database can be reached.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.util
import inspect
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
LEFT_OUT = ("var", "node_modules", ".venv", ".git", ".*_cache", ".hypothesis")
"""What is compiled goes along: a file that is broken is newer than it, and the others need not be compiled again."""
TESTS_FAILED = 1


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """One break: ``snippet`` stands exactly once in ``file``; ``killed_by`` is a pytest node id."""

    name: str
    file: str
    snippet: str
    replacement: str
    killed_by: str

    @property
    def runs_here(self) -> bool:
        """Whether it can be loaded into this process: only the pure room, which nothing else holds on to."""
        return self.file.startswith("custody/core/")

    @property
    def module(self) -> str:
        """The dotted name of the broken module."""
        return self.file.removesuffix(".py").replace("/", ".")

    def source(self, root: Path = ROOT) -> str:
        """Return the broken source; raise AssertionError when the snippet does not stand there once."""
        whole = (root / self.file).read_text(encoding="utf-8")
        found = whole.count(self.snippet)
        assert found == 1, f"{self.name}: the snippet stands {found} times in {self.file}"
        assert self.replacement != self.snippet, f"{self.name}: nothing is broken"
        return whole.replace(self.snippet, self.replacement)


class _BrokenLoader(importlib.abc.SourceLoader):
    """Loads the broken source under the real module's name, not under its file: it covers no line."""

    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant

    def get_filename(self, fullname: str) -> str:
        return f"<mutant {self._mutant.name}>"

    def get_data(self, path: str) -> bytes:
        return self._mutant.source().encode()

    def find_spec(self, fullname: str, path: object = None, target: object = None):
        if fullname != self._mutant.module:
            return None
        return importlib.util.spec_from_loader(fullname, self)


@contextmanager
def fresh_modules(mutant: Mutant | None) -> Iterator[None]:
    """Let the core and its tests be imported anew inside the block, ``mutant`` instead of the real module."""
    kept = {name: module for name, module in sys.modules.items() if _is_fresh(name)}
    parents = {name: sys.modules.get(name) for name in ("custody", "tests")}
    finder = _BrokenLoader(mutant) if mutant else None
    for name in kept:
        del sys.modules[name]
    if finder:
        sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        if finder:
            sys.meta_path.remove(finder)
        for name in [name for name in sys.modules if _is_fresh(name)]:
            del sys.modules[name]
        sys.modules.update(kept)
        for name, parent in parents.items():
            if parent is not None and f"{name}.core" in kept:
                parent.core = kept[f"{name}.core"]


def _is_fresh(name: str) -> bool:
    return name in ("custody.core", "tests.core") or name.startswith(("custody.core.", "tests.core."))


def run_here(node_id: str, mutant: Mutant | None) -> BaseException | None:
    """Return what the test raised when it was called with the mutant in place, or None when it passed."""
    file, _, function = node_id.partition("::")
    with fresh_modules(mutant):
        test = getattr(importlib.import_module(file.removesuffix(".py").replace("/", ".")), function)
        needed = [each for each in inspect.signature(test).parameters.values() if each.default is each.empty]
        assert not needed, f"{node_id} needs {needed}: name a test without parameters"
        try:
            test()
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # noqa: BLE001 - a failing pytest.raises is not an Exception
            return error
    return None


def check_killed_here(mutant: Mutant) -> None:
    """Return when the named test passes on the real source and fails on the broken one."""
    passed = run_here(mutant.killed_by, None)
    assert passed is None, f"{mutant.name}: {mutant.killed_by} fails on the real source: {passed!r}"
    killed = run_here(mutant.killed_by, mutant)
    assert killed is not None, f"{mutant.name} survives {mutant.killed_by}"
    assert not isinstance(killed, NameError | ImportError), (
        f"{mutant.name} is no mutant but a typing slip: {killed!r}"
    )


def copied_tree(folder: Path) -> Path:
    """Return a copy of the tree in ``folder`` in which files may be broken; what is installed is shared."""
    copy = folder / "tree"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*LEFT_OUT))
    if (ROOT / "node_modules").exists():
        (copy / "node_modules").symlink_to(ROOT / "node_modules")
    return copy


def check_killed_in_copy(mutant: Mutant, tree: Path) -> None:
    """Return when pytest runs the named test in the copied tree and it fails, the mutant in place.

    The suite shows that the test passes on the real source. One that cannot be collected kills nothing.
    """
    file = tree / mutant.file
    real = file.read_bytes()
    file.write_text(mutant.source(tree), encoding="utf-8")
    try:
        done = run_pytest(tree, mutant.killed_by)
    finally:
        file.write_bytes(real)
    said = done.stdout[-2_000:] + done.stderr[-1_000:]
    assert done.returncode != 0, f"{mutant.name} survives {mutant.killed_by}\n{said}"
    assert done.returncode == TESTS_FAILED, f"{mutant.name}: {mutant.killed_by} did not run\n{said}"
    assert " error" not in done.stdout.splitlines()[-1], (
        f"{mutant.name}: set-up broke, no test failed\n{said}"
    )


def run_pytest(tree: Path, node_id: str) -> subprocess.CompletedProcess[str]:
    """Run one test of ``tree`` in a process of its own, with its own databases, measuring no coverage."""
    left_out = ("COV_", "COVERAGE_", "PYTEST_")
    told = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    told |= {
        "PYTEST_XDIST_WORKER": f"{worker}_mutant",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": str(tree),
    }
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-x",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
        node_id,
    ]
    return subprocess.run(
        command, cwd=tree, env=told, capture_output=True, text=True, check=False, timeout=240
    )
