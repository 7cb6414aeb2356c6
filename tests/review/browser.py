"""Drives headless Chromium over its DevTools protocol: keys as a person presses them, pages as they are painted."""

from __future__ import annotations

import base64
import itertools
import json
import os
import shutil
import subprocess
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

NAMES = ("chromium", "chromium-browser", "google-chrome")
WAIT = 30.0  # seconds until a page must be there


def find_chromium() -> str | None:
    """The Chromium of this machine; `CHROMIUM` names another."""
    return os.environ.get("CHROMIUM") or next((path for name in NAMES if (path := shutil.which(name))), None)


class Browser:
    """One page of a headless Chromium; `requests` are the addresses that it has asked for."""

    def __init__(self, chromium: str, *, width: int = 1280, height: int = 900) -> None:
        self._folder = tempfile.mkdtemp()
        self._process = subprocess.Popen(
            [
                chromium,
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--no-first-run",
                "--remote-debugging-port=0",
                f"--user-data-dir={self._folder}",
                f"--window-size={width},{height}",
                "about:blank",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.requests: list[str] = []
        self.errors: list[str] = []
        self._numbers = itertools.count(1)
        self._held = ExitStack()
        self._held.callback(self._end)
        try:
            self._socket = self._attach()
        except BaseException:
            self.close()
            raise
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.call(f"{domain}.enable")

    def _attach(self) -> ClientConnection:
        port_file = Path(self._folder, "DevToolsActivePort")
        wait_for(lambda: port_file.exists() and len(port_file.read_text().split()) == 2, WAIT * 3)
        port, path = port_file.read_text().split()
        with connect(f"ws://127.0.0.1:{port}{path}", proxy=None, open_timeout=WAIT) as self._socket:
            target = next(t for t in self.call("Target.getTargets")["targetInfos"] if t["type"] == "page")
        page = f"ws://127.0.0.1:{port}/devtools/page/{target['targetId']}"
        return self._held.enter_context(connect(page, proxy=None, max_size=None, open_timeout=WAIT))

    def close(self) -> None:
        self._held.close()

    def _end(self) -> None:
        self._process.terminate()
        self._process.wait(10)
        shutil.rmtree(self._folder, ignore_errors=True)

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Sends a command and gives its result; events that come meanwhile are noted."""
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self._socket.recv(timeout=60))
            if message.get("id") == number:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']}")
                result: dict[str, Any] = message["result"]
                return result
            self._note(message)

    def _note(self, message: dict[str, Any]) -> None:
        if message.get("method") == "Network.requestWillBeSent":
            self.requests.append(message["params"]["request"]["url"])
        if message.get("method") == "Log.entryAdded" and message["params"]["entry"]["level"] == "error":
            self.errors.append(f"{message['params']['entry']['text']} {message['params']['entry'].get('url', '')}")
        if message.get("method") == "Runtime.exceptionThrown":
            self.errors.append(message["params"]["exceptionDetails"]["text"])

    def run(self, script: str) -> Any:
        """The value of a JavaScript expression in the page; promises are awaited."""
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"].get("exception", {}).get("description", "script failed"))
        return answer["result"].get("value")

    def open(self, url: str) -> None:
        self.run("window.leaving = true")
        self.call("Page.navigate", url=url)
        self.wait("!window.leaving && document.readyState === 'complete'")

    def wait(self, condition: str, seconds: float = WAIT) -> None:
        """Waits until a JavaScript condition holds."""
        wait_for(lambda: self._holds(condition), seconds, said=condition)

    def _holds(self, condition: str) -> bool:
        try:
            return bool(self.run(condition))
        except RuntimeError:  # the page is being replaced
            return False

    def press(self, key: str) -> None:
        """One key: a letter or sign, or `Enter`, `Escape`, `Tab`."""
        codes = {"Enter": 13, "Escape": 27, "Tab": 9}
        text = "\r" if key == "Enter" else key if len(key) == 1 else ""
        code = codes.get(key, ord(key.upper()) if key.isalnum() and len(key) == 1 else 0)
        for kind in ("keyDown", "keyUp"):
            more = {"text": text} if kind == "keyDown" and text else {}
            self.call("Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=code, **more)

    def type(self, text: str) -> None:
        self.call("Input.insertText", text=text)

    def click(self, selector: str) -> None:
        """A press of the mouse on an element, found without any script."""
        root = self.call("DOM.getDocument")["root"]["nodeId"]
        node = self.call("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self.call("DOM.scrollIntoViewIfNeeded", nodeId=node)
        corners = self.call("DOM.getBoxModel", nodeId=node)["model"]["content"]
        x, y = (corners[0] + corners[4]) / 2, (corners[1] + corners[5]) / 2
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def see(self, path: Path, *, full: bool = True) -> None:
        """Writes a picture of the page."""
        shot = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=full)
        path.write_bytes(base64.b64decode(shot["data"]))

    def emulate(
        self, *, scheme: str = "light", width: int = 1280, height: int = 900, more: dict[str, str] | None = None
    ) -> None:
        """Another size, colour scheme and other media features."""
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        features += [{"name": name, "value": value} for name, value in (more or {}).items()]
        self.call("Emulation.setEmulatedMedia", features=features)
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)


def wait_for(condition: Any, seconds: float, *, said: str = "the condition") -> None:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"waited {seconds} s in vain for {said}")
        time.sleep(0.02)
