// Numbers as learners read them. No DOM.

export const clip = (value, low, high) => Math.min(Math.max(value, low), high);

const withTrueMinus = (text) => text.replaceAll("-", "−");

/** A value with six digits, as `exact` in cnn/figures writes it. */
export function exact(value) {
  const rounded = Number(value.toPrecision(6));
  if (value < 1 && rounded === 1) return "over 0.999999"; // softmax never gives 1
  return rounded === 0 ? "0" : withTrueMinus(String(rounded));
}

/** Rows or columns [from, to) in words: "row 3", "rows 3…7". */
export const span = (name, [from, to]) =>
  to - from === 1 ? `${name} ${exact(from)}` : `${name}s ${exact(from)}…${exact(to - 1)}`;

/** A value with so many decimals; zero has no sign. */
export const withDecimals = (value, decimals) =>
  withTrueMinus(value.toFixed(decimals)).replace(/^−(0(\.0*)?)$/, "$1");

const LEAST_WITH_DECIMALS = [100, 10, 0.0995]; // from 100 on no decimals, from 10 on one, from 0.0995 on two, else three

/** A value on a small cell, as `short` in cnn/figures writes it: "0" for zero alone, a weight of 0.004 is "0.004". */
export function short(value) {
  if (value === 0) return "0";
  const decimals = LEAST_WITH_DECIMALS.findIndex((least) => Math.abs(value) >= least);
  return withDecimals(value, decimals < 0 ? 3 : decimals);
}

const MOST_DECIMALS = 9;

/** The fewest decimals, from four on, with which two numbers and their sum, each rounded, still add up. */
export function decimalsThatAddUp(one, other) {
  const off = (decimals) =>
    Math.abs([one, other, -one - other].reduce((sum, value) => sum + Number(value.toFixed(decimals)), 0));
  let decimals = 4;
  while (decimals < MOST_DECIMALS && off(decimals) > 10 ** -decimals / 2) decimals++;
  return decimals;
}
