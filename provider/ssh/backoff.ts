const FIRST_MS = 100;
const FACTOR = 1.5;
const CAP_MS = 5000;

/** Milliseconds before retry `n` (from 1). They grow exponentially to a limit; a random part of up to half is taken off. */
export function backoffMs(n: number, random: () => number = Math.random): number {
  const full = Math.min(CAP_MS, FIRST_MS * FACTOR ** (n - 1));
  return full / 2 + (random() * full) / 2;
}

/** Waits. Throws the signal's reason if the signal aborts the wait. */
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
