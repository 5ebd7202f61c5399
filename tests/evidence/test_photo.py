"""Photos lie encrypted, say nothing in their previews, and are looked at with a reason."""

from __future__ import annotations

import hashlib
import io
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from custody.core.errors import IntegrityBroken
from custody.core.events import FieldClass
from custody.evidence import photos
from custody.evidence.actions import photo as photo_actions
from custody.evidence.models import Consultation, Photo
from custody.evidence.selectors.previews import photos_to_preview
from custody.ledger.recording import Record
from custody.ledger.selectors import told
from tests import stories

GPS = 0x8825


def picture(kind="JPEG", size=(1200, 900), *, exif=True):
    image = Image.new("RGB", size, (200, 30, 30))
    data = Image.Exif()
    if exif:
        data[0x0110] = "CAMERA-MODEL-X"
        data[0x0112] = 6  # taken upright
    out = io.BytesIO()
    image.save(out, format=kind, **({"exif": data} if exif else {}))
    return out.getvalue()


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "media"},
        }
    }
    return tmp_path / "media"


def files(media):
    return [file for file in media.rglob("*") if file.is_file()]


def attach(cast, content=None, **changes):
    subject = changes.pop("subject", None) or {"unit_id": stories.contained(cast).id}
    return photo_actions.attach_photo(
        act=stories.act_of(cast.officer), content=content or picture(), slot="doors", **subject, **changes
    )


def test_a_photo_is_kept_as_it_was_taken_and_encrypted(cast, media):
    content = picture()

    kept = attach(cast, content)

    [file] = files(media)
    assert content[100:400] not in file.read_bytes()
    assert photos.read_original(kept) == content
    assert (kept.media_type, kept.size_bytes, kept.taken_by) == ("image/jpeg", len(content), cast.officer)
    line = told([kept.stream_id], classes=frozenset(FieldClass), limit=1)[0]
    assert line.type.code == "photo.attached/1"
    assert line.values["sha256"] == hashlib.sha256(content).hexdigest()


def test_a_photo_may_be_of_a_seizure(cast):
    seizure = stories.opened_seizure(cast)

    kept = attach(cast, subject={"seizure_id": seizure.id})

    assert (kept.seizure, kept.unit, kept.stream_id) == (seizure, None, seizure.stream_id)


def test_a_photo_is_of_one_thing(cast, refused):
    unit, seizure = stories.contained(cast), stories.opened_seizure(cast)

    for subject in ({"unit_id": unit.id, "seizure_id": seizure.id}, {"unit_id": None}):
        with refused("photo.subject"):
            attach(cast, subject=subject)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_the_bytes_are_decides_and_not_what_they_are_called(kind):
    assert photos.media_type_of(picture(kind)) == f"image/{kind.lower()}"


@pytest.mark.parametrize("content", [b"", b"not a photo", b"%PDF-1.7", picture("GIF", exif=False), picture()[:40]])
def test_what_cannot_be_read_as_a_photo_is_refused(content, refused):
    with refused("photo.unreadable") as refusal:
        photos.media_type_of(content)

    assert refusal.error.field == "photo"


@pytest.mark.parametrize("part", [0.3, 0.9])
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_the_first_part_of_a_photo_is_not_the_photo(kind, part, refused):
    noise = io.BytesIO()
    Image.effect_noise((400, 300), 60).convert("RGB").save(noise, format=kind)
    whole = noise.getvalue()
    assert photos.media_type_of(whole) == f"image/{kind.lower()}"

    with refused("photo.cut_off") as refusal:
        photos.media_type_of(whole[: int(len(whole) * part)])

    assert refusal.error.field == "photo"


def test_a_document_may_be_a_pdf_where_documents_are_wanted():
    assert photos.media_type_of(b"%PDF-1.7 ...", documents=True) == "application/pdf"
    assert photos.media_type_of(picture(), documents=True) == "image/jpeg"


def test_a_photo_of_thirty_megabytes_is_refused_with_the_limit(refused):
    with refused("photo.too_large") as refusal:
        photos.media_type_of(b"\xff" * (30 * 1024 * 1024))

    assert refusal.error.sentence() == "A photo may have 15 MB at most"


def test_a_picture_that_would_unpack_without_end_is_refused(monkeypatch, refused):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)

    with refused("photo.unreadable"):
        photos.media_type_of(picture())


