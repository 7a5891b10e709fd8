#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Tests a report in headless Chromium. Input: report's folder, perhaps a PNG to write. Output: status.

The divider moves by key and by pointer, the numbers on the page are those of the CSV files, and
nothing is logged as an error. Speaks the DevTools protocol over pipes: Python alone is enough.
"""
import base64
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path


class Browser:
    """A headless Chromium with one page; errors that it logs are collected."""

    def __init__(self):
        program = shutil.which("chromium") or shutil.which("chromium-browser")
        if program is None:
            sys.exit("report_browser_test: chromium is not installed")
        self.profile = tempfile.TemporaryDirectory()
        to_read, self.to_write = os.pipe()
        self.from_read, from_write = os.pipe()

        def take_pipes():
            # Chromium talks on 3 and 4; first out of their way, in case they have those numbers.
            high_in, high_out = os.dup(to_read), os.dup(from_write)
            os.dup2(high_in, 3)
            os.dup2(high_out, 4)

        self.process = subprocess.Popen(
            [program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
             "--remote-debugging-pipe", "--window-size=1280,1400",
             f"--user-data-dir={self.profile.name}", "about:blank"],
            preexec_fn=take_pipes, close_fds=False,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_read)
        os.close(from_write)
        self.buffer = b""
        self.count = 0
        self.errors = []
        self.requests = []
        self.loaded = False
        self.session = None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "DOM", "Network"):
            self.call(f"{domain}.enable")

    def receive(self):
        while b"\0" not in self.buffer:
            chunk = os.read(self.from_read, 1 << 20)
            if not chunk:
                sys.exit("report_browser_test: chromium ended")
            self.buffer += chunk
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def note(self, message):
        method, params = message.get("method"), message.get("params", {})
        if method == "Page.loadEventFired":
            self.loaded = True
        elif method == "Runtime.exceptionThrown":
            self.errors.append(str(params["exceptionDetails"]))
        elif method == "Runtime.consoleAPICalled" and params["type"] in ("error", "warning"):
            self.errors.append(str(params["args"]))
        elif method == "Network.requestWillBeSent":
            self.requests.append(params["request"]["url"][:200])
        elif method == "Log.entryAdded" and params["entry"]["level"] == "error":
            self.errors.append(str(params["entry"]))

    def call(self, method, **params):
        self.count += 1
        message = {"id": self.count, "method": method, "params": params}
        if self.session is not None:
            message["sessionId"] = self.session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.to_write, data):]
        while True:
            answer = self.receive()
            if answer.get("id") == self.count:
                if "error" in answer:
                    sys.exit(f"report_browser_test: {method}: {answer['error']}")
                return answer["result"]
            self.note(answer)

    def open(self, url):
        self.call("Page.navigate", url=url)
        while not self.loaded:
            self.note(self.receive())

    def evaluate(self, expression):
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True,
                           awaitPromise=True)
        if "exceptionDetails" in answer:
            sys.exit(f"report_browser_test: {expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def press(self, key):
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key,
                      windowsVirtualKeyCode={"ArrowRight": 39, "End": 35, "Home": 36}[key])

    def pointer(self, kind, x, y):
        self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", buttons=1,
                  clickCount=1)

    def close(self):
        self.process.terminate()
        self.process.wait()
        self.profile.cleanup()


def check(condition, what):
    if not condition:
        sys.exit(f"report_browser_test: FAILED: {what}")
    print(f"ok: {what}")


def clip(browser):
    return browser.evaluate("document.getElementById('right-image').style.clipPath")


def test_divider(browser):
    browser.evaluate("document.getElementById('divider').focus()")
    before = clip(browser)
    browser.press("ArrowRight")
    check(clip(browser) != before, "an arrow key moves the divider")
    browser.press("End")
    check(clip(browser) == "inset(0px 0px 0px 100%)", "End shows the left picture alone")
    browser.evaluate("document.getElementById('canvas').scrollIntoView({block: 'center'})")
    box = browser.evaluate("(({left, top, width, height}) => ({left, top, width, height}))"
                           "(document.getElementById('stage').getBoundingClientRect())")
    canvas_width = browser.evaluate("document.getElementById('canvas').clientWidth")
    x = box["left"] + min(box["width"], canvas_width) / 4
    browser.pointer("mousePressed", x, box["top"] + box["height"] / 2)
    browser.pointer("mouseReleased", x, box["top"] + box["height"] / 2)
    share = float(clip(browser).split()[-1].rstrip("%)"))
    expected = 100 * (x - box["left"]) / canvas_width
    check(abs(share - expected) < 1, "the pointer moves the divider to where it is")


    browser.pointer("mousePressed", x, box["top"] + box["height"] / 2)
    browser.pointer("mouseMoved", x + 60, box["top"] + box["height"] / 2)
    browser.pointer("mouseReleased", x + 60, box["top"] + box["height"] / 2)
    dragged = float(clip(browser).split()[-1].rstrip("%)"))
    check(abs(dragged - share - 6000 / canvas_width) < 1, "dragging takes the divider along")


def test_pictures_load(browser):
    count = browser.evaluate("data.pictures.length")
    for index in range(count):
        browser.evaluate(f"document.getElementById('picture').value = '{index}'; showPicture()")
        size = browser.evaluate(
            "Promise.all([...document.querySelectorAll('#canvas img')].map((i) => i.decode()))"
            ".then(() => [...document.querySelectorAll('#canvas img')]"
            ".every((i) => i.naturalWidth === currentPicture().width))")
        check(size, f"both sides of picture {index + 1} decode at the picture's size")
    browser.evaluate("document.getElementById('picture').value = '0'; showPicture()")


def test_scores(browser, folder):
    with open(folder / "pictures.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    wrong = []
    for index in range(browser.evaluate("data.pictures.length")):
        browser.evaluate(f"document.getElementById('picture').value = '{index}'; showPicture()")
        name = browser.evaluate("currentPicture().name")
        table = browser.evaluate("[...document.querySelectorAll('#scores tr')].map((r) => "
                                 "[...r.children].map((c) => c.textContent))")
        head = table[0]
        for cells in table[1:]:
            variant = cells[0].split(",")[0]
            row = next(r for r in rows if r["image"] == name and r["variant"] == variant)
            if cells[1] != f"{int(row['bytes']):,} bytes":
                wrong.append((name, variant, "bytes"))
            for column, shown in list(zip(head, cells))[2:]:
                expected = row[column]
                if (shown == "–") != (expected == "") or (
                        expected and abs(float(shown) - float(expected)) > 1e-4 * abs(float(expected))):
                    wrong.append((name, variant, column, shown, expected))
    check(not wrong, f"scores of the pictures are those of pictures.csv {wrong[:3]}")


def test_rates(browser, folder):
    with open(folder / "bd_rates.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    table = browser.evaluate("[...document.querySelectorAll('#bd tr')].map((r) => "
                             "[...r.children].map((c) => c.textContent))")
    shown = {(line[0], column): cell for line in table[1:] for column, cell in zip(table[0], line)}
    wrong = []
    for row in rows:
        cell = shown[row["variant"], row["measure"]]
        if row["images"] == "0":
            if cell != "no result":
                wrong.append((row, cell))
        elif abs(float(cell.split()[0]) - float(row["percent"])) > 0.0501:
            wrong.append((row, cell))
    check(rows and not wrong, f"BD-rates are those of bd_rates.csv {wrong[:3]}")
    check(browser.evaluate("document.querySelectorAll('#curve path').length") > 1, "curves are drawn")


def test_names(browser):
    unnamed = browser.evaluate(
        "[...document.querySelectorAll('select, input')].filter((e) => !e.closest('label')).length")
    check(unnamed == 0, "every control has a label")
    check(browser.evaluate("document.documentElement.lang") != "", "the page says its language")
    check(browser.evaluate("document.querySelectorAll('h1').length") == 1, "the page has one title")
    skipped = browser.evaluate(
        "[...document.querySelectorAll('select, input, button')].filter((e) => e.tabIndex < 0).length")
    check(skipped == 0, "every control is reached by Tab")
    alt = browser.evaluate("[...document.querySelectorAll('#canvas img')].every((i) => i.alt !== '')")
    check(alt, "both pictures have a text for screen readers")


def main():
    folder = Path(sys.argv[1]).resolve()
    browser = Browser()
    try:
        browser.open((folder / "report.html").as_uri())
        test_divider(browser)
        test_pictures_load(browser)
        test_scores(browser, folder)
        test_rates(browser, folder)
        test_names(browser)
        if len(sys.argv) > 2:
            browser.evaluate("document.getElementById('divider').value = 50; showDivider(); scrollTo(0, 0)")
            time.sleep(0.5)
            picture = browser.call("Page.captureScreenshot", format="png")
            Path(sys.argv[2]).write_bytes(base64.b64decode(picture["data"]))
        outside = [url for url in browser.requests if not url.startswith(("file:", "data:", "blob:"))]
        check(not outside, f"nothing is asked of a network {outside[:3]}")
        check(not browser.errors, f"nothing is logged as an error {browser.errors[:3]}")
    finally:
        browser.close()


if __name__ == "__main__":
    main()
