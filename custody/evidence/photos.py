"""Photo files: what they are, the photo as it was taken, and its small copy. How files lie is told in `files`."""

from __future__ import annotations

import io
import warnings
from uuid import UUID

from django.conf import settings
from django.core.files.storage import default_storage
from PIL import Image, ImageOps, UnidentifiedImageError

from custody.core.errors import InvalidInput, NotAllowedNow
from custody.evidence.files import StoredFiles, decrypt, encrypt, key_of, load, save
from custody.evidence.models import Photo

__all__ = ["PDF", "StoredFiles", "make_preview", "media_type_of", "preview_name", "read_original", "read_preview"]

MEDIA_TYPES = {"JPEG": "image/jpeg", "MPO": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
PDF = "application/pdf"
PREVIEW_TYPE = "image/jpeg"
PREVIEW_PIXELS = 640
_GPS, _MAY_TELL = 0x8825, frozenset({"xmp", "xml:com.adobe.xmp", "comment", "photoshop"})
"""Where a picture tells its place: the block of EXIF, and other words that programs write beside the pixels."""


def media_type_of(content: bytes, *, documents: bool = False) -> str:
    """Return what the bytes really are, whatever the sender called them.

    Raises ``InvalidInput`` on ``photo`` when they are empty, too many, no picture, or the first part of one; a PDF
    passes only where ``documents`` allows it.
    """
    most = settings.CUSTODY_PHOTO_MAX_BYTES
    if len(content) > most:
        raise InvalidInput(
            "photo.too_large", "A photo may have {most} MB at most", field="photo", most=most // (1024 * 1024)
        )
    if documents and content.startswith(b"%PDF-"):
        return PDF
    unreadable = InvalidInput(
        "photo.unreadable", "This is not a photo that can be read. Use JPEG, PNG or WebP", field="photo"
    )
    kind = ""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content)) as picture:
                kind = picture.format or ""
                picture.verify()
            if MEDIA_TYPES.get(kind) == "image/jpeg":
                # Only the head of a JPEG was verified, and a device that is full writes that and a part: it is read to
                # its end, at an eighth of its size.
                with Image.open(io.BytesIO(content)) as picture:
                    picture.draft(None, (1, 1))
                    picture.load()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError,
            Image.DecompressionBombWarning):  # fmt: skip
        if kind in MEDIA_TYPES:
            raise InvalidInput(
                "photo.cut_off", "This photo is not whole: a part of the file is missing. See that the device has "
                "room, and take it again", field="photo",
            ) from None  # fmt: skip
        raise unreadable from None
    if kind not in MEDIA_TYPES:
        raise unreadable
    return MEDIA_TYPES[kind]


def read_original(photo: Photo) -> bytes:
    """Return the photo as it was taken, with its EXIF data; the caller has recorded that it is looked at.

    Raises ``NotAllowedNow`` when its key was erased, and ``IntegrityBroken`` when the file was changed.
    """
    return decrypt(load(photo.storage_name), key=_key_of(photo), bound_to=f"photo:{photo.id}")


def tells_where(content: bytes) -> bool:
    """Say whether a photo carries the place where it was taken, or words that may: then it is none for outsiders (C1).
    What is no picture that can be read is taken to tell."""
    try:
        with Image.open(io.BytesIO(content)) as picture:
            known = {str(each).lower() for each in picture.info}
            return bool(picture.getexif().get_ifd(_GPS)) or bool(known & _MAY_TELL)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return True


def make_preview(photo_id: UUID) -> None:
    """Store a small copy of a photo without any EXIF data, beside the photo and under the same key.

    Does nothing when it is there already, or when the photo is a document.
    """
    photo = Photo.objects.get(pk=photo_id)
    name = preview_name(photo)
    if photo.media_type == PDF or default_storage.exists(name):
        return
    with Image.open(io.BytesIO(read_original(photo))) as original:
        small = ImageOps.exif_transpose(original).convert("RGB")
    small.thumbnail((PREVIEW_PIXELS, PREVIEW_PIXELS))
    out = io.BytesIO()
    # A fresh picture of the pixels alone: nothing of the original's metadata can come along.
    Image.frombytes("RGB", small.size, small.tobytes()).save(out, format="JPEG", quality=80)
    save(name, encrypt(out.getvalue(), key=_key_of(photo), bound_to=f"preview:{photo.id}"))


def read_preview(photo: Photo) -> bytes | None:
    """Return the small copy as JPEG, or ``None`` while there is none yet."""
    name = preview_name(photo)
    if not default_storage.exists(name):
        return None
    return decrypt(load(name), key=_key_of(photo), bound_to=f"preview:{photo.id}")


def preview_name(photo: Photo) -> str:
    """Return the name of the file that holds the small copy."""
    return f"{photo.storage_name}-preview"


def _key_of(photo: Photo) -> bytes:
    if photo.key_sealed is None:
        raise NotAllowedNow("photo.erased", "This photo was erased. That it was there stays in the record")
    return key_of(photo.key_sealed, kind="photo", row_id=photo.id)
