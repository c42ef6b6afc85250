// Which version answers, which did and will, and who may change that.

import { html, render, nothing } from "../lib/lit-html.js";
import { figures } from "../bars.js";
import { clock, count, isNumber, NONE, number, percent, shortClock } from "../format.js";
import { actions, readOnly } from "./actions.js";

const SIGNS = { serving: "●", loaded: "○", gone: "·", refused: "×" };

export function versions(root, app) {
  const act = actions(app);
  return {
    draw(view) {
      const v = view.state?.versions;
      const why = readOnly(view);
      render(
        v
          ? html`${summary(v)} ${buttons(v, view, why, act)} ${act.result()} ${timeline(v.entries ?? [])} ${table(v, view, why, act)}`
          : html`<p class="absent">nothing yet: ${view.reason(["versions"], "no version has been announced")}</p>`,
        root,
      );
    },
  };
}

function summary(v) {
  const canary = v.aliases?.find((a) => a.alias === "canary");
  return figures([
    ["serving", isNumber(v.serving) ? `v${v.serving}` : NONE],
    ["requests without a version", v.pinned ? "pinned" : "the newest"],
    ...(canary ? [["canary", `v${canary.version}`]] : []),
    ["refused", `${(v.entries ?? []).filter((e) => e.state === "refused").length} of ${v.entries?.length ?? 0}`],
  ]);
}

function buttons(v, view, why, act) {
  if (why) return html`<p class="readonly">read-only: ${why}</p>`;
  const canary = v.aliases?.find((a) => a.alias === "canary");
  return html`<p class="actions">
    <button type="button" @click=${() => act.ask("rollback", view.model)}>Roll back</button>
    <button type="button" ?disabled=${!v.pinned} @click=${() => act.ask("unpin", view.model)}>Unpin</button>
    <button type="button" ?disabled=${!canary} @click=${() => act.ask("promote", view.model, canary.version)}>Promote canary</button>
  </p>`;
}

/** The newest versions by the time of their announcement; the table says the same. */
function timeline(entries) {
  const times = entries.map((e) => e.announced).filter(isNumber);
  if (times.length < 2) return nothing;
  const first = Math.min(...times);
  const span = Math.max(1, Math.max(...times) - first);
  const left = (e) => `left:${((98 * (e.announced - first)) / span + 1).toFixed(2)}%`;
  return html`<div class="timeline" aria-hidden="true">
    <div class="track">
      ${entries
        .filter((e) => isNumber(e.announced))
        .map((e) => html`<i class=${`v-${known(e.state)}`} style=${left(e)} title=${`v${e.version} ${e.state}`}>${SIGNS[known(e.state)]}</i>`)}
    </div>
    <div class="ends"><span>${shortClock(first)}</span><span>● serving ○ loaded · gone × refused</span><span>${shortClock(first + span)}</span></div>
  </div>`;
}

const known = (state) => (Object.hasOwn(SIGNS, state) ? state : "gone");

function table(v, view, why, act) {
  const entries = v.entries ?? [];
  if (entries.length === 0) return html`<p class="absent">nothing yet: ${view.reason(["versions"], "no version has been announced")}</p>`;
  const metric = entries.some((e) => isNumber(e.metrics?.accuracy)) ? "accuracy" : Object.keys(entries[0].metrics ?? {}).sort()[0] ?? null;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="table of versions">
    <table class="versions">
      <thead>
        <tr>
          <th scope="col">version</th><th scope="col">announced</th><th scope="col">state</th>
          <th scope="col" class="n">${metric ?? "figure"}</th><th scope="col" class="n">learned</th>
          ${why ? nothing : html`<th scope="col"><span class="away">change</span></th>`}
        </tr>
      </thead>
      <tbody>${entries.map((e) => row(e, v, view, metric, why, act))}</tbody>
    </table>
  </div>`;
}

function row(e, v, view, metric, why, act) {
  const names = (v.aliases ?? []).filter((a) => a.version === e.version);
  const figure = e.metrics?.[metric];
  return html`<tr class=${`v-${known(e.state)}`}>
    <th scope="row">v${e.version} ${names.map((a) => html`<span class="badge">${a.alias}</span>`)}${e.preview ? html`<span class="badge">preview</span>` : nothing}</th>
    <td>${clock(e.announced, view.now)}</td>
    <td><span aria-hidden="true">${SIGNS[known(e.state)]}</span> ${e.state}${e.why ? html`<small>${e.why}</small>` : nothing}</td>
    <td class="n">${metric === "accuracy" ? percent(figure) : number(figure)}</td>
    <td class="n">${count(e.learned)}</td>
    ${why
      ? nothing
      : html`<td class="n">
          <button type="button" class="small" ?disabled=${e.preview || e.state === "refused"} aria-label=${`Pin version ${e.version}`}
            @click=${() => act.ask("pin", view.model, e.version)}>Pin</button>
        </td>`}
  </tr>`;
}
