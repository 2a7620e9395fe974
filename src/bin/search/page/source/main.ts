// The page: what is typed, clicked and pressed becomes a view, and a view becomes what is shown.

import * as api from "./api.js";
import type { Hit } from "./api.js";
import { part } from "./dom.js";
import { ranges } from "./marks.js";
import * as reader from "./reader.js";
import * as results from "./results.js";
import * as suggestions from "./suggestions.js";
import { FILTERS, type View, address, documentOf, isEmpty, parse, query } from "./view.js";

/** Nobody types faster than this many milliseconds between letters and wants to see what is between. */
const PAUSE_MS = 60;
/** So many hits are shown at a time. */
const LIMIT = 20;
/** After so many milliseconds an answer that was stale, or could not be given, is asked for again. */
const AGAIN_MS = 1000;

const form = part<HTMLFormElement>("form");
const box = part<HTMLInputElement>("q");
const more = part<HTMLAnchorElement>("more");

let view = parse(location.search);
let hits: Hit[] = [];
let asking = new AbortController();
let reading = new AbortController();
let pause = 0;
let again = 0;

/** Shows a view; keeps what is shown already where only the document changes. */
async function show(next: View, isTyped = false): Promise<void> {
  const isSameQuestion = query(next).toString() === query(view).toString() && hits.length > 0;
  view = next;
  results.choose(view.open);
  if (view.open === null) close();
  // What was found is what is marked in a document.
  if (!isSameQuestion) await find(isTyped);
  if (view === next && view.open !== null) await read();
}

function go(next: View): void {
  // What was typed last is part of the view, or left behind with it.
  clearTimeout(pause);
  if (address(next) !== address(view)) history.pushState(null, "", address(next));
  fill(next);
  void show(next);
}

/** Puts a view into the form. */
function fill(next: View): void {
  if (box.value !== next.q) box.value = next.q;
  for (const name of FILTERS) field(name).value = next.filters.get(name) ?? "";
  tellFilters(next);
}

const field = (name: string) => form.elements.namedItem(name) as HTMLInputElement;

function tellFilters(next: View): void {
  part("filter-count").textContent = next.filters.size === 0 ? "" : ` (${next.filters.size})`;
}

/** Reads the view of the form. */
function typed(): View {
  const fields = new URLSearchParams();
  for (const name of ["q", ...FILTERS]) fields.set(name, field(name).value);
  return parse(`?${fields}`);
}

async function find(isTyped: boolean): Promise<void> {
  asking.abort();
  asking = new AbortController();
  clearTimeout(again);
  const { signal } = asking;
  const asked = view;
  arrange();
  if (isEmpty(asked)) {
    hits = [];
    results.clear();
    suggestions.clear();
    more.hidden = true;
    return;
  }
  try {
    const suggested = isTyped ? suggest(asked, signal) : Promise.resolve(suggestions.clear());
    const answer = await api.search(page(asked, 0, isTyped), signal);
    hits = answer.hits;
    results.show(answer, { ...asked, open: view.open });
    results.choose(view.open);
    results.fresh(answer.freshness);
    more.hidden = hits.length < LIMIT;
    if (answer.freshness.state === "stale") askAgain();
    await suggested;
  } catch (error) {
    if (signal.aborted) return;
    results.fail(reason(error));
    if (passes(error)) askAgain();
  }
  arrange();
}

function askAgain(): void {
  again = window.setTimeout(() => void find(false), AGAIN_MS);
}

async function suggest(asked: View, signal: AbortSignal): Promise<void> {
  // Suggestions are an extra: without them the page is whole.
  const told = await api.suggest(asked.q, signal).catch(() => ({ suggestions: [] }));
  if (!signal.aborted) suggestions.show(told.suggestions, asked);
}

function page(asked: View, offset: number, isTyped: boolean): URLSearchParams {
  const fields = query(asked);
  fields.set("limit", String(LIMIT));
  if (offset > 0) fields.set("offset", String(offset));
  if (isTyped) fields.set("typing", "true");
  return fields;
}

async function addMore(): Promise<void> {
  try {
    const answer = await api.search(page(view, hits.length, false), asking.signal);
    hits = [...hits, ...answer.hits];
    results.add(answer.hits, view);
    more.hidden = answer.hits.length < LIMIT;
  } catch (error) {
    if (!asking.signal.aborted) results.fail(reason(error));
  }
}

