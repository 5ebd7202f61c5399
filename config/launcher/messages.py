"""`dev.py messages`: what the source says goes into the catalogues; what was translated stays."""

import subprocess

from config.launcher import paths
from config.launcher.catalogues import ensure_catalogues
from config.launcher.environment import tool_environment


def messages(*, only_check: bool) -> int:
    """Merge the source into the catalogues, make what is served of them, and return the exit code.

    Nothing is written with `only_check`; then 1 means that a catalogue is not what the source says.
    """
    command = [str(paths.venv_python()), "-m", "config.messages", *(["--check"] if only_check else [])]
    code = subprocess.run(command, cwd=paths.ROOT, env=tool_environment(), check=False).returncode
    if not only_check:
        ensure_catalogues()
    return code
