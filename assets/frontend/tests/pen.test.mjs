import assert from "node:assert/strict";
import { test } from "node:test";

import { follow } from "../canvas/follower.js";
import { Pen } from "../canvas/pen.js";

test("what is drawn is sent while the pen is down, unless it is followed here or the page waits for the end", () => {
  const sent = [];
  const pen = new Pen({ sendInk: (layers, isLive) => sent.push(isLive) }, () => {});
  const layers = [{ isConnected: true }];
  pen.sendOn(layers);
  assert.deepEqual(sent, [true]);
  pen.isLive = false;
  pen.sendOn(layers);
  assert.equal(sent.length, 1);
  pen.isLive = true;
  pen.sendOn([{ isConnected: false }]);
  assert.equal(sent.length, 1);
  follow({ isFollowing: () => true });
  pen.sendOn(layers);
  assert.equal(sent.length, 1);
  follow({ isFollowing: () => false });
  pen.sendOn(layers);
  assert.equal(sent.length, 2);
});