async function read(): Promise<void> {
  const id = view.open;
  if (id === null) return;
  reading.abort();
  reading = new AbortController();
  const { signal } = reading;
  try {
    const of = await documentOfId(id, signal);
    if (reader.shown() !== of || !reader.has(id)) await reader.open(view, of, words(), signal);
    // Only then does the document have its place.
    arrange();
    reader.turnTo(id);
  } catch (error) {
    if (signal.aborted) return;
    reader.close();
    results.fail(reason(error));
    if (passes(error)) readAgain(signal);
  }
  arrange();
}

function readAgain(signal: AbortSignal): void {
  window.setTimeout(() => {
    if (!signal.aborted) void read();
  }, AGAIN_MS);
}

/** Is it worth while to ask again? The first index is being made, or others are served. */
function passes(error: unknown): boolean {
  return error instanceof api.Problem && error.status === 503;
}

/** Tells which document an id is of: a hit says it, else the passage itself does. */
async function documentOfId(id: string, signal: AbortSignal): Promise<string> {
  const hit = hits.find((it) => it.id === id);
  if (hit) return documentOf(hit);
  if (!id.includes("#")) return id;
  const [first] = (await api.passages(id, signal)).passages;
  return first ? documentOf(first) : id;
}

/** The words that were found, as the texts spell them. */
function words(): string[] {
  const found = hits.flatMap(({ snippet: { text, highlights } }) =>
    ranges(text, highlights).map(([from, to]) => text.slice(from, to).toLowerCase()),
  );
  return [...new Set(found)];
}

function close(): void {
  reading.abort();
  reader.close();
  document.title = view.q === "" ? "search" : `${view.q} – search`;
  arrange();
}

/** Lets the style sheet know what there is to show. */
function arrange(): void {
  const isOpen = view.open !== null && reader.shown() !== null;
  document.body.dataset.view = isOpen ? "document" : isEmpty(view) ? "home" : "results";
}

function reason(error: unknown): string {
  return error instanceof api.Problem ? error.message : "The server cannot be reached.";
}

/** Moves from hit to hit; from the first one up to the box. */
function step(by: 1 | -1): void {
  const links = results.links();
  const at = links.findIndex((link) => link === document.activeElement);
  const next = at + by;
  if (next < 0) box.focus();
  else links[Math.min(next, links.length - 1)]?.focus();
}

function key(event: KeyboardEvent): void {
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

/** Arrows move among the hits, but scroll a document that is read. */
function isStepping(event: KeyboardEvent): boolean {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return false;
  const isAmongHits = event.target === box || part("results").contains(event.target as Node);
  return isAmongHits && (event.target !== box || event.key === "ArrowDown");
}

function escape(): void {
  const open = view.open;
  if (open === null) {
    box.focus();
    return;
  }
  go({ ...view, open: null });
  (results.linkOf(open) ?? box).focus();
}

/** Follows a link of the page without loading it anew. */
function click(event: MouseEvent): void {
  const link = (event.target as Element).closest<HTMLAnchorElement>("a[href]");
  const isPlain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (!link || !isPlain || link.origin !== location.origin || link.pathname !== "/" || link.hash !== "") return;
  event.preventDefault();
  if (link === more) void addMore();
  else {
    go(parse(link.search));
    if (link.closest(".suggestions") && view.open === null) box.focus();
  }
}

function type(): void {
  clearTimeout(pause);
  pause = window.setTimeout(() => {
    const next = { ...typed(), open: null };
    // A view that is only passed through is no step to go back to.
    history.replaceState(null, "", address(next));
    tellFilters(next);
    void show(next, true);
  }, PAUSE_MS);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(pause);
  const next = { ...typed(), open: null };
  const isSame = query(next).toString() === query(view).toString();
  if (isSame && results.links()[0]) results.links()[0]?.click();
  else go(next);
});
form.addEventListener("input", type);
document.addEventListener("keydown", key);
document.addEventListener("click", click);
window.addEventListener("popstate", () => {
  clearTimeout(pause);
  const next = parse(location.search);
  fill(next);
  void show(next);
});
fill(view);
// On a phone the keyboard would cover what is shown.
if (view.open === null && matchMedia("(pointer: fine)").matches) box.focus();
void show(view);
