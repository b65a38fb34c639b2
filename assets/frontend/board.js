// The name of what is on the drawing board, "session-version" (see `Session.board` in cnn/ui/session.py). No DOM.

export const sessionOf = (board) => board.split("-")[0];

/** How often the session has filled or cleared the board. */
export const versionOf = (board) => Number(board.split("-")[1]);
