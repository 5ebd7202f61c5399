"""`dev.py pictures`: take the pictures of the README anew, from a demo of their own; `--every`: of all pages;
`--help-pages`: those that the help shows."""

import subprocess

from config.launcher import paths
from config.launcher.system import check_room
from config.launcher.testing import environment, servers, test
from config.launcher.words import say


def pictures(*, installed: dict[str, str]) -> int:
    """Write docs/screens/*.png and return the exit code. A demo that runs here is left alone."""
    check_room(paths.VAR, megabytes=500, purpose="the demo of the pictures")
    with servers(durable=False) as told:
        say("loading a demo and taking its pictures")
        command = [str(paths.venv_python()), "-m", "tests.browser.take_pictures"]
        return subprocess.run(command, cwd=paths.ROOT, env=environment() | told | installed, check=False).returncode


def pictures_of_every_page(*, installed: dict[str, str]) -> int:
    """Write var/pictures/every/: each page on a phone and a desk, by day and by night, in Dutch and English."""
    chosen = ["tests/browser/test_every_page.py", "-m", "pictures", "-n0", "-q"]
    return test(chosen, installed=installed, coverage=False)


def pictures_of_help(*, installed: dict[str, str]) -> int:
    """Write var/pictures/help/: the screen each task begins on, on a phone, in every language. The help shows it."""
    chosen = ["tests/browser/test_help_pictures.py", "-m", "pictures", "-n0", "-q"]
    return test(chosen, installed=installed, coverage=False)
