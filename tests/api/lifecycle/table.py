"""Every row by what it is about: an event of the tables of the lifecycle, or a refusal beside them.

A row says who tries what there, by each of the three doors, and why it must be refused. An event without a row fails
(``tests/api/test_every_refusal.py``).
"""

from __future__ import annotations

from tests.api.lifecycle import authority, conveyances, custody, exceptions, fire


def rows(at):
    """Return every row by what it is about: an event of the tables, or a refusal beside them."""
    return {**conveyances.rows(at), **custody.rows(at), **fire.rows(at), **authority.rows(at), **exceptions.rows(at)}
