import assert from "node:assert/strict";
import { test } from "node:test";

import { follow } from "../canvas/follower.js";
import { Pen } from "../canvas/pen.js";
import { PenFollower } from "../live/pen.js";

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

test("what the server finds in the ink is said of the drawing that is on the page, not of an older one", () => {
  const said = [];
  const view = { image: null, isFollowing: () => true, usePicture: (image, finding = "") => said.push(finding) };
  const follower = new PenFollower(view);
  follow(follower);
  const told = (answered, board = "one:1") => follower.answered({ board, answered, finding: `of ${answered}` });
  follower.inked({ board: "one:1", drawing: {}, sequence: 3 });
  for (const answered of [2, 3]) told(answered);
  told(3, "one:2");
  assert.deepEqual(said, ["", "of 3"]);
  follower.waiting = true; // there are no frames here
  const layer = { isConnected: true };
  follower.moved([layer]); // the pen is down again
  told(3);
  assert.deepEqual(said, ["", "of 3"]);
  layer.isConnected = false; // the page was left before it was lifted
  told(3);
  assert.deepEqual(said, ["", "of 3", "of 3"]);
});
