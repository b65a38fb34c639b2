import assert from "node:assert/strict";
import { test } from "node:test";

import { sessionOf, versionOf } from "../board.js";
import { afterServer, hasHeard } from "../page/tab_memory.js";

/** What the server says, and what the tab has of the same session. */
const told = (changes = {}) => ({ board: "new-0", start: null, answered: 0, restored: "", name: "", weights: "", pinned: "app", page: "explore", learned: "", ...changes });
const kept = (changes = {}) => ({ board: "new-0", drawing: { ink: "ink" }, sequence: 3, name: "", weights: "", pinned: "app", page: "explore", learned: "", ...changes });

test("a board has a session and a version", () => {
  assert.deepEqual([sessionOf("a1b2-14"), versionOf("a1b2-14")], ["a1b2", 14]);
});

test("a tab that has nothing takes what the server has", () => {
  for (const nothing of [null, {}, { name: "run" }]) {
    const after = afterServer(nothing, told({ start: { picture: "png" }, answered: 2, name: "run" }));
    assert.deepEqual(after, {
      kept: { board: "new-0", drawing: { picture: "png" }, sequence: 2, name: "run", weights: "", pinned: "app", page: "explore", learned: "" },
      given: null,
    });
  }
});

test("a new session gets what the tab has of the one before, which stays until it is taken", () => {
  const old = kept({ board: "old-4" });
  assert.deepEqual(afterServer(old, told()), { kept: old, given: old });
  const taken = afterServer(old, told({ restored: "old", answered: 1 }));
  assert.deepEqual(taken, { kept: { ...kept(), sequence: 1 }, given: null });
});

test("each thing in the tab is worth giving, and an empty tab is not", () => {
  const empty = kept({ board: "old-4", drawing: null });
  assert.equal(afterServer(empty, told()).given, null);
  assert.equal(afterServer(empty, told()).kept.board, "new-0");
  for (const one of [{ drawing: { picture: "png" } }, { drawing: { ink: "ink" } }, { weights: "edited" }, { name: "run" }, { learned: "{}" }]) {
    assert.ok(afterServer({ ...empty, ...one }, told()).given, JSON.stringify(one));
  }
});

test("a learner who was quicker keeps the new board", () => {
  const after = afterServer(kept({ board: "old-4" }), told({ board: "new-1", restored: "old", start: null }));
  assert.deepEqual([after.kept.board, after.kept.drawing, after.given], ["new-1", null, null]);
});

test("a board that was filled or cleared since takes the place of the one in the tab", () => {
  const after = afterServer(kept({ board: "new-1" }), told({ board: "new-2", start: { picture: "png" } }));
  assert.deepEqual([after.kept.board, after.kept.drawing, after.given], ["new-2", { picture: "png" }, null]);
});

test("in the same session the tab keeps its drawing and takes the server's names", () => {
  const after = afterServer(kept(), told({ answered: 3, name: "run", weights: "yours", page: "train" }));
  assert.deepEqual(after, { kept: kept({ name: "run", weights: "yours", page: "train" }), given: null });
});

test("a stroke that was cut off by another page is given there, and on its own page is not", () => {
  assert.deepEqual(afterServer(kept(), told({ answered: 2, page: "shapes" })).given, kept());
  assert.equal(afterServer(kept(), told({ answered: 2 })).given, null);
  assert.equal(afterServer(kept(), told({ answered: 3, page: "shapes" })).given, null);
});

test("the server has answered when it sends something else", () => {
  assert.ok(!hasHeard(told({ heard: 1 }), told({ heard: 1 })));
  assert.ok(hasHeard(told({ heard: 2 }), told({ heard: 1 })));
  assert.ok(hasHeard(told({ board: "other-0", heard: 1 }), told({ heard: 1 })));
});
