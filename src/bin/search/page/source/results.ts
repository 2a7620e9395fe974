// The results: the same elements that the server sends where there are no scripts.

import type { Freshness, Hit, Hits } from "./api.js";
import { counted, element, part } from "./dom.js";
import { marked, ranges } from "./marks.js";
import { type View, address } from "./view.js";

/** Shows the first page of hits. */
export function show(answer: Hits, view: View): void {
  const list = part("hits");
  const focused = list.contains(document.activeElement) ? idOf(document.activeElement) : undefined;
  list.replaceChildren(...answer.hits.map((hit) => item(hit, view)));
  // Who goes from hit to hit by keys stays where they are when the answer comes again.
  if (focused !== undefined) linkOf(focused)?.focus({ preventScroll: true });
  choose(view.open);
  part("summary").replaceChildren(...summary(answer));
}

/** Adds further hits below; moves on to the first of them. */
export function add(hits: Hit[], view: View): void {
  const items = hits.map((hit) => item(hit, view));
  part("hits").append(...items);
  items[0]?.querySelector("a")?.focus();
}

export function clear(): void {
  part("hits").replaceChildren();
  part("summary").replaceChildren();
}

/** Says in place of results what is wrong. */
export function fail(reason: string): void {
  part("summary").replaceChildren(element("strong", {}, reason));
}

/** Marks the hit whose passage is open. */
export function choose(id: string | null): void {
  for (const hit of part("hits").children) {
    if (id !== null && (hit as HTMLElement).dataset.id === id) hit.setAttribute("aria-current", "true");
    else hit.removeAttribute("aria-current");
  }
}

export const links = () => [...part("hits").querySelectorAll<HTMLAnchorElement>("h2 a")];

/** Returns the link of a hit. */
export const linkOf = (id: string) => links().find((link) => idOf(link) === id);

const idOf = (inside: Element | null) => inside?.closest<HTMLElement>(".hit")?.dataset.id;

/** Says how far the answer reflects the files as they are. */
export function fresh(freshness: Freshness): void {
  const isStale = freshness.state === "stale";
  const when = freshness.indexed_at === null ? "" : `, indexed ${ago(freshness.indexed_at)}`;
  const text = isStale ? `${counted(freshness.changed, "file")} changed since; being indexed` : `Up to date${when}`;
  part("freshness").replaceChildren(element("span", { class: isStale ? "dot stale" : "dot" }), text);
}

function ago(time: string): string {
  const seconds = Math.max(0, (Date.now() - Date.parse(time)) / 1000);
  const units: [number, string][] = [
    [86400, "day"],
    [3600, "hour"],
    [60, "minute"],
  ];
  const [length, unit] = units.find(([length]) => seconds >= length) ?? [1, ""];
  return unit === "" ? "just now" : `${counted(Math.floor(seconds / length), unit)} ago`;
}

function summary(answer: Hits): (Node | string)[] {
  const parts: (Node | string)[] = [];
  if (answer.hits.length === 0) parts.push("Nothing found. Fewer words, or other filters, may find more.");
  else if (answer.matched === "some") parts.push("No passage has all the words; these have some.");
  else parts.push(answer.total === null ? "Many passages" : counted(answer.total, "passage"), more(answer));
  for (const { from, to } of answer.corrections) {
    parts.push(" · ", element("strong", {}, `“${from}” is not there; near it: “${to}”`));
  }
  if (answer.timed_out) parts.push(" · ", element("strong", {}, "not all was looked at in time"));
  return parts;
}

/** Says that those that were counted are not all that are shown. */
function more({ matched, hits }: Hits): string {
  const isMixed = matched === "all" && hits.some((hit) => hit.missing.length > 0);
  return isMixed ? " with all the words, then some without" : "";
}

function item(hit: Hit, view: View): HTMLElement {
  const { text, highlights } = hit.snippet;
  const link = element("a", { href: address({ ...view, open: hit.id }) }, ...trail(hit));
  return element(
    "li",
    { class: "hit", "data-id": hit.id },
    element("h2", {}, link),
    element("p", { class: "snippet" }, marked(text, ranges(text, highlights))),
    element("p", { class: "place" }, ...place(hit)),
  );
}

function trail(hit: Hit): (Node | string)[] {
  if (hit.headings.length === 0) return [hit.title];
  const headings = hit.headings.flatMap((heading) => [element("i", { "aria-hidden": "true" }, "›"), heading]);
  return [hit.title, element("span", { class: "trail" }, ...headings)];
}

function place(hit: Hit): (Node | string)[] {
  const where = hit.lines ? `:${hit.lines[0]}` : "";
  const parts: (Node | string)[] = [element("span", { class: "path" }, hit.path + where)];
  if (hit.page !== null) parts.push(` · page ${hit.page}`);
  if (hit.place !== undefined) parts.push(` · ${hit.place}`);
  if (hit.missing.length > 0) {
    const words = hit.missing.flatMap((word) => [" ", element("s", {}, word)]);
    parts.push(" · ", element("span", { class: "lacks" }, "without", ...words));
  }
  if (hit.same?.length) parts.push(` · ${counted(hit.same.length, "other place says", "other places say")} the same`);
  return parts;
}
