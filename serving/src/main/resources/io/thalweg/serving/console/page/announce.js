// Says what has changed to who listens to the page: the connection, and what happens seldom. Never numbers.

import { sentence } from "./marks.js";

const TOLD = ["drift", "restart", "refused", "rollback", "promotion", "hold"];

const CONNECTIONS = {
  live: "live",
  quiet: "nothing has been heard of the pipeline for more than ten seconds",
  gone: "the server doesn't answer; the page goes on by itself when it does",
  token: "the server asks for a token",
  forbidden: "the token isn't enough",
};

export function announcer(element) {
  let model = null;
  let connection = null;
  let told = null;
  return (app, { points, model: shown }) => {
    const lines = [];
    if (connection !== app.connection && CONNECTIONS[app.connection]) {
      if (connection !== null) lines.push(CONNECTIONS[app.connection]);
      connection = app.connection;
    }
    const last = points.marks.filter((m) => TOLD.includes(m.kind)).at(-1);
    const known = last ? `${last.time} ${last.kind}` : "";
    if (model !== shown || told === null) {
      model = shown;
      told = points.newest === null ? null : known;
    } else if (known !== told) {
      told = known;
      if (last) lines.push(sentence(last));
    }
    if (lines.length > 0) element.textContent = lines.join("; ");
  };
}
