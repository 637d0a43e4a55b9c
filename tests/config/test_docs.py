"""What the documentation says must be there is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
VARIABLE = re.compile(r'(?:environ(?:\.get\(|\[)|is_on\(|seconds\()"([A-Z_]+)"')
# Of the demonstration (README.md, make help), and of the system.
ELSEWHERE = {"ISRGEN", "SERVE", "PATH", "XDG_RUNTIME_DIR", "DJANGO_SETTINGS_MODULE"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    links = [link for link in LINK.findall(page.read_text()) if "://" not in link]

    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_page_is_in_the_index():
    index = (ROOT / "docs" / "README.md").read_text()

    missing = [page for page in PAGES[1:] if str(page.relative_to(ROOT / "docs")) not in index]
    assert missing == [ROOT / "docs" / "README.md"]


def test_every_setting_is_described():
    sources = [*(ROOT / "platform").rglob("*.py"), *(ROOT / "evaluator").rglob("*.py")]
    names = {name for path in sources for name in VARIABLE.findall(path.read_text())}
    page = (ROOT / "docs" / "operators" / "running.md").read_text()

    assert len(names) > 20
    assert {name for name in names - ELSEWHERE if f"`{name}`" not in page} == set()
