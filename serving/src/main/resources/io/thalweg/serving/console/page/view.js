// What panels are given to draw: the model's points and state at one moment.

/** Heads that answer numbers, which aren't right or wrong. */
const OF_NUMBERS = ["regression", "huber", "quantile"];

/** What the server itself knows, whoever is heard of. */
const OF_SERVER = ["serving", "versions", "letters", "explorer"];

/** Pure: `app` is only read. */
export function view(app) {
  const { info, points, state } = app;
  return {
    model: app.place.model,
    info,
    points,
    state,
    role: app.role,
    tokens: app.tokens,
    now: app.now(),
    regression: OF_NUMBERS.includes(info?.head),
    /** Why there is nothing: what the server says under one of the names, or what can be told from here, or `otherwise`. */
    reason(names, otherwise = "no figures of it have been heard of yet") {
      const said = names.map((n) => state?.absent?.[n]).find((r) => typeof r === "string");
      if (said) return said;
      if (!app.place.model) return "the server has no model yet";
      if (!state && points.newest === null) return "the server has not answered yet";
      if (names.some((n) => OF_SERVER.includes(n))) return otherwise;
      if (typeof state?.absent?.figures === "string") return state.absent.figures;
      if (info && !info.learning) return "no process that learns this model has been heard of lately";
      return otherwise;
    },
  };
}

/** A number of `totals`, or null. */
export const total = (view, name) => view.state?.totals?.[name] ?? null;
