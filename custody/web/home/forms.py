"""The one thing that is asked here: a photo of a code."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from custody.web.shared.forms import PhotoField


class CodePhotoForm(forms.Form):
    """A photo of a code, read and not kept; it changes nothing, so it needs no key."""

    photo = PhotoField(label=_("Photo of the code"), help_text=_("One code, close and sharp"))
