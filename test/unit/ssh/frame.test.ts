import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { ACKNOWLEDGE, frame, newNonce, prelude, ReplyReader } from "../../../provider/ssh/frame.ts";
import { counted } from "../../faults/counts.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const candidates = [["sh"], ["dash"], ["bash"], ["bash", "--posix"], ["busybox", "sh"], ["mksh"], ["zsh"]];
const shells = candidates.filter(([program]) => spawnSync("which", [program ?? ""]).status === 0);

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "frame-"));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** What a shell prints when its input is this text. */
function feed(shell: readonly string[], text: string | Buffer): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(shell[0] ?? "sh", shell.slice(1), { cwd: dir, stdio: ["pipe", "pipe", "ignore"] });
    let out = "";
    child.stdout.on("data", (piece: Buffer) => {
      out += piece.toString();
    });
    child.stdin.on("error", () => {});
    child.on("close", () => resolve(out));
    child.stdin.end(text);
  });
}

async function inTurns<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const rest = items.values();
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (const item of rest) await work(item);
    }),
  );
}

describe.each(shells.map((words) => [words.join(" "), words] as const))("frame in %s", (title, shell) => {
  const nonce = newNonce();

  test("runs nothing when it is cut at any byte, and runs once when it is complete", async () => {
    const mark = `ran-${title.replace(/\W/g, "")}`;
    const body = `# it's a } script\necho done >>${mark}\nif true; then echo done >>${mark}; fi\nsh -c 'echo done >>${mark}'\n`;
    const whole = prelude(newNonce()) + frame(nonce, { body }, false);
    const start = prelude(newNonce()).length;
    // Cuts at every byte of the frame and of the prelude's last lines, and at every seventh byte elsewhere.
    const cuts = Array.from({ length: whole.length - 1 }, (_, n) => n).filter(
      (n) => n > start - 60 || n % 7 === 0,
    );
    counted("truncated frame", cuts.length - 1);
    await inTurns(cuts.slice(0, -1), 8, async (cut) => {
      await feed(shell, whole.slice(0, cut));
      if (existsSync(join(dir, mark))) throw new Error(`ran when cut at byte ${cut} of ${whole.length}`);
    });
    await feed(shell, whole);
    expect(readFileSync(join(dir, mark), "utf8")).toBe("done\ndone\ndone\n");
  });

  test("ends only its own script when the script is wrong, exits or reads its input", async () => {
    const bodies = [
      "if then )",
      "exit 9",
      "cat; read -r x",
      "unset N; set --; fr() { :; }",
      "f() { exit 3; }; f",
      "return 4",
    ];
    const nonces = bodies.map(() => newNonce());
    const child = spawn(shell[0] ?? "sh", shell.slice(1), { stdio: ["pipe", "pipe", "ignore"] });
    let out = "";
    const ask = (text: string, mark: string) =>
      new Promise<void>((resolve) => {
        const look = (piece: Buffer) => {
          out += piece.toString();
          if (!new RegExp(`${mark}} \\d+\\n`).test(out)) return;
          child.stdout.off("data", look);
          resolve();
        };
        child.stdout.on("data", look);
        child.stdin.write(text);
      });
    await ask(prelude(nonce), nonce);
    for (const [n, body] of bodies.entries()) {
      await ask(frame(nonces[n] ?? "", { body }, n % 2 === 0), nonces[n] ?? "");
      child.stdin.write(ACKNOWLEDGE);
    }
    const codes = nonces.map((mark) => Number(new RegExp(`${mark}} (\\d+)\\n`).exec(out)?.[1]));
    expect(codes.slice(1, 2)).toEqual([9]);
    expect(codes[0]).toBeGreaterThan(0);
    expect(codes.slice(4)).toEqual([3, 4]);
    child.stdin.end();
  });

  test("transfers any text", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary" }), async (raw) => {
        const text = Buffer.from(raw.replaceAll("\0", "")).toString("utf8");
        const quoted = `'${text.replaceAll("'", "'\\''")}'`;
        const out = await feed(shell, prelude(nonce) + frame(nonce, { body: `printf %s ${quoted}` }, false));
        const reader = new ReplyReader(nonce);
        reader.push(Buffer.from(out.slice(out.lastIndexOf(`\n${nonce}{`))));
        expect(out).toContain(`{\n${text}\n${nonce}} 0\n`);
      }),
      { numRuns: 60 },
    );
  });
});

describe("ReplyReader", () => {
  const nonce = newNonce();
  const reply = (body: string, code = 0) => `\n${nonce}{\n${body}\n${nonce}} ${code}\n`;

  test("finds a reply in a stream of any pieces, whatever precedes it", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }),
        fc.string({ unit: "binary" }),
        fc.integer({ min: 0, max: 255 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
        (noise, body, code, sizes) => {
          const stream = Buffer.from(`${noise}${reply(body, code)}later noise`);
          const reader = new ReplyReader(nonce);
          let found: ReturnType<ReplyReader["push"]>;
          for (let at = 0, n = 0; at < stream.length && !found; n += 1) {
            const size = sizes[n % sizes.length] ?? 1;
            found = reader.push(stream.subarray(at, at + size));
            at += size;
          }
          expect(found).toEqual({ stdout: Buffer.from(body).toString("utf8"), exitCode: code });
        },
      ),
    );
  });

  test("ignores the reply to another frame", () => {
    const reader = new ReplyReader(nonce);
    const other = newNonce();
    expect(reader.push(Buffer.from(`\n${other}{\nx\n${other}} 0\n`))).toBeUndefined();
    expect(reader.begun).toBe(false);
    expect(reader.push(Buffer.from(`${nonce} mark\n`))).toBeUndefined();
    expect(reader.push(Buffer.from(reply(`${nonce} mark\n${other}} 1`)))).toEqual({
      stdout: `${nonce} mark\n${other}} 1`,
      exitCode: 0,
    });
  });

  test("reads 40 MB in small pieces in linear time", () => {
    const piece = Buffer.alloc(4096, "x");
    const reader = new ReplyReader(nonce);
    const before = performance.now();
    reader.push(Buffer.from(`\n${nonce}{\n`));
    for (let n = 0; n < 10_000; n += 1) reader.push(piece);
    expect(reader.push(Buffer.from(`\n${nonce}} 0\n`))?.stdout.length).toBe(40_960_000);
    expect(performance.now() - before).toBeLessThan(3000);
  });
});

test("frame refuses a script that contains a NUL", () => {
  expect(() => frame(newNonce(), { body: "a\0b" }, false)).toThrow("NUL");
});
