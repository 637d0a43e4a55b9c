"""The folder `platform/` must never become a package: it would hide Python's own `platform`."""

import platform
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def test_platform_folder_is_not_a_package():
    assert not (ROOT / "platform" / "__init__.py").exists()
    assert Path(platform.__file__).parent == Path(sys.modules["os"].__file__).parent


def test_no_loose_module_in_the_platform_folder():
    assert list((ROOT / "platform").glob("*.py")) == []


def test_no_top_level_name_hides_the_standard_library():
    ours = {path.stem for folder in (ROOT, ROOT / "platform") for path in folder.iterdir()}

    assert ours & sys.stdlib_module_names == {"platform"}


def test_every_test_folder_is_a_package():
    folders = {path.parent for path in (ROOT / "tests").rglob("*.py")}

    assert {folder for folder in folders if not (folder / "__init__.py").exists()} == set()
