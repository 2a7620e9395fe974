// What the server answers: the JSON of the program.

import type { Range } from "./marks.js";

export interface Passage {
  id: string;
  path: string;
  record?: string;
  title: string;
  headings: string[];
  anchor: string;
  lines: [number, number] | null;
  page: number | null;
  place?: string;
  language: string | null;
  text?: string;
}

export interface Hit extends Passage {
  matched: "all" | "some" | "corrected";
  missing: string[];
  same?: string[];
  snippet: { text: string; highlights: Range[] };
}

export interface Freshness {
  state: "fresh" | "stale" | "unchecked";
  changed: number;
  indexed_at: string | null;
}

export interface Hits {
  matched: Hit["matched"] | null;
  corrections: { from: string; to: string }[];
  freshness: Freshness;
  total: number | null;
  timed_out?: boolean;
  took_ms: number;
  hits: Hit[];
}

export interface Section {
  id: string;
  headings: string[];
  lines: [number, number] | null;
  page?: number;
  place?: string;
  passages: number;
}

export interface Outline {
  title?: string;
  sections?: Section[];
  documents?: { path: string; title: string; format: string; passages: number }[];
}

export interface Suggestion {
  text: string;
  kind: "title" | "heading" | "term";
  id?: string;
  path?: string;
  highlights: Range[];
}

/** What the server says is wrong, in words for people. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    detail: string,
  ) {
    super(detail);
  }
}

async function ask<T>(address: string, signal?: AbortSignal): Promise<T> {
  const answer = await fetch(address, { headers: { accept: "application/json" }, signal });
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Problem(answer.status, told.detail ?? `the server answered ${answer.status}`);
  return told as T;
}

export const search = (asked: URLSearchParams, signal: AbortSignal) => ask<Hits>(`/search?${asked}`, signal);

export const suggest = (typed: string, signal: AbortSignal) =>
  ask<{ suggestions: Suggestion[] }>(`/suggest?${new URLSearchParams({ q: typed, limit: "6" })}`, signal);

export const outline = (path: string, signal: AbortSignal) =>
  ask<Outline>(`/outline?${new URLSearchParams({ path })}`, signal);

export const passages = (id: string, signal: AbortSignal) =>
  ask<{ passages: Passage[] }>(`/passages/${encodeURIComponent(id)}`, signal);
