// The host loses power at any step of a run, boots, and restores what its files have.
import { expect } from "vitest";
import type { World } from "../../model/world.ts";
import { converges, matrixTest, PHASES, type Phase, worlds } from "./converge.ts";
import { arm, disarm, faultyIp, linesOf, TOLERANCE } from "./faulty-ip.ts";

const nothing = "exit 0";
const SYSTEMD = {
  systemctl: `[ "$1" != --version ] || echo systemd 252; exit 0`,
  udevadm: nothing,
  networkctl: nothing,
};

/** A host with systemd, and with an /etc whose changes no other host sees. */
const WITH_FILES = `mkdir -p /run/disk/etc /run/disk/work /run/systemd/system &&
mount -t overlay overlay -o lowerdir=/etc,upperdir=/run/disk/etc,workdir=/run/disk/work /etc &&
mkdir -p /etc/systemd/system && echo ${"a".repeat(32)} >/etc/machine-id`;

const pool = worlds({ programs: faultyIp(["sync", "mv"], SYSTEMD) }, WITH_FILES);

/** The kernel loses all objects of the provider, and the host runs the script at boot. */
const REBOOT = `for d in $(ip -o link show group 26992 | cut -d: -f2 | cut -d@ -f1); do
  [ $d = other0 ] || ip link del $d
done
ip xfrm policy del src 10.1.0.0/16 dst 10.2.0.0/16 dir out 2>/dev/null
echo 0 >/proc/sys/net/ipv4/ip_forward
rm -rf /run/pulumi-iproute2 /run/pulumi-iproute2.lock
[ ! -e /etc/pulumi-iproute2/boot ] || sh /etc/pulumi-iproute2/boot`;

/** The second half of each file is lost that was written after the last sync. */
const LOSE = `[ -e /run/fault/synced ] || exit 0
find /etc/pulumi-iproute2 -type f -newer /run/fault/synced 2>/dev/null | while read -r f; do
  truncate -s $(($(stat -c %s "$f") / 2)) "$f"
done`;

/** Files of the provider that exist after everything was removed. */
const left = (world: World) =>
  world.alpha.must(
    "ls -d /etc/pulumi-iproute2 /etc/systemd/system/pulumi* /etc/udev/rules.d/*pulumi* 2>/dev/null || true",
  );

interface Case {
  readonly phase: Phase;
  readonly step: number;
  /** how many an undisturbed run has */
  readonly of: number;
  readonly what: "kill-all" | "kill-all-after";
  readonly loses: boolean;
}

/** A case for each line of ip and for each program that writes to the disk. */
async function casesOf(): Promise<Case[]> {
  const cases: Case[] = [];
  for (const phase of PHASES) {
    const steps = await linesOf(pool, phase);
    for (let step = 1; step <= steps; step += 1)
      for (const what of ["kill-all", "kill-all-after"] as const)
        for (const loses of [false, true]) cases.push({ phase, step, of: steps, what, loses });
  }
  return cases;
}

matrixTest(
  "power cut",
  "host that loses power at any step: it boots, and the next up --refresh repairs it",
  casesOf,
  ({ phase, step, of, what, loses }) =>
    pool.use(async (world) => {
      await converges(world, phase, {
        arm: () => arm(world.alpha, step, what),
        mayLackMarker: true,
        afterwards: async () => {
          if (loses) await world.alpha.must(LOSE);
          expect((await disarm(world.alpha)).occurred || step > of - TOLERANCE).toBe(true);
          const { stdout, exitCode } = await world.alpha.run(REBOOT);
          expect({ exitCode, stdout }).toMatchObject({ exitCode: 0 });
        },
      });
      expect(await left(world)).toBe("");
    }),
);
