// The head of the page: which model, how it stands, what is shown and for whom.

import { html, render, nothing } from "./lib/lit-html.js";
import { RANGES, THEMES } from "./place.js";
import { count, duration, percent, rate, NONE } from "./format.js";
import { figures } from "./bars.js";
import { total } from "./view.js";
import { token } from "./token.js";

const RANGE_NAMES = { 900: "15 min", 7200: "2 h", 43200: "12 h" };

export function header(app) {
  const controls = document.getElementById("controls");
  const strip = document.getElementById("strip");
  return (view) => {
    render(html`${chooser(app)} ${connection(app)} ${choice("range", RANGES, (r) => RANGE_NAMES[r], app)}
      ${choice("theme", THEMES, (t) => t, app)} ${tokenField(app)}`, controls);
    render(figures(numbers(app, view)), strip);
    document.title = app.place.model ? `${app.place.model} · Thalweg` : "Thalweg";
  };
}

function chooser(app) {
  const { model } = app.place;
  const names = app.models.map((m) => m.name);
  if (names.length === 0 && model) names.push(model);
  return html`<label class="model"><span class="away">model</span>
    <select aria-label="model" @change=${(e) => app.go({ model: e.target.value })}>
      ${names.length === 0 ? html`<option>no model yet</option>` : nothing}
      ${names.map((name) => html`<option .value=${name} .selected=${name === model}>${name}</option>`)}
    </select></label>`;
}

/** Buttons of which one is pressed. */
function choice(name, values, text, app) {
  return html`<div class="choice" role="group" aria-label=${name}>
    ${values.map(
      (v) => html`<button type="button" aria-pressed=${String(app.place[name] === v)} @click=${() => app.go({ [name]: v })}>${text(v)}</button>`,
    )}
  </div>`;
}

function connection(app) {
  const { state, connection: is } = app;
  const heard = Number.isFinite(state?.heard) ? duration(Math.max(0, app.now() - state.heard)) : null;
  const answered = app.answered === null ? "" : ` for ${duration(Date.now() - app.answered)}`;
  const words = {
    asking: "asking the server",
    live: "live",
    quiet: heard === null ? "nothing heard yet" : `last heard ${heard} ago`,
    gone: `server gone${answered}; goes on by itself`,
    token: "a token is wanted",
    forbidden: "the token isn't enough",
  };
  const failed = ["live", "quiet"].includes(is) ? [...app.failures].map(([what, line]) => `; ${what}: ${line}`).join("") : "";
  return html`<p class=${`connection ${is}`}><i aria-hidden="true"></i>${words[is]}${failed}</p>`;
}

function tokenField(app) {
  if (app.tokens === false) return nothing;
  const use = (event) => {
    event.preventDefault();
    app.useToken(new FormData(event.target).get("token").trim());
    if (app.mistaken !== null) return;
    event.target.reset();
    event.target.closest("details").open = false;
  };
  const wanted = app.mistaken !== null || ["token", "forbidden"].includes(app.connection);
  const holds = token.get() ? `token: ${app.role ?? "refused"}` : "token";
  return html`<details class="token" ?open=${wanted}>
    <summary>${holds}</summary>
    <form @submit=${use}>
      <label>Token <input name="token" type="password" autocomplete="off" spellcheck="false" /></label>
      <button type="submit">Use</button>
      ${token.get() ? html`<button type="button" @click=${() => app.useToken("")}>Forget</button>` : nothing}
      ${app.mistaken === null ? nothing : html`<p class="result failed" role="alert">${app.mistaken}</p>`}
      <p>Kept in this tab until it is closed.</p>
    </form>
  </details>`;
}

function numbers(app, view) {
  const { points, state, info, regression } = view;
  const serving = state?.versions?.serving ?? points.latest("version") ?? info?.serving ?? null;
  const age = points.latest("version_age_millis");
  const now = regression ? null : points.latest("accuracy");
  const baseline = points.latest("no_change");
  const gain = now !== null && baseline !== null ? (100 * (now - baseline)).toFixed(1) : null;
  const items = [
    ["serving", serving === null ? NONE : `v${serving}`, age === null ? "" : `${duration(age)} old`],
    ["fresh", duration(state?.freshness?.p50 ?? null), state?.freshness ? "p50, label to service" : ""],
    ["learned", count(total(view, "learned")), points.has("learned_per_second") ? rate(points.latest("learned_per_second")) : ""],
    ["learners", state?.learners ?? info?.learners ?? NONE, state?.processes ? `${state.processes} process${state.processes === 1 ? "" : "es"}` : ""],
    ["requests", rate(points.latest("requests_per_second")), ""],
  ];
  if (!regression) {
    items.splice(1, 0, ["accuracy now", percent(now), gain === null ? "" : `${gain >= 0 ? "+" : "−"}${Math.abs(gain).toFixed(1)} points to no-change`]);
  }
  return items;
}
