// What is computed in Python and in JavaScript gives the same results: tests/test_frontend.py writes the cases.

import assert from "node:assert/strict";
import { test } from "node:test";

import { decimalsThatAddUp, exact, short } from "../linked/numbers.js";
import { GAP, Place } from "../linked/places.js";
import { fieldOf, range, rowsRead, windowOf } from "../linked/windows.js";
import { placeAt, slideOf, sumsOf, total, windowValues, winnerOf } from "../slide/arithmetic.js";
import { colourOf, palette, textOn } from "../colours.js";
import { sentence } from "../slide/words.js";
import { cases, skip } from "./cases.mjs";

const isNear = (one, other, tolerance) => Math.abs(one - other) <= tolerance * Math.max(1, Math.abs(other));

test("windows are those of cnn.network.windows and unflattened", { skip }, () => {
  let checked = 0;
  for (const { layers, cells } of cases.networks) {
    for (const { index, cell: [channel, row, column], window } of cells) {
      const expected = window && (window.units ? window : { ...window, channels: range(...window.channels) });
      assert.deepEqual(windowOf(layers, index, { channel, row, column }), expected, JSON.stringify([layers[index], channel, row, column]));
      checked++;
    }
  }
  assert.ok(checked > 10000);
});

test("receptive fields are those of cnn.network.cell", { skip }, () => {
  let without = 0;
  for (const { layers, cells } of cases.networks) {
    for (const { index, cell: [channel, row, column], field } of cells) {
      assert.deepEqual(fieldOf(layers, index, { channel, row, column }), field, JSON.stringify([layers[index], channel, row, column]));
      without += field === null;
    }
  }
  assert.ok(without > 0, "some cells see nothing but padding");
});

test("rows that are read are those of cnn.network.cell", { skip }, () => {
  for (const { rows } of cases.networks) {
    for (const { layer, asked, size, read } of rows) {
      assert.deepEqual(rowsRead(layer, asked, size).sort((one, other) => one - other), read, JSON.stringify(layer));
    }
  }
});

test("tiles are where cnn.figures.montage puts them", { skip }, () => {
  assert.equal(GAP, cases.gap);
  for (const { shape, columns, corners, cells } of cases.grids) {
    const place = new Place(null, { shape }, { columns });
    assert.deepEqual(corners.map((_, channel) => place.tile(channel)), corners);
    for (const [row, column, cell] of cells) {
      const expected = cell && { channel: cell[0], row: cell[1], column: cell[2] };
      assert.deepEqual(place.at(row, column), expected, JSON.stringify({ shape, columns, row, column }));
      if (expected) assert.deepEqual(place.grid(expected), [row, column]);
    }
  }
});

test("vectors are folded as cnn.figures.montage folds them", { skip }, () => {
  for (const { shape: [count], columns, folded } of cases.grids) {
    const place = new Place(null, { shape: [count] }, { columns });
    folded.forEach((line, row) =>
      line.forEach((channel, column) => assert.equal(place.at(row, column)?.channel ?? null, channel)),
    );
  }
});

/** The largest difference of two colours in one channel. */
const difference = (one, other) => Math.max(...one.map((value, channel) => Math.abs(value - other[channel])));

test("colours are those of cnn.figures.png", { skip }, () => {
  for (const { scale, table, texts, limits: [low, high], values, colours } of cases.palettes) {
    const own = palette(scale);
    const differing = own.filter((colour, index) => difference(colour, table[index]) > 0);
    // Where a channel lies between two whole numbers, one rounds up and the other to the even one.
    assert.ok(differing.length <= 4 && own.every((colour, index) => difference(colour, table[index]) <= 1));
    assert.deepEqual(own.map((colour) => textOn(colour, cases.tiles)), texts);
    const step = Math.max(...own.slice(1).map((colour, index) => difference(colour, own[index])));
    values.forEach((value, index) => {
      assert.ok(difference(colourOf(value, { colours: own, low, high }), colours[index]) <= step / 2 + 1, `${value}`);
    });
  }
});

test("numbers are written as in cnn.figures", { skip }, () => {
  for (const [value, text] of cases.exact) assert.equal(exact(value), text, `${value}`);
  for (const [value, text] of cases.short) assert.equal(short(value), text, `${value}`);
  for (const [one, other, decimals] of cases.decimals) assert.equal(decimalsThatAddUp(one, other), decimals, `${one} + ${other}`);
});

test("the sliding window has the numbers, products and sums of cnn.network.cell", { skip }, () => {
  for (const { data, cells } of cases.slides.flatMap(({ shown }) => shown)) {
    const slide = slideOf(data);
    for (const { row, column, window, sums, winner, value } of cells) {
      const where = `${data.layer}, channel ${data.channel}, row ${row}, column ${column}`;
      const own = window.map((_, channel) => windowValues(slide, channel, row, column));
      assert.deepEqual(own.map((values) => values.map((one) => one ?? 0)), window, where);
      if (data.kind === "max") assert.equal(winnerOf(own[0]), winner, where);
      if (data.kind !== "conv") continue;
      const ownSums = sumsOf(slide, row, column);
      assert.ok(ownSums.every((sum, channel) => isNear(sum, sums[channel], 1e-9)), where);
      assert.ok(isNear(total(ownSums) + data.bias, value, 1e-5), where);
    }
  }
});

test("every sentence under the sliding window ends with the value of its cell", { skip }, () => {
  for (const { data, cells } of cases.slides.flatMap(({ shown }) => shown)) {
    const slide = slideOf(data);
    for (const { row, column, value } of cells) {
      const said = sentence(slide, 0, placeAt(row * data.output_size + column, data.output_size, false));
      const last = Number(said.replaceAll("−", "-").match(/(-?[\d.]+)\.$/)[1]);
      assert.ok(isNear(last, value, 1e-4), `${said} ${value}`);
    }
  }
});
