// Colours by their role, as the theme has them, and those of heat maps. The hues are Okabe and Ito's.

/** Names of CSS variables, `--c-NAME`. */
const ROLES = ["main", "second", "third", "fourth", "fifth", "sixth", "muted", "ink", "grid", "panel"];

let known = null;

/** After the theme has changed. */
export function forgetPalette() {
  known = null;
}

/** For a canvas, which knows no variables. */
export function palette(element) {
  if (known) return known;
  const probe = document.createElement("span");
  probe.hidden = true;
  element.append(probe);
  const colours = {};
  for (const role of ROLES) {
    probe.style.color = `var(--c-${role})`;
    colours[role] = getComputedStyle(probe).color;
  }
  probe.remove();
  known = colours;
  return colours;
}

/** Cividis, which reads the same to all eyes and in grey: from low to high. */
const CIVIDIS = [
  [0, 34, 78], [30, 55, 109], [66, 78, 108], [93, 100, 110], [117, 122, 118],
  [144, 145, 120], [174, 169, 112], [207, 196, 95], [254, 232, 56],
];

/** The colour of a share of 1, as three numbers to 255. */
export function cividis(share) {
  const at = Math.min(1, Math.max(0, share)) * (CIVIDIS.length - 1);
  const low = Math.min(Math.floor(at), CIVIDIS.length - 2);
  return CIVIDIS[low].map((v, i) => Math.round(v + (at - low) * (CIVIDIS[low + 1][i] - v)));
}

export const rgb = ([r, g, b]) => `rgb(${r} ${g} ${b})`;

/** Thresholds of the population stability index. */
export const SOME_SHIFT = 0.1;
export const MUCH_SHIFT = 0.25;

/** What an index says: 0 nothing, 1 some, 2 much. */
export const shiftLevel = (psi) => (psi > MUCH_SHIFT ? 2 : psi >= SOME_SHIFT ? 1 : 0);
