/** The longest wait of a frame for the next operation, in milliseconds. */
const MAX_WAIT = 200;

/**
 * Decides when a frame is sent. Pulumi runs a fixed number of operations in parallel and starts a new one for each that
 * finishes. The window waits for as many operations as the last frame had, because they can then share a frame. It waits
 * for the next operation at most as long as one frame takes. A single operation is sent at once.
 */
export class BatchWindow {
  /** how many operations were in the last frame or in the queue when its reply came */
  #expected = 1;
  /** duration of the last frame in milliseconds */
  #frameTime = 0;
  #repliedAt = 0;
  #wake: (() => void) | undefined;

  /** Reports that an operation was queued. */
  notify(): void {
    this.#wake?.();
  }

  /** Waits until as many operations are queued as expected, or until none has come for the length of a frame. */
  async wait(queued: () => number): Promise<void> {
    const patience = Math.min(this.#frameTime, MAX_WAIT);
    if (performance.now() - this.#repliedAt > 4 * patience) this.#expected = 1;
    for (let count = queued(); count < this.#expected; count = queued()) {
      await this.#nextOrTimeout(patience);
      if (queued() === count) return;
    }
  }

  #nextOrTimeout(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve();
      };
    });
  }

  /**
   * Reports that a frame is sent. The caller calls the returned function when the reply has come. Its argument is the
   * number of operations in the frame and in the queue.
   */
  sent(): (underWay: number) => void {
    const start = performance.now();
    return (underWay) => {
      this.#expected = underWay;
      this.#repliedAt = performance.now();
      this.#frameTime = this.#repliedAt - start;
    };
  }
}
