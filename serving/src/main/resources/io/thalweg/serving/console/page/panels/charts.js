// Panels that are charts in a row, with figures above them.

import { html, render, nothing } from "../lib/lit-html.js";
import { TimeChart } from "../chart.js";
import { figures } from "../bars.js";
import { place } from "../controls.js";

/** `configs` as TimeChart takes them; `numbers(view)` as figures takes them; `weight` of smoothing; `otherwise` is why there is nothing. */
export function chartsPanel(root, className, configs, { numbers = null, weight: usual = 0, otherwise } = {}) {
  const head = place();
  const grid = place(`charts ${className}`);
  const absent = place();
  root.append(head, grid, absent);
  const charts = configs.map((config) => {
    const box = place();
    grid.append(box);
    return new TimeChart(box, config);
  });
  return {
    charts,
    draw(view, weight = usual) {
      render(numbers ? figures(numbers(view)) : nothing, head);
      const any = charts.filter((chart) => chart.draw(view, weight)).length > 0;
      render(any ? nothing : html`<p class="absent">nothing yet: ${view.reason(configs[0].absent, otherwise)}</p>`, absent);
      grid.hidden = !any;
      return any;
    },
  };
}
