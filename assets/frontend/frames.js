// When what is drawn is on the screen.

let isInFrame = false;

/** Run action in the next frame: what it draws is painted in that frame. */
export const inNextFrame = (action) =>
  requestAnimationFrame(() => {
    isInFrame = true;
    try {
      action();
    } finally {
      isInFrame = false;
    }
  });

/** Resolved once what is drawn now has been painted. */
export const painted = () => new Promise((done) => afterPaint(done));

/** Run action once what is drawn now has been painted: in this frame, where `inNextFrame` has begun one, else the next. */
export function afterPaint(action) {
  const { port1, port2 } = new MessageChannel(); // what is sent in a frame arrives once the frame is painted
  port1.onmessage = () => {
    port1.close();
    action();
  };
  if (isInFrame) port2.postMessage(null);
  else requestAnimationFrame(() => port2.postMessage(null));
}
