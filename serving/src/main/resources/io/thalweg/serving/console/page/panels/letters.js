// Records that couldn't be learned.

import { html, render } from "../lib/lit-html.js";
import { bytes, clock, count, percent } from "../format.js";
import { figures } from "../bars.js";
import { total } from "../view.js";

export function letters(root) {
  return {
    draw(view) {
      const all = view.state?.letters ?? [];
      const share = view.points.latest("bad_share");
      render(
        html`${figures([["dead letters", count(total(view, "dead_letters"))], ["of what came lately", percent(share)]])}
        ${all.length === 0 ? html`<p class="absent">nothing yet: ${view.reason(["letters"], "no record was bad")}</p>` : table(all, view.now)}`,
        root,
      );
    },
  };
}

const table = (all, now) => html`<div class="scroll" tabindex="0" role="region" aria-label="table of dead letters">
  <table class="letters">
    <thead>
      <tr><th scope="col">when</th><th scope="col">reason</th><th scope="col">where</th><th scope="col">first bytes</th></tr>
    </thead>
    <tbody>
      ${all.map(
        (l) => html`<tr>
          <td><time>${clock(l.time, now)}</time></td>
          <td>${l.reason}</td>
          <td class="where">${l.topic}/${l.partition}:${l.offset}</td>
          <td><code>${l.head}</code> <small>${bytes(l.bytes)}</small></td>
        </tr>`,
      )}
    </tbody>
  </table>
</div>`;
