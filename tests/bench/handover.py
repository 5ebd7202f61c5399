"""2,000 units handed over in one batch: seconds and statements, beside a batch of 20.

Both sides are real acts with real commits on the durable server: every unit has its own event, its own link in its
chain and its own guard. Statements are those the act itself sends; what is written in many rows goes in pages of 1,000
rows, which are counted apart.
"""

from __future__ import annotations

import time

from django.db import connection
from django.test.utils import CaptureQueriesContext

from custody.evidence.actions import transfer
from custody.ledger import recording
from tests import stories
from tests.bench._house import house, row, say
from tests.conftest import _cast

FEW, MANY = 20, 2_000
AIM_SECONDS = 2.0


def bench():
    with house("custody_bench_handover"):
        cast = _cast()
        found = stories.opened_seizure(cast)
        few, many = (_handed_over(cast, found, count) for count in (FEW, MANY))
    return [
        row(f"{MANY:,} units offered", many["offer"][0], unit="s", against=AIM_SECONDS, against_what="the aim"),
        row(f"{MANY:,} units accepted", many["accept"][0], unit="s", against=AIM_SECONDS, against_what="the aim"),
        row(f"{MANY:,} units accepted: work of this process alone", many["accept"][3], unit="s"),
        *(
            row(f"statements to {name} {MANY:,} units", many[name][1], unit="queries", against=few[name][1],
                against_what=f"of {FEW} units")
            for name in ("offer", "accept")
        ),
        row(f"pages of rows to accept {MANY:,} units", many["accept"][2], unit="pages", against=few["accept"][2],
            against_what=f"of {FEW} units"),
    ]  # fmt: skip


def _handed_over(cast, found, count):
    units = stories.seized(cast, count=count, of=found)
    seals = {unit.id: unit.seal for unit in units}
    out = {}
    offer, out["offer"] = _measured(lambda: stories.offered(cast, units, receiver=cast.storekeeper))
    _done, out["accept"] = _measured(
        lambda: transfer.accept_transfer(act=stories.act_of(cast.storekeeper), transfer_id=offer.id, seals=seals)
    )
    for name, (seconds, queries, pages, here) in out.items():
        say(f"{name} {count:,}: {seconds:.2f} s, of which {here:.2f} s work of this process; {queries} queries, "
            f"{pages} pages of rows")
    return out


def _measured(work):
    """Return what an act gives, with its seconds, its statements and its pages of rows."""
    pages = []
    write = recording._write

    def counting(many):
        pages.extend(-(-len(each.rows) // 1000) for each in many)
        write(many)

    recording._write = counting
    try:
        with CaptureQueriesContext(connection) as seen:
            began, began_here = time.perf_counter(), time.process_time()
            made = work()
            seconds, here = time.perf_counter() - began, time.process_time() - began_here
    finally:
        recording._write = write
    return made, (seconds, len(seen), sum(pages), here)
