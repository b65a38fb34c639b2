// Whether a key is typed into a field: then it is not meant for the page.

const TYPING = "input:not([type=range], [type=checkbox], [type=radio]), textarea, [contenteditable=true]";

export const isTyped = (event) => event.composedPath().some((one) => one.matches?.(TYPING));
