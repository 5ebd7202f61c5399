"""The guards of the new tables: facts change with an event only, and what came in only grows."""

from django.db import migrations

EVIDENCE = {
    "custody_site": ("site", "id"),
    "custody_duty": ("officer", "officer_id"),
    "custody_presence": ("officer", "officer_id"),
    "custody_contactchange": ("officer", "officer_id"),
    "custody_policyproposal": ("proposal", "id"),
    "custody_incident": ("incident", "id"),
    "custody_hold": ("unit", "unit_id"),
    "custody_alertnote": ("alert", "alert_id"),
    "custody_silence": ("silence", "id"),
    "custody_blackout": ("alert", "alert_id"),
}
FACTS = {
    "custody_contactchange": "officer_id, email, phone, asked_by_id, asked_at, effective_at, confirmed_at, "
    "approved_by_id, ended_at, outcome, last_seq",
    "custody_silence": "alert_id, group_key, reason, hours, asked_by_id, asked_at, approved_by_id, begins_at, ends_at, "
    "ended_at, last_seq",
}
NEW_FACTS_OF_ALERTS = r"""
DROP TRIGGER guard_event ON custody.custody_alert;
CREATE CONSTRAINT TRIGGER guard_event AFTER INSERT OR UPDATE OF
    public_ref, rule, rule_version, level, clock_id, epoch, stage, collapsed_stages, subject_kind, subject_id, site_id,
    about, fired_for, raised_at, engine, state, acknowledged_by_id, acknowledged_at, ack_expires_at, extended_at,
    resolved_at, resolved_by_id, outcome, last_seq
    ON custody.custody_alert DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION custody.row_has_event('alert', 'id');
ALTER TABLE custody.custody_alert ENABLE ALWAYS TRIGGER guard_event;
"""
WHAT_CAME_IN_ONLY_GROWS = r"""
CREATE TRIGGER guard_keeps BEFORE UPDATE OR DELETE ON custody.custody_inboundmessage
    FOR EACH ROW EXECUTE FUNCTION custody.refuse_change();
CREATE TRIGGER guard_truncate BEFORE TRUNCATE ON custody.custody_inboundmessage
    FOR EACH STATEMENT EXECUTE FUNCTION custody.refuse_change();
ALTER TABLE custody.custody_inboundmessage
    ENABLE ALWAYS TRIGGER guard_keeps, ENABLE ALWAYS TRIGGER guard_truncate;
REVOKE UPDATE, DELETE, TRUNCATE ON custody.custody_inboundmessage FROM custody_app;
"""


class Migration(migrations.Migration):
    """Triggers and rights."""

    dependencies = [("custody", "0004_sites_duty_ladders_messages")]
    operations = [
        *(
            migrations.RunSQL(
                f"SELECT custody.guard_evidence('{table}', '{kind}', '{ref}', '{FACTS.get(table, '')}');"
            )
            for table, (kind, ref) in EVIDENCE.items()
        ),
        migrations.RunSQL(NEW_FACTS_OF_ALERTS),
        migrations.RunSQL(WHAT_CAME_IN_ONLY_GROWS),
    ]
