"""The list of what must be done at once for a hot seizure."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from custody.migrations._together import together

EVIDENCE = {
    "custody_checklist": ("checklist", "id"),
    "custody_checklistline": ("checklist", "checklist_id"),
}
_STORY = [
    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
    ("stream_id", models.UUIDField(db_index=True, editable=False)),
    ("last_seq", models.BigIntegerField(default=0, editable=False)),
]


def _of(model, *, name="+", null=False):
    return models.ForeignKey(null=null, on_delete=django.db.models.deletion.PROTECT, related_name=name, to=model)


class Migration(migrations.Migration):
    """Tables and their guards."""

    dependencies = [("custody", "0019_emptied_conveyances_are_searched_once_more")]

    operations = together(
        [
            migrations.CreateModel(
                name="Checklist",
                fields=[
                    *(_STORY),
                    ("cause", models.CharField(max_length=8)),
                    ("mass_mg", models.BigIntegerField()),
                    ("worth_eur", models.BigIntegerField()),
                    ("risk_percent", models.IntegerField()),
                    ("large_lately", models.IntegerField()),
                    ("opened_at", models.DateTimeField()),
                    ("closed_at", models.DateTimeField(null=True)),
                    (
                        "seizure",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.PROTECT, related_name="checklist", to="custody.seizure"
                        ),
                    ),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["opened_at"], name="checklist_open", condition=Q(closed_at__isnull=True)),
                        models.Index(fields=["-opened_at", "id"], name="checklist_newest"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="ChecklistLine",
                fields=[
                    *(_STORY),
                    ("number", models.SmallIntegerField()),
                    ("what", models.CharField(max_length=16)),
                    ("owner_role", models.CharField(max_length=16)),
                    ("state", models.CharField(default="open", max_length=12)),
                    ("taken_at", models.DateTimeField(null=True)),
                    ("settled_at", models.DateTimeField(null=True)),
                    ("remark", models.CharField(max_length=2000, null=True)),
                    ("by_event", models.CharField(max_length=40, null=True)),
                    ("checklist", _of("custody.checklist", name="lines")),
                    ("owner", _of(settings.AUTH_USER_MODEL, null=True)),
                    ("taken_by", _of(settings.AUTH_USER_MODEL, null=True)),
                    ("settled_by", _of(settings.AUTH_USER_MODEL, null=True)),
                    ("waiver", _of("custody.waiver", null=True)),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=["checklist", "number"], name="checklist_line_numbered_once"),
                        models.UniqueConstraint(fields=["checklist", "what"], name="checklist_line_once"),
                        models.CheckConstraint(
                            condition=Q(taken_by__isnull=True, taken_at__isnull=True)
                            | Q(taken_by__isnull=False, taken_at__isnull=False),
                            name="checklist_line_taken_paired",
                        ),
                        models.CheckConstraint(
                            condition=Q(state__in=["open", "taken"], settled_at__isnull=True, settled_by__isnull=True)
                            | Q(state__in=["done", "set_aside", "lapsed"], settled_at__isnull=False)
                            & (Q(settled_by__isnull=False) | Q(by_event__isnull=False)),
                            name="checklist_line_settled_by_somebody",
                        ),
                        models.CheckConstraint(
                            condition=~Q(state="set_aside") | Q(remark__isnull=False),
                            name="checklist_line_aside_says_why",
                        ),
                    ],
                },
            ),
            *(
                migrations.RunSQL(f"SELECT custody.guard_evidence('{table}', '{kind}', '{ref}', '');")
                for table, (kind, ref) in EVIDENCE.items()
            ),
        ]
    )
