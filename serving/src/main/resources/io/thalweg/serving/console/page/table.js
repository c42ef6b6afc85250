// The numbers of a chart as a table, for who doesn't see it.

import { html, render } from "./lib/lit-html.js";
import { sampled } from "./curves.js";
import { clock } from "./format.js";

const ROWS = 30;

/** Closed at first, and filled when it is opened. */
export function timeTable(config, numbers) {
  const opened = (event) => {
    const box = event.target.querySelector("div");
    render(event.target.open ? table(config, numbers()) : "", box);
  };
  return html`<details class="table" @toggle=${opened}>
    <summary>table<span class="away"> of ${config.name}</span></summary>
    <div class="scroll" tabindex="0" role="region" aria-label=${`${config.name} as a table`}></div>
  </details>`;
}

/** Once it would have the numbers of something else. */
export function closeTable(host) {
  const details = host.querySelector("details.table");
  if (details) details.open = false;
}

function table({ name, format, lines }, { axis, values }) {
  const shown = lines.map((line, i) => ({ line, values: values[i] })).filter(({ line }) => !line.faint);
  const rows = sampled(axis.length, ROWS).filter((r) => shown.some((s) => !Number.isNaN(s.values?.[r] ?? NaN)));
  return html`<table>
    <caption>${name}, newest first</caption>
    <thead>
      <tr><th scope="col">time</th>${shown.map((s) => html`<th scope="col" class="n">${s.line.name}</th>`)}</tr>
    </thead>
    <tbody>
      ${rows.map(
        (r) => html`<tr>
          <th scope="row">${clock(1000 * axis[r])}</th>
          ${shown.map((s) => html`<td class="n">${format(Number.isNaN(s.values[r]) ? null : s.values[r])}</td>`)}
        </tr>`,
      )}
    </tbody>
  </table>`;
}
