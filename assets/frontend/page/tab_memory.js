// What the browser's tab keeps, and what of it the server gets. No DOM.
//
// told: what the server said last (see cnn/ui/tab_memory.py). kept: what the tab has: the board's name, the drawing on it, its
// number, the name of the training, the weights, the page.

import { sessionOf, versionOf } from "../board.js";

const isEmpty = (kept) => !kept.drawing?.ink && !kept.drawing?.picture && !kept.weights && !kept.name;

/** What is kept after what the server has said, and what of it is given to the server, where it lacks that. */
export function afterServer(kept, told) {
  const { name, weights, page } = told;
  const fresh = { board: told.board, drawing: told.start, sequence: told.answered, name, weights, page };
  if (!kept?.board) return { kept: fresh, given: null };
  if (sessionOf(kept.board) !== sessionOf(told.board)) return inAnotherSession(kept, told, fresh);
  if (versionOf(told.board) > versionOf(kept.board)) return { kept: fresh, given: null };
  const isNewer = kept.board === told.board && kept.sequence > told.answered;
  return { kept: { ...kept, name, weights, page }, given: isNewer && kept.page !== page ? kept : null };
}

function inAnotherSession(kept, told, fresh) {
  const isTaken = told.restored === sessionOf(kept.board);
  if (isEmpty(kept) || (isTaken && versionOf(told.board) > 0)) return { kept: fresh, given: null }; // or the learner was quicker
  if (isTaken) return { kept: { ...fresh, drawing: kept.drawing }, given: null };
  return { kept, given: kept }; // until the server says that it has it
}

/** Whether the server has heard of the page since it had said something else. */
export const hasHeard = (told, before) => told.board !== before.board || told.heard !== before.heard;
