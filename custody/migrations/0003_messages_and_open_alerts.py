"""One open alert for each obligation, messages that keep their rows, and attempts that only grow."""

from django.db import migrations, models

from custody.migrations._together import together

ATTEMPTS_ONLY_GROW = r"""
CREATE TRIGGER guard_keeps BEFORE UPDATE OR DELETE ON custody.custody_deliveryattempt
    FOR EACH ROW EXECUTE FUNCTION custody.refuse_change();
CREATE TRIGGER guard_truncate BEFORE TRUNCATE ON custody.custody_deliveryattempt
    FOR EACH STATEMENT EXECUTE FUNCTION custody.refuse_change();
ALTER TABLE custody.custody_deliveryattempt
    ENABLE ALWAYS TRIGGER guard_keeps, ENABLE ALWAYS TRIGGER guard_truncate;
REVOKE UPDATE, DELETE, TRUNCATE ON custody.custody_deliveryattempt FROM custody_app;

-- The out-tray and the alerts' bookkeeping change all the time: room on the page, and an early vacuum.
ALTER TABLE custody.custody_delivery SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_threshold = 5000);
ALTER TABLE custody.custody_alert SET (fillfactor = 80);
ALTER TABLE custody.custody_heartbeat SET (fillfactor = 20);
"""


class Migration(migrations.Migration):
    """Columns, constraints and guards."""

    dependencies = [("custody", "0002_guards")]
    operations = together(
        [
            migrations.AddField("alert", "dedupe_key", models.CharField(max_length=96, null=True)),
            migrations.RunSQL("UPDATE custody.custody_alert SET dedupe_key = id::text"),
            migrations.AlterField("alert", "dedupe_key", models.CharField(max_length=96)),
            migrations.AddField("delivery", "message", models.UUIDField(null=True)),
            migrations.AddField("delivery", "delivered_at", models.DateTimeField(null=True)),
            migrations.AddField("heartbeat", "findings", models.JSONField(default=list)),
            migrations.AddConstraint(
                "alert",
                models.UniqueConstraint(
                    fields=["dedupe_key"],
                    name="alert_one_open",
                    condition=models.Q(("state", "resolved"), _negated=True),
                ),
            ),
            migrations.AddIndex(
                "alert",
                models.Index(
                    fields=["-resolved_at", "id"], name="alert_done", condition=models.Q(("state", "resolved"))
                ),
            ),
            migrations.RemoveConstraint("delivery", "delivery_open_has_next_attempt"),
            migrations.AddConstraint(
                "delivery",
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("next_attempt_at__isnull", False), ("state__in", ["pending", "claimed"])),
                        models.Q(
                            ("next_attempt_at__isnull", True),
                            ("state__in", ["accepted", "delivered", "failed", "superseded"]),
                        ),
                        _connector="OR",
                    ),
                    name="delivery_open_has_next_attempt",
                ),
            ),
            migrations.AddIndex(
                "delivery",
                models.Index(fields=["created_at"], name="delivery_failed", condition=models.Q(("state", "failed"))),
            ),
            migrations.AddIndex(
                "delivery",
                models.Index(
                    fields=["message"], name="delivery_by_message", condition=models.Q(("message__isnull", False))
                ),
            ),
            migrations.AddIndex(
                "delivery",
                models.Index(
                    fields=["officer", "channel", "-accepted_at"],
                    name="delivery_last",
                    condition=models.Q(("accepted_at__isnull", False)),
                ),
            ),
            migrations.AddIndex("photo", models.Index(fields=["-taken_at"], name="photo_newest")),
            migrations.RunSQL(ATTEMPTS_ONLY_GROW),
        ]
    )
