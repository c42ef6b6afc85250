// Begins everything: the header, the panels that can be seen, and the words for who listens.

import { app } from "./app.js";
import { recolour } from "./chart.js";
import { announcer } from "./announce.js";
import { header } from "./header.js";
import { view } from "./view.js";
import { accuracy } from "./panels/accuracy.js";
import { freshness } from "./panels/freshness.js";
import { versions } from "./panels/versions.js";
import { replay } from "./panels/replay.js";
import { forgetting } from "./panels/forgetting.js";
import { learning } from "./panels/learning.js";
import { rounds } from "./panels/rounds.js";
import { shift } from "./panels/shift.js";
import { letters } from "./panels/letters.js";
import { serving } from "./panels/serving.js";
import { job } from "./panels/job.js";
import { explorer } from "./panels/explorer.js";

const MAKERS = { accuracy, freshness, versions, explorer, learning, replay, rounds, forgetting, shift, serving, job, letters };

/** A panel draws when something came and it can be seen, or when it comes into sight. */
const panels = new Map();
const seen = new Set();
let wanted = false;

for (const [id, make] of Object.entries(MAKERS)) {
  const section = document.getElementById(id);
  panels.set(section, make(section.querySelector(".body"), app));
}

function draw() {
  wanted = false;
  const now = view(app);
  for (const section of seen) panels.get(section).draw(now);
}

function soon() {
  if (wanted || document.hidden) return;
  wanted = true;
  requestAnimationFrame(draw);
}

const sight = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) seen.add(target);
      else seen.delete(target);
    }
    soon();
  },
  { rootMargin: "150px" },
);
for (const section of panels.keys()) sight.observe(section);

function themed() {
  const { theme } = app.place;
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  recolour();
  for (const panel of panels.values()) panel.repaint?.();
}

document.getElementById("skip").addEventListener("click", (event) => {
  event.preventDefault();
  document.getElementById("accuracy").focus();
});

const drawHeader = header(app);
const announce = announcer(document.getElementById("announced"));
let theme = null;

app.listen((what) => {
  if (theme !== app.place.theme) {
    theme = app.place.theme;
    themed();
  }
  const now = view(app);
  drawHeader(now);
  announce(app, now);
  if (what !== "clock") soon();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", themed);
themed();
theme = app.place.theme;
drawHeader(view(app));
app.start();
