"""Chromium driven over the W3C WebDriver protocol with the standard library alone, for the tests and the benchmark."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

QUIET = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
PHONE = {"deviceMetrics": {"width": 360, "height": 740, "pixelRatio": 2, "touch": True}}


def missing() -> str | None:
    """Why there can be no browser here, or None."""
    gone = [name for name in ("chromium", "chromedriver") if shutil.which(name) is None]
    return f"not installed: {', '.join(gone)}" if gone else None


class Browser:
    """One window. `run` evaluates a function's body in the page and gives back what it returns."""

    def __init__(self, address: str, session: str) -> None:
        self._address, self._session = address, session

    def open(self, path: Path, fragment: str = "") -> None:
        self._ask("url", {"url": path.resolve().as_uri() + fragment})

    def run(self, script: str) -> Any:
        return self._ask("execute/sync", {"script": script, "args": []})

    def press(self, *keys: str) -> None:
        """Keys one after another, as a keyboard gives them."""
        strokes = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self._ask("actions", {"actions": [{"type": "key", "id": "keyboard", "actions": strokes}]})

    def messages(self) -> list[str]:
        """What the page wrote to the console: errors, and what the security policy held back."""
        return [row["message"] for row in self._ask("se/log", {"type": "browser"})]

    def _ask(self, path: str, body: dict[str, Any]) -> Any:
        return ask(f"{self._address}/session/{self._session}/{path}", body)


def ask(url: str, body: dict[str, Any]) -> Any:
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)["value"]


@contextmanager
def browser(folder: Path, *, scripts: bool = True, phone: bool = False) -> Iterator[Browser]:
    """A browser with an empty profile in this folder; `scripts=False` turns JavaScript off in pages, `phone` is 360 wide."""
    driver = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        assert driver.stdout is not None
        port = next(line.rstrip(".\n").rsplit(" ", 1)[1] for line in driver.stdout if "started successfully on port" in line)
        options: dict[str, Any] = {
            "binary": shutil.which("chromium"),
            "args": [*QUIET, f"--user-data-dir={folder / 'profile'}"],
        }
        if not scripts:
            options["prefs"] = {"profile.managed_default_content_settings.javascript": 2}
        if phone:
            options["mobileEmulation"] = PHONE
        wanted = {"browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
        address = f"http://127.0.0.1:{port}"
        session = ask(f"{address}/session", {"capabilities": {"alwaysMatch": wanted}})["sessionId"]
        try:
            yield Browser(address, session)
        finally:
            urllib.request.urlopen(urllib.request.Request(f"{address}/session/{session}", method="DELETE"), timeout=30)
    finally:
        driver.terminate()
        driver.wait(timeout=20)


def until(browser: Browser, condition: str, seconds: float = 5) -> None:
    """Wait until a JavaScript expression holds."""
    end = time.monotonic() + seconds
    while not browser.run(f"return Boolean({condition})"):
        if time.monotonic() > end:
            raise AssertionError(f"never became true: {condition}")
        time.sleep(0.05)
