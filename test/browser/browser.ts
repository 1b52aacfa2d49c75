// A page in a headless Chromium of Debian: a picture of it, and what a script measures there.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

export interface Page {
  /** the picture as PNG */
  readonly picture: Buffer;
  /** the JSON value that the script of the page returns */
  readonly measured: unknown;
}

/** The attribute of the page in which its script leaves what it has measured. */
const MEASURED = "data-measured";

/** Opens a page of a width in pixels. `script` is the body of a function that returns a JSON value. */
export function openPage(html: string, width: number, script: string): Page {
  const directory = mkdtempSync(path.join(tmpdir(), "page-"));
  try {
    const file = path.join(directory, "page.html");
    const picture = path.join(directory, "page.png");
    const measure = `document.documentElement.setAttribute("${MEASURED}", JSON.stringify((() => { ${script} })()))`;
    writeFileSync(file, `<!doctype html><meta charset="utf-8">${html}<script>${measure}</script>`);
    const run = (...args: readonly string[]): string => {
      const common = ["--no-sandbox", "--disable-gpu", "--hide-scrollbars", `--window-size=${width},2000`];
      const profile = `--user-data-dir=${path.join(directory, "profile")}`;
      const done = spawnSync("chromium-headless-shell", [...common, profile, ...args, `file://${file}`], {
        encoding: "utf8",
        timeout: 100_000,
      });
      if (done.status !== 0) throw new Error(`the browser ended with ${done.status}: ${done.stderr}`);
      return done.stdout;
    };
    const text = new RegExp(`${MEASURED}="([^"]*)"`).exec(run("--dump-dom"))?.[1] ?? "";
    run(`--screenshot=${picture}`);
    const measured: unknown = JSON.parse(text.replaceAll("&quot;", '"').replaceAll("&amp;", "&"));
    return { picture: readFileSync(picture), measured };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
