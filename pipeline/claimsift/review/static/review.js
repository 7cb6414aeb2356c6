// Keys, decisions without a new page, and selected text. Everything else works without this file.

const main = document.getElementById("main");
const status = document.getElementById("status");
const trouble = document.getElementById("trouble");
const pane = document.getElementById("pane");
const keys = JSON.parse(document.body.dataset.keys);
const HELD = "claimsift-unsaved";
const LIVE = { "X-Claimsift": "live" };
const MOVES = ["next", "previous"];
// Decisions that the server has not yet put on the disk, oldest first; kept over a reload of this tab.
const line = JSON.parse(sessionStorage.getItem(HELD) ?? "[]");
const waiting = []; // keys pressed while a decision's own answer is awaited
let ahead = null; // the page of the next open claim, fetched while this one is read
let busy = line.some((decision) => !decision.shown);
let delivering = false;
let halted = false; // a page that says what went wrong stays until a key is pressed
let shownAt = performance.now();
let selected = null;

document.documentElement.classList.add("script");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const field = event.target.closest("input:not([type=checkbox]), select, textarea");
  if (event.key === "Escape") { if (!pane.open) leave(field); return; }
  if (field) return;
  // A key that is held down decides once.
  if (event.repeat && !MOVES.includes(actionOf(event.key))) { if (actionOf(event.key)) event.preventDefault(); return; }
  if (press(event.key)) event.preventDefault();
});

function actionOf(key) {
  return Object.hasOwn(keys, key) ? keys[key] : null;
}

function press(key) {
  const action = actionOf(key);
  if (!action && !/^[1-9]$/.test(key)) return false;
  if (pane.open) { if (pane.dataset.action === action) pane.close(); return true; }
  if (busy || (line.length && ["undo", "redo"].includes(action))) { waiting.push(key); return true; }
  if (!action) {
    const open = main.querySelector(".actions details[open]");
    const choice = (open ?? main).querySelector(`${open ? "" : ".sides "}[data-digit="${key}"]`);
    choice?.click();
    return choice !== null;
  }
  const named = `[data-action="${action}"]`;
  const target = main.querySelector(named) ?? document.querySelector(`header ${named}`);
  if (action === "search" && !target) { location.assign("/queue#search"); return true; }
  if (!target || target.disabled) return false;
  if (target.tagName === "DETAILS") toggle(target);
  else if (target.tagName === "INPUT") target.focus();
  else target.click();
  return true;
}

function toggle(details) {
  const open = !details.open;
  for (const other of main.querySelectorAll(".actions details[open]")) other.open = false;
  details.open = open;
  const first = details.querySelector("[data-first]");
  (open && first ? first : details.querySelector("summary")).focus();
  if (open && first) first.select();
}

function leave(field) {
  const open = (field ?? document.activeElement)?.closest("details[open]") ?? main.querySelector(".actions details[open]");
  if (open) { open.open = false; open.querySelector("summary").focus(); } else if (field) focusMain();
}

function focusMain() {
  (main.querySelector("h1") ?? main).focus({ preventScroll: true });
}

// Offsets in UTF-16 units behind the element's first character; the server makes code points of them.
document.addEventListener("selectionchange", () => {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return;
  const range = selection.getRangeAt(0);
  const holder = range.commonAncestorContainer.parentElement?.closest("[data-selectable]");
  const root = holder ?? (range.commonAncestorContainer.dataset?.base ? range.commonAncestorContainer : null);
  if (!root) return;
  const before = document.createRange();
  before.selectNodeContents(root);
  before.setEnd(range.startContainer, range.startOffset);
  const quote = range.toString();
  const from = before.toString().length;
  selected = { base: root.dataset.base, from16: String(from), to16: String(from + quote.length), quote };
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-go], a[data-pane]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (link.hasAttribute("data-pane")) lay(link); else go(link.getAttribute("href"), true);
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-live]");
  if (!form) return;
  event.preventDefault();
  if (busy) return;
  const button = event.submitter;
  const data = new FormData(form, button ?? undefined);
  if (button?.hasAttribute("data-selected") && !data.get("words")?.trim()) {
    if (!selected) { say("Select words in the text first."); return; }
    for (const [name, value] of Object.entries(selected)) data.set(name, value);
  }
  data.set("elapsed_ms", String(Math.round(performance.now() - shownAt)));
  const decision = { url: form.getAttribute("action"), body: new URLSearchParams(data).toString(), shown: "" };
  line.push(decision);
  hold();
  halted = false;
  if (button?.hasAttribute("data-advances") && ahead) {
    decision.shown = ahead.url;
    history.pushState(null, "", ahead.url);
    show(ahead.page);
  } else busy = true;
  deliver();
});

addEventListener("popstate", () => go(location.pathname + location.search, false));
addEventListener("beforeunload", (event) => { if (line.length) event.preventDefault(); });

function hold() {
  if (line.length) sessionStorage.setItem(HELD, JSON.stringify(line)); else sessionStorage.removeItem(HELD);
}

