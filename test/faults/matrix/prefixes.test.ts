// Each frame of a run arrives cut at any byte, and the input of the shell ends there.
import { spawnSync } from "node:child_process";
import { expect, test, vi } from "vitest";
import { prelude } from "../../../provider/ssh/frame.ts";
import { missing } from "../../model/host.ts";
import { differences, look } from "../../model/look.ts";
import { programsWith } from "../../model/programs.ts";
import type { World } from "../../model/world.ts";
import { counted, hasAll } from "../counts.ts";
import { converges, failuresOf, PHASES, type Phase, worlds } from "./converge.ts";

const recorded = worlds();
/** The programs that a frame starts. On these hosts they record that they ran, and do nothing. */
const PROGRAMS = [
  "ip",
  "flock",
  "tc",
  "modprobe",
  "sed",
  "mkdir",
  "mv",
  "rm",
  "readlink",
  "sync",
  "cat",
  "sleep",
];
const recording = programsWith(
  Object.fromEntries(
    PROGRAMS.map((name) => [
      name,
      `[ ! -d /run/cut ] || echo ${name} >>/run/cut/ran
PATH=/usr/sbin:/usr/bin:/sbin:/bin exec ${name} "$@"`,
    ]),
  ),
);
const pool = worlds({ programs: recording });

const SHELLS = ["/bin/sh", "bash", "bash --posix", "busybox sh", "mksh"].filter(
  (shell) => spawnSync("which", [shell.split(" ")[0] ?? ""]).status === 0,
);

/** The first text to a shell, without a greeting. A greeting runs programs. */
const PRELUDE = prelude("0".repeat(32));

/** The frames that a run of a phase sends to a shell. */
async function framesOf(world: World, phase: Phase): Promise<string[]> {
  const { alpha } = world;
  const login = alpha.login.bind(alpha);
  const texts: string[] = [];
  const spy = vi.spyOn(alpha, "login").mockImplementation((command) => {
    const socket = login(command);
    const write = socket.write.bind(socket) as (text: string) => boolean;
    socket.write = ((text: string) => {
      texts.push(text);
      return write(text);
    }) as typeof socket.write;
    return socket;
  });
  await converges(world, phase).finally(() => spy.mockRestore());
  return texts.filter((text) => text.includes("{ fr "));
}

/** Cuts a frame at the bytes from, from + step … below to. Prints the replies, and the programs that ran. */
const script = (shell: string, from: number, to: number, step: number) => `rm -f /run/cut/ran
i=${from}
while [ $i -lt ${to} ]; do
  { /bin/cat /run/cut/prelude; /usr/bin/head -c $i /run/cut/frame; } | env -i PATH=/usr/bin:/bin ${shell} 2>/dev/null
  i=$((i + ${step}))
done | /bin/grep -v -e '^$' -e '[{]$' -e '} 0$'
[ ! -e /run/cut/ran ] || /usr/bin/sort -u /run/cut/ran
[ ! -e /run/pulumi-iproute2.lock ] || echo lock`;

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
/** The cuts of one script. */
const PIECE = 400;
/** A run that is not long cuts at every byte of this distance. */
const SHARE = 40;

for (const [index, shell] of SHELLS.entries())
  test(`frame of a run that is cut at any byte runs nothing in ${shell}`, async ({ skip }) => {
    const reason = missing();
    if (reason !== undefined) skip(reason);
    const every = hasAll ? 1 : SHARE;
    const step = every * (index === 0 ? 1 : 10);
    let [ran, all] = [0, 0];
    const pieces: { frame: string; from: number; to: number }[] = [];
    for (const phase of PHASES) {
      const frames = await recorded.use((world) => framesOf(world, phase));
      for (const frame of frames) {
        const start = frame.indexOf("{ fr ");
        // A frame without its last newline is complete, and a shell may run it at the end of its input
        const end = frame.length - 1;
        for (let from = start; from < end; from += PIECE * step)
          pieces.push({ frame, from, to: Math.min(end, from + PIECE * step) });
        all += Math.ceil((end - start) / (step / every));
        ran += Math.ceil((end - start) / step);
      }
    }
    counted("truncated frame", ran, all);
    expect(pieces.length).toBeGreaterThan(5);
    const failures = await failuresOf(pieces, ({ frame, from, to }) =>
      pool.use(async ({ alpha }) => {
        const before = await look(alpha);
        await alpha.must(`mkdir -p /run/cut; rm -f /run/pulumi-iproute2.lock`);
        await alpha.must(
          `printf %s ${quoted(PRELUDE)} >/run/cut/prelude; printf %s ${quoted(frame)} >/run/cut/frame`,
        );
        const { stdout } = await alpha.run(script(shell, from, to, step));
        await alpha.must("/bin/rm -rf /run/cut");
        expect(stdout.trim()).toBe("");
        expect(differences(before, await look(alpha))).toEqual([]);
      }),
    );
    expect(failures.map((text) => text.slice(-500)).join("\n")).toBe("");
  });
