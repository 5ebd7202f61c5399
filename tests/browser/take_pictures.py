"""``python3 dev.py pictures``: what the house looks like, for the README, from a demo loaded for the purpose.

The launcher starts the servers and names them in ``CUSTODY_TEST_*``; nothing of a running demo is touched.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests import environment

FOLDER = environment.ROOT / "docs" / "screens"
MOST_BYTES = 150_000
DATABASE = "custody_pictures"


def prepare(var: Path) -> None:
    """Make the database of a demo and load the demo into it, as ``dev.py run`` does."""
    from tests.databases import superuser

    with superuser() as session, session.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {DATABASE}")
    passwords = environment.passwords_file()
    migrator = environment.application_environment(database=DATABASE, role="custody_migrator", var=var)
    manage("prepare", "--kind", "demo", env=migrator | {
        "CUSTODY_SUPERUSER_DATABASE_URL": environment.url_of("postgres", DATABASE),
        "CUSTODY_ROLE_PASSWORDS_FILE": str(passwords),
    })
    passwords.unlink()
    manage("load_demo", env=environment.application_environment(database=DATABASE, var=var))


def manage(*command: str, env: dict[str, str]) -> None:
    """Run a command of manage.py and end when it fails."""
    subprocess.run([sys.executable, "manage.py", *command], cwd=environment.ROOT, env=os.environ | env, check=True)


def take() -> None:
    """Photograph the dashboard on a desk and goods on a phone, and make both files small."""
    from django.conf import settings
    from django.test import Client, override_settings

    from custody.alerts.passes.fire import fire
    from custody.evidence.models import HandlingUnit
    from custody.organisation.roles import Role
    from custody.organisation.selectors import officers_with_role
    from tests.web.browser import chromium, page_of, served

    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    while fire(engine="pictures"):
        pass
    here = HandlingUnit.objects.filter(custody_state="stored", parent=None).exclude(kind="sample")
    unit = here.order_by("-seized_at").first()
    assert unit is not None
    assert unit.custodian is not None
    boss = officers_with_role(Role.SUPERVISOR)[0]
    shots = [("dashboard", boss, "/overview/", 1440), ("phone", unit.custodian, f"/units/{unit.id}/", 390)]
    with override_settings(DEBUG=False), served() as site, chromium() as browser:
        for name, officer, path, width in shots:
            client = Client()
            client.force_login(officer)
            with page_of(browser, site=site, width=width) as page:
                page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "url": site,
                                           "value": client.cookies[settings.SESSION_COOKIE_NAME].value}])
                page.goto(site + path, wait_until="networkidle")
                page.screenshot(path=FOLDER / f"{name}.png", full_page=width > 700)
            make_small(FOLDER / f"{name}.png")


def make_small(file: Path) -> None:
    """Write a picture anew with few colours; raise when it is still too large to be committed."""
    from PIL import Image

    with Image.open(file) as picture:
        few = picture.convert("RGB").quantize(colors=96, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(file, optimize=True)
    if file.stat().st_size >= MOST_BYTES:
        raise RuntimeError(f"{file.name} has {file.stat().st_size} bytes and may have {MOST_BYTES}")
    print(f"{file.relative_to(environment.ROOT)}: {few.width} x {few.height}, {file.stat().st_size} bytes")


def main() -> None:
    """Prepare a demo in a scratch place, take the pictures, and leave nothing else behind."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="custody-pictures-") as folder:
        var = Path(folder)
        os.environ.update(environment.application_environment(database=DATABASE, var=var) | {"CUSTODY_DEMO": "1"})
        import django

        django.setup()
        prepare(var)
        take()


if __name__ == "__main__":
    main()
