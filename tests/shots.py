"""`make shots`: pictures of the public pages of a running site, in `shots/`.

It starts at the home page of URL (http://127.0.0.1:8000 unless set) and follows the links that any
visitor may follow, one page for each kind of address.
"""

import os
import re
import shutil
import sys
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

from playwright.sync_api import Browser, Error, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "shots"
MOST_PAGES = 24
LOOKS = {
    "desktop-light": {"width": 1280, "height": 800, "scheme": "light"},
    "desktop-dark": {"width": 1280, "height": 800, "scheme": "dark"},
    "phone-light": {"width": 390, "height": 844, "scheme": "light"},
}
NOT_PAGES = re.compile(r"\.\w+$|^/(admin|static|files|data|truth|api/schema)|/download")


def main() -> int:
    """Take the pictures; 1 if no site answers."""
    home = os.environ.get("URL", "http://127.0.0.1:8000")
    chromium = shutil.which("chromium")
    if chromium is None:
        print("chromium is missing (Debian, Ubuntu: sudo apt-get install chromium)")
        return 1
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox"] if os.geteuid() == 0 else [],  # Chromium's does not take root
        )
        try:
            take_all(browser, pages_from(browser, home))
        except Error as error:
            print(f"{home} does not answer: start it with `make demo`, or set URL. {error.message}")
            return 1
        finally:
            browser.close()
    return 0


def pages_from(browser: Browser, home: str) -> dict[str, str]:
    """Return the pages reached from `home`: a name for each kind of address, and its first URL."""
    found = {"home": home}
    page = browser.new_page()
    waiting = [home]
    while waiting and len(found) < MOST_PAGES:
        page.goto(waiting.pop(0))
        for url in links_of(page):
            if name_of(url) not in found:
                found[name_of(url)] = url
                waiting.append(url)
    page.close()
    return found


def links_of(page: Page) -> list[str]:
    """Return the site's own pages that `page` links to."""
    hrefs = page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
    urls = [urldefrag(urljoin(page.url, href)).url for href in hrefs]
    here = urlsplit(page.url).netloc
    return [
        url
        for url in urls
        if urlsplit(url).netloc == here and not NOT_PAGES.search(urlsplit(url).path)
    ]


def name_of(url: str) -> str:
    """Return a name for the kind of address: numbers and the query make no other kind."""
    parts = [part for part in urlsplit(url).path.split("/") if part]
    return "-".join("n" if part.isdigit() else part for part in parts) or "home"


def take_all(browser: Browser, pages: dict[str, str]) -> None:
    """Write one picture for each page and look, and say what looks wrong."""
    FOLDER.mkdir(exist_ok=True)
    for look, of in LOOKS.items():
        context = browser.new_context(
            viewport={"width": of["width"], "height": of["height"]}, color_scheme=of["scheme"]
        )
        page = context.new_page()
        page.on("console", lambda message: message.type == "error" and print("  !", message.text))
        for name, url in pages.items():
            print(f"{look}: {url}")
            page.goto(url, wait_until="networkidle")
            page.screenshot(path=FOLDER / f"{name}-{look}.png", full_page=True)
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                print(f"  ! wider than the screen of {of['width']} px")
        context.close()


if __name__ == "__main__":
    sys.exit(main())
