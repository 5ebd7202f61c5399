"""Two acts that overlap: the first is done and not committed yet when the second begins."""

from __future__ import annotations

import threading

from django.db import connections

from custody.core.errors import CustodyError
from custody.ledger import recording


def overlapping(monkeypatch, first, second, *, for_seconds=0.4):
    """Run the acts so and return the code of each refusal, or None. The first holds all its locks until the second is
    through or has waited ``for_seconds``."""
    finish, done, through = recording._finish, threading.Event(), threading.Event()
    threads, codes = {}, {}

    def slow(record):
        finish(record)
        if threading.get_ident() == threads["first"].ident and not done.is_set():
            done.set()
            through.wait(timeout=for_seconds)

    def run(name, act, *, after=None, tells):
        try:
            if after is not None:
                assert after.wait(timeout=20)
            act()
            codes[name] = None
        except CustodyError as refusal:
            codes[name] = refusal.code
        finally:
            tells.set()
            connections["default"].close()

    with monkeypatch.context() as patch:
        patch.setattr(recording, "_finish", slow)
        threads["first"] = threading.Thread(target=run, args=("first", first), kwargs={"tells": done})
        threads["second"] = threading.Thread(target=run, args=("second", second),
                                             kwargs={"after": done, "tells": through})  # fmt: skip
        for thread in threads.values():
            thread.start()
        for thread in threads.values():
            thread.join(timeout=60)
            assert not thread.is_alive()
    return codes["first"], codes["second"]
