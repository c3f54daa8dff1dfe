"""A script in an article's prose, in a real browser: it reaches neither the control page nor a run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from builders import code, notebook, saved, text
from preview_running import HEAD, SECONDS, Preview, made, start, stop, until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# Each try gives what it got, or throws.
ATTACK = """<script>
const control = "CONTROL";
const tries = {
  token: async () => (await fetch(control + "/")).text(),
  events: () => new Promise((done, fail) => {
    const events = new EventSource(control + "/.nbpress/events");
    events.onmessage = done;
    events.onerror = fail;
  }),
  run: async () => (await fetch(control + "/.nbpress/run", { method: "POST", body: "victim" })).text(),
  blindRun: async () => {
    await fetch(control + "/.nbpress/run", { method: "POST", mode: "no-cors", body: "victim" });
    throw 0; // it never knows; the terminal does
  },
  headerRun: async () => fetch(control + "/.nbpress/run", { method: "POST", headers: { "X-Nbpress": "x" }, body: "victim" }),
  script: () => new Promise((done, fail) => {
    const script = document.createElement("script");
    script.src = control + "/.nbpress/control.js";
    script.onload = done;
    script.onerror = fail;
    document.head.append(script);
  }),
  parent: async () => parent.document.documentElement.outerHTML,
  address: async () => parent.location.href,
  leave: async () => { top.location.href = "http://127.0.0.1:1/gone"; },
  button: async () => parent.document.querySelector("button").click(),
  frame: () => new Promise((done, fail) => {
    const frame = document.createElement("iframe");
    frame.src = control + "/general/evil/";
    frame.onload = () => { try { done(frame.contentDocument.body.outerHTML); } catch (error) { fail(error); } };
    document.documentElement.append(frame);
  }),
  window: async () => {
    const opened = open(control + "/");
    await new Promise((done) => setTimeout(done, 1500));
    return opened.document.documentElement.outerHTML;
  },
  cookie: async () => document.cookie,
  origin: async () => { if (origin === "null") throw 0; return origin; },
};
parent.postMessage({ nbpress: { version: "x", path: "//attacker.example/", title: "<img src=x onerror=alert(1)>" } }, "*");
parent.postMessage({ nbpress: { version: {}, path: "/.nbpress/run", title: 7 } }, "*");
parent.postMessage({ nbpress: { path: "javascript:alert(1)" } }, "*");
(async () => {
  const got = {};
  for (const [name, act] of Object.entries(tries)) {
    await act().then((what) => { got[name] = String(what); }, () => {});
  }
  document.body.dataset.got = JSON.stringify([Object.keys(tries).length, got]);
})();
</script>"""
CONFINED = 14


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    project = made(tmp_path_factory.mktemp("attacked") / "project")
    doubled = project / "notebooks" / "doubled.ipynb"
    doubled.rename(doubled.with_name("victim.ipynb"))
    preview = start(project)
    attack = ATTACK.replace("CONTROL", preview.url.rstrip("/"))
    head = HEAD.replace("Doubled", "Evil").replace("---\nlayout", "---\nnbpress: {run: never}\nlayout")
    saved(notebook(code("1"), text("Some words."), text(attack), head=head), project / "notebooks" / "evil.ipynb")
    until(lambda: "new: " in preview.said(), preview.said())
    yield preview
    stop(preview)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    context.set_default_timeout(SECONDS * 1000)
    yield context.new_page()
    context.close()


def test_a_script_of_the_prose_gets_nothing_and_runs_nothing(attacked: Preview, page: Page) -> None:
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.goto(f"{attacked.url}general/evil/")
    tried = page.frame_locator("iframe").locator("body[data-got]")
    tried.wait_for(state="attached")
    assert json.loads(tried.get_attribute("data-got") or "") == [CONFINED, {}]
    page.get_by_role("status").get_by_text("a run is due, since it is new").wait_for(state="visible")
    assert "victim: cell" not in attacked.said() and "runs, since" not in attacked.said()
    assert page.evaluate("location.href") == f"{attacked.url}general/evil/" and dialogs == []
    page.get_by_role("button", name="Run it").click()
    until(lambda: "victim: ran" in attacked.said(), attacked.said())


def test_a_page_of_another_site_cannot_frame_what_is_previewed(attacked: Preview, page: Page) -> None:
    ways = {"control": attacked.url, "pages": f"http://127.0.0.1:{attacked.pages_port}/"}
    frames = "".join(f'<iframe name="{name}" src="{address}"></iframe>' for name, address in ways.items())
    page.route("http://attacker.example/", lambda route: route.fulfill(body=frames, content_type="text/html"))
    page.goto("http://attacker.example/")
    page.wait_for_load_state("networkidle")
    shown = {frame.name: frame.url for frame in page.frames[1:]}
    assert shown == dict.fromkeys(ways, "chrome-error://chromewebdata/")
