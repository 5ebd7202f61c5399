"""Errors that say which answer they are about: the summary stands far from its fields and is read alone.

A message may fill in ``%(field)s``. A form says better what it lacks by ``missing``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from custody.web.shared.folding import Asked
    from custody.web.shared.parts import Text


class NamesItself(forms.Field):
    """A field whose errors may carry its own name. ``missing`` is said where there is no answer."""

    def __init__(self, *args: Any, missing: Text = "", **kwargs: Any) -> None:
        if missing:
            kwargs["error_messages"] = {"required": missing, **(kwargs.get("error_messages") or {})}
        super().__init__(*args, **kwargs)

    def clean(self, value: Any) -> Any:
        """Return the answer; what is wrong with it is said by the name of the field."""
        try:
            return super().clean(value)
        except ValidationError as refused:
            for error in refused.error_list:
                if "%(field)s" in str(error.message):
                    error.params = {**(error.params or {}), "field": self.spoken}
            raise

    @property
    def spoken(self) -> str:
        """The name of the field in front of a colon: a question without its mark."""
        return str(self.label or _("Number")).rstrip("?: \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}")


def say_of_which(form: forms.Form, rows: Iterable[Asked]) -> None:
    """Put the label of its unit in front of every error of a form that asks the same of one unit after the other. For
    the end of ``full_clean``."""
    for label, fields in rows:
        for bound in fields:
            refused = form.errors.get(bound.name)
            for error in [] if refused is None else refused.as_data():
                error.message = f"{label}: {error.message}"
