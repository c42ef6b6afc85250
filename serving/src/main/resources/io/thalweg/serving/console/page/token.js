// The token, for as long as the tab is open.

const KEY = "thalweg.token";

/** Why a text can't be a token, in a sentence, or null: a header has bytes, and no control characters. Pure. */
export function mistake(text) {
  const bad = [...text].find((c) => c > "\u00ff" || c < " " || c === "\u007f");
  if (bad === undefined) return null;
  const code = bad.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
  return `A token can't have the character U+${code}; copy it again from the file of tokens.`;
}

export const token = {
  get: () => sessionStorage.getItem(KEY) ?? "",
  set(value) {
    if (value) {
      sessionStorage.setItem(KEY, value);
    } else {
      sessionStorage.removeItem(KEY);
    }
  },
};
