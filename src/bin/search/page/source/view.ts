// What the page shows, as its address says it: every view can be linked to.

/** The filters, by the names that the server has for them. */
export const FILTERS = ["path", "type", "lang", "date"] as const;

export interface View {
  q: string;
  filters: Map<string, string>;
  /** The passage or document that is open. */
  open: string | null;
}

export function parse(search: string): View {
  const fields = new URLSearchParams(search);
  const filters = FILTERS.map((name) => [name, fields.get(name)?.trim() ?? ""] as const);
  return {
    q: fields.get("q") ?? "",
    filters: new Map(filters.filter(([, value]) => value !== "")),
    open: fields.get("open") || null,
  };
}

export function address(view: View): string {
  const fields = asked(view);
  if (view.open !== null) fields.set("open", view.open);
  const text = fields.toString();
  return text === "" ? "/" : `/?${text}`;
}

/** Returns what is asked for: the words and the filters, as the form sends them. */
export function asked(view: View): URLSearchParams {
  const fields = new URLSearchParams();
  if (view.q !== "") fields.set("q", view.q);
  for (const [name, value] of view.filters) fields.set(name, value);
  return fields;
}

/** Returns the same as the search takes it: several values of a filter, with spaces between them. */
export function query(view: View): URLSearchParams {
  const fields = new URLSearchParams({ q: view.q });
  for (const [name, value] of view.filters) {
    const values = name === "date" ? [value] : value.split(/\s+/);
    for (const one of values) fields.append(name, one);
  }
  return fields;
}

export const isEmpty = (view: View) => view.q.trim() === "" && view.filters.size === 0;

/** Returns the document of an id: what stands before `#`, which paths may have, too. */
export function documentOf(hit: { path: string; record?: string }): string {
  return hit.record === undefined ? hit.path : `${hit.path}#${hit.record}`;
}
