// Keys, decisions without a new page, and selected text. Everything else works without this file.

const main = document.getElementById("main");
const status = document.getElementById("status");
const trouble = document.getElementById("trouble");
const keys = JSON.parse(document.body.dataset.keys);
const HELD = "claimsift-unsaved";
const LIVE = { "X-Claimsift": "live" };
let shownAt = performance.now();
let selected = null;
let sending = false;

document.documentElement.classList.add("script");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const field = event.target.closest("input:not([type=checkbox]), select, textarea");
  if (event.key === "Escape") return leave(field);
  if (field) return;
  if (/^[1-9]$/.test(event.key)) {
    const scope = main.querySelector(".actions details[open]") ?? main;
    const choice = scope.querySelector(`[data-digit="${event.key}"]`);
    if (choice && (scope !== main || choice.closest(".sides"))) { event.preventDefault(); choice.click(); }
    return;
  }
  const action = Object.hasOwn(keys, event.key) ? keys[event.key] : null;
  const target = action && document.querySelector(`main [data-action="${action}"], header [data-action="${action}"]`);
  if (action === "search" && !target) { event.preventDefault(); location.assign("/queue#search"); return; }
  if (!target || target.disabled) return;
  event.preventDefault();
  if (target.tagName === "DETAILS") toggle(target);
  else if (target.tagName === "INPUT") target.focus();
  else target.click();
});

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
  const link = event.target.closest("a[data-go]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  go(link.getAttribute("href"), true);
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-live]");
  if (!form) return;
  event.preventDefault();
  if (sending) return;
  const data = new FormData(form, event.submitter ?? undefined);
  if (event.submitter?.hasAttribute("data-selected")) {
    if (!selected) { say("Select words in the text first."); return; }
    for (const [name, value] of Object.entries(selected)) data.set(name, value);
  }
  data.set("elapsed_ms", String(Math.round(performance.now() - shownAt)));
  send({ url: form.getAttribute("action"), body: new URLSearchParams(data).toString() });
});

addEventListener("popstate", () => go(location.pathname + location.search, false));

// Held in this tab until the server has said that it is on the disk; sent again with the same key after a failure.
async function send(decision) {
  sending = true;
  sessionStorage.setItem(HELD, JSON.stringify(decision));
  let response;
  for (;;) {
    try {
      response = await fetch(decision.url, {
        method: "POST", body: decision.body, redirect: "error",
        headers: { ...LIVE, "Content-Type": "application/x-www-form-urlencoded" },
      });
      if (response.status !== 503 && response.status !== 500) break;
    } catch { /* the server does not answer */ }
    trouble.textContent = "Not saved: the server does not answer. Trying again…";
    await new Promise((resolve) => setTimeout(resolve, 700));
  }
  sessionStorage.removeItem(HELD);
  sending = false;
  let answer;
  try { answer = await response.json(); } catch { answer = { error: await response.text().catch(() => "") || "Not saved." }; }
  trouble.textContent = answer.error ? `Not saved: ${answer.error}` : "";
  if (answer.error) { say(""); if (response.status === 409) show(answer.html); return; }
  if (answer.url !== location.pathname + location.search) history.pushState(null, "", answer.url);
  show(answer.html);
  say(answer.said);
}

async function go(url, push) {
  try {
    const response = await fetch(url, { headers: LIVE });
    if (response.redirected || !response.ok) { location.assign(url); return; }
    if (push) history.pushState(null, "", url);
    show(await response.text());
    say("");
  } catch { trouble.textContent = "The server does not answer."; }
}

// Our own pages, escaped by the server, and under a policy that runs no script but this file.
function show(html) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  const title = parsed.querySelector("template[data-title]");
  if (title) { document.title = title.dataset.title; title.remove(); }
  main.replaceChildren(...parsed.body.childNodes);
  selected = null;
  scrollTo(0, 0);
  focusMain();
  shownAt = performance.now();
}

function say(text) {
  status.textContent = text;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => { status.textContent = ""; }, 4000);
}

if (location.hash === "#search") document.querySelector("[data-action=search]")?.focus();
else focusMain();
const held = sessionStorage.getItem(HELD);
if (held) send(JSON.parse(held));
