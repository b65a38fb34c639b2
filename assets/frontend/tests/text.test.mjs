import assert from "node:assert/strict";
import { test } from "node:test";

import { say } from "../text.js";

/** An element with some text nodes in it. */
function element(...texts) {
  const nodes = texts.map((data) => ({ nodeType: 3, data }));
  for (const [at, node] of nodes.entries()) node.nextSibling = nodes[at + 1] ?? null;
  return {
    firstChild: nodes[0] ?? null,
    get textContent() {
      let words = "";
      for (let node = this.firstChild; node; node = node.nextSibling) words += node.data;
      return words;
    },
    set textContent(data) {
      this.firstChild = data ? { nodeType: 3, data, nextSibling: null } : null;
    },
  };
}

test("a text is put into an element, and said to be another one only if it is", () => {
  const node = element();
  assert.equal(say(node, ""), false);
  assert.equal(say(node, "7"), true);
  assert.equal(node.textContent, "7");
  assert.equal(say(node, "7"), false);
});

test("the text node of an element stays", () => {
  const node = element("7");
  const before = node.firstChild;
  assert.equal(say(node, "9"), true);
  assert.equal(say(node, ""), true);
  assert.equal(say(node, "1"), true);
  assert.equal(node.firstChild, before);
  assert.equal(node.textContent, "1");
});

test("several text nodes become one", () => {
  const node = element("1", "2");
  assert.equal(say(node, "12"), false);
  assert.equal(say(node, "3"), true);
  assert.equal(node.textContent, "3");
});

test("what holds other elements is replaced", () => {
  const node = element("old");
  node.firstChild.nodeType = 1;
  assert.equal(say(node, "new"), true);
  assert.equal(node.firstChild.nodeType, 3);
});
