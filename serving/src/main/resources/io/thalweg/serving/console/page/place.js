// What of the page stands in its address, so that a link shows the same.

export const RANGES = [900, 7200, 43200];
export const THEMES = ["auto", "light", "dark"];

/** Out of `#model=fraud&range=900&theme=dark`; what isn't known is left out. Pure. */
export function parse(hash) {
  const query = new URLSearchParams(hash.replace(/^#/, ""));
  const range = Number(query.get("range"));
  const theme = query.get("theme");
  return {
    model: query.get("model"),
    range: RANGES.includes(range) ? range : RANGES[0],
    theme: THEMES.includes(theme) ? theme : "auto",
    token: query.get("token"),
  };
}

/** The address of it, never with the token. Pure. */
export function format({ model, range, theme }) {
  const query = new URLSearchParams();
  if (model) query.set("model", model);
  if (range !== RANGES[0]) query.set("range", String(range));
  if (theme !== "auto") query.set("theme", theme);
  return query.size === 0 ? "#" : `#${query}`;
}

export function write(place) {
  history.replaceState(null, "", format(place));
}
