"""The slow work of Celery: small copies of photos, and scenarios."""

from __future__ import annotations

import io

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from custody import tasks
from custody.evidence import photos
from custody.evidence.actions.labels import print_roll
from custody.evidence.actions.photo import attach_photo
from custody.evidence.models import Document
from custody.evidence.selectors import previews
from custody.evidence.selectors.labels import documents_to_make
from tests import stories


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Keep the files of the test in a folder of its own, and forget what this process has seen."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }
    previews._seen.clear()


def photo_of(cast, unit):
    out = io.BytesIO()
    Image.new("RGB", (1200, 900), (200, 30, 30)).save(out, format="PNG")
    return attach_photo(act=stories.act_of(cast.officer), content=out.getvalue(), slot="total", unit_id=unit.id)


def test_each_photo_gets_its_small_copy_once(cast):
    unit = stories.contained(cast)
    first, second = photo_of(cast, unit), photo_of(cast, unit)
    assert set(previews.photos_to_preview()) == {first.id, second.id}
    assert len(previews.photos_to_preview(limit=1)) == 1

    tasks.make_photo_previews()

    assert all(default_storage.exists(photos.preview_name(photo)) for photo in (first, second))
    assert previews.photos_to_preview() == []
    assert previews.photos_to_preview() == []  # and asks the storage no more


def test_one_photo_can_be_asked_for(cast):
    photo = photo_of(cast, stories.contained(cast))

    tasks.make_photo_preview(str(photo.id))

    assert photos.read_preview(photo)


def test_a_scenario_is_replayed_by_name(monkeypatch):
    asked = {}
    monkeypatch.setattr(tasks, "load_named", lambda **given: asked.update(given))

    tasks.import_scenario("autumn-2023", file="rows.csv")

    assert asked == {"name": "autumn-2023", "file": "rows.csv"}


def test_documents_that_were_asked_for_are_made_each_by_a_task_of_its_own(cast, monkeypatch):
    published = []
    monkeypatch.setattr(tasks.render_document, "delay", published.append)
    roll = print_roll(act=stories.act_of(cast.storekeeper), count=2)

    tasks.render_documents()

    asked = {str(document.id) for document in Document.objects.filter(roll=roll)}
    assert set(published) == asked
    for document_id in [*published, *published]:
        tasks.render_document(document_id)
    assert all(document.made_at and document.sha256 for document in Document.objects.filter(roll=roll))
    assert documents_to_make() == []
