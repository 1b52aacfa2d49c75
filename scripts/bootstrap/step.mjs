// Shows the progress of long steps: one line with a counter of seconds in a terminal, plain lines elsewhere.

const live = process.stderr.isTTY && !process.env.CI;

/**
 * Shows that a step has begun. `update` shows its progress, `done` and `fail` end it.
 * @param {string} title
 */
export function step(title) {
  const start = Date.now();
  let detail = "";
  let lastPlain = start;
  const draw = (mark, end = "") => {
    const text = `${mark} ${title}${detail && `: ${detail}`} ${seconds(start)}`;
    if (live) process.stderr.write(`\r\x1b[2K${text.slice(0, process.stderr.columns || 80)}${end}`);
    else process.stderr.write(`${text}\n`);
  };
  draw("…");
  const timer = setInterval(() => {
    // Without a terminal it prints a line every 15 s.
    if (!live && Date.now() - lastPlain < 15_000) return;
    lastPlain = Date.now();
    draw("…");
  }, 500);
  timer.unref();
  const end = (mark, text) => {
    clearInterval(timer);
    if (text !== undefined) detail = text;
    draw(mark, "\n");
  };
  return {
    /** @param {string} text */
    update(text) {
      detail = text;
    },
    /** @param {string} [text] */
    done: (text) => end("✓", text),
    /** @param {string} [text] */
    fail: (text) => end("✗", text),
  };
}

function seconds(start) {
  const s = Math.round((Date.now() - start) / 1000);
  return s < 60 ? `(${s} s)` : `(${Math.floor(s / 60)} min ${s % 60} s)`;
}