// One after the other, each until the server has said that it is on the disk; after a failure with the same key again.
async function deliver() {
  if (delivering) return;
  delivering = true;
  while (line.length) {
    const slow = setTimeout(() => { status.textContent = "Saving…"; }, 400);
    const [code, answer] = await send(line[0]);
    clearTimeout(slow);
    const decision = line.shift();
    hold();
    if (answer.error) refused(decision, code, answer); else saved(decision, answer);
  }
  delivering = false;
  fetchAhead();
  while (waiting.length && !busy) press(waiting.shift());
}

async function send(decision) {
  for (let failed = 0; ;) {
    try {
      const response = await fetch(decision.url, {
        method: "POST", body: decision.body, redirect: "error",
        headers: { ...LIVE, "X-Claimsift-Shown": decision.shown, "Content-Type": "application/x-www-form-urlencoded" },
      });
      if (response.status === 500) failed += 1;
      if (response.status !== 503 && (response.status !== 500 || failed > 2)) {
        const text = await response.text();
        try { return [response.status, JSON.parse(text)]; } catch { return [response.status, { error: text || "no answer" }]; }
      }
    } catch { /* the server does not answer */ }
    const more = line.length > 1 ? ` (${line.length} decisions)` : "";
    status.textContent = "";
    trouble.textContent = `Not saved${more}: the server does not answer. Trying again…`;
    await new Promise((resolve) => setTimeout(resolve, 700));
  }
}

function refused(decision, code, answer) {
  busy = false;
  waiting.length = 0;
  say("");
  trouble.textContent = `Not saved: ${answer.error}`;
  if (code === 409) { history.replaceState(null, "", answer.url); show(answer.html); halted = true; }
  else if (decision.shown) go(decision.url, true);
}

function saved(decision, answer) {
  trouble.textContent = "";
  say(answer.said);
  const here = location.pathname + location.search;
  if (!decision.shown) {
    busy = false;
    if (answer.url !== here) history.pushState(null, "", answer.url);
    show(answer.html);
  } else if (answer.bar && decision.shown === here) {
    const bar = main.querySelector(".bar");
    if (bar && !bar.contains(document.activeElement)) bar.replaceWith(...parse(answer.bar).body.childNodes);
  } else if (answer.html && decision.shown === here && !halted && !line.length) {
    // Another window has decided what was fetched ahead.
    history.replaceState(null, "", answer.url);
    show(answer.html);
  }
}

async function go(url, push) {
  halted = false;
  if (ahead?.url === url) {
    if (push) history.pushState(null, "", url);
    show(ahead.page);
    fetchAhead();
    return;
  }
  try {
    const response = await fetch(url, { headers: LIVE });
    if (response.redirected || !response.ok) { location.assign(url); return; }
    const page = parse(await response.text());
    // Address and page change together: a key in between would be for the page before.
    if (push) history.pushState(null, "", url);
    show(page);
    fetchAhead();
    say("");
  } catch { trouble.textContent = "The server does not answer."; }
}

// The guideline or the keys over the page; Escape or the same key leads back.
async function lay(link) {
  try {
    const response = await fetch(link.getAttribute("href"), { headers: LIVE });
    if (!response.ok) { location.assign(link.href); return; }
    const parsed = parse(await response.text());
    parsed.querySelector("template[data-title]")?.remove();
    pane.lastElementChild.replaceChildren(...parsed.body.childNodes);
    pane.dataset.action = link.dataset.action;
    pane.showModal();
    pane.lastElementChild.focus();
  } catch { trouble.textContent = "The server does not answer."; }
}

// What is fetched now is painted at once when a key is pressed.
async function fetchAhead() {
  const url = main.querySelector("[data-ahead]")?.dataset.ahead;
  if (!url || ahead?.url === url) return;
  hasAhead(null);
  try {
    const response = await fetch(url, { headers: LIVE });
    if (!response.ok || response.redirected) return;
    const page = parse(await response.text());
    if (main.querySelector("[data-ahead]")?.dataset.ahead === url) hasAhead({ url, page });
  } catch { /* it is fetched when it is asked for */ }
}

function hasAhead(page) {
  ahead = page;
  document.body.dataset.ahead = page?.url ?? "";
}

function parse(html) {
  return new DOMParser().parseFromString(html, "text/html");
}

// Our own pages, escaped by the server, and under a policy that runs no script but this file.
function show(page) {
  const parsed = typeof page === "string" ? parse(page) : page;
  const title = parsed.querySelector("template[data-title]");
  if (title) { document.title = title.dataset.title; title.remove(); }
  main.replaceChildren(...parsed.body.childNodes);
  hasAhead(null);
  selected = null;
  if (pane.open) pane.close();
  scrollTo(0, 0);
  focusMain();
  mark();
  shownAt = performance.now();
}

function mark() {
  const here = `/${location.pathname.split("/")[1]}`;
  for (const link of document.querySelectorAll("header nav a")) {
    const to = link.getAttribute("href");
    if (to === here || (to === "/next" && here === "/claim")) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

function say(text) {
  status.textContent = text;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => { status.textContent = ""; }, 4000);
}

mark();
if (location.hash === "#search") document.querySelector("[data-action=search]")?.focus();
else focusMain();
if (line.length) deliver(); else fetchAhead();
