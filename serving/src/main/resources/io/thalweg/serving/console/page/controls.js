// Small controls of panels.

import { html } from "./lib/lit-html.js";

/** `changed` is called with the number. */
export const slider = (name, value, { min, max, step }, text, changed) => html`<label class="slider">
  ${name} <input type="range" min=${min} max=${max} step=${step} .value=${String(value)} @input=${(e) => changed(Number(e.target.value))} />
  <output>${text}</output>
</label>`;

export const checkbox = (name, value, changed) => html`<label class="check">
  <input type="checkbox" .checked=${value} @change=${(e) => changed(e.target.checked)} /> ${name}
</label>`;

/** `values`: [value, text]. */
export const select = (name, value, values, changed) => html`<label class="select">
  ${name}
  <select @change=${(e) => changed(e.target.value)}>
    ${values.map(([v, text]) => html`<option .value=${v} .selected=${v === value}>${text}</option>`)}
  </select>
</label>`;

/** An element of a class, to draw a chart in. */
export function place(className = "") {
  const element = document.createElement("div");
  element.className = className;
  return element;
}
