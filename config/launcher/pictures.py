"""`dev.py pictures`: take the pictures of the README anew, with servers and a demo of their own."""

import subprocess

from config.launcher import paths
from config.launcher.system import check_room
from config.launcher.testing import environment, servers
from config.launcher.words import say


def pictures(*, installed: dict[str, str]) -> int:
    """Write docs/screens/*.png and return the exit code. A demo that runs here is left alone."""
    check_room(paths.VAR, megabytes=500, purpose="the demo of the pictures")
    with servers(durable=False) as told:
        say("loading a demo and taking its pictures")
        command = [str(paths.venv_python()), "-m", "tests.browser.take_pictures"]
        return subprocess.run(command, cwd=paths.ROOT, env=environment() | told | installed, check=False).returncode
