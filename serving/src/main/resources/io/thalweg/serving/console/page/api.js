// Asks the server this page came from.

import { token } from "./token.js";

const PATIENCE = 10_000;

/** What the server answered instead; `status` is 0 where it didn't answer. */
export class Refused extends Error {
  constructor(status, line) {
    super(line);
    this.status = status;
  }
}

/** The JSON of an answer. Addresses are relative to the page's, so that a prefix before it does no harm. */
export async function ask(path, { method = "GET", body } = {}) {
  const headers = {};
  if (token.get()) headers.Authorization = `Bearer ${token.get()}`;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let response;
  try {
    response = await fetch(new URL(path, document.baseURI), {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    throw new Refused(0, "the server doesn't answer");
  }
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw new Refused(response.status, answer?.error ?? `the server answered ${response.status}`);
  if (answer === null) throw new Refused(0, "the answer is not JSON");
  return answer;
}

const segment = encodeURIComponent;

export const models = () => ask("api/models");
export const state = (model) => ask(`api/models/${segment(model)}/state`);

export function series(model, range, since) {
  const query = new URLSearchParams({ range });
  if (since !== null) query.set("since", since);
  return ask(`api/models/${segment(model)}/series?${query}`);
}

const path = (model, version) =>
  `../v2/models/${segment(model)}${version ? `/versions/${segment(version)}` : ""}`;

export const metadata = (model) => ask(path(model));
export const infer = (model, version, body) => ask(`${path(model, version)}/infer`, { method: "POST", body });
export const explain = (model, version, body) => ask(`${path(model, version)}/explain`, { method: "POST", body });

/** `verb`: rollback, pin, unpin, promote. */
export const change = (model, verb, body) =>
  ask(`../admin/models/${segment(model)}/${verb}`, { method: "POST", body });
