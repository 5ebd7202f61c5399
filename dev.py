#!/usr/bin/env python3
"""The commands of Custody: run, test, check, bench, manage, status, messages, pictures, setup, lock.

Needs python3 (3.11 or newer) and pip, nothing else. Everything it makes lies in .venv/, node_modules/ and
var/. This file stays readable by old Pythons so that they get a sentence instead of a syntax error.
"""

import os
import sys

if sys.version_info < (3, 11):  # noqa: UP036  # an older Python may well be what `python3` means here
    sys.exit(
        "Custody needs Python 3.11 or newer; this is %d.%d. Start it with a newer one: python3.12 dev.py %s"
        % (sys.version_info[0], sys.version_info[1], " ".join(sys.argv[1:]) or "run")
    )

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from config.launcher.main import main  # the path has to be set first

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
