"""Photos are judged by what they contain, and a heavy one loses nothing else."""

from __future__ import annotations

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from custody.web.shared.forms import CustodyForm, PhotoField, RemarkField, SealField
from custody.web.shared.photos import media_type

HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"


def picture(kind):
    buffer = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(buffer, kind)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (picture("JPEG"), "image/jpeg"),
        (picture("PNG"), "image/png"),
        (picture("WEBP"), "image/webp"),
        (HEIC, "image/heic"),
    ],
)
def test_a_photo_is_known_by_its_content(content, kind):
    sent = SimpleUploadedFile("berth 1742, 02h41.exe", content, content_type="application/octet-stream")

    photo = PhotoField().clean(sent)

    assert photo.content_type == kind
    assert photo.read() == content
    assert "1742" not in photo.name


@pytest.mark.parametrize("content", [b"%PDF-1.7", picture("GIF"), b"<svg xmlns=''/>", b"\x00" * 64, b"RIFF----WAVE"])
def test_what_is_no_photo_is_refused_whatever_its_name_says(content):
    with pytest.raises(ValidationError) as refused:
        PhotoField().clean(SimpleUploadedFile("photo.jpg", content, content_type="image/jpeg"))

    assert refused.value.code == "kind"


def test_the_first_bytes_alone_decide():
    assert media_type(b"") == ""
    assert media_type(b"\xff\xd8\xff\xe0") == "image/jpeg"


class Findings(CustodyForm):
    seal_number = SealField()
    photo = PhotoField()
    remark = RemarkField()


def test_thirty_megabytes_are_refused_in_megabytes_and_the_rest_of_the_form_is_kept():
    heavy = SimpleUploadedFile("photo.jpg", picture("JPEG") + b"\0" * (30 * 1024 * 1024), content_type="image/jpeg")

    form = Findings({"seal_number": "AN48 2217", "remark": "dry 😀"}, {"photo": heavy})

    assert "30.0" in form.errors["photo"][0]
    assert "15.0" in form.errors["photo"][0]
    assert 'value="AN48 2217"' in str(form)
    assert "dry 😀" in str(form)


def test_a_photo_may_be_missing_where_it_is_not_due():
    assert PhotoField(required=False).clean(None) is None
    with pytest.raises(ValidationError) as refused:
        PhotoField().clean(None)
    assert refused.value.code == "required"


def test_a_good_photo_beside_a_wrong_answer_must_be_chosen_again_and_the_page_says_so():
    form = Findings({"seal_number": ""}, {"photo": SimpleUploadedFile("a.jpg", picture("JPEG"))})

    assert not form.is_valid()
    assert form.lost_photos == ["Photo"]
