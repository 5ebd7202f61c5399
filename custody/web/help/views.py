"""Help: one short page for each task, and the keys that work everywhere."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from custody.web.help.pictures import SIZE, picture_of
from custody.web.help.tasks import BY_NAME, BY_SCREEN, TASKS
from custody.web.shared.context import find_help_with


@require_GET
def tasks(request: HttpRequest) -> HttpResponse:
    """List the tasks, and the keys."""
    return TemplateResponse(request, "custody/help/tasks.html", {"tasks": TASKS})


@require_GET
def task(request: HttpRequest, name: str) -> HttpResponse:
    """Show the steps of one task, and the screen it begins on where there is a picture of that."""
    if name not in BY_NAME:
        raise Http404
    language, (width, height) = get_language() or "", SIZE
    context = {"task": BY_NAME[name], "language": language, "width": width, "height": height,
               "is_pictured": picture_of(task=name, language=language) is not None}
    return TemplateResponse(request, "custody/help/task.html", context)


@require_GET
def picture(request: HttpRequest, name: str, language: str) -> HttpResponse:
    """Show the picture of one task alone, in one language."""
    found = picture_of(task=name, language=language) if name in BY_NAME else None
    if found is None:
        raise Http404
    return HttpResponse(found.read_bytes(), content_type="image/webp")


def help_with(request: HttpRequest) -> str:
    """Return the address of the help with the page that is open: its task, or all of them."""
    screen = request.resolver_match.view_name if request.resolver_match else ""
    return reverse("help:task", args=[BY_SCREEN[screen].name]) if screen in BY_SCREEN else reverse("help:tasks")


find_help_with(help_with)
