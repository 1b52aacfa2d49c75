// Changes that cut the SSH connection of a machine with systemd.
import { connect } from "node:net";
import { Host, TunnelPair } from "pulumi-iproute2";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { expectFailure, openStack, type TestStack } from "../engine/stack.ts";
import { machineHost, machinesUp, onMachine, reboot } from "../lab/machines/machines.ts";
import { type MachineName, machineNames } from "../lab/machines/topology.ts";
import { snapshotOf } from "../lab/snapshot.ts";
import { CONTROLLER_ADDRESS as CLIENT } from "../lab/topology.ts";
import { endWith } from "./end.ts";

const MINUTES = 60_000;

interface Variant {
  /** Whether gamma routes packets to the SSH client into the link. */
  readonly isCut: boolean;
  /** in seconds */
  readonly confirmTimeout: number;
}

const program =
  ({ isCut, confirmTimeout }: Variant) =>
  async () => {
    const end = (name: MachineName, last: number, routes: string[]) => {
      const { connection, underlay4: underlay } = machineHost(name);
      const host = new Host(name, { connection, confirmTimeout });
      return { host, underlay, addresses: [`10.9.0.${last}/30`], routes };
    };
    const a = end("gamma", 1, isCut ? [`${CLIENT}/32`] : []);
    const b = end("delta", 2, isCut ? ["10.77.0.0/24"] : []);
    new TunnelPair("p", { kind: "gre", a, b });
  };

/** Whether sshd of a machine sends its banner within 3 s. */
const answers = (name: MachineName) =>
  new Promise<boolean>((resolve) => {
    const { host, port } = machineHost(name).connection;
    const socket = connect({ host, port, timeout: 3000 });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("data", () => end(true)).once("timeout", () => end(false));
    socket.once("error", () => end(false)).once("close", () => end(false));
  });

const snapshots = () => Promise.all(machineNames.map((name) => snapshotOf(onMachine(name))));

let stack: TestStack;
let before: string[];
beforeAll(async () => {
  await machinesUp({ attached: true });
  await Promise.all(machineNames.map((name) => onMachine(name).must("modprobe ip_gre")));
  stack = await openStack({ name: "confirm", program: program({ isCut: false, confirmTimeout: 10 }) });
}, 10 * MINUTES);
beforeEach(async () => {
  await stack.up();
  before = await snapshots();
}, 5 * MINUTES);
afterAll(async () => {
  stack?.use(program({ isCut: false, confirmTimeout: 10 }));
  await endWith(stack);
}, 10 * MINUTES);

test("a pair whose change cuts one host is reversed on both, on the host by a timer of systemd", {
  timeout: 10 * MINUTES,
}, async () => {
  stack.use(program({ isCut: true, confirmTimeout: 10 }));
  const message = await expectFailure(stack.up({ continueOnError: true }));
  onMachine("gamma").close();
  expect(message).toMatch(/p-a.*cut the SSH connection from 10\.0\.2\.2.*answers again/s);
  expect(message).toMatch(/p-b.*another end of the same component was not changed/s);
  expect(await snapshots()).toEqual(before);
  expect(await onMachine("gamma").must("journalctl -b -o cat")).toMatch(/pulumi-iproute2-confirm-\w+\.timer/);
  expect((await stack.preview()).changed).toEqual({ "p-a": "update", "p-b": "update" });
  stack.use(program({ isCut: false, confirmTimeout: 10 }));
  expect((await stack.refresh()).changed).toEqual({});
  expect((await stack.preview()).changed).toEqual({});
});

test("a power cut before the confirmation leaves what was there before the change", {
  timeout: 15 * MINUTES,
}, async () => {
  stack.use(program({ isCut: true, confirmTimeout: 90 }));
  const run = expectFailure(stack.up({ continueOnError: true }));
  await expect.poll(() => answers("gamma"), { timeout: 2 * MINUTES, interval: 200 }).toBe(false);
  await reboot("gamma", "power cut");
  // The provider may make the change once more after the reboot, and the host then reverses it
  expect(await run).toMatch(
    /p-a.*(the host rebooted before the change was confirmed|cut the SSH connection.*answers again)/s,
  );
  await expect.poll(snapshots, { timeout: MINUTES, interval: 2000 }).toEqual(before);
  stack.use(program({ isCut: false, confirmTimeout: 10 }));
  expect((await stack.refresh()).changed).toEqual({});
  // The hosts' confirmTimeout differs, which changes nothing on them
  await stack.up();
  expect(await snapshots()).toEqual(before);
  expect((await stack.preview()).changed).toEqual({});
});
