// What every page has: fingers, screens, screen readers, the theme, and what the browser's tab remembers.

import { remember } from "./remember.js";
import { followScheme } from "./scheme.js";
import "./screen.js";
import "./spoken.js";
import "./swipe.js";

export default function (component) {
  followScheme(component);
  remember(component);
}
