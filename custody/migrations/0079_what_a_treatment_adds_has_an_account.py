"""What a treatment adds to goods stands in an account of its own: it was never seized."""

from django.db import migrations, models
from django.db.models import F, Q

from custody.migrations._together import together

_ACCOUNTS = ["seized", "custody", "sample", "between", "destroyed", "consumed", "returned", "handed_over", "lost",
             "variance", "agent"]  # fmt: skip


class Migration(migrations.Migration):
    """Postings may come from it."""

    dependencies = [("custody", "0078_court_packets")]

    operations = together(
        [
            migrations.RemoveConstraint("posting", "posting_between_accounts"),
            migrations.AddConstraint(
                "posting",
                models.CheckConstraint(
                    condition=Q(from_account__in=_ACCOUNTS, to_account__in=_ACCOUNTS)
                    & ~Q(from_account=F("to_account")),
                    name="posting_between_accounts",
                ),
            ),
        ]
    )
