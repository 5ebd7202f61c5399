"""What was gone and comes back under its own seal is another unit under the same number: a seal names the row it was
before. No other row bears a number twice, and one that is carried on bears the number that it bore."""

import django.db.models.deletion
from django.db import migrations, models

CARRIED = """
ALTER TABLE custody.custody_seal ADD CONSTRAINT seal_is_its_number UNIQUE (id, number);
ALTER TABLE custody.custody_seal ADD CONSTRAINT seal_carried_as_it_was FOREIGN KEY (carried_from_id, number)
    REFERENCES custody.custody_seal (id, number);
"""
BACK = """
ALTER TABLE custody.custody_seal DROP CONSTRAINT seal_carried_as_it_was;
ALTER TABLE custody.custody_seal DROP CONSTRAINT seal_is_its_number;
"""


class Migration(migrations.Migration):
    """One column and the rule of the numbers."""

    dependencies = [("custody", "0060_sampling_is_an_act_and_no_state")]
    operations = [
        migrations.AlterField(model_name="seal", name="number", field=models.CharField(max_length=32)),
        migrations.AddField(
            model_name="seal",
            name="carried_from",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="carried_to", to="custody.seal"
            ),
        ),
        migrations.AddConstraint(
            model_name="seal",
            constraint=models.UniqueConstraint(
                fields=("number", "carried_from"), name="seal_number_once", nulls_distinct=False
            ),
        ),
        migrations.RunSQL(CARRIED, BACK),
    ]
