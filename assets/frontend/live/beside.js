// Passes that run beside the page, in a worker, one after the other; of several pictures that wait, only the last one runs.

const FRAME = 12e6; // multiply-accumulates: 5 to 8 ms, the most that a frame has room for

/** Whether a pass takes longer than a frame has room for. */
export const isSlow = ({ layers }) =>
  layers.reduce((work, layer) => work + workOf(layer), 0) > FRAME;

const count = (shape) => shape.reduce((product, size) => product * size, 1);

/** The multiply-accumulates of a layer: a product for each value that a cell reads. */
function workOf({ kind, input_shape: before, output_shape: after, kernel_size: kernel }) {
  if (kind === "conv") return count(after) * before[0] * kernel ** 2;
  return kind === "linear" ? count(before) * count(after) : 0;
}

export class Beside {
  /** begin(): a new worker. */
  constructor(begin) {
    this.begin = begin;
    this.worker = null;
    this.running = this.waiting = null; // { network, image, done }
    this.known = new WeakMap(); // ids of networks that the worker was sent; it drops some
    this.lastId = 0; // no id is given twice: the worker may still have another network by it
    this.hasFailed = false;
  }

  /** Have a picture go through a network; done(outputs, problem) is called with the result, unless another picture came
   * first. Without outputs and a problem, the page has to compute them. */
  ask(network, image, done) {
    const isSame = (one) => one?.network === network && one.image === image;
    if (isSame(this.running) || isSame(this.waiting)) return;
    this.waiting = { network, image, done };
    if (!this.running) this.next();
  }

  next() {
    [this.running, this.waiting] = [this.waiting, null];
    if (!this.running) return;
    this.worker ??= this.made();
    const { network, image } = this.running;
    const isNew = !this.known.has(network);
    if (isNew) this.known.set(network, ++this.lastId);
    const { layers, weights, elsewhere } = network;
    this.worker.postMessage({ id: this.known.get(network), network: isNew ? { layers, weights, elsewhere } : null, image });
  }

  made() {
    const worker = this.begin();
    worker.onmessage = ({ data }) => this.take(data);
    worker.onerror = () => this.fail();
    return worker;
  }

  take({ outputs, problem }) {
    const { running } = this;
    this.running = null;
    if (outputs || problem) running.done(outputs, problem);
    else {
      this.known.delete(running.network); // it is sent again
      this.waiting ??= running;
    }
    if (!this.running) this.next(); // done may have asked for the next one
  }

  /** Without a worker everything runs on the page. */
  fail() {
    const { running } = this;
    Object.assign(this, { hasFailed: true, running: null, waiting: null });
    running?.done(null);
  }
}
