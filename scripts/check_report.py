#!/usr/bin/env python3
"""Opens a report in a headless Chromium and uses it as a reader would: moves the threshold, opens tables by keyboard,
goes to a section, looks at it as on a phone, prints it. Fails on an error of the console, on any request to a network, and where figures do not follow the slider.

  scripts/check_report.py REPORT.html [FOLDER FOR PICTURES]

Needs chromium and chromium-driver (on Debian: apt-get install chromium chromium-driver); speaks WebDriver by plain HTTP.
"""
import base64
import json
import pathlib
import re
import socket
import subprocess
import sys
import time
import urllib.request

SIZE = (1280, 1000)


class Browser:
    """The part of the W3C's WebDriver protocol that is needed here."""

    def __init__(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.driver = subprocess.Popen(
            ["chromedriver", f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self.url = f"http://127.0.0.1:{port}"
        arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
                     "--force-prefers-reduced-motion", "--window-size=%d,%d" % SIZE]
        capabilities = {
            "browserName": "chrome",
            "goog:chromeOptions": {"args": arguments},
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
        }
        for attempt in range(50):
            try:
                session = self.call("POST", "/session", {"capabilities": {"alwaysMatch": capabilities}})
                break
            except OSError:
                if attempt == 49:
                    raise
                time.sleep(0.2)
        self.url += "/session/" + session["sessionId"]

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            self.url + path, data, {"Content-Type": "application/json"}, method=method
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["value"]

    def script(self, text, *arguments):
        return self.call("POST", "/execute/sync", {"script": text, "args": list(arguments)})

    def log(self, kind):
        return self.call("POST", "/se/log", {"type": kind})

    def element(self, selector):
        found = self.call("POST", "/element", {"using": "css selector", "value": selector})
        return next(iter(found.values()))

    def press(self, selector, keys):
        self.call("POST", f"/element/{self.element(selector)}/value", {"text": keys})

    def click(self, selector):
        self.call("POST", f"/element/{self.element(selector)}/click", {})

    def picture(self, file):
        file.write_bytes(base64.b64decode(self.call("GET", "/screenshot")))

    def width(self, pixels):
        """As a window of that width shows it; 0: as the window is."""
        metrics = {"width": pixels, "height": 800, "deviceScaleFactor": 1, "mobile": pixels > 0}
        command = "setDeviceMetricsOverride" if pixels else "clearDeviceMetricsOverride"
        self.call("POST", "/goog/cdp/execute", {"cmd": f"Emulation.{command}", "params": metrics if pixels else {}})

    def paper(self, file):
        file.write_bytes(base64.b64decode(self.call("POST", "/print", {"background": True})))

    def close(self):
        try:
            self.call("DELETE", "")
        finally:
            self.driver.terminate()
            self.driver.wait(10)


def require(holds, what):
    if not holds:
        sys.exit(f"check_report: {what}")


def contrast_problems(browser):
    """Texts with less contrast to their background than WCAG 2.2 asks for (4.5 to 1; large ones 3 to 1)."""
    return browser.script(
        """
        const lum = (c) => { const v = c.map((x) => { x /= 255; return x <= .03928 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4; });
          return .2126 * v[0] + .7152 * v[1] + .0722 * v[2]; };
        const rgb = (s) => s.match(/[\\d.]+/g).map(Number);
        const out = [];
        for (const e of document.querySelectorAll('body *')) {
          if (!Array.from(e.childNodes).some((n) => n.nodeType === 3 && n.textContent.trim())) continue;
          if (['SCRIPT', 'STYLE'].includes(e.tagName) || !e.getClientRects().length) continue;
          let b = e; let back = [255, 255, 255];
          while (b) { const c = rgb(getComputedStyle(b).backgroundColor); if (c.length < 4 || c[3] > 0) { back = c; break; } b = b.parentElement; }
          const style = getComputedStyle(e);
          const [x, y] = [lum(rgb(style.color)), lum(back)].sort((p, q) => q - p);
          const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && Number(style.fontWeight) >= 700);
          if ((x + .05) / (y + .05) < (large ? 3 : 4.5)) out.push(e.tagName + ': ' + e.textContent.trim().slice(0, 40));
        }
        return out;
        """
    )


def structure_problems(browser):
    """Headings that skip a level, charts without text or table, tables and fields without names, ids used twice."""
    return browser.script(
        """
        const out = [];
        if (!document.documentElement.lang) out.push('the page names no language');
        if (!document.title) out.push('the page has no title');
        if (document.querySelectorAll('h1').length !== 1) out.push('not one first heading');
        let last = 0;
        document.querySelectorAll('h1,h2,h3,h4').forEach((h) => { const n = Number(h.tagName[1]);
          if (n > last + 1) out.push('a level of headings is skipped before: ' + h.textContent); last = n; });
        document.querySelectorAll('canvas').forEach((c) => {
          if (c.getAttribute('role') !== 'img' || !c.getAttribute('aria-label')) out.push('a chart without words');
          if (!c.closest('figure').querySelector('table')) out.push('a chart without a table'); });
        document.querySelectorAll('table').forEach((t) => { if (!t.caption || !t.caption.textContent.trim()) out.push('a table without a caption'); });
        document.querySelectorAll('th').forEach((t) => { if (!t.scope) out.push('a head of a table without a scope'); });
        document.querySelectorAll('input').forEach((i) => { if (!document.querySelector('label[for="' + i.id + '"]')) out.push('a field without a label'); });
        const ids = Array.from(document.querySelectorAll('[id]'), (e) => e.id);
        if (new Set(ids).size !== ids.length) out.push('an id is used twice');
        return out;
        """
    )


def target_problems(browser):
    """What is to be hit with a pointer and is smaller than 24 by 24 pixels (WCAG 2.2, 2.5.8); links within sentences may be."""
    return browser.script(
        """
        return Array.from(document.querySelectorAll('nav a, summary, input, button'))
          .filter((e) => e.getClientRects().length)
          .filter((e) => { const r = e.getBoundingClientRect(); return r.width < 24 || r.height < 24; })
          .map((e) => e.textContent.trim().slice(0, 40) || e.id);
        """
    )


def check(browser, page, pictures):
    browser.call("POST", "/url", {"url": page.resolve().as_uri()})
    drawn = browser.script("return Array.from(document.querySelectorAll('canvas'), (c) => Boolean(Chart.getChart(c)));")
    require(drawn and all(drawn), f"{drawn.count(False)} of {len(drawn)} charts were not drawn")
    if pictures:
        browser.picture(pictures / "first.png")

    # The first screen answers, without scrolling.
    answer = browser.script(
        "const s = document.querySelector('.statement'); return [s.textContent, s.getBoundingClientRect().bottom];"
    )
    require("Can I use these links?" in answer[0] or "How good these links are" in answer[0], "the first screen does not answer")
    require(answer[1] < SIZE[1], "the answer is below the first screen")

    # The slider moves every figure, by keyboard alone.
    if browser.script("return document.querySelectorAll('.slider').length;"):
        figures = "return Array.from(document.querySelectorAll('.slider [data-column]'), (e) => e.textContent).join('|');"
        chosen = "return document.querySelector('.slider output').textContent;"
        before, at = browser.script(figures), browser.script(chosen)
        browser.press(".slider input", "\ue012" * 3)  # arrow left
        after = browser.script(figures)
        require(browser.script(chosen) != at and after != before, "the slider moves no figure")
        browser.press(".slider input", "\ue010")  # end
        require(browser.script(figures) != after, "the slider moves no figure at its end")
        require(browser.script("return document.querySelectorAll('.slider tr.chosen').length;") == 1, "no row is marked")
        marks = """return Array.from(document.querySelector('.slider').closest('section').querySelectorAll('.chart.curve'),
            (c) => Chart.getChart(c.querySelector('canvas')).options.plugins.annotations)
            .filter((a) => a.spec.x.unit === 'bits').map((a) => a.marks.some((m) => m.label === 'chosen'));"""
        marked = browser.script(marks)
        require(marked and all(marked), "the chosen threshold is not marked in every curve, that of the groups included")

    # Tables open and close, by click and by keyboard.
    summary = "figure details.data summary"
    is_open = "return document.querySelector('figure details.data').open;"
    require(not browser.script(is_open), "tables are open although charts are drawn")
    browser.click(summary)
    require(browser.script(is_open), "a click does not open the table")
    browser.press(summary, "\ue007")
    require(not browser.script(is_open), "the key Enter does not close the table")

    # A link of the contents leads there; what has the focus can be seen.
    browser.click("nav li:last-child a")
    time.sleep(0.2)
    top = browser.script("return document.querySelector(document.querySelector('nav li:last-child a').hash).getBoundingClientRect().top;")
    require(-5 < top < SIZE[1], "a link of the contents does not lead to its section")
    browser.script("window.scrollTo(0, 0); document.querySelector('.skip').focus();")
    require(browser.script("return document.querySelector('.skip').getBoundingClientRect().left >= 0;"), "the link past the contents is not shown when it has the focus")

    for problem in target_problems(browser):
        sys.exit(f"check_report: too small to be hit: {problem}")
    for problem in contrast_problems(browser):
        sys.exit(f"check_report: too little contrast: {problem}")
    for problem in structure_problems(browser):
        sys.exit(f"check_report: {problem}")
    wide = browser.script("return document.documentElement.scrollWidth - document.documentElement.clientWidth;")
    require(wide <= 0, f"the page is {wide} pixels wider than the window")
    for pixels in (320, 390):  # of the narrowest window that WCAG asks for (1.4.10), and of a phone
        browser.width(pixels)
        wide = browser.script("return document.documentElement.scrollWidth - document.documentElement.clientWidth;")
        require(wide <= 0, f"in a window of {pixels} pixels the page is {wide} pixels too wide")
        answer = browser.script("return document.querySelector('.statement h3').getBoundingClientRect().top + window.scrollY;")
        require(answer < 800, f"in a window of {pixels} pixels the answer is below the first screen")
        if pictures and pixels == 390:
            browser.script("window.scrollTo(0, 0);")
            browser.picture(pictures / "phone.png")
    browser.width(0)
    if pictures:
        for number, section in enumerate(browser.script("return Array.from(document.querySelectorAll('h2'), (h) => h.id);")):
            browser.script("document.getElementById(arguments[0]).scrollIntoView();", section)
            browser.picture(pictures / f"{number:02d}-{section}.png")
        browser.paper(pictures / "paper.pdf")
    errors = [entry["message"] for entry in browser.log("browser") if entry["level"] in ("SEVERE", "WARNING")]
    require(not errors, f"the console says {errors[:3]}")
    requests = [
        url
        for entry in browser.log("performance")
        for url in re.findall(r'"url":"((?:https?|wss?|ftp):[^"]*)"', entry["message"])
        if '"Network.requestWillBeSent"' in entry["message"]
    ]
    require(not requests, f"the page asks the network for {requests[:3]}")
    return len(drawn)


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    page = pathlib.Path(sys.argv[1])
    if not page.is_file():
        sys.exit(f"check_report: {page} is no file; linkage run and linkage demo say where their report is")
    pictures = pathlib.Path(sys.argv[2]) if len(sys.argv) == 3 else None
    if pictures:
        pictures.mkdir(parents=True, exist_ok=True)
    browser = Browser()
    try:
        charts = check(browser, page, pictures)
    finally:
        browser.close()
    print(f"check_report: {page.name}: {charts} charts drawn; slider, tables, contents, contrast, headings, targets and narrow windows are as they should be")


if __name__ == "__main__":
    main()
