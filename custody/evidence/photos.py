"""Photo files: what they are, and how they lie encrypted in the storage, each under a random key of its own.

Erasing the key erases the picture; the commitment of its hash in the ledger stays provable.
"""

from __future__ import annotations

import io
import secrets
import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageOps, UnidentifiedImageError

from custody.core.errors import IntegrityBroken, InvalidInput, NotFound
from custody.evidence.models import Photo
from custody.ledger.sealing import seal, unseal

if TYPE_CHECKING:
    from types import TracebackType

MEDIA_TYPES = {"JPEG": "image/jpeg", "MPO": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
PDF = "application/pdf"
PREVIEW_TYPE = "image/jpeg"
PREVIEW_PIXELS = 640
_NONCE_BYTES = 12


@dataclass(slots=True)
class StoredFiles:
    """The files that one act has put in the storage. Leaving the block with an error takes them back.

    Wraps ``recording``: a file cannot roll back, so it is removed when the act did not commit.
    """

    names: list[str] = field(default_factory=list)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            for name in self.names:
                default_storage.delete(name)

    def put(self, content: bytes, *, photo_id: UUID) -> tuple[str, bytes]:
        """Store the content encrypted; return the name of the file and the sealed key."""
        key = AESGCM.generate_key(bit_length=256)
        name = f"photos/{uuid4().hex}"
        _save(name, _encrypt(content, key=key, bound_to=f"photo:{photo_id}"))
        self.names.append(name)
        return name, seal(key, bound_to=f"photo-key:{photo_id}".encode())


def media_type_of(content: bytes, *, documents: bool = False) -> str:
    """Return what the bytes really are, whatever the sender called them.

    Raises ``InvalidInput`` on ``photo`` when they are empty, too many, or no picture; a PDF passes only where
    ``documents`` allows it.
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
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content)) as picture:
                kind = picture.format or ""
                picture.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError,
            Image.DecompressionBombWarning):  # fmt: skip
        raise unreadable from None
    if kind not in MEDIA_TYPES:
        raise unreadable
    return MEDIA_TYPES[kind]


def read_original(photo: Photo) -> bytes:
    """Return the photo as it was taken, with its EXIF data; the caller has recorded that it is looked at.

    Raises ``NotFound`` when its key was erased, and ``IntegrityBroken`` when the file was changed.
    """
    return _decrypt(_load(photo.storage_name), key=_key_of(photo), bound_to=f"photo:{photo.id}")


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
    _save(name, _encrypt(out.getvalue(), key=_key_of(photo), bound_to=f"preview:{photo.id}"))


def read_preview(photo: Photo) -> bytes | None:
    """Return the small copy as JPEG, or ``None`` while there is none yet."""
    name = preview_name(photo)
    if not default_storage.exists(name):
        return None
    return _decrypt(_load(name), key=_key_of(photo), bound_to=f"preview:{photo.id}")


def preview_name(photo: Photo) -> str:
    """Return the name of the file that holds the small copy."""
    return f"{photo.storage_name}-preview"


def _key_of(photo: Photo) -> bytes:
    if photo.key_sealed is None:
        raise NotFound("photo.erased", "This photo was erased")
    return unseal(photo.key_sealed, bound_to=f"photo-key:{photo.id}".encode())


def _encrypt(content: bytes, *, key: bytes, bound_to: str) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, bound_to.encode())


def _decrypt(raw: bytes, *, key: bytes, bound_to: str) -> bytes:
    try:
        return AESGCM(key).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], bound_to.encode())
    except (InvalidTag, ValueError):
        raise IntegrityBroken("photo.broken", "The file of this photo was changed") from None


def _save(name: str, raw: bytes) -> None:
    default_storage.save(name, ContentFile(raw))


def _load(name: str) -> bytes:
    try:
        with default_storage.open(name) as file:
            return bytes(file.read())
    except FileNotFoundError:
        raise IntegrityBroken("photo.missing", "The file of this photo is missing") from None
