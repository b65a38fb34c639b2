// Decides what the browser's tab keeps, and what of it is sent to the server. No DOM.
//
// told: what the server sent last (see cnn/ui/tab_memory.py). kept: what the tab has: the board's name, the drawing on it,
// its number, the name of the training, the learner's own weights, whether network A has such ones, the page,
// and what was learned.

import { sessionOf, versionOf } from "../board.js";

const isEmpty = (kept) => !kept.drawing?.ink && !kept.drawing?.picture && !kept.weights && !kept.name && !kept.learned;

/** What the tab keeps after a message of the server, and what it gives to the server (null if the server has it). */
export function afterServer(kept, told) {
  const { name, weights, pinned, page, learned } = told;
  const fresh = { board: told.board, drawing: told.start, sequence: told.answered, name, weights, pinned, page, learned };
  if (!kept?.board) return { kept: fresh, given: null };
  if (sessionOf(kept.board) !== sessionOf(told.board)) return inAnotherSession(kept, told, fresh);
  if (versionOf(told.board) > versionOf(kept.board)) return { kept: fresh, given: null };
  const isNewer = kept.board === told.board && kept.sequence > told.answered;
  return { kept: { ...kept, name, weights, pinned, page, learned }, given: isNewer && kept.page !== page ? kept : null };
}

function inAnotherSession(kept, told, fresh) {
  const isTaken = told.restored === sessionOf(kept.board);
  if (isEmpty(kept) || (isTaken && versionOf(told.board) > 0)) return { kept: fresh, given: null }; // or the learner has drawn already
  if (isTaken) return { kept: { ...fresh, drawing: kept.drawing }, given: null };
  return { kept, given: kept }; // repeated until the server confirms it
}

/** Whether the server has answered this page since `before`. */
export const hasHeard = (told, before) => told.board !== before.board || told.heard !== before.heard;
