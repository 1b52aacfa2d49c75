// The model on the kernel of the lab, which has the ports, states, filters and tunnels that the kernel of this machine may lack.
import { afterAll, beforeAll, expect } from "vitest";
import { LabMachine } from "./lab-machine.ts";
import { randomTests } from "./random-test.ts";
import { Worlds } from "./world.ts";

let machine: LabMachine | undefined;
let worlds: Worlds | undefined;

beforeAll(async () => {
  machine = await LabMachine.start();
  worlds = new Worlds(machine);
});

afterAll(async () => {
  await worlds?.stop();
  await machine?.stop();
});

randomTests({ machine: "lab", worlds: () => worlds ?? expect.fail("no hosts yet"), runs: 12, lanes: 4 });
