// Figures of a matrix of accuracies, periods by times. Pure.

import { isNumber } from "../format.js";

/** The last number of a row, or null. */
export const newest = (row) => row.filter(isNumber).at(-1) ?? null;

/** The mean over periods of the best accuracy less the newest; null where no period was asked twice. */
export function forgotten(matrix) {
  const falls = matrix.map((row) => row.filter(isNumber)).filter((row) => row.length > 1);
  if (falls.length === 0) return null;
  const sum = falls.reduce((total, row) => total + Math.max(...row) - row.at(-1), 0);
  return sum / falls.length;
}
