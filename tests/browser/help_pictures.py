"""The screen on which each task of the help begins, as a phone shows it."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

from PIL import Image

from custody.web.help.pictures import SIZE
from custody.web.help.tasks import Help
from tests.browser.looking import Eye
from tests.browser.pages import PAGES, Stop

MOST_BYTES = 60_000


def begins_on(task: Help) -> Stop | None:
    """Return the first screen of a task that stands on the walk, with who looks at it; none where none does."""
    walked = {page.name: page for page in reversed(PAGES) if page.status == 200}
    return next((walked[screen] for screen in task.screens if screen in walked), None)


def take(opened: Eye, task: Help, *, page: Stop, house: SimpleNamespace, folder: Path) -> Path:
    """Photograph what a phone shows of a screen, without rolling it, and return the file."""
    opened.page.set_viewport_size({"width": SIZE[0], "height": SIZE[1]})
    opened.page.goto(opened.site + page.path(house))
    opened.page.evaluate("document.fonts.ready")
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{task.name}.{opened.look.language}.webp"
    with Image.open(BytesIO(opened.page.screenshot())) as picture:
        picture.convert("RGB").save(file, quality=70, method=6)
    return file
