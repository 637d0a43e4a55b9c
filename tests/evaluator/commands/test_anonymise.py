"""Images copied under opaque names: all of them or none, and nothing overwritten."""

import pytest

from evaluator.__main__ import main

LIST = "name,opaque_name\nSRGAN_x4.png,img_0b.png\nx2/EDSR.png,img_0a.png\nplain,img_0c\n"


@pytest.fixture
def folder(tmp_path):
    images = tmp_path / "images"
    (images / "x2").mkdir(parents=True)
    (images / "SRGAN_x4.png").write_bytes(b"one")
    (images / "x2" / "EDSR.png").write_bytes(b"two")
    (images / "plain.bmp").write_bytes(b"three")
    (tmp_path / "names.csv").write_text(LIST)
    return tmp_path


def run(folder, *, out="out", **options):
    paths = {"names": folder / "names.csv", "images": folder / "images", "out": folder / out}
    given = [text for name, path in paths.items() for text in (f"--{name}", str(path))]
    return main(["anonymise", *given])


def refused(folder, capsys, **options):
    assert run(folder, **options) == 2
    return capsys.readouterr().err.replace(f"{folder}/", "").strip()


def copies(folder):
    return {path.name: path.read_bytes() for path in (folder / "out").rglob("*")}


def test_each_image_is_copied_under_its_new_name(folder, capsys):
    assert run(folder) == 0

    # The list leaves the extension of one image out, so that of its file is kept.
    assert copies(folder) == {"img_0b.png": b"one", "img_0a.png": b"two", "img_0c.bmp": b"three"}
    assert (folder / "images" / "SRGAN_x4.png").read_bytes() == b"one"
    assert capsys.readouterr().out == f"copied 3 images to {folder / 'out'}\n"


def test_copies_are_made_in_the_order_of_their_new_names(folder):
    run(folder)

    written = sorted((folder / "out").iterdir(), key=lambda path: path.stat().st_mtime_ns)
    assert [path.name for path in written] == ["img_0a.png", "img_0b.png", "img_0c.bmp"]


def test_missing_and_extra_files_are_named_and_nothing_is_copied(folder, capsys):
    (folder / "images" / "SRGAN_x4.png").rename(folder / "images" / "srgan_x4.png")

    assert refused(folder, capsys) == (
        "images lacks 1 image: 'SRGAN_x4.png'. images holds 1 file that the list does not name: "
        "'srgan_x4.png'. Nothing was copied."
    )
    assert not (folder / "out").exists()


def test_nothing_is_overwritten(folder, capsys):
    (folder / "out").mkdir()
    (folder / "out" / "img_0a.png").write_bytes(b"mine")

    assert refused(folder, capsys) == (
        "out is not empty, and nothing is overwritten. Choose a new folder."
    )
    assert copies(folder) == {"img_0a.png": b"mine"}


def test_copies_do_not_go_among_the_images(folder, capsys):
    assert refused(folder, capsys, out="images/new") == (
        "images/new is in the folder of the images. Choose one outside it."
    )


def test_two_files_for_one_line_are_refused(folder, capsys):
    (folder / "images" / "plain.png").write_bytes(b"four")

    assert refused(folder, capsys) == "More than one file in images could be 'plain'."


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "names.csv needs the columns name and opaque_name, filled in on each line."),
        ("name,mos\na.png,1\n", "names.csv needs the columns name and opaque_name"),
        ("name,opaque_name\na.png,\n", "names.csv needs the columns name and opaque_name"),
        (LIST + "plain,img_0d\n", "names.csv names 'plain' twice under name."),
        (LIST + "other,img_0c\n", "names.csv names 'img_0c' twice under opaque_name."),
        ("name,opaque_name\na,../b\n", "names.csv: '../b' would lead into another folder."),
        ("name,opaque_name\na,..\n", "names.csv: '..' would lead into another folder."),
        ('name,opaque_name\n"a"b,c\n', "names.csv cannot be read as CSV"),
    ],
)
def test_list_that_will_not_do_is_refused(folder, capsys, text, words):
    (folder / "names.csv").write_text(text)

    assert refused(folder, capsys).startswith(words)
    assert not (folder / "out").exists()


def test_list_that_is_no_text_and_folder_that_is_none_are_refused(folder, capsys):
    (folder / "names.csv").write_bytes(b"\xff\xfe\x00")
    assert refused(folder, capsys).startswith("names.csv cannot be read as CSV")

    (folder / "names.csv").write_text(LIST)
    (folder / "images").rename(folder / "elsewhere")
    assert refused(folder, capsys) == "images is no folder."
