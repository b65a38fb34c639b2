// Reach on every screen. Boxes that are too narrow for what is in them say on which side there is more (`data-more`, which
// layout.css draws), and the keyboard comes to them. On a large screen figures are enlarged by layout.css; how high they
// then are is told here, for only Plotly knows it. Shows nothing.

const REST = 150; // milliseconds that the page rests before it is looked at
const MARGIN = 2; // pixels that do not count as more
const BOXES = '[class*="st-key-"], [data-testid="stMarkdownContainer"], [role="radiogroup"], pre';
const LARGE = matchMedia("(min-width: 1400px) and (min-height: 788px)"); // as in large.css
const NAME = "Wider than the screen: arrow keys scroll sideways";

/** Say on which sides of a box there is more. */
function mark(box) {
  const left = box.scrollLeft > MARGIN;
  const right = box.scrollLeft + box.clientWidth < box.scrollWidth - MARGIN;
  box.dataset.more = `${left ? "left" : ""} ${right ? "right" : ""}`.trim();
}

/** Let the keyboard come to a box, which then scrolls by its arrow keys. */
function reach(box) {
  if (box.hasAttribute("role") && !box.dataset.wider) return; // it has keys of its own
  box.dataset.wider = "true";
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", NAME);
}

function leave(box) {
  delete box.dataset.more;
  if (!box.dataset.wider) return;
  for (const name of ["data-wider", "tabindex", "role", "aria-label"]) box.removeAttribute(name);
}

const isWider = (box) =>
  box.scrollWidth > box.clientWidth + MARGIN && box.clientWidth > 0 && /auto|scroll/.test(getComputedStyle(box).overflowX);

function look() {
  const main = document.querySelector('[data-testid="stMain"]');
  for (const box of main?.querySelectorAll(BOXES) ?? []) {
    if (isWider(box)) {
      mark(box);
      reach(box);
    } else if (box.dataset.more !== undefined) leave(box);
  }
  uncover();
  measure();
}

let moved = null; // the slider that was touched last

/** A card that comes up over the slider that was moved last: the page scrolls, so that both can be seen. */
function uncover() {
  const slider = moved?.getBoundingClientRect();
  const card = document.querySelector(".st-key-problem_card")?.getBoundingClientRect();
  if (!slider || !card) return;
  moved = null; // once: what the learner does then is not undone
  const under = slider.bottom - card.top;
  if (under > 0 && slider.top < card.bottom) document.querySelector('[data-testid="stMain"]').scrollBy(0, under);
}

/** Tell every figure's element how high the enlarged figure is. */
function measure() {
  for (const plot of document.querySelectorAll(".stPlotlyChart > .js-plotly-plot")) {
    const element = plot.closest('[data-testid="stElementContainer"]');
    const height = LARGE.matches && plot.offsetHeight ? `calc(${plot.offsetHeight}px * var(--scale))` : "";
    if (element.style.height !== height) element.style.height = height;
  }
}

let timer = null;
let fingers = 0; // on the screen: nothing moves under them
const later = () => {
  clearTimeout(timer);
  timer = setTimeout(() => (fingers ? later() : look()), REST);
};
const changed = new MutationObserver(() => {
  later();
  if (LARGE.matches) requestAnimationFrame(measure);
});
document.addEventListener("scroll", ({ target }) => target.dataset?.more !== undefined && mark(target), true);
window.addEventListener("resize", later);
for (const kind of ["pointerdown", "pointerup", "pointercancel"]) {
  window.addEventListener(kind, () => (fingers = Number(kind === "pointerdown")), true);
  if (kind !== "pointerdown") continue;
  window.addEventListener(kind, ({ target }) => (moved = target.closest?.('[data-testid="stSlider"]')), true);
}

changed.observe(document.body, { childList: true, subtree: true });
later();
