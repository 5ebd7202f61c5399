"""In which language the house speaks to an officer: on pages, in messages, on papers that the officer asks for."""

from __future__ import annotations

from django.conf import settings

from custody.core.errors import InvalidInput
from custody.organisation.models import Officer


def choose_language(*, officer: Officer, language: str) -> None:
    """Keep the language an officer chose, on every device from now on. It is no fact of a story: no event is appended.

    Who: the officer. When: always; ``InvalidInput`` for a language that is none of ours.
    """
    if language not in dict(settings.LANGUAGES):
        raise InvalidInput("language.unknown", "Choose one of the languages", field="language")
    if officer.language != language:
        officer.language = language
        officer.save(update_fields=["language"])
