// What the text typed so far may become, in a row under the box.

import type { Suggestion } from "./api.js";
import { element, part } from "./dom.js";
import { marked, ranges } from "./marks.js";
import { type View, address } from "./view.js";

export function show(suggestions: Suggestion[], view: View): void {
  const others = suggestions.filter((it) => it.text.toLowerCase() !== view.q.trim().toLowerCase());
  part("suggestions").replaceChildren(...others.map((it) => chip(it, view)));
}

export function clear(): void {
  part("suggestions").replaceChildren();
}

/** A word goes on with the query; a title or heading leads to its place. */
function chip(suggestion: Suggestion, view: View): HTMLElement {
  const { text, kind, highlights } = suggestion;
  const open = suggestion.id ?? suggestion.path ?? null;
  const next = kind === "term" || open === null ? { ...view, q: text, open: null } : { ...view, open };
  const what = { term: "Search for", title: "Open the document", heading: "Open the section" }[kind];
  const attributes = { href: address(next), "data-kind": kind, title: `${what} ${text}` };
  return element("a", attributes, marked(text, ranges(text, highlights), "b"));
}
