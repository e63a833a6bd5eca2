"use strict";
// The page works without this script; it adds searching, opening what a link leads to, and reading whole documents.
// Words of sources reach the page only as text nodes, or as HTML that was escaped when the file was made.
(() => {
  const $ = (id) => document.getElementById(id);
  const incidents = Array.from(document.querySelectorAll("details.incident"));

  // ---- bodies that wait: escaped HTML in inert blocks, put in place when somebody opens them
  const waiting = (details) => details.querySelector(":scope > script.later");
  function fill(details) {
    const later = waiting(details);
    if (!later) return;
    const template = document.createElement("template");
    template.innerHTML = later.textContent;
    const made = Array.from(template.content.children);
    later.replaceWith(template.content);
    made.forEach(wire);
  }
  const lazy = Array.from(document.querySelectorAll("details")).filter(waiting);
  lazy.forEach((details) => details.addEventListener("toggle", () => { if (details.open) fill(details); }));

  // ---- names in the register of documents become links to the reader
  function wire(root) {
    root.querySelectorAll("tr[data-text] .name").forEach((name) => {
      const link = document.createElement("a");
      link.className = "doc";
      link.href = `#${name.closest("tr").id}`;
      link.append(...Array.from(name.childNodes));
      name.append(link);
    });
  }
  wire(document);

  // ---- a link opens what it leads to
  function find(id) {
    if (!id) return null;
    const known = $(id);
    if (known) return known;
    const needle = `id="${id}"`;
    for (const details of lazy) {
      const later = waiting(details);
      if (later && later.textContent.includes(needle)) { fill(details); return $(id); }
    }
    return null;
  }
  function show(id) {
    const target = find(id);
    if (!target) return;
    for (let node = target; node; node = node.parentElement) {
      if (node.localName === "details") { fill(node); node.open = true; }
      if (node.hidden) node.hidden = false;
    }
    target.scrollIntoView({ block: "start" });
    if (target.localName === "details") target.querySelector("summary").focus({ preventScroll: true });
    else if (target.tabIndex >= -1 && target.hasAttribute("tabindex")) target.focus({ preventScroll: true });
  }
  const wanted = () => decodeURIComponent(location.hash.slice(1));
  window.addEventListener("hashchange", () => show(wanted()));
  if (location.hash) show(wanted());

  // ---- search
  const fold = (text) => text.normalize("NFKD").replace(/[\p{M}\u0640]/gu, "").toLowerCase()
    .replace(/[أإآٱ]/g, "ا").replace(/ى|ی|ئ/g, "ي").replace(/ة/g, "ه").replace(/ک/g, "ك");
  const plain = new Map();
  const entities = { amp: "&", lt: "<", gt: ">", "#39": "'", "#34": '"' };
  function words(details) {
    if (!plain.has(details)) {
      const later = waiting(details);
      const body = later ? later.textContent.replace(/<[^>]*>/g, " ").replace(/&(amp|lt|gt|#39|#34);/g, (_, e) => entities[e]) : "";
      plain.set(details, fold(details.querySelector("summary").textContent + " " + (later ? body : details.textContent)).replace(/\s+/g, " "));
    }
    return plain.get(details);
  }
  function search() {
    const sought = fold($("words").value).split(/\s+/).filter(Boolean);
    const grade = $("grade").value;
    let shown = 0;
    for (const details of incidents) {
      const fits = (!grade || details.dataset.grade === grade) && sought.every((word) => words(details).includes(word));
      details.hidden = !fits;
      if (fits) shown += 1;
    }
    for (const group of document.querySelectorAll("#incidents .group")) group.hidden = !group.querySelector("details.incident:not([hidden])");
    $("found").textContent = sought.length || grade ? `${shown} of ${incidents.length} shown` : "";
  }
  const original = new Map();
  function sort() {
    for (const group of document.querySelectorAll("#incidents .group")) {
      if (!original.has(group)) original.set(group, Array.from(group.querySelectorAll(":scope > details.incident")));
      const rows = original.get(group).slice();
      if ($("sort").value === "date") rows.sort((a, b) => (a.dataset.date < b.dataset.date ? -1 : a.dataset.date > b.dataset.date ? 1 : 0));
      group.append(...rows);
    }
  }
  if ($("search")) {
    let timer = 0;
    $("search").hidden = false;
    $("search").addEventListener("submit", (event) => event.preventDefault());
    $("words").addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(search, 150); });
    $("grade").addEventListener("change", search);
    $("sort").addEventListener("change", sort);
  }

  // ---- reading a document with all its passages
  const reader = $("reader");
  let marks = [], here = -1;
  function element(name, text, attributes) {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
    return made;
  }
  // The text in paragraphs; where passages overlap, every stretch between two borders is marked once.
  function lay(text, passages) {
    const borders = new Set([0, text.length]);
    passages.forEach(([start, end]) => { borders.add(start); borders.add(end); });
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) { borders.add(at); borders.add(at + 1); }
    const cuts = Array.from(borders).sort((a, b) => a - b);
    const laid = document.createDocumentFragment();
    let paragraph = element("p", undefined, { dir: "auto" });
    for (let i = 0; i + 1 < cuts.length; i += 1) {
      const piece = text.slice(cuts[i], cuts[i + 1]);
      if (piece === "\n") { laid.append(paragraph); paragraph = element("p", undefined, { dir: "auto" }); continue; }
      const over = passages.filter(([start, end]) => start <= cuts[i] && end >= cuts[i + 1]);
      if (!over.length) { paragraph.append(piece); continue; }
      const mark = element("mark", piece);
      mark.dataset.claims = over.map((passage) => passage[2]).join(" ");
      paragraph.append(mark);
    }
    laid.append(paragraph);
    return laid;
  }
  function go(number) {
    if (!marks.length) return;
    marks.forEach((group) => group.nodes.forEach((node) => node.classList.remove("here")));
    here = (number + marks.length) % marks.length;
    marks[here].nodes.forEach((node) => node.classList.add("here"));
    marks[here].nodes[0].scrollIntoView({ block: "center" });
    $("reader-where").textContent = `passage ${here + 1} of ${marks.length}`;
  }
  function read(row, claim) {
    const kept = $(`text-${row.dataset.text}`);
    const cells = row.children;
    $("reader-title").textContent = row.querySelector(".name").textContent;
    const about = element("dl", undefined, { class: "facts" });
    [["Publisher", 1], ["Published", 2], ["Origin", 3], ["Kept as", 5]].forEach(([label, n]) => {
      const pair = element("div");
      const value = element("dd");
      value.append(...Array.from(cells[n].cloneNode(true).childNodes));
      pair.append(element("dt", label), value);
      about.append(pair);
    });
    $("reader-about").replaceChildren(about);
    const box = $("reader-text");
    marks = []; here = -1;
    if (row.dataset.lang) box.lang = row.dataset.lang; else box.removeAttribute("lang");
    if (kept) {
      const data = JSON.parse(kept.textContent);
      box.replaceChildren(lay(data.text, data.marks));
      const nodes = Array.from(box.querySelectorAll("mark"));
      marks = data.marks.map(([, , id]) => ({ id, nodes: nodes.filter((node) => node.dataset.claims.split(" ").includes(id)) })).filter((group) => group.nodes.length);
    } else {
      box.replaceChildren(element("p", "No text of this document is kept here.", { class: "none" }));
    }
    $("reader-where").textContent = marks.length ? "" : "no passages";
    $("reader-previous").disabled = $("reader-next").disabled = marks.length < 2;
    if (!reader.open) reader.showModal();
    box.scrollTop = 0;
    const first = marks.findIndex((group) => group.id === claim);
    if (marks.length) go(first >= 0 ? first : 0);
    box.focus({ preventScroll: true });
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.doc, svg a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const id = decodeURIComponent((link.getAttribute("href") || "").slice(1));
    const row = id.startsWith("document-") ? find(id) : null;
    if (!row) return;
    event.preventDefault();
    read(row, link.dataset.claim);
  });
  if (reader) {
    $("reader-close").addEventListener("click", () => reader.close());
    $("reader-previous").addEventListener("click", () => go(here - 1));
    $("reader-next").addEventListener("click", () => go(here + 1));
    reader.addEventListener("click", (event) => { if (event.target === reader) reader.close(); });
  }

  // ---- paper: what is on the page is opened, what waits stays closed (a large case would fill thousands of pages)
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = Array.from(document.querySelectorAll("details:not([open])")).filter((details) => !waiting(details));
    opened.forEach((details) => { details.open = true; });
  });
  window.addEventListener("afterprint", () => { opened.forEach((details) => { details.open = false; }); opened = []; });
})();
