/** How long a frame waits at most for the next operation, in milliseconds. */
const MAX_WAIT = 200;

/**
 * Decides when a frame is sent. Pulumi runs a fixed number of operations in parallel and starts a new one for each that
 * finishes. The window waits for as many as the last frame carried, so that they share one frame; but never longer for
 * the next one than one frame takes. Where operations come one after another nothing waits.
 */
export class BatchWindow {
  /** operations that were under way together when the last reply came */
  #expected = 1;
  /** milliseconds that the last frame took */
  #frameTime = 0;
  #repliedAt = 0;
  #wake: (() => void) | undefined;

  /** An operation has been queued. */
  notify(): void {
    this.#wake?.();
  }

  /** Waits until as many are queued as were under way before, or until none has come for a while. */
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

  /** A frame is sent. Call the result when its reply has come, with the number that was in it or is queued by then. */
  sent(): (underWay: number) => void {
    const start = performance.now();
    return (underWay) => {
      this.#expected = underWay;
      this.#repliedAt = performance.now();
      this.#frameTime = this.#repliedAt - start;
    };
  }
}
