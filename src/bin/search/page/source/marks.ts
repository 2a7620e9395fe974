// Marks in texts: ranges of bytes as the server tells them, and words that were found.

import { element } from "./dom.js";

export type Range = [number, number];

/** Turns ranges of bytes in UTF-8 into ranges of a JavaScript string. */
export function ranges(text: string, bytes: Range[]): Range[] {
  const wanted = new Set(bytes.flat());
  const places = new Map<number, number>();
  let at = 0;
  let byte = 0;
  for (const character of text) {
    if (wanted.has(byte)) places.set(byte, at);
    const point = character.codePointAt(0) ?? 0;
    byte += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    at += character.length;
  }
  places.set(byte, at);
  const place = (byte: number) => places.get(byte) ?? text.length;
  return bytes.map(([from, to]) => [place(from), place(to)]);
}

/** Returns a text with marks, as nodes. */
export function marked(text: string, marks: Range[], name: "mark" | "b" = "mark"): DocumentFragment {
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

/** Returns where the words stand in a text, as whole words. */
export function places(text: string, words: string[]): Range[] {
  if (words.length === 0) return [];
  const longestFirst = [...words].sort((a, b) => b.length - a.length);
  const any = longestFirst.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  const whole = new RegExp(`(?<![\\p{L}\\p{N}])(?:${any})(?![\\p{L}\\p{N}])`, "giu");
  return [...text.matchAll(whole)].map((match) => [match.index, match.index + match[0].length]);
}
