// What speaks for an answer and what against it, as bars from a middle line.

import { html, nothing } from "../lib/lit-html.js";
import { number } from "../format.js";

const MOST = 12;

export function explanation(e) {
  const all = [...e.features].sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
  const rest = all.slice(MOST).reduce((sum, f) => sum + f.value, 0);
  const rows = all.slice(0, MOST).map((f) => ({ ...f }));
  if (all.length > MOST) rows.push({ name: `${all.length - MOST} others`, value: rest, standard_error: 0 });
  const most = Math.max(...rows.map((f) => Math.abs(f.value)), 1e-12);
  const of = e.output.label ?? (e.output.column ? `column ${e.output.column}` : e.output.name);
  return html`<p class="said">On the mean ${of} is ${number(e.base_value)}; this event's features make it ${number(e.prediction)}
      (${e.output.scale}; ${e.method}, beside ${e.background.rows} rows of ${e.background.source}).</p>
    <table class="explanation">
      <caption class="away">contributions to ${of}</caption>
      <thead>
        <tr><th scope="col"><span class="away">feature</span></th><th scope="col" class="sides"><span>against</span><span>for</span></th><th scope="col"><span class="away">contribution</span></th></tr>
      </thead>
      <tbody>${rows.map((f) => row(f, most))}</tbody>
    </table>`;
}

function row(f, most) {
  const width = (50 * Math.abs(f.value)) / most;
  const side = f.value < 0 ? `right:50%;width:${width.toFixed(2)}%` : `left:50%;width:${width.toFixed(2)}%`;
  const error = f.standard_error > 0 ? html` <small>± ${number(f.standard_error)}</small>` : nothing;
  return html`<tr>
    <th scope="row">${f.name}</th>
    <td class="diverging" aria-hidden="true"><i class=${f.value < 0 ? "b-second" : "b-main"} style=${side}></i></td>
    <td class="n">${f.value < 0 ? "−" : "+"}${number(Math.abs(f.value))}${error}</td>
  </tr>`;
}
