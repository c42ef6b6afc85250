// The console in a browser, against a demo that runs: node console.e2e.mjs CONSOLE TOKEN MODELS-URL CHROMIUM DIRECTORY.
// Prints a line for each thing that holds or doesn't, leaves screenshots in the directory, exits with 1 where one doesn't.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const [CONSOLE, TOKEN, MODEL, CHROMIUM, DIRECTORY] = process.argv.slice(2);
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PANELS = ["accuracy", "freshness", "versions", "explorer", "learning", "replay", "forgetting", "shift", "serving", "rounds", "job", "letters"];
const EVENT = { instances: [{ amount: 812.5, category: "electronics", cardPresent: false }] };
const ARGUMENTS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

const fails = [];
const errors = [];
const foreign = [];

function check(holds, what) {
  console.log(holds ? "ok  " : "FAIL", what);
  if (!holds) fails.push(what);
}

const browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });

async function open(options) {
  const page = await (await browser.newContext(options)).newPage();
  page.on("console", (m) => ["error", "warning"].includes(m.type()) && errors.push(m.text()));
  page.on("pageerror", (e) => errors.push(String(e)));
  page.on("request", (r) => {
    const url = new URL(r.url());
    if (url.origin !== new URL(CONSOLE).origin && url.protocol !== "data:") foreign.push(r.url());
  });
  await page.goto(CONSOLE + "#token=" + TOKEN);
  return page;
}

async function answering() {
  const answer = await fetch(MODEL + ":predict", { method: "POST", body: JSON.stringify(EVENT) });
  return Number((await answer.json()).model_version);
}

const said = (page, id) => page.locator("#" + id).innerText();

async function holdsWithin(page, what, millis, condition, argument) {
  try {
    await page.waitForFunction(condition, argument, { timeout: millis, polling: 250 });
    check(true, what);
  } catch (e) {
    check(false, what + ": " + String(e).split("\n")[0]);
  }
}

// The first visit.
const page = await open({ viewport: { width: 1440, height: 900 } });
const visit = await page.evaluate(() => {
  const whole = performance.getEntriesByType("navigation")[0];
  const files = performance.getEntriesByType("resource").filter((r) => !/\/api\/|\/v[12]\//.test(r.name));
  return {
    millis: Math.round(whole.domContentLoadedEventEnd),
    bytes: files.reduce((sum, r) => sum + r.decodedBodySize, whole.decodedBodySize),
  };
});
console.log(`    interactive after ${visit.millis} ms, ${visit.bytes} bytes before they are compressed`);
check(visit.bytes > 50_000 && visit.bytes < 300_000, "the page has less than 300 KB");
check(visit.millis < 3000, "it can be used at once");
check(!page.url().includes("token"), "the token has left the address");

// Every panel, within a minute.
const begun = Date.now();
for (const id of PANELS) {
  await page.locator("#" + id).scrollIntoViewIfNeeded();
  await holdsWithin(page, id + " shows data", Math.max(1000, 60_000 - (Date.now() - begun)), (panel) => {
    const text = document.querySelector(`#${panel} .body`).innerText;
    return text.trim().length > 10 && !text.includes("nothing yet");
  }, id);
}

// The drift that the demo makes, as a mark.
await page.locator("#accuracy").scrollIntoViewIfNeeded();
await holdsWithin(page, "the drift is a mark", 150_000, () => /\bdrift\b.*adwin/.test(document.querySelector("#accuracy").innerText));
await page.evaluate(() => scrollTo(0, 0));
await page.waitForTimeout(1500);
await page.screenshot({ path: DIRECTORY + "/console-1440.png" });

// Back to an earlier version, by hand.
const before = await answering();
await page.locator('#versions button:has-text("Roll back")').click();
check(await page.locator("dialog[open]").isVisible(), "a change is confirmed first");
await page.click("dialog[open] .strong");
await holdsWithin(page, "the page says what was changed", 20_000, () => /names version \d+/.test(document.querySelector("#changed").innerText));
const named = Number(/version (\d+)/.exec(await said(page, "changed"))?.[1]);
let after = await answering();
for (const end = Date.now() + 20_000; Date.now() < end && after !== named; after = await answering()) {
  await new Promise((r) => setTimeout(r, 200));
}
await holdsWithin(page, "newer versions are released", 20_000, (version) => Number(/v(\d+)/.exec(document.querySelector("#versions tbody tr").innerText)[1]) > version + 2, named);
const later = await answering();
console.log(`    v${before} answered; ${(await said(page, "changed")).trim()} Then v${after} and v${later} answered`);
check(after === named && later === named, "the version that was gone back to answers, and goes on doing so");

// An answer and what speaks for it.
await page.locator("#explorer input").first().fill("812.5");
await page.click("text=Predict and explain");
await holdsWithin(page, "a prediction is explained", 20_000, () => /v\d+/.test(document.querySelector("#explorer .body").innerText));

// Two themes, two widths.
for (const colorScheme of ["light", "dark"]) {
  for (const width of [1440, 375]) {
    const other = await open({ viewport: { width, height: 900 }, colorScheme, bypassCSP: true, reducedMotion: "reduce" });
    await other.waitForTimeout(3000);
    await other.evaluate(async () => {
      for (let y = 0; y < document.body.scrollHeight; y += 600) {
        scrollTo(0, y);
        await new Promise((r) => setTimeout(r, 80));
      }
      document.querySelectorAll("details.table").forEach((d) => (d.open = true));
    });
    await other.evaluate(AXE);
    const { violations } = await other.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
    const serious = violations.filter((v) => ["serious", "critical"].includes(v.impact));
    check(serious.length === 0, `axe has nothing serious, ${colorScheme}, ${width} px ${serious.map((v) => v.id)}`);
    check(await other.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `nothing is wider than ${width} px`);
    await other.screenshot({ path: `${DIRECTORY}/console-${colorScheme}-${width}.png` });
    await other.context().close();
  }
}

check(errors.length === 0, "no errors in the browser " + errors.join("; "));
check(foreign.length === 0, "no request leaves the server " + foreign.join("; "));
await browser.close();
console.log(fails.length === 0 ? "all good" : "FAILED: " + fails.join("; "));
process.exit(fails.length === 0 ? 0 : 1);
