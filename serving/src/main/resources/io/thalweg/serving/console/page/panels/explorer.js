// Asks the model about one event, and why it says so.

import { html, render, nothing } from "../lib/lit-html.js";
import * as api from "../api.js";
import { clock, number } from "../format.js";
import { explanation } from "./explanation.js";
import { fields, foremost, hint, outputs, request } from "./inputs.js";

const MOST_ASKED = 10;

export function explorer(root) {
  const s = { model: null, meta: null, fields: [], failed: null, typed: new Map(), version: "", busy: false, answer: null, why: null, asked: [], role: null };
  let shown = null;

  function draw(view) {
    shown = view;
    const barred = s.failed && !s.meta && s.role !== view.role;
    s.role = view.role;
    if (view.model && (s.model !== view.model || barred)) load(view.model);
    render(html`${form(s, view, { ask, changed, refresh })} ${answerOf(s, view)} ${askedOf(s, again)}`, root);
  }

  const redraw = () => shown && draw(shown);

  async function load(model) {
    Object.assign(s, { model, meta: null, fields: [], failed: null, typed: new Map(), version: "", answer: null, why: null, asked: [] });
    try {
      const meta = await api.metadata(model);
      if (s.model !== model) return;
      s.meta = meta;
      s.fields = fields(meta);
    } catch (error) {
      if (s.model !== model) return;
      s.failed = error.message;
      setTimeout(() => {
        if (s.model === model && s.failed) s.model = null;
      }, 5000);
    }
    redraw();
  }

  /** Versions come and go. */
  async function refresh() {
    const { model } = s;
    const meta = await api.metadata(model).catch(() => null);
    if (meta === null || s.model !== model) return;
    s.meta = meta;
    s.fields = fields(meta);
    redraw();
  }

  function changed(name, value) {
    s.typed.set(name, value);
  }

  async function ask(event) {
    event.preventDefault();
    const { model, typed, version } = s;
    s.failed = null;
    let body;
    try {
      body = request(s.fields, typed);
    } catch (error) {
      s.failed = error.message;
      redraw();
      return;
    }
    s.busy = true;
    redraw();
    const [answer, why] = await Promise.allSettled([api.infer(model, version, body), api.explain(model, version, body)]);
    if (s.model !== model) return;
    s.busy = false;
    s.answer = answer.status === "fulfilled" ? answer.value : null;
    s.why = why.status === "fulfilled" ? why.value : { error: why.reason.message };
    if (s.answer) {
      s.asked.unshift({ time: Date.now(), typed: new Map(typed), answer: s.answer });
      s.asked.length = Math.min(s.asked.length, MOST_ASKED);
    } else {
      s.failed = answer.reason.message;
      s.why = null;
    }
    redraw();
  }

  function again(typed) {
    s.typed = new Map(typed);
    redraw();
  }

  return { draw };
}

function form(s, view, { ask, changed, refresh }) {
  if (!s.meta) return html`<p class="absent">nothing yet: ${s.failed ?? view.reason(["explorer"], "the server is asked what the model takes")}</p>`;
  return html`<form class="event" @submit=${ask}>
    <div class="fields">${s.fields.map((f) => field(f, s.typed.get(f.name) ?? "", changed))}</div>
    <p class="actions">
      <label class="select">version
        <select @focus=${refresh} @change=${(e) => (s.version = e.target.value)}>
          <option value="">the one that serves</option>
          ${[...s.meta.versions].reverse().map((v) => html`<option .value=${v}>v${v}</option>`)}
        </select></label>
      <button type="submit" class="strong" ?disabled=${s.busy}>Predict and explain</button>
    </p>
    <div role="status">${s.failed ? html`<p class="result failed">${s.failed}</p>` : nothing}</div>
  </form>`;
}

function field(f, value, changed) {
  const typed = (e) => changed(f.name, e.target.value);
  const control =
    f.kind === "flag"
      ? html`<select @change=${typed}>
          ${["", "true", "false"].map((v) => html`<option .value=${v} .selected=${v === value}>${v === "" ? "missing" : v}</option>`)}
        </select>`
      : html`<input type="text" inputmode=${f.kind === "number" ? "decimal" : "text"} autocomplete="off" spellcheck="false"
          ?disabled=${f.kind === "image"} placeholder=${hint(f)} .value=${value} @input=${typed} />`;
  return html`<label>${f.name} ${control}</label>`;
}

function answerOf({ answer, why, busy }, view) {
  if (busy) return html`<p class="said">asking …</p>`;
  if (!answer) return nothing;
  const { shown, left } = foremost(outputs(answer, view.info?.classes));
  return html`<div class="answer">
    <dl class="figures">
      ${shown.map(([label, value]) => html`<div><dt>${label}</dt><dd>${number(value)}</dd></div>`)}
      <div><dt>answered by</dt><dd>v${answer.model_version}</dd></div>
    </dl>
    ${left === 0 ? nothing : html`<p class="said">the ${shown.length} largest; ${left} more are left out</p>`}
    ${why?.error ? html`<p class="result failed">No explanation: ${why.error}</p>` : why ? explanation(why) : nothing}
  </div>`;
}

function askedOf({ asked }, again) {
  if (asked.length === 0) return nothing;
  return html`<h3>asked before</h3>
    <ol class="asked">
      ${asked.map(
        (a) => html`<li>
          <time>${clock(a.time)}</time> <span>v${a.answer.model_version}</span> <b>${foremost(outputs(a.answer)).shown.slice(0, 3).map(([, v]) => number(v)).join(", ")}</b>
          <span class="typed">${[...a.typed].filter(([, v]) => v).map(([k, v]) => `${k} ${v}`).join(", ")}</span>
          <button type="button" class="small" @click=${() => again(a.typed)}>Use again</button>
        </li>`,
      )}
    </ol>`;
}
