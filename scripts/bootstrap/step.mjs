// How long steps are shown: one line that counts the seconds in a terminal, two plain lines elsewhere.

const live = process.stderr.isTTY && !process.env.CI;

/**
 * Says that a step has begun. `update` says how far it is, `done` and `fail` end it.
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
    // Without a terminal a line now and then is enough to see that it goes on.
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
