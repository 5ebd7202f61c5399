"""Help: one short page for each task, and the keys that work everywhere."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from custody.web.help.tasks import BY_NAME, BY_SCREEN, TASKS
from custody.web.shared.context import find_help_with


@require_GET
def tasks(request: HttpRequest) -> HttpResponse:
    """List the tasks, and the keys."""
    return TemplateResponse(request, "custody/help/tasks.html", {"tasks": TASKS})


@require_GET
def task(request: HttpRequest, name: str) -> HttpResponse:
    """Show the steps of one task."""
    if name not in BY_NAME:
        raise Http404
    return TemplateResponse(request, "custody/help/task.html", {"task": BY_NAME[name]})


def help_with(request: HttpRequest) -> str:
    """Return the address of the help with the page that is open: its task, or all of them."""
    screen = request.resolver_match.view_name if request.resolver_match else ""
    return reverse("help:task", args=[BY_SCREEN[screen].name]) if screen in BY_SCREEN else reverse("help:tasks")


find_help_with(help_with)
