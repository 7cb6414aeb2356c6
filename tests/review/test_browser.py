"""The whole workflow in headless Chromium, by keys alone; no page breaks an accessibility rule or leaves the origin."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("websockets")

from browser import Browser, find_chromium, wait_for
from test_security import PAYLOADS, poison

from claimsift.review.keys import KEYS

CHROMIUM = find_chromium()
# What a key may change: the page, what is open on it, where the focus is, what is said.
SEEN = (
    "location.href + document.querySelectorAll('[open]').length + document.activeElement.tagName + "
    "document.getElementById('status').textContent"
)
AXE = Path(os.environ.get("AXE_JS", "axe.min.js"))

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (CHROMIUM names another browser)")


class Server:
    """`claimsift review` as a user starts it."""

    def __init__(self, folder: Path, *, port: int = 0, reviewer: str = "ana") -> None:
        self.folder = folder
        self.reviewer = reviewer
        self.start(port)

    def start(self, port: int) -> None:
        command = [sys.executable, "-m", "claimsift", "review", str(self.folder), "--no-browser"]
        command += ["--port", str(port), "--reviewer", self.reviewer]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        while not line.startswith("review "):
            line = self.process.stdout.readline()
        self.link = line.split()[1]
        self.origin = self.link.split("/?")[0]
        self.port = int(self.origin.rsplit(":", 1)[1])

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def decisions(self) -> list[dict]:
        """The events, read beside the server."""
        from claimsift.review.event_log import EventLog

        log = EventLog(self.folder / "review" / "decisions.sqlite")
        return [json.loads(line) for line in log.events()]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    opened = Browser(str(CHROMIUM))
    yield opened
    opened.close()


@pytest.fixture
def server(run_folder: Path) -> Iterator[Server]:
    started = Server(run_folder)
    yield started
    started.stop()


def title(browser: Browser) -> str:
    return browser.run("document.querySelector('h1')?.textContent.trim()")


def reach(browser: Browser, condition: str) -> None:
    """Waits for another page, until its keys work."""
    browser.wait(f"{condition} && document.readyState === 'complete' && document.querySelector('h1') !== null")


def press_saved(browser: Browser, *keys: str, said: str) -> None:
    """Presses keys and waits until the page says that it is saved."""
    browser.run("document.getElementById('status').textContent = ''")
    for key in keys:
        browser.press(key)
    browser.wait(f"document.getElementById('status').textContent.startsWith({json.dumps(said)})")
    assert browser.run("document.activeElement.tagName") == "H1"  # the focus is never lost to <body>


def test_workflow_by_keys_alone(browser: Browser, server: Server, run_folder: Path) -> None:
    browser.open(server.link)
    first = browser.run("location.pathname")
    press_saved(browser, "f", said="Flag changed")
    press_saved(browser, "a", said="Accepted")
    assert browser.run("location.pathname") != first
    press_saved(browser, "u", said="Undone")
    assert browser.run("location.pathname") == first
    press_saved(browser, "y", said="Brought back")
    browser.press("v")
    reach(browser, f"location.pathname !== '{first}'")
    press_saved(browser, "r", "1", said="Rejected")

    browser.press("e")
    browser.wait("document.activeElement.name === 'value'")
    browser.type("77.5")  # the field's text is selected
    press_saved(browser, "Enter", said="Corrected")
    assert title(browser).startswith("77.5")
    press_saved(browser, "t", "9", said="Link changed")
    press_saved(browser, "c", "9", said="Link changed")
    browser.press("n")
    browser.wait("document.activeElement.name === 'note'")
    browser.type("a, r and u are letters here 😀")
    press_saved(browser, "Enter", said="Note saved")
    press_saved(browser, "s", said="Skipped")
    here = browser.run("location.pathname")
    browser.press("j")
    reach(browser, f"location.pathname !== '{here}'")
    browser.press("k")
    reach(browser, f"location.pathname === '{here}'")
    actions = [event["action"] for event in server.decisions()]
    assert actions == ["flag", "accept", "undo", "redo", "reject", "correct", "relink", "relink", "note", "skip"]
    corrected = next(event for event in server.decisions() if event["action"] == "correct")
    assert corrected["changes"]["value"]["to"] == 77.5
    assert corrected["elapsed_ms"] > 0

    browser.press("z")
    reach(browser, "location.pathname === '/export'")
    press_saved(browser, "a", said="Exported")
    assert (run_folder / "claims.reviewed.jsonl").exists()
    assert browser.run("document.querySelector('.notice li').textContent").endswith("decisions.jsonl")
    assert browser.errors == []


def tab_to(browser: Browser, name: str) -> None:
    """Presses Tab until a field has the focus."""
    for _ in range(40):
        if browser.run("document.activeElement.name") == name:
            return
        browser.press("Tab")
    raise AssertionError(f"Tab does not lead to {name}")


def events(server: Server) -> list[str]:
    return [event["action"] for event in server.decisions()]


def test_next_claim_is_painted_before_the_answer_and_every_key_counts(browser: Browser, server: Server) -> None:
    browser.open(server.link)
    # Until the page has the next claim ahead, keys wait for the answer; from then on they do not.
    press_saved(browser, "a", said="Accepted")
    shown = [browser.run("location.pathname")]
    for _ in range(3):
        browser.wait("document.body.dataset.ahead && document.getElementById('status').textContent === 'Accepted'")
        browser.run("document.getElementById('status').textContent = ''")
        browser.press("a")
        shown.append(browser.run("location.pathname"))
        browser.wait("document.getElementById('status').textContent === 'Accepted'")
        browser.wait(f"document.querySelector('.bar b').textContent === '{len(shown)}'")
    assert len(set(shown)) == 4
    # Ten keys as fast as a browser takes them, with an undo among them.
    for key in "aauafffasu":
        browser.press(key)
    wait_for(lambda: len(server.decisions()) == 14, 20)
    time.sleep(0.3)
    assert events(server)[4:] == [
        "accept", "accept", "undo", "accept", "flag", "flag", "flag", "accept", "skip", "undo"
    ]  # fmt: skip
    assert browser.run("sessionStorage.getItem('claimsift-unsaved')") is None


def test_key_that_is_held_down_decides_once(browser: Browser, server: Server) -> None:
    browser.open(server.link)
    browser.press("a")
    for _ in range(10):
        browser.call("Input.dispatchKeyEvent", type="keyDown", key="a", text="a", autoRepeat=True)
    wait_for(lambda: events(server) == ["accept"], 10)
    time.sleep(0.3)
    assert events(server) == ["accept"]


def test_conflict_shows_both_versions_and_either_can_be_kept(browser: Browser, server: Server) -> None:
    browser.open(server.link)
    claim = browser.run("location.pathname")
    # The same reviewer has decided in another window.
    other = """fetch(%r, {method: 'POST', headers: {'Content-Type': 'application/x-www-form-urlencoded'},
        body: 'action=skip&key=anotherwindow'}).then(r => r.status)"""
    assert browser.run(other % claim) == 200
    browser.press("r")
    browser.press("5")
    browser.wait("document.querySelectorAll('.sides section').length === 2")
    seen = browser.run("document.getElementById('main').innerText")
    assert "skipped" in seen
    assert "rejected (duplicate)" in " ".join(seen.split())
    assert browser.run("document.activeElement.tagName") == "H1"
    assert events(server) == ["skip"]
    press_saved(browser, "a", said="Rejected")
    assert [event["reason"] for event in server.decisions()] == [None, "duplicate"]


def test_guideline_and_keys_lie_over_the_claim(browser: Browser, server: Server) -> None:
    browser.open(server.link)
    claim = browser.run("location.pathname")
    for key in ("g", "?"):
        browser.press(key)
        browser.wait("document.getElementById('pane').open")
        assert browser.run("document.getElementById('pane').contains(document.activeElement)")
        if AXE.exists():
            browser.run(AXE.read_text(encoding="utf-8"))
            assert browser.run("axe.run().then(r => r.violations.map(v => v.id + v.nodes[0].html))") == []
        browser.press("a")  # decides nothing while it is open
        browser.press(key)
        browser.wait("!document.getElementById('pane').open")
        assert browser.run("document.activeElement.tagName") == "H1"
        browser.press(key)
        browser.wait("document.getElementById('pane').open")
        browser.press("Escape")
        browser.wait("!document.getElementById('pane').open")
    assert browser.run("location.pathname") == claim
    assert events(server) == []


def test_article_is_shown_at_the_claim_and_one_key_leads_back(browser: Browser, server: Server) -> None:
    browser.open(server.link)
    claim = browser.run("location.pathname")
    browser.press("o")
    reach(browser, "location.pathname === '/article'")
    assert browser.run("document.querySelector('a[aria-current=true]').pathname") == claim
    browser.press("o")
    reach(browser, f"location.pathname === '{claim}'")


@pytest.mark.parametrize("ahead", [True, False])
def test_decision_held_by_the_tab_is_sent_after_a_reload(browser: Browser, server: Server, ahead: bool) -> None:
    browser.open(server.link)
    browser.wait("document.body.dataset.ahead")
    claim, following = browser.run("[location.pathname, document.body.dataset.ahead]")
    held = {"url": claim, "body": "action=accept&key=heldbythetab&base_rev=0", "shown": following if ahead else ""}
    browser.run(f"sessionStorage.setItem('claimsift-unsaved', {json.dumps(json.dumps([held]))})")
    browser.open(server.origin + (following if ahead else claim))
    browser.wait("sessionStorage.getItem('claimsift-unsaved') === null")
    browser.wait(f"location.pathname === '{following}'")
    press_saved(browser, "s", said="Skipped")  # keys work again
    assert [(event["action"], event["claim_id"]) for event in server.decisions()] == [
        ("accept", claim.removeprefix("/claim/")),
        ("skip", following.removeprefix("/claim/")),
    ]


def test_keys_of_the_page_come_before_those_of_the_menu(browser: Browser, server: Server) -> None:
    browser.open(server.link)
    browser.open(f"{server.origin}/queue?citation=absent")
    browser.press("v")
    reach(browser, "location.pathname.startsWith('/claim')")
    assert browser.run("location.search") == "?citation=absent"


def test_missed_claim_and_treatment_by_words_typed(browser: Browser, server: Server) -> None:
    browser.open(server.link)
    browser.open(f"{server.origin}/queue?q=persistent&sort=article")
    browser.run("document.querySelector('tbody a[href^=\"/claim\"]').click()")
    reach(browser, "location.pathname.startsWith('/claim')")
    browser.press("t")
    tab_to(browser, "words")
    browser.type("ibuprofen")
    press_saved(browser, "Enter", said="Link changed")
    browser.press("m")
    tab_to(browser, "words")
    browser.type("400 mg")
    press_saved(browser, "Enter", said="Claim added")
    linked, added = server.decisions()
    assert linked["changes"]["treatment"]["to"]["text"] == "ibuprofen"
    quantity = added["detail"]["claim"]["quantity"]
    assert (quantity["text"], quantity["value"], quantity["unit"]) == ("400 mg", 400.0, "mg")


def test_missed_claim_by_key_behind_emoji(browser: Browser, server: Server) -> None:
    browser.open(server.link)
    browser.open(f"{server.origin}/queue?q=persistent&sort=article")
    browser.run("document.querySelector('tbody a[href^=\"/claim\"]').click()")
    reach(browser, "location.pathname.startsWith('/claim')")
    browser.press("m")
    browser.wait("document.querySelector('details[data-action=missed]').open")
    quoted = browser.run(
        "document.querySelector('details[open] [data-digit=\"1\"]').firstElementChild.nextSibling.data"
    )
    press_saved(browser, "1", said="Claim added")
    added = server.decisions()[-1]["detail"]["claim"]
    text = next(
        json.loads(line)["text"]
        for line in (server.folder / "articles.jsonl").read_text(encoding="utf-8").splitlines()
        if json.loads(line)["article_id"] == added["article_id"]
    )
    quantity = added["quantity"]
    assert text[quantity["start"] : quantity["end"]] == quantity["text"] == quoted.strip()


def test_selected_text_behind_emoji_and_combining_marks_is_anchored(browser: Browser, server: Server) -> None:
    browser.open(server.link)
    text = json.loads((server.folder / "articles.jsonl").read_text(encoding="utf-8").splitlines()[0])["text"]
    for words in ("62%", "1 in 5", "35%", "400", "24"):
        browser.open(f"{server.origin}/article?id=knee")
        browser.press("m")
        browser.run(f"""(() => {{
            const root = document.querySelector('[data-selectable]');
            const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
            for (let node = walker.nextNode(); node; node = walker.nextNode()) {{
                const at = node.data.indexOf({json.dumps(words)});
                if (at >= 0) {{ getSelection().setBaseAndExtent(node, at, node, at + {len(words)}); return; }}
            }}
        }})()""")
        time.sleep(0.1)  # selectionchange comes with the next frame
        browser.run("document.querySelector('details[open] select[name=kind]').value = 'money'")
        browser.run("document.querySelector('details[open] [data-selected]').click()")
        browser.wait("document.getElementById('status').textContent.startsWith('Claim added')")
        quantity = server.decisions()[-1]["detail"]["claim"]["quantity"]
        assert text[quantity["start"] : quantity["end"]] == quantity["text"] == words


def test_adjudication_by_keys_alone(browser: Browser, server: Server) -> None:
    browser.open(server.link)
    claim = browser.run("location.pathname")
    press_saved(browser, "a", said="Accepted")
    browser.open(f"{server.origin}/reviewer")
    browser.run("document.querySelector('input').value = 'bo'; document.querySelector('button').click()")
    reach(browser, "location.pathname.startsWith('/claim')")
    assert browser.run("location.pathname") == claim
    assert "Other reviewers" not in browser.run("document.body.textContent")  # blind
    press_saved(browser, "r", "2", said="Rejected")
    browser.press("d")
    reach(browser, "location.pathname === '/adjudicate'")
    browser.press("j")
    browser.wait("document.querySelector('.sides') && document.readyState === 'complete'")
    press_saved(browser, "2", said="Adjudicated")
    event = server.decisions()[-1]
    assert (event["role"], event["actor"], event["detail"]["adopted"]) == ("adjudicator", "bo", "bo")
    press_saved(browser, "u", said="Undone")
    browser.call("Network.clearBrowserCookies")


def test_two_reviewers_at_once_and_the_adjudicator_links_anew(browser: Browser, run_folder: Path) -> None:
    """Each has a server of their own on the same run; neither sees the other before deciding."""
    ana, bo = Server(run_folder, reviewer="ana"), Server(run_folder, reviewer="bo")
    second = Browser(str(CHROMIUM))
    try:
        browser.open(ana.link)
        second.open(bo.link)
        claim = browser.run("location.pathname")
        assert second.run("location.pathname") == claim
        for number in range(3):
            for page, key, said in ((browser, ("a",), "Accepted"), (second, ("r", "1"), "Rejected")):
                assert "Other reviewers" not in page.run("document.body.textContent")
                press_saved(page, *key, said=said)
                page.wait(f"document.querySelector('.bar b').textContent === '{number + 1}'")
        lanes = [(event["actor"], event["action"]) for event in ana.decisions()]
        assert sorted(lanes) == [("ana", "accept")] * 3 + [("bo", "reject")] * 3
        second.press("d")
        reach(second, "location.pathname === '/adjudicate'")
        assert second.run("document.querySelectorAll('ol.list li').length") == 3
        second.press("j")
        second.wait("document.querySelector('.sides') && document.readyState === 'complete'")
        press_saved(second, "t", "9", said="Link changed")
        event = ana.decisions()[-1]
        assert (event["role"], event["actor"], event["changes"]["treatment"]["to"]) == ("adjudicator", "bo", None)
    finally:
        second.close()
        ana.stop()
        bo.stop()


# Seconds from the key to the kill; None: the server is dead before. All five in `make soak`.
MOMENTS = (None, 0.01, 0.0, 0.003, 0.03)[: int(os.environ.get("CLAIMSIFT_REVIEW_MOMENTS", "2"))]


@pytest.mark.parametrize("moment", MOMENTS)
def test_decision_waits_for_a_server_that_was_killed(browser: Browser, server: Server, moment: float | None) -> None:
    browser.open(server.link)
    browser.wait("document.body.dataset.ahead")
    if moment is None:
        server.stop()
    browser.press("a")
    if moment is None:
        # The next claim is there to be read already, and nothing says that the decision is saved.
        browser.wait("document.getElementById('trouble').textContent.startsWith('Not saved')")
        assert browser.run("document.getElementById('status').textContent") == ""
        browser.press("s")  # a second one waits behind it
        browser.wait("document.getElementById('trouble').textContent.includes('2 decisions')")
        assert browser.run("JSON.parse(sessionStorage.getItem('claimsift-unsaved')).length") == 2
    else:
        time.sleep(moment)
        server.stop()
        browser.press("s")
    time.sleep(0.2)
    server.start(server.port)
    browser.wait("sessionStorage.getItem('claimsift-unsaved') === null")
    browser.wait("document.getElementById('trouble').textContent === ''")
    assert events(server) == ["accept", "skip"]


def test_every_action_has_a_key_and_leaves_the_focus_on_something(browser: Browser, server: Server) -> None:
    browser.open(server.link)
    claim = browser.run("location.pathname")
    for action, (key, _) in KEYS.items():
        if action == "previous":
            browser.press(KEYS["next"][0])
            reach(browser, f"location.pathname !== '{claim}'")
        before = browser.run(SEEN)
        browser.press(key)
        if action not in ("undo", "redo"):  # there is nothing to take back, or there is
            browser.wait(f"({SEEN}) !== {json.dumps(before)}", 10)
        browser.wait("document.readyState === 'complete' && document.activeElement !== document.body", 10)
        browser.wait("sessionStorage.getItem('claimsift-unsaved') === null")
        browser.open(server.origin + claim)


def test_accept_and_reject_without_script(browser: Browser, server: Server) -> None:
    browser.open(server.link)
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.open(f"{server.origin}/next")
        browser.click("button[data-action=accept]")
        wait_for(lambda: len(server.decisions()) == 1, 10)
        browser.open(f"{server.origin}/next")
        browser.click("details[data-action=reject] summary")
        browser.click("button[value=not_a_claim]")
        wait_for(lambda: len(server.decisions()) == 2, 10)
    finally:
        browser.call("Emulation.setScriptExecutionDisabled", value=False)
    assert [event["action"] for event in server.decisions()] == ["accept", "reject"]


def test_payloads_in_every_field_run_nowhere(browser: Browser, run_folder: Path) -> None:
    poison(run_folder, PAYLOADS)
    server = Server(run_folder)
    try:
        browser.open(server.link)
        browser.requests.clear()
        ids = [json.loads(line)["claim_id"] for line in (run_folder / "claims.jsonl").read_text().splitlines()]
        pages = ["/queue", "/rejected?id=knee", "/article?id=knee", "/guideline", "/articles"]
        for url in [*pages, *(f"/claim/{claim_id}" for claim_id in ids)]:
            browser.open(server.origin + url)
            assert browser.run("typeof window.PWNED") == "undefined"
        press_saved(browser, "f", said="Flag changed")  # what our script puts in is escaped too
        assert browser.run("typeof window.PWNED") == "undefined"
        assert [url for url in browser.requests if not url.startswith(server.origin)] == []
    finally:
        server.stop()


PAGES = (
    "/next",
    "/queue",
    "/articles",
    "/article?id=knee",
    "/rejected?id=knee",
    "/adjudicate",
    "/agreement",
    "/progress",
    "/orphans",
    "/guideline",
    "/help",
    "/export",
    "/reviewer",
)
LOOKS = (
    {"scheme": "light"},
    {"scheme": "dark"},
    {"scheme": "light", "width": 640, "height": 450},  # 200 % of 1280
    {"scheme": "dark", "more": {"forced-colors": "active", "prefers-reduced-motion": "reduce"}},
)


def test_axe_finds_no_violation_and_no_request_leaves(browser: Browser, server: Server) -> None:
    browser.requests.clear()
    browser.errors.clear()
    browser.open(server.link)
    press_saved(browser, "a", said="Accepted")
    press_saved(browser, "r", "1", said="Rejected")
    # Without the rules only what depends on the size is left to check.
    for look in LOOKS if AXE.exists() else LOOKS[1:3]:
        browser.emulate(**look)
        for url in PAGES:
            browser.open(server.origin + url)
            # Nothing is cut off on a small screen.
            assert browser.run("document.documentElement.scrollWidth <= innerWidth"), (url, look)
            if AXE.exists():
                browser.run(AXE.read_text(encoding="utf-8"))
                found = browser.run("axe.run().then(r => r.violations.map(v => v.id + ' ' + v.nodes[0].html))")
                assert found == [], (url, look)
    browser.emulate()
    # A page of an earlier test may have asked its server, which is gone.
    assert [said for said in browser.errors if server.origin in said or "http://" not in said] == []
    assert {url for url in browser.requests if not url.startswith((server.origin, "about:"))} == set()
    if not AXE.exists():
        pytest.skip("axe.min.js is not here (AXE_JS names it): sizes and requests were checked, rules were not")
