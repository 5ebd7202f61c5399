"""The slow work of Celery: small copies of photos, and scenarios."""

from __future__ import annotations

import io

import pytest
from django.core.files.storage import default_storage
from django.db import OperationalError
from PIL import Image

from custody import tasks
from custody.evidence import photos
from custody.evidence.actions.labels import print_roll
from custody.evidence.actions.photo import attach_photo
from custody.evidence.models import Document
from custody.evidence.selectors import previews
from custody.evidence.selectors.labels import documents_to_make
from custody.reports import documents
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


def test_documents_that_were_asked_for_are_made_at_the_next_tick(cast):
    roll = print_roll(act=stories.act_of(cast.storekeeper), count=2)
    asked = list(Document.objects.filter(roll=roll))
    assert asked
    assert not any(document.made_at for document in asked)

    tasks.render_documents()

    made = list(Document.objects.filter(roll=roll))
    assert all(document.made_at and document.sha256 for document in made)
    assert documents_to_make() == []
    tasks.render_documents()
    assert list(Document.objects.filter(roll=roll).values_list("sha256", flat=True).order_by("pk")) == [
        document.sha256 for document in sorted(made, key=lambda each: each.pk)
    ]


def test_a_document_that_breaks_holds_up_no_other(cast, monkeypatch):
    roll = print_roll(act=stories.act_of(cast.storekeeper), count=1)
    broken = documents_to_make()[0]
    real = documents.render_document

    def rendered(document_id):
        if document_id == broken:
            raise RuntimeError("the press is on fire")
        return real(document_id)

    monkeypatch.setattr(documents, "render_document", rendered)
    assert documents.render_waiting() == Document.objects.filter(roll=roll).count() - 1 > 0

    row = Document.objects.get(pk=broken)
    assert (row.made_at, row.tries, row.last_error) == (None, 1, "RuntimeError")
    assert documents_to_make() == [broken]


def test_a_database_that_is_away_is_no_documents_fault(cast, monkeypatch):
    print_roll(act=stories.act_of(cast.storekeeper), count=1)

    def away(document_id):
        raise OperationalError("no database")

    monkeypatch.setattr(documents, "render_document", away)
    with pytest.raises(OperationalError):
        documents.render_waiting()
    assert not Document.objects.exclude(tries=0).exists()


def test_a_round_begins_no_document_when_its_time_is_over(cast, monkeypatch):
    print_roll(act=stories.act_of(cast.storekeeper), count=1)
    monkeypatch.setattr(documents, "BEGIN_NONE_AFTER_S", -1)

    assert documents.render_waiting() == 0
    assert documents_to_make() != []
