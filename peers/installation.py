"""An installation with the small demonstration, and somebody signed in at it."""

import html
import http.cookiejar
import json
import os
import pathlib
import re
import subprocess
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
BINARY = os.environ.get("YIZHAN", str(HERE.parent / "target/debug/yizhan"))
# Starting a debug build on a busy machine, in seconds.
START_LIMIT = 240


class Installation:
    """Runs `yizhan demo` until it is closed."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="yizhan-peers-")
        port = 40_000 + os.getpid() % 20_000
        self.url = f"http://127.0.0.1:{port}"
        links = pathlib.Path(self.folder.name) / "links"
        data = pathlib.Path(self.folder.name) / "data"
        # The kernel stops the server when this process dies, however it dies.
        command = ["setpriv", "--pdeathsig", "TERM", BINARY, "demo", "--size", "small"]
        command += ["--listen", f"127.0.0.1:{port}", "--data", str(data), "--links", str(links)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        self._wait()
        lines = links.read_text(encoding="utf-8").split("\n")
        self.links = {line["role"]: line["url"] for line in map(json.loads, filter(None, lines))}

    def _wait(self):
        until = time.monotonic() + START_LIMIT
        while time.monotonic() < until and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}/readyz") as answer:
                    if answer.status == 200:
                        return
            except OSError:
                time.sleep(0.1)
        self.close()
        raise RuntimeError("yizhan demo did not start")

    def close(self):
        self.process.kill()
        self.process.wait()
        self.folder.cleanup()

    def somebody(self, role):
        """Whoever acts in a role, signed in by their one-time link."""
        person = Visitor(self.url)
        path = urllib.parse.urlsplit(self.links[role]).path
        person.send(path, person.form(person.get(path)))
        return person


class Visitor:
    """A browser without a picture: pages and forms."""

    def __init__(self, url):
        self.url = url
        jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))

    def get(self, path):
        with self.opener.open(self.url + path) as answer:
            return answer.read().decode("utf-8")

    @staticmethod
    def form(page):
        """The hidden words that every form of a page carries."""
        def value(name):
            found = re.search(rf'name="{name}" value="([^"]*)"', page)
            assert found, f"no {name} in {page}"
            return html.unescape(found.group(1))

        return {"_csrf": value("_csrf"), "_once": value("_once")}

    def send(self, path, fields):
        with self.opener.open(self.url + path, urllib.parse.urlencode(fields).encode()) as answer:
            return answer.read().decode("utf-8")


def fetch(url, known=None):
    """What a calendar program without any cookie gets: status, ETag, octets."""
    request = urllib.request.Request(url, headers={"If-None-Match": known} if known else {})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.headers["ETag"], answer.read()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.headers["ETag"], answer.read()
