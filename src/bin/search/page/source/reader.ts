// A document, opened at a passage, with its outline beside it and the words marked.

import * as api from "./api.js";
import type { Outline, Passage, Section } from "./api.js";
import { element, part } from "./dom.js";
import { marked, places } from "./marks.js";
import { type View, address } from "./view.js";

/** A document of more passages is shown in pieces. */
const WHOLE = 300;
/** Lines that are shorter than this were not broken because they were full. */
const WRAPPED = 45;
/** The break and indentation of a line that goes on with a full one, as in the items of a list. */
const CONTINUED = /(?<=^.{45,})\n[ \t]+(?![-*+|>]|\d+[.)]\s)/gm;
/** So many sections are in a piece. */
const PIECE = 24;

/** Opens what the view says; `words` are marked. */
export async function open(view: View, document_: string, words: string[], signal: AbortSignal): Promise<void> {
  const outline = await api.outline(document_, signal);
  const sections = outline.sections ?? [];
  const count = sections.reduce((sum, section) => sum + section.passages, 0);
  const at = Math.max(0, indexOf(sections, view.open ?? ""));
  const first = count <= WHOLE ? 0 : Math.max(0, at - PIECE / 2);
  const last = count <= WHOLE ? sections.length : Math.min(sections.length, first + PIECE);
  const passages =
    count <= WHOLE
      ? (await api.passages(document_, signal)).passages
      : await load(sections.slice(first, last), signal);
  show(view, document_, outline, passages, words);
  const text = part("text");
  if (first > 0) text.prepend(further("Earlier sections", sections.slice(Math.max(0, first - PIECE), first), words, "before"));
  if (last < sections.length) text.append(further("Further sections", sections.slice(last, last + PIECE), words, "after"));
}

/** Is the passage shown? */
export const has = (id: string) => target(id) !== undefined;

/** Moves to a passage that is shown. */
export function turnTo(id: string): void {
  const all = passagesShown();
  const to = target(id);
  if (!to) return;
  for (const it of all) current(it, it === to);
  follow(id);
  if (to === all[0]) window.scrollTo({ top: 0, behavior: "instant" });
  else to.scrollIntoView({ block: "start", behavior: "instant" });
  to.focus({ preventScroll: true });
}

const passagesShown = () => [...part("document").querySelectorAll<HTMLElement>("[data-id]")];

/** Finds a passage that is shown; a document begins with its first. */
function target(id: string): HTMLElement | undefined {
  const all = passagesShown();
  return all.find((it) => it.dataset.id === id) ?? (id === shown() ? all[0] : undefined);
}

function current(it: HTMLElement, is: boolean): void {
  if (is) it.setAttribute("aria-current", "true");
  else it.removeAttribute("aria-current");
}

export function close(): void {
  const shown = part("document");
  shown.hidden = true;
  delete shown.dataset.of;
}

export const shown = () => part("document").dataset.of ?? null;

function indexOf(sections: Section[], id: string): number {
  const plain = id.replace(/~\d+$/, "");
  return sections.findIndex((section) => section.id === id || section.id === plain);
}

async function load(sections: Section[], signal?: AbortSignal): Promise<Passage[]> {
  const never = new AbortController().signal;
  const loaded = await Promise.all(sections.map((section) => api.passages(section.id, signal ?? never)));
  return loaded.flatMap((it) => it.passages);
}

function further(label: string, sections: Section[], words: string[], where: "before" | "after"): HTMLElement {
  const button = element("button", { class: "more", type: "button" }, label);
  button.addEventListener("click", async () => {
    button.disabled = true;
    const passages = await load(sections);
    const made = passages.map((passage) => section(passage, words));
    const top = button.getBoundingClientRect().top;
    button[where === "before" ? "after" : "before"](...made);
    if (where === "before") window.scrollBy({ top: (made.at(-1)?.getBoundingClientRect().bottom ?? top) - top, behavior: "instant" });
    button.remove();
    made[0]?.focus({ preventScroll: where === "before" });
  });
  return button;
}

function show(view: View, document_: string, outline: Outline, passages: Passage[], words: string[]): void {
  const article = part("document");
  const path = passages[0]?.path ?? document_;
  const back = element("a", { id: "back", href: address({ ...view, open: null }) }, "← Results");
  const title = outline.title ?? passages[0]?.title ?? document_;
  article.replaceChildren(
    element("div", { class: "tools" }, back, element("span", { class: "path" }, path)),
    element("h1", { id: "title" }, title),
    element(
      "div",
      { class: "reader" },
      contents(view, outline.sections ?? []),
      element("div", { class: "text", id: "text" }, ...passages.map((passage) => section(passage, words))),
    ),
  );
  article.dataset.of = document_;
  article.hidden = false;
  document.title = `${title} – search`;
}

