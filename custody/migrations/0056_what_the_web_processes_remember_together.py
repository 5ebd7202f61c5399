"""What the processes that serve pages must remember together: codes that were used, and wrong ones that were counted.

Each of them kept it for itself, so a one-time code was good once in each. It is Django's own cache table, made here
because only the owner may make tables; the application role reads and writes it as its own.
"""

from __future__ import annotations

from django.db import migrations

TABLE = """
CREATE TABLE custody.custody_remembered (
    cache_key varchar(255) NOT NULL PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX remembered_until ON custody.custody_remembered (expires);
GRANT SELECT, INSERT, UPDATE, DELETE ON custody.custody_remembered TO custody_app;
"""


class Migration(migrations.Migration):
    """One table without a model."""

    dependencies = [("custody", "0055_a_container_is_in_custody_once")]
    operations = [migrations.RunSQL(TABLE, "DROP TABLE custody.custody_remembered")]
