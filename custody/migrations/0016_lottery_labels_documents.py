"""The lottery before the fire, aborted burns, witnesses by lot, rolls of labels, and documents."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from custody.migrations._together import together

EVIDENCE = {
    "custody_lottery": ("session", "session_id", ""),
    "custody_lotteryticket": ("unit", "unit_id", ""),
    "custody_witnessdraw": ("session", "session_id", ""),
    "custody_labelroll": ("roll", "id", ""),
    "custody_labelreprint": ("unit", "unit_id", ""),
    "custody_papersheet": ("roll", "roll_id", ""),
    "custody_document": (
        "session,roll,unit",
        "session_id,roll_id,unit_id",
        (
            "kind, language, session_id, roll_id, unit_id, asked_by_id, asked_at, made_at, sha256, size_bytes, "
            "storage_name, last_seq"
        ),
    ),
}
LABELS_ONLY_GROW = r"""
CREATE TRIGGER guard_keeps BEFORE UPDATE OR DELETE ON custody.custody_label
    FOR EACH ROW EXECUTE FUNCTION custody.refuse_change();
CREATE TRIGGER guard_truncate BEFORE TRUNCATE ON custody.custody_label
    FOR EACH STATEMENT EXECUTE FUNCTION custody.refuse_change();
ALTER TABLE custody.custody_label ENABLE ALWAYS TRIGGER guard_keeps, ENABLE ALWAYS TRIGGER guard_truncate;
REVOKE UPDATE, DELETE, TRUNCATE ON custody.custody_label FROM custody_app;
"""


class Migration(migrations.Migration):
    """Tables and their guards."""

    dependencies = [("custody", "0012_exceptions_of_custody")]
    operations = together(
        [
            migrations.AddField(
                model_name="burnsession",
                name="abort_reason",
                field=models.CharField(max_length=24, null=True),
            ),
            migrations.AddField(
                model_name="burnsession",
                name="aborted_at",
                field=models.DateTimeField(null=True),
            ),
            migrations.AddField(
                model_name="burnsession",
                name="frozen_at",
                field=models.DateTimeField(null=True),
            ),
            migrations.CreateModel(
                name="LabelReprint",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    ("reason", models.CharField(max_length=24)),
                    ("reprinted_at", models.DateTimeField()),
                    (
                        "reprinted_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "unit",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="reprints",
                            to="custody.handlingunit",
                        ),
                    ),
                ],
                options={
                    "abstract": False,
                },
            ),
            migrations.CreateModel(
                name="LabelRoll",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    ("code_word", models.CharField(max_length=24, unique=True)),
                    ("purpose", models.CharField(max_length=12)),
                    ("label_count", models.IntegerField()),
                    ("sheet_count", models.IntegerField(null=True)),
                    ("labels_sha256", models.CharField(max_length=64)),
                    ("printed_at", models.DateTimeField()),
                    ("voided_at", models.DateTimeField(null=True)),
                    ("void_reason", models.CharField(max_length=24, null=True)),
                    (
                        "printed_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "voided_by",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
            ),
            migrations.CreateModel(
                name="Label",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("code", models.CharField(max_length=12, unique=True)),
                    ("position", models.IntegerField()),
                    (
                        "roll",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="labels", to="custody.labelroll"
                        ),
                    ),
                ],
            ),
            migrations.CreateModel(
                name="Document",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    ("kind", models.CharField(max_length=20)),
                    ("language", models.CharField(max_length=2)),
                    ("asked_at", models.DateTimeField()),
                    ("made_at", models.DateTimeField(null=True)),
                    ("sha256", models.CharField(max_length=64, null=True)),
                    ("size_bytes", models.BigIntegerField(null=True)),
                    ("storage_name", models.CharField(max_length=120, null=True, unique=True)),
                    ("key_sealed", models.BinaryField(null=True)),
                    ("tries", models.IntegerField(db_default=0, default=0)),
                    ("last_error", models.CharField(blank=True, db_default="", default="", max_length=500)),
                    (
                        "asked_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "session",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="documents",
                            to="custody.burnsession",
                        ),
                    ),
                    (
                        "unit",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="documents",
                            to="custody.handlingunit",
                        ),
                    ),
                    (
                        "roll",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="documents",
                            to="custody.labelroll",
                        ),
                    ),
                ],
            ),
            migrations.CreateModel(
                name="Lottery",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    ("drawn_at", models.DateTimeField()),
                    ("unit_count", models.IntegerField()),
                    ("draw_size", models.IntegerField()),
                    ("list_sha256", models.CharField(max_length=64)),
                    ("seed_sha256", models.CharField(max_length=64)),
                    ("seed_sealed", models.BinaryField()),
                    ("seed", models.CharField(max_length=64, null=True)),
                    ("published_at", models.DateTimeField(null=True)),
                    (
                        "drawn_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "session",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="lottery",
                            to="custody.burnsession",
                        ),
                    ),
                ],
            ),
            migrations.CreateModel(
                name="LotteryTicket",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    ("why", models.CharField(max_length=16)),
                    ("result", models.CharField(max_length=16, null=True)),
                    ("tested_at", models.DateTimeField(null=True)),
                    (
                        "lottery",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="tickets", to="custody.lottery"
                        ),
                    ),
                    (
                        "tested_by",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "unit",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="tickets",
                            to="custody.handlingunit",
                        ),
                    ),
                    (
                        "witness",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                ],
            ),
            migrations.CreateModel(
                name="WitnessDraw",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    ("drawn_at", models.DateTimeField()),
                    ("pair_count", models.IntegerField()),
                    ("pairs_sha256", models.CharField(max_length=64)),
                    ("seed_sealed", models.BinaryField()),
                    (
                        "drawn_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "session",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="witness_draws",
                            to="custody.burnsession",
                        ),
                    ),
                    (
                        "witness_a",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "witness_b",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                ],
                options={
                    "abstract": False,
                },
            ),
            migrations.CreateModel(
                name="PaperSheet",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("stream_id", models.UUIDField(db_index=True, editable=False)),
                    ("last_seq", models.BigIntegerField(default=0, editable=False)),
                    ("number", models.IntegerField()),
                    ("happened_at", models.DateTimeField()),
                    ("entered_at", models.DateTimeField()),
                    (
                        "entered_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "roll",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT, related_name="sheets", to="custody.labelroll"
                        ),
                    ),
                    (
                        "seizure",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="paper_sheets",
                            to="custody.seizure",
                        ),
                    ),
                ],
            ),
            migrations.AddConstraint(
                model_name="papersheet",
                constraint=models.UniqueConstraint(fields=("roll", "number"), name="sheet_entered_once"),
            ),
            migrations.AddConstraint(
                model_name="papersheet",
                constraint=models.CheckConstraint(
                    condition=models.Q(("happened_at__lte", models.F("entered_at"))), name="sheet_in_order"
                ),
            ),
            migrations.AddConstraint(
                model_name="labelroll",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("void_reason__isnull", True), ("voided_at__isnull", True), ("voided_by__isnull", True)
                        ),
                        models.Q(
                            ("void_reason__isnull", False), ("voided_at__isnull", False), ("voided_by__isnull", False)
                        ),
                        _connector="OR",
                    ),
                    name="roll_voided_paired",
                ),
            ),
            migrations.AddConstraint(
                model_name="labelroll",
                constraint=models.CheckConstraint(condition=models.Q(("label_count__gt", 0)), name="roll_has_labels"),
            ),
            migrations.AddConstraint(
                model_name="label",
                constraint=models.UniqueConstraint(fields=("roll", "position"), name="label_at_one_position"),
            ),
            migrations.AddIndex(
                model_name="document",
                index=models.Index(
                    condition=models.Q(("made_at__isnull", True)), fields=["asked_at"], name="document_to_make"
                ),
            ),
            migrations.AddConstraint(
                model_name="document",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("roll__isnull", True), ("session__isnull", False), ("unit__isnull", True)),
                        models.Q(("roll__isnull", False), ("session__isnull", True), ("unit__isnull", True)),
                        models.Q(("roll__isnull", True), ("session__isnull", True), ("unit__isnull", False)),
                        _connector="OR",
                    ),
                    name="document_of_one_thing",
                ),
            ),
            migrations.AddConstraint(
                model_name="document",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("made_at__isnull", True), ("sha256__isnull", True), ("storage_name__isnull", True)),
                        models.Q(
                            ("made_at__isnull", False), ("sha256__isnull", False), ("storage_name__isnull", False)
                        ),
                        _connector="OR",
                    ),
                    name="document_made_paired",
                ),
            ),
            migrations.AddConstraint(
                model_name="lottery",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("published_at__isnull", True), ("seed__isnull", True)),
                        models.Q(("published_at__isnull", False), ("seed__isnull", False)),
                        _connector="OR",
                    ),
                    name="lottery_published_paired",
                ),
            ),
            migrations.AddConstraint(
                model_name="lottery",
                constraint=models.CheckConstraint(
                    condition=models.Q(("draw_size__gt", 0), ("draw_size__lte", models.F("unit_count"))),
                    name="lottery_draws_some",
                ),
            ),
            migrations.AddConstraint(
                model_name="lotteryticket",
                constraint=models.UniqueConstraint(fields=("lottery", "unit"), name="unit_drawn_once"),
            ),
            migrations.AddConstraint(
                model_name="lotteryticket",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("result__isnull", True),
                            ("tested_at__isnull", True),
                            ("tested_by__isnull", True),
                            ("witness__isnull", True),
                        ),
                        models.Q(
                            ("result__isnull", False),
                            ("tested_at__isnull", False),
                            ("tested_by__isnull", False),
                            ("witness__isnull", False),
                        ),
                        _connector="OR",
                    ),
                    name="ticket_tested_paired",
                ),
            ),
            migrations.AddConstraint(
                model_name="lotteryticket",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        ("tested_by__isnull", True),
                        models.Q(("tested_by", models.F("witness")), _negated=True),
                        _connector="OR",
                    ),
                    name="ticket_two_people",
                ),
            ),
            *(
                migrations.RunSQL(f"SELECT custody.guard_evidence('{table}', '{kinds}', '{refs}', '{facts}');")
                for table, (kinds, refs, facts) in EVIDENCE.items()
            ),
            migrations.RunSQL(LABELS_ONLY_GROW),
        ]
    )
