// A host that prints noise, or that lacks a program, space or a writable directory during one run.
import { expect, vi } from "vitest";
import type { Result } from "../../model/engine-types.ts";
import type { SimulatedHost } from "../../model/host.ts";
import { IP, programsWith } from "../../model/programs.ts";
import { green } from "../../model/trials.ts";
import type { Row } from "../counts.ts";
import { converges, matrixTest, PHASES, type Phase, unrecorded, worlds } from "./converge.ts";

/** While /run/noise exists, each ip prints 100 KB of warnings on standard error. */
const pool = worlds({
  programs: programsWith({
    ip: `[ ! -d /run/noise ] || yes "Warning: this is noise" | head -n 4000 >&2
exec ${IP} "$@"`,
  }),
});

interface Surrounding {
  readonly row: Row;
  /** what the login shell does before it runs the command */
  readonly login?: string;
  /** what an operator does before and after the run */
  readonly before?: string;
  readonly after?: string;
  /** the error of a run that fails; undefined: each run succeeds */
  readonly error?: RegExp;
  /** phases that are left out, because no later run removes what stays */
  readonly except?: Phase;
}

const hidden = (...programs: readonly string[]): Pick<Surrounding, "before" | "after"> => {
  const files = "for n in $names; do for d in /usr/sbin /usr/bin /sbin /bin; do [ -e $d/$n ] || continue;";
  return {
    before: `names="${programs.join(" ")}"; ${files} mount --bind /dev/null $d/$n; done; done; true`,
    after: `names="${programs.join(" ")}"; ${files} while umount $d/$n 2>/dev/null; do :; done; done; done; true`,
  };
};
const LACKS: Row = "host that lacks something";
const NOISE: Row = "noise on the standard streams";
const CANNOT_WRITE =
  /marker could not be written|No space left|I\/O error|Read-only file system|lock could not be taken/;

const SURROUNDINGS = {
  "no flock": { row: LACKS, ...hidden("flock") },
  "no modprobe": { row: LACKS, ...hidden("modprobe") },
  "no systemctl, udevadm and networkctl": { row: LACKS, ...hidden("systemctl", "udevadm", "networkctl") },
  "no tc": { row: LACKS, ...hidden("tc") },
  "PATH without sbin": { row: LACKS, login: "PATH=/bin:/usr/bin; export PATH" },
  "no PATH": { row: LACKS, login: "unset PATH" },
  "an umask of 0": { row: LACKS, login: "umask 0" },
  "few open files": { row: LACKS, login: "ulimit -n 20" },
  "/run without space": {
    row: LACKS,
    before: "mount -o remount,size=64k /run; head -c 1000000 /dev/zero >/run/full 2>/dev/null; true",
    after: "rm -f /run/full; mount -o remount,size=50% /run",
    error: CANNOT_WRITE,
  },
  "/run read-only": {
    row: LACKS,
    before: "mount -o remount,ro /run",
    after: "mount -o remount,rw /run",
    // The marker of a policy stays, because the host cannot remove it
    except: "delete",
    error: CANNOT_WRITE,
  },
  "a locale and a banner": {
    row: NOISE,
    login: "LANG=de_DE.UTF-8 LC_ALL=de_DE.UTF-8; export LANG LC_ALL; echo Welcome; echo Hello >&2",
  },
  "a megabyte before the shell": { row: NOISE, login: "head -c 1000000 /dev/zero | tr '\\0' b" },
  "an unfinished line and binary bytes": { row: NOISE, login: "printf '\\001\\377\\n}{ 0\\nabc'" },
  "output of a program that goes on": {
    row: NOISE,
    login: "{ sleep 0.2; echo late; sleep 0.3; echo later; } & true",
  },
  "warnings of each ip": { row: NOISE, before: "mkdir -p /run/noise", after: "rmdir /run/noise" },
} satisfies Readonly<Record<string, Surrounding>>;
type Name = keyof typeof SURROUNDINGS;

/** The login shell of the host runs a text first. */
function logInWith(host: SimulatedHost, text: string): () => void {
  const login = host.login.bind(host);
  const spy = vi.spyOn(host, "login").mockImplementation((command) => login(`${text}; ${command}`));
  return () => spy.mockRestore();
}

async function disturbed(phase: Phase, { login, before, after, error }: Surrounding): Promise<void> {
  await pool.use(async (world) => {
    let restore = () => {};
    await converges(world, phase, {
      arm: async () => {
        if (before !== undefined) await world.alpha.run(before);
        if (login !== undefined) restore = logInWith(world.alpha, login);
      },
      afterwards: async (result: Result, stack) => {
        restore();
        if (after !== undefined) await world.alpha.run(after);
        if (error === undefined) return green(result);
        expect(await unrecorded(world, stack)).toEqual([]);
        for (const message of result.messages) expect(message).toMatch(error);
      },
    });
  });
}

const phasesOf = ({ except }: Surrounding) => PHASES.filter((phase) => phase !== except);

for (const row of [LACKS, NOISE] as const)
  matrixTest(
    row,
    `host with ${row === NOISE ? "noise" : "less than usual"}: a run succeeds or names the cause, and the next one succeeds`,
    () =>
      (Object.keys(SURROUNDINGS) as Name[])
        .filter((name) => SURROUNDINGS[name].row === row)
        .flatMap((name) => phasesOf(SURROUNDINGS[name]).map((phase) => ({ name, phase }))),
    ({ name, phase }) => disturbed(phase, SURROUNDINGS[name]),
    { isShort: true },
  );
