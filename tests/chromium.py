"""A real Chromium for the tests of the page; without one they are skipped, with the command that brings it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

AXE = Path(__file__).parent / "browser" / "node_modules" / "axe-core" / "axe.min.js"
NO_PLAYWRIGHT = "the page's tests drive a browser: pip install -e '.[dev]' brings playwright"
NO_CHROMIUM = "no Chromium: apt-get install chromium, or python -m playwright install chromium"
NO_AXE = "axe-core is not installed: make browser-tools (npm install --prefix tests/browser)"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
VIEWS = ("network", "map", "timeline", "table", "influence", "sources")
DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}


@contextmanager
def chromium() -> Iterator[Any]:
    """A running browser. Skips the tests that ask where Playwright or Chromium is missing."""
    pytest.importorskip("playwright.sync_api", reason=NO_PLAYWRIGHT)
    from playwright.sync_api import Error, sync_playwright

    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        except Error:
            pytest.skip(NO_CHROMIUM)
        yield browser
        browser.close()


class Reader:
    """One person before the page: opens it, and notes every request, error and complaint of the console."""

    def __init__(self, browser: Any, file: Path, **wishes: Any) -> None:
        wishes = {"viewport": DESK, "locale": "en-GB", "accept_downloads": True, "offline": True, **wishes}
        self.context = browser.new_context(**wishes)
        self.context.set_default_timeout(10_000)
        self.page = self.context.new_page()
        self.file = file
        self.wrong: list[str] = []
        self.page.on("request", self._request)
        self.page.on("console", lambda m: m.type in {"error", "warning"} and self.wrong.append(m.text))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))

    def _request(self, request: Any) -> None:
        if not request.url.startswith((self.file.as_uri(), "data:", "blob:")):
            self.wrong.append(f"asked for {request.url}")

    def open(self, address: str = "") -> Any:
        """Opens the page with a state in its address, and waits until it can be used."""
        self.page.goto("about:blank")
        self.page.goto(f"{self.file.as_uri()}#{address}")
        self.page.wait_for_selector("html[data-ready]")
        return self.page

    def until(self, condition: Callable[[], bool], milliseconds: int = 5000) -> None:
        """Waits until something is so; the page's policy lets no waiting be done inside it."""
        for _ in range(milliseconds // 50):
            if condition():
                return
            self.page.wait_for_timeout(50)
        assert condition()

    def counts(self) -> tuple[int, int]:
        """How many things and ties the page says that it shows."""
        things, ties = self.page.locator("#summary").text_content().split(", ")
        return int(things.split()[0].replace(",", "")), int(ties.split()[0].replace(",", ""))

    def rows(self) -> list[str]:
        """The ids in the table, in its order; needs the table view, and all of its rows in sight."""
        return self.page.eval_on_selector_all("tr[data-row]", "rows => rows.map(row => row.dataset.row)")

    def save(self, form: str) -> Path:
        """What the Save menu gives in a format."""
        self.page.click("#save")
        with self.page.expect_download() as download:
            self.page.click(f"[data-format={form}]")
        return Path(download.value.path())

    def close(self) -> None:
        """Closes; nothing may have gone wrong, nothing been asked for."""
        self.context.close()
        assert self.wrong == []
