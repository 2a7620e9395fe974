// source/*.ts by tests/page/build.mjs; not written by hand.

// source/api.ts
var Problem = class extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
  status;
};
async function ask(address2, signal) {
  const answer = await fetch(address2, { headers: { accept: "application/json" }, signal });
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Problem(answer.status, told.detail ?? `the server answered ${answer.status}`);
  return told;
}
var search = (asked2, signal) => ask(`/search?${asked2}`, signal);
var suggest = (typed2, signal) => ask(`/suggest?${new URLSearchParams({ q: typed2, limit: "6" })}`, signal);
var outline = (path, signal) => ask(`/outline?${new URLSearchParams({ path })}`, signal);
var passages = (id, signal) => ask(`/passages/${encodeURIComponent(id)}`, signal);

// source/dom.ts
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key2, value] of Object.entries(attributes)) made.setAttribute(key2, value);
  made.append(...children);
  return made;
}
function part(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
}
function counted(count, one, many = `${one}s`) {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

// source/marks.ts
function ranges(text, bytes) {
  const wanted = new Set(bytes.flat());
  const places2 = /* @__PURE__ */ new Map();
  let at = 0;
  let byte = 0;
  for (const character of text) {
    if (wanted.has(byte)) places2.set(byte, at);
    const point = character.codePointAt(0) ?? 0;
    byte += point < 128 ? 1 : point < 2048 ? 2 : point < 65536 ? 3 : 4;
    at += character.length;
  }
  places2.set(byte, at);
  const place2 = (byte2) => places2.get(byte2) ?? text.length;
  return bytes.map(([from, to]) => [place2(from), place2(to)]);
}
function marked(text, marks, name = "mark") {
  const made = document.createDocumentFragment();
  let done = 0;
  for (const [from, to] of marks) {
    if (from < done || to <= from) continue;
    made.append(text.slice(done, from), element(name, {}, text.slice(from, to)));
    done = to;
  }
  made.append(text.slice(done));
  return made;
}
function places(text, words2) {
  if (words2.length === 0) return [];
  const longestFirst = [...words2].sort((a, b) => b.length - a.length);
  const any = longestFirst.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  const whole = new RegExp(`(?<![\\p{L}\\p{N}])(?:${any})(?![\\p{L}\\p{N}])`, "giu");
  return [...text.matchAll(whole)].map((match) => [match.index, match.index + match[0].length]);
}

// source/view.ts
var FILTERS = ["path", "type", "lang", "date"];
function parse(search2) {
  const fields = new URLSearchParams(search2);
  const filters = FILTERS.map((name) => [name, fields.get(name)?.trim() ?? ""]);
  return {
    q: fields.get("q") ?? "",
    filters: new Map(filters.filter(([, value]) => value !== "")),
    open: fields.get("open") || null
  };
}
function address(view2) {
  const fields = asked(view2);
  if (view2.open !== null) fields.set("open", view2.open);
  const text = fields.toString();
  return text === "" ? "/" : `/?${text}`;
}
function asked(view2) {
  const fields = new URLSearchParams();
  if (view2.q !== "") fields.set("q", view2.q);
  for (const [name, value] of view2.filters) fields.set(name, value);
  return fields;
}
function query(view2) {
  const fields = new URLSearchParams({ q: view2.q });
  for (const [name, value] of view2.filters) {
    const values = name === "date" ? [value] : value.split(/\s+/);
    for (const one of values) fields.append(name, one);
  }
  return fields;
}
var isEmpty = (view2) => view2.q.trim() === "" && view2.filters.size === 0;
function documentOf(hit) {
  return hit.record === void 0 ? hit.path : `${hit.path}#${hit.record}`;
}

// source/reader.ts
var WHOLE = 300;
var WRAPPED = 45;
var CONTINUED = /(?<=^.{45,})\n[ \t]+(?![-*+|>]|\d+[.)]\s)/gm;
var PIECE = 24;
async function open(view2, document_, words2, signal) {
  const outline2 = await outline(document_, signal);
  const sections = outline2.sections ?? [];
  const count = sections.reduce((sum, section2) => sum + section2.passages, 0);
  const at = Math.max(0, indexOf(sections, view2.open ?? ""));
  const first = count <= WHOLE ? 0 : Math.max(0, at - PIECE / 2);
  const last = count <= WHOLE ? sections.length : Math.min(sections.length, first + PIECE);
  const passages2 = count <= WHOLE ? (await passages(document_, signal)).passages : await load(sections.slice(first, last), signal);
  show(view2, document_, outline2, passages2, words2);
  const text = part("text");
  if (first > 0) text.prepend(further("Earlier sections", sections.slice(Math.max(0, first - PIECE), first), words2, "before"));
  if (last < sections.length) text.append(further("Further sections", sections.slice(last, last + PIECE), words2, "after"));
}
var has = (id) => target(id) !== void 0;
function turnTo(id) {
  const all = passagesShown();
  const to = target(id);
  if (!to) return;
  for (const it of all) current(it, it === to);
  follow(id);
  if (to === all[0]) window.scrollTo({ top: 0, behavior: "instant" });
  else to.scrollIntoView({ block: "start", behavior: "instant" });
  to.focus({ preventScroll: true });
}
var passagesShown = () => [...part("document").querySelectorAll("[data-id]")];
function target(id) {
  const all = passagesShown();
  return all.find((it) => it.dataset.id === id) ?? (id === shown() ? all[0] : void 0);
}
function current(it, is) {
  if (is) it.setAttribute("aria-current", "true");
  else it.removeAttribute("aria-current");
}
function close() {
  const shown2 = part("document");
  shown2.hidden = true;
  delete shown2.dataset.of;
}
var shown = () => part("document").dataset.of ?? null;
function indexOf(sections, id) {
  const plain = id.replace(/~\d+$/, "");
  return sections.findIndex((section2) => section2.id === id || section2.id === plain);
}
async function load(sections, signal) {
  const never = new AbortController().signal;
  const loaded = await Promise.all(sections.map((section2) => passages(section2.id, signal ?? never)));
  return loaded.flatMap((it) => it.passages);
}
function further(label, sections, words2, where2) {
  const button = element("button", { class: "more", type: "button" }, label);
  button.addEventListener("click", async () => {
    button.disabled = true;
    const passages2 = await load(sections);
    const made = passages2.map((passage) => section(passage, words2));
    const top = button.getBoundingClientRect().top;
    button[where2 === "before" ? "after" : "before"](...made);
    if (where2 === "before") window.scrollBy({ top: (made.at(-1)?.getBoundingClientRect().bottom ?? top) - top, behavior: "instant" });
    button.remove();
    made[0]?.focus({ preventScroll: where2 === "before" });
  });
  return button;
}
function show(view2, document_, outline2, passages2, words2) {
  const article = part("document");
  const path = passages2[0]?.path ?? document_;
  const back = element("a", { id: "back", href: address({ ...view2, open: null }) }, "← Results");
  const title = outline2.title ?? passages2[0]?.title ?? document_;
  article.replaceChildren(
    element("div", { class: "tools" }, back, element("span", { class: "path" }, path)),
    element("h1", { id: "title" }, title),
    element(
      "div",
      { class: "reader" },
      contents(view2, outline2.sections ?? []),
      element("div", { class: "text", id: "text" }, ...passages2.map((passage) => section(passage, words2)))
    )
  );
  article.dataset.of = document_;
  article.hidden = false;
  document.title = `${title} – search`;
}
function contents(view2, sections) {
  const item2 = (it) => {
    const level = Math.min(3, Math.max(1, it.headings.length));
    const name = it.headings.at(-1) ?? "Beginning";
    const link = element("a", { href: address({ ...view2, open: it.id }), "data-to": it.id }, name);
    return element("li", { class: `level-${level}` }, link);
  };
  const list = element("ol", {}, ...sections.map(item2));
  const details = element("details", {}, element("summary", {}, "Outline"), list);
  details.open = window.matchMedia("(min-width: 80rem)").matches;
  return element("nav", { class: "outline", "aria-label": "Outline" }, details);
}
function follow(id) {
  const plain = id.replace(/~\d+$/, "");
  for (const link of part("document").querySelectorAll(".outline a")) {
    const is = link.dataset.to === id || link.dataset.to === plain;
    current(link, is);
    if (is) link.scrollIntoView({ block: "nearest", behavior: "instant" });
  }
}
function section(passage, words2) {
  const heading = passage.headings.at(-1);
  const made = element("section", { "data-id": passage.id, tabindex: "-1" });
  const isFirstPiece = !/~\d+$/.test(passage.id);
  if (heading !== void 0 && isFirstPiece) {
    const level = ["h2", "h3", "h4"][Math.min(3, passage.headings.length) - 1] ?? "h2";
    made.append(element(level, {}, marked(heading, places(heading, words2)), where(passage)));
  }
  made.append(...blocks(withoutHeading(passage.text ?? "", heading ?? passage.title), words2));
  return made;
}
function where(passage) {
  const place2 = passage.lines ? `line ${passage.lines[0]}` : passage.place ?? (passage.page ? `page ${passage.page}` : "");
  return place2 === "" ? "" : element("span", { class: "line" }, place2);
}
function withoutHeading(text, heading) {
  const lines = text.split("\n");
  const plain = (line) => line.replace(/^[\s#=*.]+|[\s#=]+$/g, "");
  if (lines.length === 0 || plain(lines[0] ?? "") !== heading.trim()) return text;
  const isUnderline = /^\s*([=\-~^"'`#*+.])\1+\s*$/.test(lines[1] ?? "");
  return lines.slice(isUnderline ? 2 : 1).join("\n");
}
function blocks(text, words2) {
  const made = [];
  const fenced = /^(`{3,}|~{3,}).*\n([\s\S]*?)(?:\n\1[ \t]*(?=\n|$)|$)/gm;
  let done = 0;
  for (const match of text.matchAll(fenced)) {
    made.push(...paragraphs(text.slice(done, match.index), words2));
    made.push(code(match[2] ?? "", words2));
    done = match.index + match[0].length;
  }
  return [...made, ...paragraphs(text.slice(done), words2)];
}
function paragraphs(text, words2) {
  const parts = text.split(/\n[ \t]*\n/).map((it) => it.replace(/^\n+|\s+$/g, ""));
  return parts.filter((it) => it.trim() !== "").map((it) => paragraph(it, words2));
}
function paragraph(text, words2) {
  if (text.split("\n").every((line) => /^( {4}|\t)/.test(line))) return code(text, words2);
  const isWrapped = text.split("\n").slice(0, -1).every((line) => line.length >= WRAPPED);
  const isKept = !isWrapped || /^\s*([-*+|>:]|\d+[.)])\s|^\s*\||\t| {3,}/m.test(text);
  const shown2 = isKept ? text.replace(CONTINUED, " ") : text;
  return element("p", isKept ? { class: "kept" } : {}, marked(shown2, places(shown2, words2)));
}
function code(text, words2) {
  return element("pre", { tabindex: "0" }, marked(text, places(text, words2)));
}

// source/results.ts
function show2(answer, view2) {
  const list = part("hits");
  const focused = list.contains(document.activeElement) ? idOf(document.activeElement) : void 0;
  list.replaceChildren(...answer.hits.map((hit) => item(hit, view2)));
  if (focused !== void 0) linkOf(focused)?.focus({ preventScroll: true });
  choose(view2.open);
  part("summary").replaceChildren(...summary(answer));
}
function add(hits2, view2) {
  const items = hits2.map((hit) => item(hit, view2));
  part("hits").append(...items);
  items[0]?.querySelector("a")?.focus();
}
function clear() {
  part("hits").replaceChildren();
  part("summary").replaceChildren();
}
function fail(reason2) {
  part("summary").replaceChildren(element("strong", {}, reason2));
}
function choose(id) {
  for (const hit of part("hits").children) {
    if (id !== null && hit.dataset.id === id) hit.setAttribute("aria-current", "true");
    else hit.removeAttribute("aria-current");
  }
}
var links = () => [...part("hits").querySelectorAll("h2 a")];
var linkOf = (id) => links().find((link) => idOf(link) === id);
var idOf = (inside) => inside?.closest(".hit")?.dataset.id;
function fresh(freshness) {
  const isStale = freshness.state === "stale";
  const when = freshness.indexed_at === null ? "" : `, indexed ${ago(freshness.indexed_at)}`;
  const text = isStale ? `${counted(freshness.changed, "file")} changed since; being indexed` : `Up to date${when}`;
  part("freshness").replaceChildren(element("span", { class: isStale ? "dot stale" : "dot" }), text);
}
function ago(time) {
  const seconds = Math.max(0, (Date.now() - Date.parse(time)) / 1e3);
  const units = [
    [86400, "day"],
    [3600, "hour"],
    [60, "minute"]
  ];
  const [length, unit] = units.find(([length2]) => seconds >= length2) ?? [1, ""];
  return unit === "" ? "just now" : `${counted(Math.floor(seconds / length), unit)} ago`;
}
function summary(answer) {
  const parts = [];
  if (answer.hits.length === 0) parts.push("Nothing found. Fewer words, or other filters, may find more.");
  else if (answer.matched === "some") parts.push("No passage has all the words; these have some.");
  else parts.push(answer.total === null ? "Many passages" : counted(answer.total, "passage"), more(answer));
  for (const { from, to } of answer.corrections) {
    parts.push(" · ", element("strong", {}, `“${from}” is not there; near it: “${to}”`));
  }
  if (answer.timed_out) parts.push(" · ", element("strong", {}, "not all was looked at in time"));
  return parts;
}
function more({ matched, hits: hits2 }) {
  const isMixed = matched === "all" && hits2.some((hit) => hit.missing.length > 0);
  return isMixed ? " with all the words, then some without" : "";
}
function item(hit, view2) {
  const { text, highlights } = hit.snippet;
  const link = element("a", { href: address({ ...view2, open: hit.id }) }, ...trail(hit));
  return element(
    "li",
    { class: "hit", "data-id": hit.id },
    element("h2", {}, link),
    element("p", { class: "snippet" }, marked(text, ranges(text, highlights))),
    element("p", { class: "place" }, ...place(hit))
  );
}
function trail(hit) {
  if (hit.headings.length === 0) return [hit.title];
  const headings = hit.headings.flatMap((heading) => [element("i", { "aria-hidden": "true" }, "›"), heading]);
  return [hit.title, element("span", { class: "trail" }, ...headings)];
}
function place(hit) {
  const where2 = hit.lines ? `:${hit.lines[0]}` : "";
  const parts = [element("span", { class: "path" }, hit.path + where2)];
  if (hit.page !== null) parts.push(` · page ${hit.page}`);
  if (hit.place !== void 0) parts.push(` · ${hit.place}`);
  if (hit.missing.length > 0) {
    const words2 = hit.missing.flatMap((word) => [" ", element("s", {}, word)]);
    parts.push(" · ", element("span", { class: "lacks" }, "without", ...words2));
  }
  if (hit.same?.length) parts.push(` · ${counted(hit.same.length, "other place says", "other places say")} the same`);
  return parts;
}

// source/suggestions.ts
function show3(suggestions, view2) {
  const others = suggestions.filter((it) => it.text.toLowerCase() !== view2.q.trim().toLowerCase());
  part("suggestions").replaceChildren(...others.map((it) => chip(it, view2)));
}
function clear2() {
  part("suggestions").replaceChildren();
}
function chip(suggestion, view2) {
  const { text, kind, highlights } = suggestion;
  const open2 = suggestion.id ?? suggestion.path ?? null;
  const next = kind === "term" || open2 === null ? { ...view2, q: text, open: null } : { ...view2, open: open2 };
  const what = { term: "Search for", title: "Open the document", heading: "Open the section" }[kind];
  const attributes = { href: address(next), "data-kind": kind, title: `${what} ${text}` };
  return element("a", attributes, marked(text, ranges(text, highlights), "b"));
}

// source/main.ts
var PAUSE_MS = 60;
var LIMIT = 20;
var AGAIN_MS = 1e3;
var form = part("form");
var box = part("q");
var more2 = part("more");
var view = parse(location.search);
var hits = [];
var asking = new AbortController();
var reading = new AbortController();
var pause = 0;
var again = 0;
async function show4(next, isTyped = false) {
  const isSameQuestion = query(next).toString() === query(view).toString() && hits.length > 0;
  view = next;
  choose(view.open);
  if (view.open === null) close2();
  if (!isSameQuestion) await find(isTyped);
  if (view === next && view.open !== null) await read();
}
function go(next) {
  clearTimeout(pause);
  if (address(next) !== address(view)) history.pushState(null, "", address(next));
  fill(next);
  void show4(next);
}
function fill(next) {
  if (box.value !== next.q) box.value = next.q;
  for (const name of FILTERS) field(name).value = next.filters.get(name) ?? "";
  tellFilters(next);
}
var field = (name) => form.elements.namedItem(name);
function tellFilters(next) {
  part("filter-count").textContent = next.filters.size === 0 ? "" : ` (${next.filters.size})`;
}
function typed() {
  const fields = new URLSearchParams();
  for (const name of ["q", ...FILTERS]) fields.set(name, field(name).value);
  return parse(`?${fields}`);
}
async function find(isTyped) {
  asking.abort();
  asking = new AbortController();
  clearTimeout(again);
  const { signal } = asking;
  const asked2 = view;
  arrange();
  if (isEmpty(asked2)) {
    hits = [];
    clear();
    clear2();
    more2.hidden = true;
    return;
  }
  try {
    const suggested = isTyped ? suggest2(asked2, signal) : Promise.resolve(clear2());
    const answer = await search(page(asked2, 0, isTyped), signal);
    hits = answer.hits;
    show2(answer, { ...asked2, open: view.open });
    choose(view.open);
    fresh(answer.freshness);
    more2.hidden = hits.length < LIMIT;
    if (answer.freshness.state === "stale") askAgain();
    await suggested;
  } catch (error) {
    if (signal.aborted) return;
    fail(reason(error));
    if (passes(error)) askAgain();
  }
  arrange();
}
function askAgain() {
  again = window.setTimeout(() => void find(false), AGAIN_MS);
}
async function suggest2(asked2, signal) {
  const told = await suggest(asked2.q, signal).catch(() => ({ suggestions: [] }));
  if (!signal.aborted) show3(told.suggestions, asked2);
}
function page(asked2, offset, isTyped) {
  const fields = query(asked2);
  fields.set("limit", String(LIMIT));
  if (offset > 0) fields.set("offset", String(offset));
  if (isTyped) fields.set("typing", "true");
  return fields;
}
async function addMore() {
  try {
    const answer = await search(page(view, hits.length, false), asking.signal);
    hits = [...hits, ...answer.hits];
    add(answer.hits, view);
    more2.hidden = answer.hits.length < LIMIT;
  } catch (error) {
    if (!asking.signal.aborted) fail(reason(error));
  }
}
async function read() {
  const id = view.open;
  if (id === null) return;
  reading.abort();
  reading = new AbortController();
  const { signal } = reading;
  try {
    const of = await documentOfId(id, signal);
    if (shown() !== of || !has(id)) await open(view, of, words(), signal);
    arrange();
    turnTo(id);
  } catch (error) {
    if (signal.aborted) return;
    close();
    fail(reason(error));
    if (passes(error)) readAgain(signal);
  }
  arrange();
}
function readAgain(signal) {
  window.setTimeout(() => {
    if (!signal.aborted) void read();
  }, AGAIN_MS);
}
function passes(error) {
  return error instanceof Problem && error.status === 503;
}
async function documentOfId(id, signal) {
  const hit = hits.find((it) => it.id === id);
  if (hit) return documentOf(hit);
  if (!id.includes("#")) return id;
  const [first] = (await passages(id, signal)).passages;
  return first ? documentOf(first) : id;
}
function words() {
  const found = hits.flatMap(
    ({ snippet: { text, highlights } }) => ranges(text, highlights).map(([from, to]) => text.slice(from, to).toLowerCase())
  );
  return [...new Set(found)];
}
function close2() {
  reading.abort();
  close();
  document.title = view.q === "" ? "search" : `${view.q} – search`;
  arrange();
}
function arrange() {
  const isOpen = view.open !== null && shown() !== null;
  document.body.dataset.view = isOpen ? "document" : isEmpty(view) ? "home" : "results";
}
function reason(error) {
  return error instanceof Problem ? error.message : "The server cannot be reached.";
}
function step(by) {
  const links2 = links();
  const at = links2.findIndex((link) => link === document.activeElement);
  const next = at + by;
  if (next < 0) box.focus();
  else links2[Math.min(next, links2.length - 1)]?.focus();
}
function key(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const isInField = event.target instanceof HTMLInputElement;
  if (event.key === "/" && !isInField) {
    box.focus();
    box.select();
  } else if (event.key === "Escape") escape();
  else if (isStepping(event)) step(event.key === "ArrowDown" ? 1 : -1);
  else return;
  event.preventDefault();
}
function isStepping(event) {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return false;
  const isAmongHits = event.target === box || part("results").contains(event.target);
  return isAmongHits && (event.target !== box || event.key === "ArrowDown");
}
function escape() {
  const open2 = view.open;
  if (open2 === null) {
    box.focus();
    return;
  }
  go({ ...view, open: null });
  (linkOf(open2) ?? box).focus();
}
function click(event) {
  const link = event.target.closest("a[href]");
  const isPlain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (!link || !isPlain || link.origin !== location.origin || link.pathname !== "/" || link.hash !== "") return;
  event.preventDefault();
  if (link === more2) void addMore();
  else {
    go(parse(link.search));
    if (link.closest(".suggestions") && view.open === null) box.focus();
  }
}
function type() {
  clearTimeout(pause);
  pause = window.setTimeout(() => {
    const next = { ...typed(), open: null };
    history.replaceState(null, "", address(next));
    tellFilters(next);
    void show4(next, true);
  }, PAUSE_MS);
}
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(pause);
  const next = { ...typed(), open: null };
  const isSame = query(next).toString() === query(view).toString();
  if (isSame && links()[0]) links()[0]?.click();
  else go(next);
});
form.addEventListener("input", type);
document.addEventListener("keydown", key);
document.addEventListener("click", click);
window.addEventListener("popstate", () => {
  clearTimeout(pause);
  const next = parse(location.search);
  fill(next);
  void show4(next);
});
fill(view);
if (view.open === null && matchMedia("(pointer: fine)").matches) box.focus();
void show4(view);
