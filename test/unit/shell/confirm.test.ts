// Changes that may cut the SSH connection, in each shell: the timer, the confirmation, and the race between both.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { CONFIRM_FUNCTIONS, HOST_FUNCTIONS, readShell } from "../../../scripts/build/shell.ts";
import { counted } from "../../faults/counts.ts";
import { type FakeHost, lines, newHost, SHELL_TABLE } from "./run-shell.ts";

const FILES = [...HOST_FUNCTIONS, ...CONFIRM_FUNCTIONS];
const ALIAS = "pulumi-iproute2:2:stack.one:0123:net/dev/a";

/** A host whose ip appends the lines that it reads to the file `ran`. */
function hostWithIp(): FakeHost {
  const host = newHost();
  host.program("ip", `cat >>${host.root}/ran`);
  host.device("gre0", { alias: ALIAS, group: 26992 });
  return host;
}

const ranOn = (host: FakeHost) => {
  const file = path.join(host.root, "ran");
  return existsSync(file) ? readFileSync(file, "utf8") : "";
};
const filesOf = (host: FakeHost) => {
  const dir = path.join(host.root, "run/pulumi-iproute2.confirm");
  return existsSync(dir) ? readdirSync(dir).sort() : [];
};

/** The script that reverses the change `abcd` on gre0. The functions of these tests are not packed in it. */
function reversal(host: FakeHost): string {
  const roots = ["run", "net"].map((name) => `pi_${name}_dir=${host.root}/${name}`).join("\n");
  const functions = readShell(FILES.filter((file) => !file.endsWith("/roots.sh")));
  return `PATH=${host.root}/bin:$PATH
pi_newline='
'
pi_event() { :; }
${roots}
${functions}
pi_begin_reversal abcd
pi_tool='ip -d'
pi_each pi_reverse 0 'gre0 n ${ALIAS}' 1 'link set dev gre0 up
' '' '' '' 0 ''
pi_end_reversal abcd`;
}

const arm = (host: FakeHost, seconds: number, ...indices: number[]) => {
  host.write("reversal", reversal(host));
  return `pi_arm abcd ${seconds} ${indices.join(" ")} <${host.root}/reversal`;
};
/** The other tests need no timer, which would outlast them. */
const withoutTimer = "pi_start_timer() { :; }";

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition(); tries += 1) {
    if (tries > 400) throw new Error("the condition did not come true");
    await sleep(50);
  }
}

describe.each(SHELL_TABLE)("changes that may cut the connection, in %s", (_title, shell) => {
  const run = (host: FakeHost, statements: string) => lines(host.run(shell, statements, { files: FILES }));

  test("pi_arm makes the host reverse a change that no run confirms", async () => {
    const host = hostWithIp();
    expect(run(host, `${arm(host, 0.2, 3)}\necho "unarmed [$pi_unarmed]"`)).toEqual(["unarmed []"]);
    await until(() => filesOf(host).includes("abcd.reversed"));
    expect(ranOn(host)).toBe("link set dev gre0 up\n");
    expect(run(host, "pi_confirm abcd")).toEqual(["N reversed"]);
    expect(run(host, "pi_forget_change abcd")).toEqual([]);
    expect(existsSync(path.join(host.root, "run/pulumi-iproute2.confirm"))).toBe(false);
  });

  test("pi_confirm ends the timer, and the host keeps the change", async () => {
    const host = hostWithIp();
    expect(run(host, `${arm(host, 1, 3)}\npi_print_change abcd`)).toEqual(["N armed"]);
    expect(run(host, "pi_confirm abcd\npi_confirm abcd")).toEqual(["N confirmed", "N confirmed"]);
    expect(filesOf(host)).toEqual(["abcd.confirmed"]);
    expect(run(host, "pi_forget_change abcd; pi_print_change abcd")).toEqual(["N forgotten"]);
    await sleep(1300);
    expect(ranOn(host)).toBe("");
  });

  test("pi_reverse_now reverses a change at once, and only once", () => {
    const host = hostWithIp();
    const printed = run(
      host,
      `${withoutTimer}\n${arm(host, 60, 3)}\npi_reverse_now abcd\npi_reverse_now abcd`,
    );
    expect(printed).toEqual(["N reversed", "N reversed"]);
    expect(ranOn(host)).toBe("link set dev gre0 up\n");
  });

  test("a reversal leaves a device of another owner unchanged", () => {
    const host = hostWithIp();
    run(host, `${withoutTimer}\n${arm(host, 60, 3)}`);
    host.device("gre0", { alias: "mine", group: 0 });
    expect(run(host, "pi_reverse_now abcd")).toEqual(["N reversed"]);
    expect(ranOn(host)).toBe("");
  });

  test("an operation of a change that the host has reversed does not run", () => {
    const host = hostWithIp();
    const record = (index: number) => `${index} '' 1 'link set dev gre0 down\n' '' '' '' 0 ''`;
    const batch = `pi_run_batch 'ip -d' n '' n ${record(3)} ${record(4)}`;
    const printed = run(
      host,
      `${withoutTimer}\n${arm(host, 60, 3)}\npi_reverse_now abcd\n${arm(host, 60, 3)}\n${batch}`,
    );
    expect(printed).toEqual([
      "N reversed",
      "N unarmed 3",
      "the time for this change is over, so the host has reversed it",
      "N run",
      "N done 4",
    ]);
    expect(ranOn(host)).toBe("link set dev gre0 up\nlink set dev gre0 down\n");
  });

  test("an operation does not run if the host cannot arm it", () => {
    const host = hostWithIp();
    host.write("run/pulumi-iproute2.confirm", "a file");
    const printed = run(host, `${arm(host, 60, 3)}\necho "[$pi_unarmed]"`);
    expect(printed[0]).toBe("N unarmed 3");
    expect(printed.at(-1)).toBe("[3 ]");
  });
});

test("200 confirmations at the end of the timer each end with one side alone", {
  timeout: 120_000,
}, async () => {
  counted("confirmation at the end of the timer", 200);
  const [, shell] = SHELL_TABLE[0] ?? [];
  if (shell === undefined) throw new Error("there is no shell");
  const ends = await Promise.all(
    Array.from({ length: 8 }, async (_, worker) => {
      const seen: string[] = [];
      for (let trial = worker; trial < 200; trial += 8) {
        const host = hostWithIp();
        // The shell needs about 10 ms to start, so the confirmation comes from 50 ms before to 50 ms after the timer's end
        const wait = (150 + (trial % 20) * 5) / 1000;
        const printed = lines(
          host.run(shell, `${arm(host, 0.2, 3)}\nsleep ${wait}\npi_confirm abcd`, { files: FILES }),
        );
        await until(() => filesOf(host).some((file) => /confirmed|reversed$/.test(file)));
        const [file = ""] = filesOf(host).filter((one) => !one.endsWith(".timer"));
        seen.push(`${printed.at(-1) === "N confirmed"} ${file} ${ranOn(host) !== ""}`);
        host.leave();
      }
      return seen;
    }),
  );
  const count = (end: string) => ends.flat().filter((one) => one === end).length;
  console.log(
    `confirmed ${count("true abcd.confirmed false")}, reversed ${count("false abcd.reversed true")}`,
  );
  expect(ends.flat()).toHaveLength(200);
  expect(new Set(ends.flat())).toEqual(new Set(["true abcd.confirmed false", "false abcd.reversed true"]));
});
