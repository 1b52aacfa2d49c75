const FIRST_MS = 100;
const FACTOR = 1.5;
const CAP_MS = 5000;

/** How long to wait before retry `n` (from 1): exponential, capped, of which a random half is taken away. */
export function backoffMs(n: number, random: () => number = Math.random): number {
  const full = Math.min(CAP_MS, FIRST_MS * FACTOR ** (n - 1));
  return full / 2 + (random() * full) / 2;
}

/** Waits, or throws the signal's reason. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    signal.addEventListener("abort", onAbort, { once: true });
  });
}
