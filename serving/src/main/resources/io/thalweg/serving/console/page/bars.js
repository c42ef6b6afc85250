// One bar in parts, with each part named below it.

import { html, nothing } from "./lib/lit-html.js";
import { isNumber } from "./format.js";

/** `parts`: {name, size, text, role or colour}; sizes add up to the bar. */
export function stackedBar(label, parts) {
  const known = parts.filter((p) => isNumber(p.size));
  const sum = known.reduce((total, p) => total + p.size, 0);
  const width = (p) => (sum > 0 ? (100 * p.size) / sum : 0);
  return html`<div class="stacked">
    <div class="bar" role="img" aria-label=${`${label}: ${known.map((p) => `${p.name} ${p.text}`).join(", ")}`}>
      ${known.map((p) => (width(p) > 0 ? html`<i class=${`b-${p.role}`} style=${`width:${width(p).toFixed(2)}%`}></i>` : nothing))}
    </div>
    <ul class="parts">
      ${known.map((p) => html`<li><i class=${`b-${p.role}`} aria-hidden="true"></i><span>${p.name}</span> <b>${p.text}</b></li>`)}
    </ul>
  </div>`;
}

/** Numbers with names: [name, text, further words]. */
export function figures(items) {
  return html`<dl class="figures">
    ${items.map(([name, text, more]) => html`<div><dt>${name}</dt><dd>${text}${more ? html` <small>${more}</small>` : nothing}</dd></div>`)}
  </dl>`;
}
