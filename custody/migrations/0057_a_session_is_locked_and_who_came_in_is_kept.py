"""A session that nobody is at is locked, not ended, and what happens to it is kept in a table that only grows."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Now

from custody.migrations._together import together

ONLY_GROWS = r"""
CREATE TRIGGER guard_keeps BEFORE UPDATE OR DELETE ON custody.custody_signin
    FOR EACH ROW EXECUTE FUNCTION custody.refuse_change();
CREATE TRIGGER guard_truncate BEFORE TRUNCATE ON custody.custody_signin
    FOR EACH STATEMENT EXECUTE FUNCTION custody.refuse_change();
ALTER TABLE custody.custody_signin ENABLE ALWAYS TRIGGER guard_keeps, ENABLE ALWAYS TRIGGER guard_truncate;
REVOKE UPDATE, DELETE, TRUNCATE ON custody.custody_signin FROM custody_app;
REVOKE INSERT ON custody.custody_signin FROM custody_app;
-- When is the database's word: nobody who adds a row chooses it.
GRANT INSERT (officer_id, what, device, session) ON custody.custody_signin TO custody_app;
GRANT DELETE ON custody.custody_keptpost TO custody_app;
ALTER TABLE custody.custody_fieldsession SET (fillfactor = 60, autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_threshold = 1000);
"""


def _officer():
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
    )


class Migration(migrations.Migration):
    """Three tables, and the guard of the one that only grows."""

    dependencies = [("custody", "0056_what_the_web_processes_remember_together")]
    operations = together(
        [
            migrations.CreateModel(
                name="FieldSession",
                fields=[
                    ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                    ("device", models.CharField(max_length=60)),
                    ("begun_at", models.DateTimeField(db_default=Now())),
                    ("ends_at", models.DateTimeField()),
                    ("seen_at", models.DateTimeField(db_default=Now())),
                    ("idle_s", models.IntegerField()),
                    ("locked_at", models.DateTimeField(null=True)),
                    ("ended_at", models.DateTimeField(null=True)),
                    ("pin", models.CharField(default="", max_length=200)),
                    ("tries", models.SmallIntegerField(default=0)),
                    ("officer", _officer()),
                ],
                options={
                    "indexes": [
                        models.Index(
                            fields=["officer"],
                            name="field_session_open",
                            condition=models.Q(ended_at__isnull=True),
                        )
                    ]
                },
            ),
            migrations.CreateModel(
                name="SignIn",
                fields=[
                    ("id", models.BigAutoField(primary_key=True, serialize=False)),
                    ("at", models.DateTimeField(db_default=Now())),
                    ("what", models.CharField(max_length=12)),
                    ("device", models.CharField(max_length=60)),
                    ("session", models.CharField(max_length=64)),
                    ("officer", _officer()),
                ],
                options={"indexes": [models.Index(fields=["officer", "what", "-at"], name="sign_in_last")]},
            ),
            migrations.CreateModel(
                name="KeptPost",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("at", models.DateTimeField(db_default=Now())),
                    ("sealed", models.BinaryField()),
                    ("officer", _officer()),
                ],
            ),
            migrations.RunSQL(ONLY_GROWS),
        ]
    )
