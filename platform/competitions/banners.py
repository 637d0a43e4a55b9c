"""The picture at the head of a competition's overview: what is taken, and as what it is shown."""

from typing import IO

from PIL import Image

from core.errors import BadInput

# By the ending, which must fit the content; never a type that could run a script.
TYPES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "gif": "image/gif",
}
MIB = 1024 * 1024
LARGEST = 5 * MIB
WIDEST = 6000


def type_of(name: str) -> str | None:
    """The content type of a stored banner; None for what is shown as no picture."""
    return TYPES.get(name.rpartition(".")[2].lower())


def check_banner(file: IO[bytes], name: str) -> None:
    """Refuse what cannot be a banner; `file` is left at its start.

    Raises
    ------
    BadInput
        If it is no PNG, JPEG, WebP or GIF, has another ending than its content, or is too large.
    """
    size = file.seek(0, 2)
    file.seek(0)
    if size > LARGEST:
        raise BadInput(f"The banner is larger than {LARGEST // MIB} MiB. Make it smaller.")
    try:
        with Image.open(file, formats=["PNG", "JPEG", "WEBP", "GIF"]) as image:
            (width, height), found = image.size, Image.MIME[image.format or ""]
            image.verify()
    # What Pillow raises over a broken file depends on the format, down to SyntaxError.
    except Exception as error:
        raise BadInput("The banner must be a PNG, JPEG, WebP or GIF picture.") from error
    finally:
        file.seek(0)
    if type_of(name) != found:
        ending = found.removeprefix("image/")
        raise BadInput(f"The banner is {found}, so its name must end in .{ending}.")
    if max(width, height) > WIDEST:
        raise BadInput(f"The banner is {width} by {height} pixels; {WIDEST} a side is the most.")
