// Asks for models, points and state, and tells who wants to know.

import * as api from "./api.js";
import { Points } from "./points.js";
import { Poll } from "./poll.js";
import * as place from "./place.js";
import { mistake, token } from "./token.js";

const STEPS = { 900: 1000, 7200: 10_000, 43200: 60_000 };
const QUIET = 10_000;
const RECOVERY = 5000;
const BARRED = { 0: "gone", 401: "token", 403: "forbidden" };

class App {
  place = place.parse(location.hash);
  models = [];
  info = null;
  role = null;
  tokens = null;
  /** Why the last token that was given isn't used, or null. */
  mistaken = null;
  state = null;
  points = new Points(900_000, 1000);
  /** One of asking, live, quiet, gone, token, forbidden. */
  connection = "asking";
  answered = null;
  /** What else the server refuses, by what was asked for: the line that it gives. */
  failures = new Map();
  #ahead = 0;
  #recovered = 0;
  #listeners = new Set();
  #asked = 0;

  start() {
    if (this.place.token !== null) this.#take(this.place.token);
    place.write(this.place);
    this.#clear();
    this.polls = [
      new Poll(10_000, () => this.#askModels()),
      new Poll(1000, () => this.#askSeries()),
      new Poll(2000, () => this.#askState()),
    ];
    this.again();
    setInterval(() => document.hidden || this.#tell("clock"), 1000);
    addEventListener("hashchange", () => this.#moved(place.parse(location.hash)));
  }

  /** `listener` is called with what has changed: place, models, series, state, clock. */
  listen(listener) {
    this.#listeners.add(listener);
  }

  #tell(what) {
    for (const listener of this.#listeners) listener(what);
  }

  /** The server's time. */
  now() {
    return Date.now() + this.#ahead;
  }

  go(change) {
    this.#moved({ ...this.place, ...change, token: null });
  }

  again() {
    for (const poll of this.polls) poll.now();
  }

  useToken(value) {
    const taken = this.#take(value);
    if (taken) this.connection = "asking";
    this.#tell("models");
    if (taken) this.again();
  }

  /** Whose role isn't known yet. */
  #take(value) {
    this.mistaken = mistake(value);
    if (this.mistaken !== null) return false;
    token.set(value);
    this.role = null;
    return true;
  }

  #moved(next) {
    if (next.token !== null) this.#take(next.token);
    const other = next.model !== this.place.model || next.range !== this.place.range;
    this.place = { ...next, token: null };
    place.write(this.place);
    if (other) this.#clear();
    this.#tell("place");
    if (other || next.token !== null) this.again();
  }

  #clear() {
    this.#asked++;
    this.points = new Points(this.place.range * 1000, STEPS[this.place.range]);
    this.state = null;
    this.info = this.models.find((m) => m.name === this.place.model) ?? null;
  }

  async #askModels() {
    const answer = await this.#watched("models", () => api.models());
    this.models = answer.models ?? [];
    this.role = answer.role ?? null;
    this.tokens = answer.tokens ?? null;
    if (!this.models.some((m) => m.name === this.place.model) && this.models.length > 0) {
      this.go({ model: this.models[0].name });
    }
    this.info = this.models.find((m) => m.name === this.place.model) ?? null;
    this.#tell("models");
  }

  async #askSeries() {
    if (!this.place.model) return;
    const asked = this.#asked;
    const answer = await this.#watched("series", () => api.series(this.place.model, this.place.range, this.points.since()));
    if (asked !== this.#asked) return;
    if (Number.isFinite(answer.now)) this.#ahead = answer.now - Date.now();
    if (answer.step !== this.points.step && answer.step >= 1000) {
      this.points = new Points(this.place.range * 1000, answer.step);
    }
    this.points.merge(answer);
    this.#tell("series");
  }

  async #askState() {
    if (!this.place.model) return;
    const asked = this.#asked;
    const answer = await this.#watched("state", () => api.state(this.place.model));
    if (asked !== this.#asked) return;
    this.state = answer;
    this.connection = Number.isFinite(answer.heard) && answer.now - answer.heard <= QUIET ? "live" : "quiet";
    this.#tell("state");
  }

  /** Notes whether the server answers. */
  async #watched(what, asking) {
    try {
      const answer = await asking();
      const before = this.connection;
      this.answered = Date.now();
      this.failures.delete(what);
      if (!["live", "quiet"].includes(before)) {
        this.connection = "live";
        if (before !== "asking") this.#recover();
      }
      return answer;
    } catch (error) {
      const before = this.connection;
      const now = BARRED[error.status];
      if (now) this.connection = now;
      if (error.status === 401) this.role = null;
      else this.failures.set(what, error.message);
      if (before !== this.connection) this.#tell("models");
      throw error;
    }
  }

  /** Asks for the rest at once, though not again and again where only some of it is refused. */
  #recover() {
    if (Date.now() - this.#recovered < RECOVERY) return;
    this.#recovered = Date.now();
    this.again();
  }
}

export const app = new App();
