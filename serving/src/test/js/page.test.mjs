// Tests of the page's pure functions, for `node --test`; it has no browser's objects.

import assert from "node:assert/strict";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import test, { after } from "node:test";
import { pathToFileURL } from "node:url";

// Node takes a file for a module by its package's type, and the page has no package.
const copy = await mkdtemp(path.join(tmpdir(), "page"));
await cp("src/main/resources/io/thalweg/serving/console/page", copy, { recursive: true });
await writeFile(path.join(copy, "package.json"), '{"type": "module"}');
after(() => rm(copy, { recursive: true }));
const module = (name) => import(pathToFileURL(path.join(copy, name)));

const f = await module("format.js");
const { Points } = await module("points.js");
const curves = await module("curves.js");
const marks = await module("marks.js");
const place = await module("place.js");
const colours = await module("colours.js");
const inputs = await module("panels/inputs.js");
const matrix = await module("panels/matrix.js");
const { mistake, token } = await module("token.js");
const { view } = await module("view.js");

const plain = (text) => text.replaceAll("\u00a0", " ");

test("numbers keep three digits and say their size", () => {
  assert.deepEqual([0, 7, 999, 999.4, 1000, 51_234, 999_600, 2_500_000].map(f.count), ["0", "7", "999", "999", "1.00k", "51.2k", "1.00M", "2.50M"]);
  assert.equal(f.count(4.9e-25), "0");
  assert.equal(f.rate(2003), "2.00k/s");
  assert.equal(f.number(0.000123), "1.23e-4");
  assert.equal(f.number(1e-3), "0.001");
  assert.equal(f.number(0.91234), "0.9123");
  assert.equal(plain(f.percent(0.9104)), "91.0 %");
});

test("an axis begins with the first point and shows an eighth of the range at least", () => {
  const p = new Points(80_000, 1000);
  p.merge({ time: [100_000, 101_000], series: {} });
  assert.equal(p.begin(), 91);
  p.merge({ time: [130_000], series: {} });
  assert.equal(p.begin(), 100);
  p.merge({ time: [300_000], series: {} });
  assert.equal(p.begin(), 220);
});

test("what is no number is a dash", () => {
  for (const format of [f.count, f.rate, f.percent, f.number, f.duration, f.micros, f.bytes, f.clock]) {
    for (const value of [null, undefined, NaN, Infinity, "7"]) assert.equal(format(value), f.NONE);
  }
});

test("durations go from milliseconds to days", () => {
  const texts = [0, 4.2, 40, 1100, 12_400, 60_000, 125_000, 3 * 3_600_000 + 12 * 60_000, 72 * 3_600_000];
  assert.deepEqual(texts.map((t) => plain(f.duration(t))), ["0 ms", "4.2 ms", "40 ms", "1.1 s", "12 s", "1 min", "2 min 5 s", "3 h 12 min", "3 days"]);
  assert.equal(plain(f.micros(640)), "640 µs");
  assert.equal(plain(f.micros(2140)), "2.14 ms");
  assert.equal(plain(f.bytes(24_800)), "24.2 KiB");
});

test("durations never say 60 of the smaller unit", () => {
  assert.equal(plain(f.duration(59_700)), "1 min");
  assert.equal(plain(f.duration(3_599_600)), "1 h");
});

function points() {
  const p = new Points(10_000, 1000);
  p.merge({ time: [1000, 2000, 3000], series: { a: [1, null, 3] }, marks: [] });
  return p;
}

test("points that come again replace themselves", () => {
  const p = points();
  p.merge({ time: [2000, 3000, 4000], series: { a: [2, 30, 4] } });
  assert.deepEqual([...p.values("a")].slice(-4), [1, 2, 30, 4]);
  assert.deepEqual([...p.axis()].slice(-2), [3, 4]);
  assert.equal(p.since(2), 1999);
});

test("points beyond the range are overwritten, and time that passed without any is empty", () => {
  const p = points();
  p.merge({ time: [20_000], series: { a: [9] } });
  assert.deepEqual([...p.values("a")].filter((v) => !Number.isNaN(v)), [9]);
  p.merge({ time: [3000], series: { a: [7] } });
  assert.deepEqual([...p.values("a")].filter((v) => !Number.isNaN(v)), [9], "too old");
});

test("the newest number is found behind missing ones, but not far behind", () => {
  const p = points();
  p.merge({ time: [4000, 5000], series: { a: [null, null] } });
  assert.equal(p.latest("a"), 3);
  assert.equal(p.latest("a", 2), null);
  assert.equal(p.latest("b"), null);
  assert.deepEqual(p.names("a"), ["a"]);
});

