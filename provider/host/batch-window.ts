/** How long a frame is waited with at most, in milliseconds, after the last operation that came for it. */
const LONGEST = 200;

/**
 * When a frame leaves. The engine has so many operations under way and no more: each of them that is answered is
 * followed by another, once the engine has written its state. A frame that leaves with the first of these costs the
 * host as much as one that carries them all, so it waits for as many as there were before; but not longer for the next
 * one than a frame takes. Where operations come one after another nothing waits.
 */
export class Crowd {
  /** operations that were under way together when the last frame was answered */
  #size = 1;
  /** milliseconds that the last frame took */
  #took = 0;
  #answered = 0;
  #wake: (() => void) | undefined;

  arrived(): void {
    this.#wake?.();
  }

  /** Waits until as many have come as were under way before, or none has for a while. */
  async gathered(waiting: () => number): Promise<void> {
    const patience = Math.min(this.#took, LONGEST);
    if (performance.now() - this.#answered > 4 * patience) this.#size = 1;
    for (let there = waiting(); there < this.#size; there = waiting()) {
      await this.#arrival(patience);
      if (waiting() === there) return;
    }
  }

  #arrival(patience: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, patience);
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve();
      };
    });
  }

  /** A frame is under way; what is returned is to be told of its end: how many were waiting for it or the next. */
  leaves(): (underWay: number) => void {
    const start = performance.now();
    return (underWay) => {
      this.#size = underWay;
      this.#answered = performance.now();
      this.#took = this.#answered - start;
    };
  }
}
