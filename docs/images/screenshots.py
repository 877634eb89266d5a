"""Writes pictures of the page's views beside this file: `make screenshots`. Needs a Chromium and Playwright."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

HERE = Path(__file__).parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DESK, PHONE = (1440, 900), (390, 844)
SHOTS: dict[str, tuple[str, tuple[int, int], str]] = {
    "network": ("focus=company:citic-construction&steps=2&hide=place", DESK, "light"),
    "network-dark": ("sel=place:almaty-region&focus=place:almaty-region&theme=dark", DESK, "dark"),
    "chains": ("a=company:tbea&b=person:wu-xiaojun&region=place:almaty-region", DESK, "light"),
    "panel": ("sel=project:zhanatas-wind&focus=project:zhanatas-wind", DESK, "light"),
    "map": ("view=map", DESK, "light"),
    "map-chinese": ("view=map&lang=zh&theme=dark", DESK, "dark"),
    "timeline": ("view=timeline&from=2025-05&sel=meeting:almaty-region-visit-to-china-2025-05", DESK, "light"),
    "table": ("view=table&hide=place,region,organization,body,meeting,agreement&sort=-amount", DESK, "light"),
    "influence": ("view=influence", DESK, "light"),
    "sources": ("view=sources&sel=company:cnpc", DESK, "light"),
    "russian": ("sel=company:fufeng-group&focus=company:fufeng-group&steps=2&lang=ru", DESK, "light"),
    "phone-network": ("sel=project:zhanatas-wind&focus=project:zhanatas-wind", PHONE, "light"),
    "phone-timeline": ("view=timeline&from=2025-05&lang=kk", PHONE, "dark"),
}


def shoot(browser: Browser, page: Path, folder: Path) -> list[Path]:
    """Every picture, in `folder`; the paths written."""
    written = []
    for name, (address, (width, height), scheme) in SHOTS.items():
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale="en-GB",
            color_scheme="dark" if scheme == "dark" else "light",
            offline=True,
            reduced_motion="reduce",
            device_scale_factor=2 if width < DESK[0] else 1,
        )
        tab = context.new_page()
        tab.goto(f"{page.as_uri()}#{address}")
        tab.wait_for_selector("html[data-ready]")
        tab.wait_for_timeout(600)
        written.append(folder / f"{name}.png")
        tab.screenshot(path=written[-1])
        context.close()
    return written


def main(page: str) -> int:
    """Takes the pictures of the built page."""
    path = Path(page).resolve()
    if not path.is_file():
        print(f"{page} is missing; build it first: make", file=sys.stderr)
        return 2
    with sync_playwright() as playwright:
        program = next(filter(None, map(shutil.which, BROWSERS)), None)
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for written in shoot(browser, path, HERE):
            print(written.name)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "build/index.html"))
