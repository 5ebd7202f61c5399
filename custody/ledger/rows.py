"""What every table that holds facts has in common."""

from __future__ import annotations

from uuid import uuid4

from django.db import models


class LedgerRow(models.Model):
    """A row that is a projection of events.

    ``stream_id`` names the ledger stream that tells its story and ``last_seq`` the newest event of that stream that
    touched it. The database refuses a commit that changes the row without such an event. ``last_seq`` is also the
    version a form carries, so that a stale form is noticed.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    stream_id = models.UUIDField(editable=False, db_index=True)
    last_seq = models.BigIntegerField(default=0, editable=False)

    class Meta:
        abstract = True
