"""The one Django app."""

from django.apps import AppConfig


class CustodyConfig(AppConfig):
    """Loads the tables, the deploy checks and the reactions between rooms."""

    name = "custody"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register checks and reactions: upper rooms hear of events here, so that lower rooms need not know them."""
        from custody import checks  # noqa: F401
        from custody.alerts import reactions as alert_reactions
        from custody.deadlines import reactions as deadline_reactions
        from custody.destruction import reactions as destruction_reactions
        from custody.evidence import reactions as evidence_reactions

        evidence_reactions.register()
        deadline_reactions.register()
        destruction_reactions.register()
        alert_reactions.register()
