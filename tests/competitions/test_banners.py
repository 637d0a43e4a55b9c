"""Which pictures become banners, and that the admin shows the one that is there."""

import io
import re

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from competitions.banners import LARGEST, WIDEST, check_banner
from competitions.models import Competition
from core.errors import BadInput
from tests.competitions.test_admin import COMPETITIONS, fields, formset, sign_in
from tests.factories import OrganizerFactory

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def picture(kind: str = "PNG", size: tuple[int, int] = (2, 1)) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size).save(target, kind)
    return target.getvalue()


@pytest.mark.parametrize(
    ("kind", "name"),
    [("PNG", "a.png"), ("JPEG", "a.JPG"), ("JPEG", "a.jpeg"), ("WEBP", "a.webp"), ("GIF", "a.gif")],
)
def test_four_kinds_of_pictures_are_taken(kind: str, name: str) -> None:
    file = io.BytesIO(picture(kind))

    check_banner(file, name)

    assert file.tell() == 0


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (SVG, "a.svg", "must be a PNG"),
        (SVG, "a.png", "must be a PNG"),
        (picture("BMP"), "a.bmp", "must be a PNG"),
        (picture()[:20], "a.png", "must be a PNG"),
        (b"", "a.png", "must be a PNG"),
        (picture("PNG"), "a.html", "must end in .png"),
        (picture("PNG"), "a.jpg", "must end in .png"),
        (picture() + bytes(LARGEST), "a.png", "larger than 5 MiB"),
        (picture(size=(WIDEST + 1, 1)), "a.png", "6001 by 1 pixels"),
    ],
)
def test_what_is_no_banner_is_refused_in_words(content: bytes, name: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        check_banner(io.BytesIO(content), name)


@pytest.mark.django_db
def test_the_admin_takes_a_banner_and_shows_it(client: Client) -> None:
    owner = OrganizerFactory(user=sign_in(client), role="owner")
    slug = owner.competition.slug
    address = f"{COMPETITIONS}{owner.competition_id}/change/"
    row = {"id": owner.pk, "competition": owner.competition_id, "role": "owner"}
    sent = fields(slug=slug, **formset("organizers", row, initial=1))

    answer = client.post(address, sent | {"banner": SimpleUploadedFile("a.png", picture())})

    assert answer.status_code == 302
    assert set(re.findall(r'"([^"]*banner[^"]*)" (?:target|alt)', client.get(address).text)) == {
        f"/c/{slug}/banner"
    }
    assert client.get(f"/c/{slug}/banner").getvalue() == picture()


@pytest.mark.django_db
def test_the_admin_says_why_a_file_is_no_banner(client: Client) -> None:
    owner = OrganizerFactory(user=sign_in(client), role="owner")
    address = f"{COMPETITIONS}{owner.competition_id}/change/"
    sent = fields(slug=owner.competition.slug)

    page = client.post(address, sent | {"banner": SimpleUploadedFile("a.jpg", picture())})

    assert "its name must end in .png" in page.text
    assert not Competition.objects.get().banner


@pytest.mark.django_db
def test_a_banner_that_stays_is_not_judged_again(client: Client) -> None:
    owner = OrganizerFactory(user=sign_in(client), role="owner")
    owner.competition.banner.save("old.html", ContentFile(b"old"))
    row = {"id": owner.pk, "competition": owner.competition_id, "role": "owner"}
    sent = fields(slug=owner.competition.slug, **formset("organizers", row, initial=1))

    answer = client.post(f"{COMPETITIONS}{owner.competition_id}/change/", sent)

    assert answer.status_code == 302