test("neither series nor marks grow without bound", () => {
  const p = new Points(900_000, 1000);
  for (let i = 0; i < 500; i++) p.merge({ time: [1000], series: { [`s${i}`]: [1] } });
  assert.ok(p.columns.size <= 128);
  const many = Array.from({ length: 5000 }, (all, i) => ({ time: 1000 + i, kind: "swap", version: i, text: "" }));
  p.merge({ time: [7000], series: {}, marks: many });
  p.merge({ time: [8000], series: {}, marks: many });
  assert.equal(p.marks.length, 3000);
  assert.equal(p.marks.at(-1).version, 4999);
});

test("smoothing starts at the first number and passes over missing ones", () => {
  const smoothed = curves.smooth(Float64Array.of(NaN, 4, NaN, 4), 0.9);
  assert.deepEqual([...smoothed].map((v) => Math.round(v * 1e9) / 1e9), [NaN, 4, NaN, 4]);
  const [, second] = curves.smooth(Float64Array.of(0, 1), 0.5);
  assert.ok(Math.abs(second - 0.5 / 0.75) < 1e-12);
});

test("short holes are bridged, long ones are gaps", () => {
  const n = NaN;
  assert.deepEqual(curves.drawable(Float64Array.of(1, n, 2)), [1, undefined, 2]);
  assert.deepEqual(curves.drawable(Float64Array.of(1, n, n, n, n, n, 2)), [1, null, null, null, null, null, 2]);
  assert.deepEqual(curves.drawable(Float64Array.of(0, 2, -1), true), [null, 2, null]);
});

test("stacked curves are sums, of what is there", () => {
  const sums = curves.stacked([Float64Array.of(1, NaN), Float64Array.of(2, 5)]);
  assert.deepEqual(sums.map((s) => [...s]), [[1, NaN], [3, 5]]);
});

test("a summary knows first, last, lowest and highest", () => {
  assert.deepEqual(curves.summary(Float64Array.of(NaN, 2, 1, 3)), { first: 2, last: 3, low: 1, lowAt: 2, high: 3, highAt: 3 });
  assert.equal(curves.summary(Float64Array.of(NaN)), null);
  assert.deepEqual(curves.sampled(7, 3), [6, 3, 0]);
});

test("marks that lie close become one, labels that would touch are shortened or left out", () => {
  const all = [1, 2, 50].map((time) => ({ time, kind: "drift" }));
  assert.deepEqual(marks.grouped(all, (t) => t, 10), [{ x: 1, kind: "drift", count: 2 }, { x: 50, kind: "drift", count: 1 }]);
  assert.deepEqual(marks.grouped([{ time: 1, kind: "<b>" }], (t) => t, 10), []);
  const label = (x) => ({ x, width: 40, short: { x, width: 8 } });
  assert.deepEqual(marks.roomy([label(0), label(20), { ...label(30), short: { x: 60, width: 8 } }], 4), ["all", "none", "short"]);
  assert.equal(marks.sentence({ kind: "swap", version: 7, text: "" }), "swap v7");
});

test("names at the ends of lines keep apart and within", () => {
  assert.deepEqual(marks.spread([10, 12, 99], 13, 0, 100), [10, 23, 99]);
  assert.deepEqual(marks.spread([98, 99], 13, 0, 100), [87, 100]);
});

test("the address has what is shown, and never the token", () => {
  const read = place.parse("#model=a%26b&range=7200&theme=dark&token=secret");
  assert.deepEqual(read, { model: "a&b", range: 7200, theme: "dark", token: "secret" });
  assert.equal(place.format(read), "#model=a%26b&range=7200&theme=dark");
  assert.deepEqual(place.parse("#range=1&theme=x"), { model: null, range: 900, theme: "auto", token: null });
});

test("heat maps get lighter with the number, and shift has three levels", () => {
  const light = (share) => colours.cividis(share).reduce((a, b) => a + b);
  for (let s = 0; s < 1; s += 0.05) assert.ok(light(s + 0.05) > light(s));
  assert.deepEqual(colours.cividis(7), colours.cividis(1));
  assert.deepEqual([0.05, 0.1, 0.25, 0.26].map(colours.shiftLevel), [0, 1, 1, 2]);
});

test("forgetting is the fall from the best to the newest, over periods asked twice", () => {
  assert.ok(Math.abs(matrix.forgotten([[0.9, 0.8], [null, 0.7], [0.5, 0.6]]) - 0.05) < 1e-12);
  assert.equal(matrix.forgotten([[0.9]]), null);
  assert.equal(matrix.newest([0.9, 0.8, null]), 0.8);
});

const metadata = {
  inputs: [
    { name: "amount", datatype: "FP64", shape: [-1] },
    { name: "constructor", datatype: "BYTES", shape: [-1] },
    { name: "flag", datatype: "BOOL", shape: [-1] },
    { name: "recent", datatype: "FP32", shape: [-1, 2] },
    { name: "features", datatype: "FP32", shape: [-1, 9] },
    { name: "event", datatype: "BYTES", shape: [-1] },
  ],
};

