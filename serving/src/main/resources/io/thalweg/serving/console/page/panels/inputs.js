// A model's inputs as fields of a form, and fields as a request. Pure.

/** A field of each input that can be typed: {name, kind, datatype, columns}. The inputs of all columns and of whole events come last and are left out. */
export function fields(metadata) {
  const inputs = [...(metadata.inputs ?? [])];
  if (inputs.at(-1)?.name === "event" && inputs.at(-1).datatype === "BYTES") inputs.pop();
  if (inputs.at(-1)?.name === "features" && inputs.at(-1).shape.length === 2) inputs.pop();
  return inputs.map(({ name, datatype, shape }) => {
    const columns = shape.length > 1 ? shape[1] : 0;
    return { name, datatype, columns, kind: kind(datatype, columns) };
  });
}

function kind(datatype, columns) {
  if (datatype === "UINT8" && columns > 0) return "image";
  if (columns > 0) return "list";
  if (datatype === "BOOL") return "flag";
  return datatype === "BYTES" ? "text" : "number";
}

/** What a field asks for, in words. */
export function hint({ kind: k, datatype, columns }) {
  if (k === "list") return datatype === "BYTES" ? `up to ${columns}, parted by commas` : `${columns} numbers, parted by commas`;
  return { image: "can't be typed here", flag: "true or false", text: "text", number: datatype === "INT64" ? "whole number" : "number" }[k];
}

/**
 * The request for one row of what was typed, a map of texts by name; fields that are empty are missing.
 *
 * Throws an Error with one line for a field that can't be read.
 */
export function request(all, typed) {
  const inputs = [];
  for (const field of all) {
    const text = (typed.get(field.name) ?? "").trim();
    if (text === "" || field.kind === "image") continue;
    const data = field.kind === "list" ? text.split(",").map((t) => one(field, t.trim())) : [one(field, text)];
    if (field.kind === "list" && field.datatype !== "BYTES" && data.length !== field.columns) {
      throw new Error(`${field.name}: ${data.length} numbers, want ${field.columns}`);
    }
    inputs.push({ name: field.name, datatype: field.datatype, shape: field.kind === "list" ? [1, data.length] : [1], data });
  }
  if (inputs.length === 0) throw new Error("every field is empty; fill in one of them at least");
  return { inputs };
}

function one({ name, kind: k, datatype }, text) {
  if (datatype === "BYTES") return text;
  if (k === "flag") return text === "true";
  const value = Number(text);
  if (text === "" || !Number.isFinite(value)) throw new Error(`${name}: ${text || "nothing"} is not a number`);
  return value;
}

/** What an answer's first output says: [label, number] of each column. `classes` are the model's. */
export function outputs(answer, classes) {
  const output = answer.outputs?.[0];
  const data = output?.data ?? [];
  const labels = output?.parameters?.labels?.split(",") ?? [];
  return data.map((value, i) => [labels[i] ?? (data.length === 1 ? output.name : classes?.[i] ?? String(i)), value]);
}

/** Of many outputs the largest, of few all in their order: {shown, left}, `left` those that aren't. */
export function foremost(said, most = 8) {
  if (said.length <= most) return { shown: said, left: 0 };
  const size = (value) => (Number.isFinite(value) ? value : -Infinity);
  const shown = [...said].sort((a, b) => size(b[1]) - size(a[1]) || 0).slice(0, most);
  return { shown, left: said.length - most };
}