def test_the_preview_is_small_and_carries_no_metadata(cast):
    kept = attach(cast)
    assert photos.read_preview(kept) is None

    photos.make_preview(kept.id)
    photos.make_preview(kept.id)

    small = photos.read_preview(kept)
    with Image.open(io.BytesIO(small)) as image:
        assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (480, 640), {})
    assert b"CAMERA-MODEL-X" not in small
    assert b"CAMERA-MODEL-X" in photos.read_original(kept)


def test_a_document_has_no_preview(cast, media):
    from custody.evidence.actions.photo import keep_photo
    from custody.evidence.photos import StoredFiles
    from custody.ledger.recording import recording

    unit = stories.contained(cast)
    with StoredFiles() as stored, recording(stories.act_of(cast.officer)) as record:
        kept = keep_photo(record, stored, b"%PDF-1.7", slot="document", media_type=photos.PDF, unit=unit)

    photos.make_preview(kept.id)

    assert photos.read_preview(kept) is None


def test_a_file_whose_act_did_not_commit_is_taken_back(cast, media, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("append is broken")

    subject = {"unit_id": stories.contained(cast).id}
    monkeypatch.setattr(Record, "append", broken)
    with pytest.raises(RuntimeError):
        attach(cast, subject=subject)

    assert files(media) == []
    assert not Photo.objects.exists()


def test_a_changed_or_missing_file_is_noticed(cast, media):
    kept = attach(cast)
    raw = files(media)[0].read_bytes()

    default_storage.delete(kept.storage_name)
    with pytest.raises(IntegrityBroken, match="missing"):
        photos.read_original(kept)
    default_storage.save(kept.storage_name, ContentFile(raw[:-1] + bytes([raw[-1] ^ 1])))
    with pytest.raises(IntegrityBroken, match="changed"):
        photos.read_original(kept)


def test_a_photo_whose_key_was_erased_is_gone_and_nobody_looked_at_it(cast, refused, monkeypatch):
    kept = attach(cast)
    kept.key_sealed = None
    monkeypatch.setattr(photo_actions, "photo_for", lambda officer, photo_id: kept)

    with refused("photo.erased"):
        photos.read_original(kept)
    with refused("photo.erased"):
        photo_actions.read_photo(act=stories.act_of(cast.auditor), photo_id=kept.id, reason="audit 3")
    assert not Consultation.objects.exists()


def test_looking_at_a_photo_is_written_before_it_is_shown(cast, refused):
    content = picture()
    kept = attach(cast, content)

    with refused("text.empty"):
        photo_actions.read_photo(act=stories.act_of(cast.auditor), photo_id=kept.id, reason="")
    seen = photo_actions.read_photo(act=stories.act_of(cast.auditor), photo_id=kept.id, reason="audit 3")

    assert (seen.content, seen.media_type) == (content, "image/jpeg")
    consultation = Consultation.objects.get()
    assert (consultation.field_group, consultation.subject_id, consultation.reason) == (
        "media",
        kept.id,
        "audit 3",
    )


def test_somebody_without_a_task_sees_no_photo_and_attaches_none(cast, refused):
    kept = attach(cast)

    for officer in (cast.nobody, cast.administrator):
        with refused("record.not_found"):
            photo_actions.read_photo(act=stories.act_of(officer), photo_id=kept.id, reason="x")
        with refused("role.none"):
            photo_actions.attach_photo(
                act=stories.act_of(officer), content=picture(), slot="doors", unit_id=kept.unit_id
            )
    with refused("record.not_found"):
        photo_actions.read_photo(act=stories.act_of(cast.auditor), photo_id=uuid4(), reason="x")


def test_a_slot_is_one_of_the_list(cast, refused):
    with refused("choice.unknown"):
        photo_actions.attach_photo(act=stories.act_of(cast.officer), content=picture(), slot="selfie", unit_id=uuid4())


def test_photos_without_a_small_copy_are_found_until_they_have_one(cast):
    first, second = attach(cast), attach(cast)

    assert set(photos_to_preview()) == {first.id, second.id}
    assert len(photos_to_preview(limit=1)) == 1
    photos.make_preview(first.id)

    assert photos_to_preview() == [second.id]
    assert photos_to_preview() == [second.id]
