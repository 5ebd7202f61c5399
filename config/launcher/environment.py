"""Makes .venv from the hashed requirements: with uv when it works, with pip when it does not.

A set is done when its stamp names the hash of its lock file and the Python it was made for. A set that was
being installed when the power went leaves `.installing` behind; then the environment is made anew, because
half a package is worse than none.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from config.launcher import paths
from config.launcher.system import check_room, die_with_parent
from config.launcher.words import LauncherError, complain, say

# What each set contains beside itself, so that an environment for the tests also serves `run`.
SERVES = {"base": ("base", "dev", "test"), "dev": ("dev", "test"), "test": ("test",)}
ROOM_MB = {"base": 500, "dev": 900, "test": 1500}
_UNFINISHED = ".installing"


def ensure_environment(which: str) -> None:
    """Install the requirement set `which` (base, dev or test) into .venv, unless its stamp says it is there.

    Raises LauncherError when neither uv nor pip can do it.
    """
    if _is_installed(which):
        return
    if (paths.VENV / _UNFINISHED).exists():
        say("an earlier set-up was interrupted: making .venv anew")
        shutil.rmtree(paths.VENV)
    check_room(paths.ROOT, megabytes=ROOM_MB[which], purpose=f"installing the {which} set")
    if not _works(paths.venv_python()):
        _make_venv()
    (paths.VENV / _UNFINISHED).touch()
    say(f"installing the {which} set into .venv")
    _install(paths.REQUIREMENTS / f"{which}.txt")
    _stamp(which).write_text(_wanted(which), encoding="utf-8")
    (paths.VENV / _UNFINISHED).unlink()


def compile_locks(*, upgrade: bool) -> None:
    """Compile requirements/*.in into locks with hashes, for every Python from 3.11, without hosts."""
    for name in ("base", "demo", "dev", "test", "uv"):
        source, lock = paths.REQUIREMENTS / f"{name}.in", paths.REQUIREMENTS / f"{name}.txt"
        command = [_uv(), "pip", "compile", "--quiet", "--universal"]
        command += ["--python-version", "3.11", "--generate-hashes", "--no-emit-index-url", "--no-header"]
        command += ["--upgrade"] if upgrade else []
        command += [source.name, "-o", lock.name]
        if subprocess.run(command, cwd=paths.REQUIREMENTS, env=tool_environment(), check=False).returncode != 0:
            raise LauncherError(f"{source.name} could not be resolved")
        if any(line.startswith("psycopg==") for line in lock.read_text().splitlines()):
            raise LauncherError(f"{lock.name} contains psycopg, which Django would silently prefer to psycopg2")
        say(f"compiled {lock.name}")
    shutil.copyfile(paths.REQUIREMENTS / "base.txt", paths.ROOT / "requirements.txt")


def tool_environment() -> dict[str, str]:
    """The caller's environment without the settings that would lead our Python, pip or uv astray.

    Nor does it keep Python from storing what it compiled: each of our processes would compile Django anew, 2 s.
    """
    misleading = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PYTHONSTARTUP", "DJANGO_SETTINGS_MODULE",
                  "PYTHONDONTWRITEBYTECODE"}
    clean = {name: value for name, value in os.environ.items() if name not in misleading}
    return clean | {
        "PYTHONNOUSERSITE": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_INPUT": "1",
        "PIP_REQUIRE_VIRTUALENV": "0",
        "PIP_USER": "0",
        "PIP_ROOT_USER_ACTION": "ignore",
    }


def _stamp(which: str) -> Path:
    return paths.VENV / f".stamp-{which}"


def _wanted(which: str) -> str:
    lock = (paths.REQUIREMENTS / f"{which}.txt").read_bytes()
    return f"{hashlib.sha256(lock).hexdigest()}\n"


def _is_installed(which: str) -> bool:
    if (paths.VENV / _UNFINISHED).exists() or not _works(paths.venv_python()):
        return False
    return any(_stamp(one).exists() and _stamp(one).read_text() == _wanted(one) for one in SERVES[which])


def _works(python: Path) -> bool:
    """Whether the environment's interpreter starts and finds its packages; after an upgrade it does not."""
    if not python.exists():
        return False
    look = "import os, sys, sysconfig; sys.exit(not os.path.isdir(sysconfig.get_path('purelib')))"
    return subprocess.run([str(python), "-c", look], capture_output=True, check=False).returncode == 0


def _make_venv() -> None:
    shutil.rmtree(paths.VENV, ignore_errors=True)
    # A system pip can install into another environment (since 22.3); then nothing of ensurepip is needed,
    # which Debian keeps in a package of its own.
    command = [sys.executable, "-m", "venv", str(paths.VENV)]
    if _system_pip() >= (22, 3):
        command.insert(3, "--without-pip")
    done = subprocess.run(command, capture_output=True, text=True, env=tool_environment(), check=False)
    if done.returncode != 0:
        shutil.rmtree(paths.VENV, ignore_errors=True)
        raise LauncherError(
            "neither pip (22.3 or newer) nor ensurepip is there for "
            f"{sys.executable}. Install pip for it (Debian: apt install python3-pip) and start again"
        )


def _system_pip() -> tuple[int, int]:
    done = subprocess.run(
        [sys.executable, "-m", "pip", "--version"],
        capture_output=True,
        text=True,
        env=tool_environment(),
        check=False,
    )
    found = re.match(r"pip (\d+)\.(\d+)", done.stdout)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def _pip(*arguments: str) -> list[str]:
    python = str(paths.venv_python())
    if (paths.site_packages() / "pip").is_dir():
        return [python, "-m", "pip", *arguments]
    return [sys.executable, "-m", "pip", "--python", python, *arguments]


def _install(lock: Path) -> None:
    python, uv = str(paths.venv_python()), _uv()
    with_uv = [uv, "pip", "install", "--python", python, "--require-hashes", "--quiet", "-r", str(lock)]
    with_pip = _pip("install", "--quiet", "--require-hashes", "--only-binary", ":all:", "-r", str(lock))
    attempts = [("uv", with_uv), ("uv, from its cache", [*with_uv, "--offline"])] if uv else []
    said = []
    for name, command in [*attempts, ("pip", with_pip)]:
        done = _quietly(command)
        if done.returncode == 0:
            return
        said.append(f"--- {name}\n{(done.stderr or done.stdout).strip()[-1500:]}")
    raise LauncherError(
        f"installing {lock.name} failed. Is there a way to a Python package index, or a full cache?\n" + "\n".join(said)
    )


def _uv() -> str:
    """The pinned uv, kept in var/tools to outlive the environment; else one of the machine; else ""."""
    pinned = hashlib.sha256((paths.REQUIREMENTS / "uv.txt").read_bytes()).hexdigest()[:12]
    kept = paths.VAR / "tools" / f"uv-{pinned}"
    if not kept.exists():
        done = _quietly(_pip("install", "--quiet", "--require-hashes", "-r", str(paths.REQUIREMENTS / "uv.txt")))
        if done.returncode != 0:
            complain("the pinned uv could not be had; going on without, which may take longer")
            return shutil.which("uv") or ""
        kept.parent.mkdir(parents=True, exist_ok=True)
        fresh = kept.with_name(f"{kept.name}.{os.getpid()}")
        shutil.copy2(paths.VENV / "bin" / "uv", fresh)
        fresh.replace(kept)
    return str(kept)


def _quietly(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run an installer; it ends with us, and what it says is shown only when all have failed."""
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        env=tool_environment(),
        preexec_fn=die_with_parent(),
        check=False,
    )
