// The box around ink. No DOM.

/** The smallest box of a picture of height × width that holds every pixel for which isInked(index) is true: top, left,
 * bottom and right, the last two excluded; null where there is none. */
export function boxWhere(height, width, isInked) {
  let [top, left, bottom, right] = [height, width, 0, 0];
  for (let row = 0, index = 0; row < height; row++) {
    for (let column = 0; column < width; column++, index++) {
      if (!isInked(index)) continue;
      top = Math.min(top, row);
      bottom = row + 1;
      left = Math.min(left, column);
      right = Math.max(right, column + 1);
    }
  }
  return bottom ? { top, left, bottom, right } : null;
}