function contents(view: View, sections: Section[]): HTMLElement {
  const item = (it: Section) => {
    const level = Math.min(3, Math.max(1, it.headings.length));
    const name = it.headings.at(-1) ?? "Beginning";
    const link = element("a", { href: address({ ...view, open: it.id }), "data-to": it.id }, name);
    return element("li", { class: `level-${level}` }, link);
  };
  const list = element("ol", {}, ...sections.map(item));
  const details = element("details", {}, element("summary", {}, "Outline"), list);
  details.open = window.matchMedia("(min-width: 80rem)").matches;
  return element("nav", { class: "outline", "aria-label": "Outline" }, details);
}

function follow(id: string): void {
  const plain = id.replace(/~\d+$/, "");
  for (const link of part("document").querySelectorAll<HTMLElement>(".outline a")) {
    const is = link.dataset.to === id || link.dataset.to === plain;
    current(link, is);
    if (is) link.scrollIntoView({ block: "nearest", behavior: "instant" });
  }
}

/** Shows a passage: its own heading, where it stands, and its text. */
function section(passage: Passage, words: string[]): HTMLElement {
  const heading = passage.headings.at(-1);
  const made = element("section", { "data-id": passage.id, tabindex: "-1" });
  const isFirstPiece = !/~\d+$/.test(passage.id);
  if (heading !== undefined && isFirstPiece) {
    const level = (["h2", "h3", "h4"] as const)[Math.min(3, passage.headings.length) - 1] ?? "h2";
    made.append(element(level, {}, marked(heading, places(heading, words)), where(passage)));
  }
  made.append(...blocks(withoutHeading(passage.text ?? "", heading ?? passage.title), words));
  return made;
}

function where(passage: Passage): Node | string {
  const place = passage.lines ? `line ${passage.lines[0]}` : (passage.place ?? (passage.page ? `page ${passage.page}` : ""));
  return place === "" ? "" : element("span", { class: "line" }, place);
}

/** Leaves the heading away that a text as written begins with: it is shown already. */
function withoutHeading(text: string, heading: string): string {
  const lines = text.split("\n");
  const plain = (line: string) => line.replace(/^[\s#=*.]+|[\s#=]+$/g, "");
  if (lines.length === 0 || plain(lines[0] ?? "") !== heading.trim()) return text;
  const isUnderline = /^\s*([=\-~^"'`#*+.])\1+\s*$/.test(lines[1] ?? "");
  return lines.slice(isUnderline ? 2 : 1).join("\n");
}

/** Splits a text into paragraphs, and what is meant to stay as it is. */
function blocks(text: string, words: string[]): HTMLElement[] {
  const made: HTMLElement[] = [];
  const fenced = /^(`{3,}|~{3,}).*\n([\s\S]*?)(?:\n\1[ \t]*(?=\n|$)|$)/gm;
  let done = 0;
  for (const match of text.matchAll(fenced)) {
    made.push(...paragraphs(text.slice(done, match.index), words));
    made.push(code(match[2] ?? "", words));
    done = match.index + match[0].length;
  }
  return [...made, ...paragraphs(text.slice(done), words)];
}

function paragraphs(text: string, words: string[]): HTMLElement[] {
  const parts = text.split(/\n[ \t]*\n/).map((it) => it.replace(/^\n+|\s+$/g, ""));
  return parts.filter((it) => it.trim() !== "").map((it) => paragraph(it, words));
}

function paragraph(text: string, words: string[]): HTMLElement {
  if (text.split("\n").every((line) => /^( {4}|\t)/.test(line))) return code(text, words);
  // Lists, tables and verses lose their sense where lines are joined.
  const isWrapped = text.split("\n").slice(0, -1).every((line) => line.length >= WRAPPED);
  const isKept = !isWrapped || /^\s*([-*+|>:]|\d+[.)])\s|^\s*\||\t| {3,}/m.test(text);
  const shown = isKept ? text.replace(CONTINUED, " ") : text;
  return element("p", isKept ? { class: "kept" } : {}, marked(shown, places(shown, words)));
}

function code(text: string, words: string[]): HTMLElement {
  return element("pre", { tabindex: "0" }, marked(text, places(text, words)));
}
