"""`dev.py check`: everything about the code that can be judged without running the tests."""

import base64
import subprocess
import time
from collections.abc import Callable

from config.launcher import paths
from config.launcher.purity import foreign_imports
from config.launcher.template_lint import lint_templates
from config.launcher.testing import environment
from config.launcher.words import say, say_plain

# No database is asked, but the settings refuse to load without.
_SETTINGS = {
    "CUSTODY_SECRET_KEY": "check-only-and-never-in-a-running-installation",
    "CUSTODY_FIELD_KEY": base64.b64encode(bytes(32)).decode(),
    "CUSTODY_DATABASE_URL": "postgresql://custody_app:none@127.0.0.1:9/custody",
}

# Its own script would carry the path of the environment it was made in.
_LINT_IMPORTS = "import importlinter.cli; importlinter.cli.lint_imports_command()"


def check() -> int:
    """Run all checks, print what each found, and return 1 when one found something."""
    found = 0
    for name, look in CHECKS.items():
        began = time.monotonic()
        said = look().strip()
        say(f"{'FOUND' if said else 'clean':<6}{name} ({time.monotonic() - began:.1f} s)")
        if said:
            found += 1
            say_plain(said)
    return 1 if found else 0


def _tool(*command: str) -> str:
    """Output of a tool that failed, "" of one that did not."""
    done = subprocess.run(
        command,
        cwd=paths.ROOT,
        env=environment() | _SETTINGS,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 0:
        return ""
    return (done.stdout + done.stderr).strip() or f"exit code {done.returncode}"


def _manage(*command: str) -> str:
    # Django warns that it cannot ask the database whether the migrations are applied; that is not the
    # question here.
    return _python("-W", "ignore", "manage.py", *command)


def _purity() -> str:
    launcher = foreign_imports(paths.ROOT / "config" / "launcher", own="config.launcher")
    standalone = foreign_imports(paths.ROOT / "custody" / "ledger" / "standalone")
    return "\n".join([*launcher, *standalone])


def _python(*words: str) -> str:
    return _tool(str(paths.venv_python()), *words)


# Each returns what it found, "" when that is nothing.
CHECKS: dict[str, Callable[[], str]] = {
    "ruff": lambda: _python("-m", "ruff", "check", "--quiet", "--output-format", "concise", "."),
    "mypy": lambda: _python("-m", "mypy", "--no-error-summary"),
    "import contracts": lambda: _python("-c", _LINT_IMPORTS),
    "standard library only": _purity,
    "templates": lambda: "\n".join(lint_templates(paths.ROOT / "templates")),
    "migrations complete": lambda: _manage("makemigrations", "--check", "--dry-run"),
    "generated docs fresh": lambda: _manage("render_docs", "--check"),
}
