"""The filters of a list that an officer kept under a name."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now


class SavedView(models.Model):
    """There is one row in this table for every set of filters that an officer kept under a name. Bookkeeping: it is no
    fact of a story, and says of goods only what they were looked for by.

    ``query`` is the part of an address behind the question mark. ``shared_with`` are roles whose holders find it too;
    what they see through it is what they may see anyway.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=400)
    shared_with = ArrayField(models.CharField(max_length=20), default=list)
    kept_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["officer", "name"], name="saved_view_named_once")]
