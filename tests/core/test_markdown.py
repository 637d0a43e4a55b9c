"""Markdown from strangers becomes HTML that cannot run, load or track."""

from html.parser import HTMLParser

import pytest

from core.markdown import render


def test_plain_markdown_is_rendered():
    assert render("**Rank** by `srcc`") == "<p><strong>Rank</strong> by <code>srcc</code></p>\n"


def test_tables_are_kept():
    assert "<td>1</td>" in render("| a |\n|---|\n| 1 |\n")


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![tracker](https://example.org/pixel.png)",
        "[click](javascript:alert(1))",
        "[click](data:text/html;base64,PHNjcmlwdD4=)",
        '<a href="x" style="position:fixed">x</a>',
        "<form action=/logout><button>x</button></form>",
        '"><svg onload=alert(1)>',
    ],
)
def test_hostile_markdown_comes_out_harmless(hostile):
    elements = Elements()
    elements.feed(render(hostile))

    assert elements.tags <= {"p", "a", "h2"}
    assert elements.attributes <= {"href", "rel"}
    assert not [url for url in elements.urls if not url.startswith(("http://", "https://"))]


class Elements(HTMLParser):
    """The tags, attributes and addresses that a browser would see."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.urls: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.urls += [value or "" for name, value in attrs if name == "href"]