test("a form has the features, and its request what was typed", () => {
  const fields = inputs.fields(metadata);
  assert.deepEqual(fields.map((x) => x.kind), ["number", "text", "flag", "list"]);
  const typed = new Map([["amount", " 812.5 "], ["flag", "false"], ["recent", "1, 2"]]);
  assert.deepEqual(inputs.request(fields, typed).inputs, [
    { name: "amount", datatype: "FP64", shape: [1], data: [812.5] },
    { name: "flag", datatype: "BOOL", shape: [1], data: [false] },
    { name: "recent", datatype: "FP32", shape: [1, 2], data: [1, 2] },
  ]);
});

test("what can't be read is said in a line", () => {
  const fields = inputs.fields(metadata);
  assert.throws(() => inputs.request(fields, new Map([["amount", "much"]])), /amount: much is not a number/);
  assert.throws(() => inputs.request(fields, new Map([["recent", "1"]])), /recent: 1 numbers, want 2/);
  assert.throws(() => inputs.request(fields, new Map()), /every field is empty/);
});

test("answers bear the labels of their columns", () => {
  const answer = (data, parameters) => ({ outputs: [{ name: "probability", data, parameters }] });
  assert.deepEqual(inputs.outputs(answer([0.8]), ["0", "1"]), [["probability", 0.8]]);
  assert.deepEqual(inputs.outputs(answer([0.2, 0.8]), ["no", "yes"]), [["no", 0.2], ["yes", 0.8]]);
  assert.deepEqual(inputs.outputs(answer([0.2, 0.8], { labels: "a,b" })), [["a", 0.2], ["b", 0.8]]);
});

test("why there is nothing is what the server says, else what can be told", () => {
  const app = { place: { model: "m" }, info: { learning: false }, points: new Points(1000, 1000), state: { absent: { shift: "soon" } }, now: () => 0 };
  assert.equal(view(app).reason(["shift"]), "soon");
  assert.match(view(app).reason(["replay"]), /no process that learns/);
  assert.equal(view(app).reason(["serving"], "none asked"), "none asked");
});

test("of many outputs the largest are shown, and how many are left out", () => {
  const said = (values) => values.map((v, i) => [`c${i}`, v]);
  assert.deepEqual(inputs.foremost(said([1, 3, 2])), { shown: said([1, 3, 2]), left: 0 });
  const many = inputs.foremost(said([0, 1, 9, 2, 3, null, 5, 4, 8, 7, 6]));
  assert.deepEqual(many.shown.map(([, v]) => v), [9, 8, 7, 6, 5, 4, 3, 2]);
  assert.equal(many.shown[0][0], "c2");
  assert.equal(many.left, 3);
});

test("a token that no header can have is refused with a sentence", () => {
  assert.equal(mistake("abc.DEF-123_~+/="), null);
  assert.equal(mistake("gr\u00fc\u00df\u00ff"), null);
  assert.equal(mistake("secret\u2026"), "A token can't have the character U+2026; copy it again from the file of tokens.");
  assert.match(mistake("two\nlines"), /U\+000A/);
  assert.match(mistake("\u{1f600}"), /U\+1F600/);
});

test("a role is forgotten when the token is another or refused, and what can't be one is not taken", async () => {
  const stored = new Map();
  const answers = { status: 200, json: { models: [], role: "admin", tokens: true } };
  const settled = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  Object.assign(globalThis, {
    location: { hash: "" },
    history: { replaceState() {} },
    document: { hidden: false, baseURI: "http://localhost/console/", addEventListener() {} },
    addEventListener() {},
    sessionStorage: {
      getItem: (k) => stored.get(k) ?? null,
      setItem: (k, v) => stored.set(k, v),
      removeItem: (k) => stored.delete(k),
    },
    fetch: async () => ({ ok: answers.status === 200, status: answers.status, json: async () => answers.json }),
  });
  const timers = [globalThis.setInterval, globalThis.setTimeout];
  Object.assign(globalThis, { setInterval: () => 0, setTimeout: () => 0 });
  try {
    const { app } = await module("app.js");
    app.start();
    await settled();
    assert.equal(app.role, "admin");
    app.useToken("wrong\u2026");
    assert.match(app.mistaken, /U\+2026/);
    assert.equal(token.get(), "");
    assert.equal(app.role, "admin");
    answers.status = 401;
    app.useToken("other");
    assert.equal(app.role, null);
    assert.equal(app.mistaken, null);
    assert.equal(token.get(), "other");
    await settled();
    assert.equal(app.connection, "token");
    answers.status = 200;
    app.again();
    await settled();
    assert.equal(app.role, "admin");
    answers.status = 401;
    app.again();
    await settled();
    assert.equal(app.role, null);
  } finally {
    [globalThis.setInterval, globalThis.setTimeout] = timers;
  }
});
