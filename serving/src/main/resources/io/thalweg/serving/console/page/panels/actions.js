// Changes of aliases: asked for, confirmed, done, and what came of it.

import { html, render, nothing } from "../lib/lit-html.js";
import { change } from "../api.js";

/** What each will do, before it is done. */
const VERBS = {
  rollback: (model) => ({
    title: `Roll back ${model}`,
    does: "Requests without a version get the version that served before this one. It stays until the alias champion is moved again or unpinned; newer versions go on loading as latest.",
    button: "Roll back",
  }),
  pin: (model, version) => ({
    title: `Pin ${model} to version ${version}`,
    does: `Requests without a version stay on version ${version}. Newer versions go on loading as latest, and answer only those who name them.`,
    button: `Pin version ${version}`,
  }),
  unpin: (model) => ({
    title: `Unpin ${model}`,
    does: "Requests without a version get the newest version again, from now on and with each release.",
    button: "Unpin",
  }),
  promote: (model, version) => ({
    title: `Promote the canary of ${model}`,
    does: `Version ${version} becomes the champion: all requests without a version get it, and its trial ends.`,
    button: `Promote version ${version}`,
  }),
};

/** Why nothing can be changed, or null. */
export function readOnly({ role, tokens }) {
  if (tokens === false) return "this server asks for no tokens; where access.tokens names a file of them, one of role admin may change versions";
  if (role === "admin") return null;
  return role === null ? "a token of role admin may change versions" : `the token's role is ${role}; one of role admin may change versions`;
}

export function actions(app) {
  const dialog = document.getElementById("confirm");
  let said = null;

  async function run(verb, model, version) {
    dialog.close();
    say("…", "asking");
    try {
      say(inWords(await change(model, verb, verb === "pin" ? { version } : undefined)), "done");
    } catch (error) {
      say(error.message, "failed");
    }
    app.again();
  }

  function say(text, kind) {
    said = { text, kind, model: app.place.model };
    const element = document.getElementById("changed");
    if (element) render(line(said), element);
  }

  return {
    ask(verb, model, version) {
      const { title, does, button } = VERBS[verb](model, version);
      render(
        html`<h2 id="confirm-title">${title}?</h2>
          <p>${does}</p>
          <p class="actions">
            <button type="button" autofocus @click=${() => dialog.close()}>Cancel</button>
            <button type="button" class="strong" @click=${() => run(verb, model, version)}>${button}</button>
          </p>`,
        dialog,
      );
      dialog.showModal();
    },
    result: () => html`<div id="changed" role="status">${said && said.model === app.place.model ? line(said) : nothing}</div>`,
  };
}

const line = ({ text, kind }) => html`<p class=${`result ${kind}`}>${text}</p>`;

function inWords({ alias, from, to, in_effect: inEffect, pending, durable }) {
  const moved = to === null ? `${alias} names nothing now` : `${alias} names version ${to} now`;
  const before = from === null ? "" : `, before it was ${from}`;
  const effect = inEffect ? "" : `; not in effect yet: ${pending ?? "it is being loaded"}`;
  return `${moved}${before}${effect}${durable ? "" : "; it is forgotten when this server ends"}.`;
}
