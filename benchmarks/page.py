"""How quickly the page answers over a large catalogue: `python -m benchmarks.page`, part of
`make bench`.

WFMU's shows and the pages of MixesDB are imported together where the study data lies beside the
checkout, and every track of the model gets an invented analysis, so that the filters, the ordering
and the map by sound have something to work on. The dashboard runs as its own process, as `make run`
starts it; Chromium asks it on the same machine. A time runs from the press of a button or a key
until what it asked for is painted, measured in the page; each thing begins when the page rests.
"""

import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, sync_playwright

from benchmarks.large_catalogue import SEED, ask_names, prepare
from benchmarks.serving import find_chromium, free_port
from benchmarks.study_data import STUDY_DATA
from recommender.catalogue.identity import fold

TIMES = 30
"""How often each thing is done."""
TARGET_MS = 300
FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
"""As on a machine without a graphics card, where Chromium draws by itself and the map is a canvas.
An emulated card would take the processor from everything else; benchmarks/map.py measures that."""

SHUFFLE = """(order) => segue.crate.change("shuffling", (tracks) => {
  const rank = new Map(order.map((place, at) => [at, place]));
  return tracks.map((track, at) => [rank.get(at) ?? at, track])
    .sort((one, other) => one[0] - other[0]).map(([, track]) => track);
})"""

UNFILTERED = """segue.search.ask({
  seeds: segue.address.now().seeds.slice(0, 1), disliked: [], count: '20', key: 'any',
  tempo: 'any', genre: 'any', artist: 'any', mood: '0', from: '', to: '',
})"""

TIMER = """
window.bench = {
  // Two frames later it is on the screen.
  painted: () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
  // What the last thing left to do, such as a picture that comes later, is done.
  async rest() {
    for (let idle = 0; idle < 3;) {
      const { timeRemaining } = await new Promise((done) => requestIdleCallback((deadline) =>
        done({ timeRemaining: deadline.timeRemaining() })));
      idle = timeRemaining > 5 ? idle + 1 : 0;
    }
  },
  async time(act, is) {
    await window.bench.rest();
    const began = performance.now();
    act();
    while (!is()) {
      if (performance.now() - began > 15000) throw new Error(`no answer to ${act}`);
      await new Promise((done) => requestAnimationFrame(done));
    }
    await window.bench.painted();
    return performance.now() - began;
  },
  type(id, text) {
    const box = document.getElementById(id);
    const { set } = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value");
    box.focus();
    set.call(box, text);
    box.dispatchEvent(new Event("input", { bubbles: true }));
  },
  text: (selector) => document.querySelector(selector)?.textContent || "",
  row: (at) => {
    const { artist, title } = dash_ag_grid.getApi("results").getDisplayedRowAtIndex(at).data;
    return `${artist} - ${title}`;
  },
  // A new answer, and its first row is the one that is drawn.
  answered: (before) => {
    if (segue.shown === before || !segue.shown) return false;
    const first = dash_ag_grid.getApi("results").getDisplayedRowAtIndex(0);
    const drawn = bench.text('.ag-row[row-index="0"] .track-name b');
    return Boolean(first) && first.data.title === drawn;
  },
  shown: (selector) => Boolean(document.querySelector(selector)?.checkVisibility()),
};
"""


@dataclass
class Times:
    """What was measured, by what was done."""

    of: dict[str, list[float]] = field(default_factory=dict)

    def note(self, what: str, ms: float) -> None:
        """One more."""
        self.of.setdefault(what, []).append(ms)

    def show(self) -> None:
        """A line for each, and one for all of them."""
        every = [ms for all_ms in self.of.values() for ms in all_ms]
        for what, found in {**self.of, "everything": every}.items():
            median, high, worst = np.percentile(found, [50, 95, 100])
            over = "" if high <= TARGET_MS else f"  over {TARGET_MS} ms"
            print(
                f"  {what:34} {median:6.0f} ms median, {high:6.0f} ms 95th percentile, "
                f"{worst:6.0f} ms worst, {len(found)} times{over}"
            )


