// Numbers as learners read them. No DOM.

export const clip = (value, low, high) => Math.min(Math.max(value, low), high);

const withTrueMinus = (text) => text.replaceAll("-", "−");

/** A value to so many decimals, as text; of two that are equally near the even one, as in Python: 0.125 is 0.12. */
function rounded(value, decimals) {
  const text = value.toFixed(decimals);
  const isTie = Math.abs(value * 2 ** (decimals + 1)) % 2 === 1; // exactly in the middle
  return isTie && /[13579]$/.test(text) ? (value - Math.sign(value) * 10 ** -(decimals + 1)).toFixed(decimals) : text;
}

const DIGITS = 6;

/** A value with six digits, as `exact` in cnn/figures writes it. */
export function exact(value) {
  const [, exponent] = value.toExponential().split("e");
  const decimals = DIGITS - 1 - exponent;
  const near = Number(decimals >= 0 && decimals <= 20 ? rounded(value, decimals) : value.toPrecision(DIGITS));
  if (value < 1 && near === 1) return "over 0.999999"; // softmax never gives 1
  return near === 0 ? "0" : withTrueMinus(String(near));
}

/** Rows or columns [from, to) in words: "row 3", "rows 3…7". */
export const span = (name, [from, to]) =>
  to - from === 1 ? `${name} ${exact(from)}` : `${name}s ${exact(from)}…${exact(to - 1)}`;

/** A value with so many decimals; zero has no sign. */
export const withDecimals = (value, decimals) =>
  withTrueMinus(rounded(value, decimals)).replace(/^−(0(\.0*)?)$/, "$1");

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
    Math.abs([one, other, -one - other].reduce((sum, value) => sum + Number(rounded(value, decimals)), 0));
  let decimals = 4;
  while (decimals < MOST_DECIMALS && off(decimals) > 10 ** -decimals / 2) decimals++;
  return decimals;
}
