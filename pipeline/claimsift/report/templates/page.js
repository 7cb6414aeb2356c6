"use strict";
// Everything here is a comfort: without it the page shows all that it holds.

// Tables: a click on a heading sorts by its column, another the other way round.
for (const table of document.querySelectorAll("table.sortable")) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, index) => {
    if (head.classList.contains("plain")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const numeric = head.classList.contains("n");
      const key = (row) => {
        const text = row.cells[index].textContent.trim();
        return numeric ? parseFloat(text.replace(/,/g, "")) || 0 : text.toLowerCase();
      };
      const body = table.tBodies[0];
      const rows = [...body.rows].map((row) => [key(row), row]);
      rows.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0) * (down ? -1 : 1));
      body.replaceChildren(...rows.map((item) => item[1]));
    });
  });
}

// The list of claims: filtered by the fields above it, and by links such as data-show="t=3 o=7".
const form = document.querySelector("form.filter");
if (form) {
  const items = [...document.querySelectorAll("ol.claims > li")];
  const count = form.querySelector("output");
  let chosen = {};
  const apply = () => {
    const words = form.elements.words.value.trim().toLowerCase();
    const wanted = { ...chosen };
    for (const field of form.querySelectorAll("select")) if (field.value) wanted[field.name] = field.value;
    let shown = 0;
    for (const item of items) {
      const fits = Object.entries(wanted).every(([name, value]) => item.dataset[name] === value)
        && (!words || item.textContent.toLowerCase().includes(words));
      item.hidden = !fits;
      if (fits) shown += 1;
    }
    count.textContent = `${shown} of ${items.length} claims`;
  };
  const choose = (text) => {
    form.reset();
    chosen = Object.fromEntries(text.split(" ").filter(Boolean).map((part) => part.split("=")));
    for (const field of form.querySelectorAll("select")) {
      if (field.name in chosen) {
        field.value = chosen[field.name];
        delete chosen[field.name];
      }
    }
    apply();
  };
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", apply);
  form.addEventListener("reset", () => { chosen = {}; setTimeout(apply); });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-show]");
    if (link) choose(link.dataset.show);
  });
  form.hidden = false;
  apply();
}

// A link to something that is folded away or filtered out shows it first.
const reveal = () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  for (let inside = target.closest("details"); inside; inside = inside.parentElement.closest("details")) inside.open = true;
  if (target.hidden && form) form.reset();
  target.hidden = false;
  target.scrollIntoView();
};
addEventListener("hashchange", reveal);
if (location.hash) reveal();