def main() -> None:
    """Import, train, serve, drive, print."""
    files = [
        STUDY_DATA / "wfmu" / "setlists.jsonl.gz",
        STUDY_DATA / "mixesdb" / "essential_mix.jsonl.gz",
    ]
    chromium = find_chromium()
    if not all(file.exists() for file in files):
        print("\nThe page over a large catalogue: skipped, the study data is not here")
        return
    if chromium is None:
        print("\nThe page over a large catalogue: skipped, there is no Chromium")
        return
    with tempfile.TemporaryDirectory() as folder:
        data = Path(os.environ.get("SEGUE_BENCH_DATA") or folder)
        if not (data / "segue.db").exists():
            prepare(data, files)
        names, djs = ask_names(data, 4 * TIMES, TIMES)
        with served(data) as (url, process), sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.add_init_script(TIMER)
            times = Times()
            before = memory_mb(process.pid)
            drive(page, url, names, djs, times)
            print(f"  Chromium {browser.version}")
            times.show()
            after = memory_mb(process.pid)
            print(
                f"  memory of the server   {before:8,.0f} MB at first, {after:,.0f} MB at the end"
            )
            browser.close()


@contextmanager
def served(data: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The dashboard over the catalogue, in a process of its own."""
    port = free_port()
    environment = {
        **os.environ,
        "SEGUE_DATA": str(data),
        "DATABASE_URL": "",
        "SEGUE_PORT": str(port),
        "SEGUE_DEMO": "off",
    }
    app = Path(__file__).resolve().parents[1] / "app.py"
    process = subprocess.Popen(
        [sys.executable, str(app)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port, process)
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Until it listens. Raises RuntimeError when it ends before."""
    while process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise RuntimeError("the dashboard did not start")


def memory_mb(process: int) -> float:
    """What the process holds in memory."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
    return int(kilobytes) / 1024


def drive(page: Page, url: str, names: list[str], djs: list[str], times: Times) -> None:
    """Every interaction, page by page."""
    page.goto(url)
    page.locator(".chip").first.wait_for()
    find(page, names, times)
    crate(page, times)
    profiles(page, djs, times)
    map_of_tracks(page, names, times)
    catalogue(page, times)


def timed(page: Page, times: Times, what: str, act: str, shown: str) -> None:
    """Do `act` until `shown` holds; both are JavaScript."""
    times.note(what, page.evaluate(f"bench.time(() => {{ {act} }}, () => {shown})"))


def find(page: Page, names: list[str], times: Times) -> None:
    """Suggestions, seeds, dislikes, filters, evidence."""
    for number in range(TIMES):
        name, typed = names[number], names[TIMES + number][:6]
        page.evaluate("bench.type('seed', '')")
        page.locator(".seed-option").first.wait_for(state="hidden")
        timed(
            page, times, "Find: suggestions for six letters",
            f"bench.type('seed', {json.dumps(typed)})", "bench.shown('.seed-option')",
        )  # fmt: skip
        if number:
            ask(page, UNFILTERED)
        seed = json.dumps([name])
        rerank(
            page, times, "Find: twenty tracks for a seed", f"segue.search.ask({{seeds: {seed}}})"
        )
        rerank(page, times, "Find: more like this", "segue.seeds.like(bench.row(3))")
        rerank(page, times, "Find: less like this", "segue.seeds.dislike(bench.row(2))")
        rerank(page, times, "Find: at most one by an artist", "segue.search.ask({ artist: '1' })")
        rerank(page, times, "Find: harmonic key", "segue.search.ask({ key: 'harmonic' })")
        rerank(page, times, "Find: tempo within 6 %", "segue.search.ask({ tempo: '6' })")
        rerank(page, times, "Find: years", "segue.search.ask({ from: '1990', to: '2010' })")
        rerank(page, times, "Find: towards the unknown", "segue.search.ask({ mood: '2' })")
        rerank(page, times, "Find: a hundred tracks", "segue.search.ask({ count: '100' })")
        timed(
            page, times, "Find: the evidence",
            "document.querySelector('.ag-center-cols-container .why').click()",
            "bench.shown('#evidence-body .evidence-reason')",
        )  # fmt: skip
        page.keyboard.press("Escape")
        page.locator("#evidence-body").wait_for(state="hidden")


def rerank(page: Page, times: Times, what: str, act: str) -> None:
    """Ask for something different about what is shown."""
    timed(page, times, what, f"window.before = segue.shown; {act}", "bench.answered(window.before)")


def crate(page: Page, times: Times) -> None:
    """Into the crate and out, ordered, undone."""
    ask(page, "segue.search.ask({ artist: 'any', key: 'any', tempo: 'any', from: '', to: '' })")
    rows = "document.querySelectorAll('#crate-list > li').length"
    for number in range(TIMES):
        timed(
            page, times, "Crate: one track in",
            f"""window.had = {rows};
                document.querySelectorAll('.add-button')[{number}].click()""",
            f"{rows} === window.had + 1",
        )  # fmt: skip
    keys = "segue.crate.tracks().map((track) => track.key).join()"
    told = "bench.text('#crate-told-words') !== ''"
    drawn = random.Random(SEED)
    for _ in range(TIMES):
        page.evaluate(SHUFFLE, drawn.sample(range(TIMES), TIMES))
        timed(
            page, times, "Crate: thirty ordered for mixing",
            "document.getElementById('crate-told-words').textContent = '';"
            "document.getElementById('crate-order').click()",
            told,
        )  # fmt: skip
        timed(
            page, times, "Crate: undo",
            f"window.order = {keys}; document.getElementById('crate-undo').click()",
            f"{keys} !== window.order",
        )  # fmt: skip
    page.evaluate("segue.crate.tracks().slice(10).forEach(({ key }) => segue.crate.remove(key))")


def ask(page: Page, what: str) -> None:
    """Something different about what is shown, not measured."""
    page.evaluate(f"bench.time(() => {{ window.before = segue.shown; {what} }}, "
                  "() => bench.answered(window.before))")  # fmt: skip


def profiles(page: Page, djs: list[str], times: Times) -> None:
    """The page DJs."""
    page.evaluate("segue.router.open('/djs')")
    page.locator("#dj-most .chip").first.wait_for()
    for name in djs:
        page.evaluate("bench.type('dj-box', '')")
        page.locator(".dj-option").first.wait_for(state="hidden")
        timed(
            page, times, "DJs: suggestions",
            f"bench.type('dj-box', {json.dumps(name[:5])})", "bench.shown('.dj-option')",
        )  # fmt: skip
    page.evaluate("bench.type('dj-box', '')")
    for name in djs:
        timed(
            page, times, "DJs: a profile with its tracks",
            f"segue.router.open('/djs?dj=' + encodeURIComponent({json.dumps(fold(name))}))",
            f"bench.text('#dj-name') === {json.dumps(name)} && bench.shown('#dj-track-list li')",
        )  # fmt: skip
        # Its picture comes later, and the first one brings Plotly with it.
        page.wait_for_function(
            "() => document.getElementById('dj-picture').hidden"
            " || document.querySelector('#dj-figure .main-svg')"
        )


def map_of_tracks(page: Page, names: list[str], times: Times) -> None:
    """The page Map: a track found, coloured, by sets and by sound."""
    page.evaluate("segue.router.open('/map')")
    page.locator("#map:not(.is-waiting)").wait_for(timeout=120_000)
    page.wait_for_function("() => segue.map.look().size > 1000")
    for name in names[:TIMES]:
        page.evaluate("bench.type('map-search', '')")
        timed(
            page, times, "Map: suggestions",
            f"bench.type('map-search', {json.dumps(name.split(' - ', 1)[1][:6])})",
            "bench.shown('#map-found li')",
        )  # fmt: skip
        timed(
            page, times, "Map: a track's card and its neighbours",
            "document.querySelector('#map-card')?.replaceChildren();"
            "document.querySelector('#map-found li').click()",
            "bench.shown('#map-card .track-name')",
        )  # fmt: skip
    for number in range(TIMES):
        button = f"""document.querySelector('[data-map="colour"][data-value="{
            ("genre", "tempo", "key")[(number + 1) % 3]
        }"]')"""
        timed(
            page, times, "Map: coloured anew",
            f"window.legend = bench.text('#map-legend'); {button}.click()",
            f"""{button}.getAttribute('aria-pressed') === 'true' &&
                bench.text('#map-legend') !== window.legend""",
        )  # fmt: skip


def catalogue(page: Page, times: Times) -> None:
    """The page Catalogue, opened once and refreshed."""
    page.evaluate("segue.router.open('/catalogue')")
    page.locator("#catalogue-refresh").wait_for()
    for _ in range(TIMES):
        page.evaluate("segue.router.open('/djs')")
        page.locator("#page-djs").wait_for()
        timed(
            page, times, "Catalogue: from another page",
            "segue.router.open('/catalogue')",
            "bench.shown('#page-catalogue dl')",
        )  # fmt: skip


if __name__ == "__main__":
    main()
