// The files from which a host restores objects at boot, and the script that reads them.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { bootFileText, checksum } from "../../../provider/host/boot-file.ts";
import { Phrase } from "../../../provider/iproute2/command.ts";
import type { Operation } from "../../../provider/model/operation.ts";
import {
  allNames,
  BOOT,
  FILE_FUNCTIONS,
  HOST_FUNCTIONS,
  MANY_FILES_FUNCTIONS,
  packed,
  readShell,
} from "../../../scripts/build/shell.ts";
import { type FakeHost, lines, newHost, SHELL_TABLE, type ShellForm } from "./run-shell.ts";

const OURS = "pulumi-iproute2:2:abc.def:0123456789ab:p/s/ours";
const MACHINE = "0123456789abcdef0123456789abcdef";
const FILES = [...HOST_FUNCTIONS, ...FILE_FUNCTIONS];
const DIRECTORY = "config/etc/pulumi-iproute2";

/** A record whose `link add` comes from an operation without an mtu, or with another one. */
const record = (name: string, { mtu = "", file = `+ link-${name} ip -` } = {}) =>
  [
    ...["0", "", "3"],
    `link add name ${name} ${mtu}group 26992 type vxlan id 7\nlink set dev ${name} alias ${OURS} up\naddr show dev ${name}\n`,
    ...[`${name} y =`, `link del dev ${name}\n`, "", "1", file],
  ]
    .map((word) => `'${word}'`)
    .join(" ");

const operation = (name: string, alias: string | Phrase = OURS): Operation => ({
  tool: "ip",
  commands: [
    ["link", "add", "name", name, "group", "26992", "type", "vxlan", "id", "7"],
    ["link", "set", "dev", name, "alias", alias, "up"],
    ["addr", "show", "dev", name],
  ],
  shows: 1,
  undo: [["link", "del", "dev", name]],
  undoGuard: { device: name, aliases: [OURS], halfMade: true },
});

/** A host with a boot script, and devices with an mtu and a hardware address. */
function hostWith(...devices: readonly string[]): FakeHost {
  const host = newHost();
  host.program("ip", 'cat >>"$log"; echo "[]"');
  host.write("config/etc/machine-id", `${MACHINE}\n`);
  host.write(`${DIRECTORY}/boot`, '[ $1 != uninstall ] || rm -r "$(dirname "$0")"\n');
  host.write(`${DIRECTORY}/objects/kept`, "");
  mkdirSync(path.join(host.root, DIRECTORY, ".new"));
  for (const name of devices) {
    host.device(name, { alias: OURS, group: 26992 });
    host.write(`net/${name}/mtu`, "1450\n");
    host.write(`net/${name}/type`, "1\n");
    host.write(`net/${name}/address`, "02:00:00:00:00:01\n");
  }
  return host;
}
/** The awk of Debian, of RHEL, and of Alpine, by shells. */
const AWKS: Readonly<Record<string, string>> = { dash: "mawk", bash: "gawk", busybox: "busybox awk" };

const read = (host: FakeHost, name: string) =>
  readFileSync(path.join(host.root, DIRECTORY, "objects", name), "utf8");
const runOn = (host: FakeHost, shell: ShellForm, statements: string) =>
  lines(host.run(shell, statements, { files: FILES }));

describe.each(SHELL_TABLE)("files in %s", (_title, shell) => {
  test.each(["", "mtu 1400 "])(
    "a creation writes its file, with the values that the device has (%j)",
    (mtu) => {
      const host = hostWith("a");
      expect(runOn(host, shell, `pi_run_batch ip y '' n ${record("a", { mtu })}`)).toEqual([
        "N run",
        "[]",
        "N done 0",
      ]);
      const live = { ifindex: 7, mtu: 1450, macAddress: "02:00:00:00:00:01" };
      expect(read(host, "link-a")).toBe(bootFileText(operation("a"), { machineId: MACHINE, live }));
      expect(readdirSync(path.join(host.root, DIRECTORY)).sort()).toEqual([".new", "boot", "objects"]);
    },
  );

  /** Several creations as one text, with their records, by the awk that some hosts have with this shell. `ip -o link` prints the devices. */
  function manyOn(names: readonly string[], fails = 0) {
    const host = hostWith(...names);
    const shown = names.map(
      (name, index) =>
        `${index + 7}: ${name}@NONE: <UP,LOWER_UP> mtu 14${50 + index} qdisc noqueue state UNKNOWN group 26992\\    link/ether 02:00:00:00:00:0${index} brd ff:ff:ff:ff:ff:ff\\    alias mtu 9 link/ether 1`,
    );
    host.write("shown", shown.map((line) => `${line}\n`).join(""));
    host.program(
      "ip",
      `case $1 in -o) cat ${host.root}/shown;; *) cat >>"$log"; [ ! -e ${host.root}/fails ] || { rm ${host.root}/fails; echo "Error: no." >&2; echo "Command failed -:${fails}" >&2; exit 1; };; esac`,
    );
    if (fails > 0) host.write("fails", "");
    const awk = AWKS[shell.program];
    if (awk !== undefined) host.program("awk", `exec ${awk} "$@"`);
    const words = names.map((name, index) => {
      const { lines: own, rest } = partsOf(name, index);
      return { own, words: rest };
    });
    const text = words.map(({ own }) => own).join("");
    const printed = (shell: ShellForm) =>
      lines(
        host.run(shell, `pi_run_batch ip y '${text}' n ${words.map((one) => one.words).join(" ")}`, {
          files: [...FILES, ...MANY_FILES_FUNCTIONS],
        }),
      );
    return { host, printed };
  }
  /** The second device has a description, so its alias is in quotes. */
  const aliasOf = (index: number) => (index === 1 ? new Phrase(`${OURS} to Frankfurt`) : OURS);
  const partsOf = (name: string, index: number) => {
    const lines = `link add name ${name} mtu 1400 group 26992 type vxlan id 7\nlink set dev ${name} alias ${aliasOf(index)} up\n`;
    const undo = `${name} y ${index === 1 ? OURS : "="}`;
    const words = [String(index), "", "2", "", undo, `link del dev ${name}\n`, "", "0"];
    return { lines, rest: [...words, `+ link-${name} ip - vxlan`].map((word) => `'${word}'`).join(" ") };
  };
  const fileOf = (name: string, index: number) => {
    const shown: Operation = { ...operation(name, aliasOf(index)), modules: ["vxlan"] };
    const live = { ifindex: index + 7, mtu: 1450 + index, macAddress: `02:00:00:00:00:0${index}` };
    return bootFileText(shown, { machineId: MACHINE, live });
  };

  test("many creations as one text write the same files as single ones", () => {
    const { host, printed } = manyOn(["a", "b.1", "c_2"]);
    host.write(`${DIRECTORY}/objects/link-b.1`, "old");
    expect(printed(shell)).toEqual(["N run", "N done 0-2"]);
    for (const [index, name] of ["a", "b.1", "c_2"].entries())
      expect(read(host, `link-${name}`)).toBe(fileOf(name, index));
    expect(readdirSync(path.join(host.root, DIRECTORY, ".new"))).toEqual([]);
  });

  test("of many creations, those before and after a failed one write their files", () => {
    const { host, printed } = manyOn(["a", "b", "c", "d"], 6);
    expect(printed(shell)).toEqual([
      ...["N run", "N done 0 1", "N failed 2 2", "Error: no.", "Command failed -:6", "N run", "N done 3-3"],
    ]);
    expect(readdirSync(path.join(host.root, DIRECTORY, "objects"))).toEqual([
      ...["kept", "link-a", "link-b", "link-d"],
    ]);
    expect(read(host, "link-d")).toBe(fileOf("d", 3));
  });

  test("many creations are unsaved if their files cannot be written, with the reason", () => {
    const { host, printed } = manyOn(["a", "b"]);
    host.write(`${DIRECTORY}/.new/link-a/x`, "");
    const [run, unsaved, reason] = printed(shell);
    expect([run, unsaved]).toEqual(["N run", "N unsaved 0-1"]);
    expect(reason).toMatch(/link-a/);
  });

  test("pi_keep writes the file and runs no command", () => {
    const host = hostWith("a");
    host.write("log", "");
    expect(runOn(host, shell, `pi_keep ${record("a")}`)).toEqual(["N done 0"]);
    expect(readFileSync(path.join(host.root, "log"), "utf8")).toBe("");
    expect(read(host, "link-a")).toContain(" alias ");
  });

  test("the file of a change is written after the change, and not if the change fails", () => {
    const host = hostWith("a");
    const change = ["0", `a n ${OURS}`, "1", "link set dev a mtu 1400\n", "", "", "", "0", ""];
    const batch = `pi_run_batch ip n '' n ${change.map((word) => `'${word}'`).join(" ")}`;
    const keep = `pi_keep ${record("a").replace("'0'", "'k0'")}`;
    host.write(`${DIRECTORY}/objects/link-a`, "old");
    host.program("ip", 'cat >/dev/null; echo "Error: no." >&2; echo "Command failed -:1" >&2; exit 1');
    expect(runOn(host, shell, `${batch}\n${keep}`)).not.toContain("N done k0");
    expect(read(host, "link-a")).toBe("old");
    host.program("ip", 'cat >>"$log"');
    expect(runOn(host, shell, `${batch}\n${keep}`)).toEqual(["N run", "N done 0", "N done k0"]);
    expect(read(host, "link-a")).toContain(" alias ");
  });

  test("an operation is unsaved if its file cannot be written, with the reason", () => {
    const host = hostWith("a");
    mkdirSync(path.join(host.root, DIRECTORY, "objects/link-a"));
    mkdirSync(path.join(host.root, DIRECTORY, ".new/link-a/x"), { recursive: true });
    expect(runOn(host, shell, `pi_keep ${record("a")}`)[1]).toMatch(/directory/i);
  });

  test("a file replaces an earlier one at once, and what an interrupted frame left is removed", () => {
    const host = hostWith("a");
    host.write(`${DIRECTORY}/objects/link-a`, "old");
    host.write(`${DIRECTORY}/.new/link-b`, "left");
    expect(runOn(host, shell, `pi_keep ${record("a")}`)).toEqual(["N done 0"]);
    expect(read(host, "link-a")).toContain(" alias ");
    expect(readdirSync(path.join(host.root, DIRECTORY, "objects"))).toEqual(["kept", "link-a"]);
    expect(readdirSync(path.join(host.root, DIRECTORY, ".new"))).toEqual([]);
  });

  test("an operation is unsaved if nothing would read its file", () => {
    const host = hostWith("a");
    spawnSync("rm", [path.join(host.root, DIRECTORY, "boot")]);
    expect(runOn(host, shell, `pi_run_batch ip y '' n ${record("a")}`)).toEqual([
      ...["N run", "[]", "N unsaved 0"],
      `${host.root}/${DIRECTORY}/boot is missing`,
      "N done 0",
    ]);
  });

  test("a failed operation writes no file", () => {
    const host = hostWith("a");
    host.program("ip", 'echo "Error: no." >&2; echo "Command failed -:1" >&2; exit 1');
    expect(runOn(host, shell, `pi_run_batch ip y '' n ${record("a")}`)).toContain("N failed 0 1");
    expect(existsSync(path.join(host.root, DIRECTORY, "objects/link-a"))).toBe(false);
  });

  test("a removal removes the file, and the last one what belongs to it", () => {
    const host = hostWith("a");
    runOn(host, shell, `pi_keep ${record("a")}`);
    const remove = (name: string) => runOn(host, shell, `pi_remove_files ${name}`);
    expect(remove("link-a")).toEqual([]);
    expect(readdirSync(path.join(host.root, DIRECTORY, "objects"))).toEqual(["kept"]);
    expect(remove("kept")).toEqual(["N uninstalled"]);
    expect(existsSync(path.join(host.root, DIRECTORY))).toBe(false);
  });

  test("a removal without a file does what an interrupted one left: the directory, the script and what belongs to it", () => {
    const host = hostWith("a");
    spawnSync("rm", [path.join(host.root, DIRECTORY, "objects/kept")]);
    expect(runOn(host, shell, "pi_installed=y; pi_remove_files link-a")).toEqual([]);
    expect(existsSync(path.join(host.root, DIRECTORY, "boot"))).toBe(true);
    expect(runOn(host, shell, "pi_remove_files link-a")).toEqual(["N uninstalled"]);
    expect(existsSync(path.join(host.root, DIRECTORY))).toBe(false);
  });

  test("the file of a device that is gone goes with it, and that of another owner stays", () => {
    const host = hostWith("a");
    runOn(host, shell, `pi_keep ${record("a")}`);
    spawnSync("rm", ["-r", path.join(host.root, "net/a")]);
    runOn(host, shell, "pi_delete_devices 7 r0 'a n pulumi-iproute2:2:abc.other:0123456789ab:p/s/ours' a");
    expect(read(host, "link-a")).toContain(OURS);
    runOn(host, shell, `pi_delete_devices 7 r0 'a n ${OURS}' a`);
    expect(readdirSync(path.join(host.root, DIRECTORY, "objects"))).toEqual(["kept"]);
  });
});

const names = allNames();
/** Shells that are /bin/sh somewhere. */
const BOOT_SHELLS = SHELL_TABLE.filter(([title]) => /^(dash|bash --posix|busybox)/.test(title));

describe.each(BOOT_SHELLS)("the script at boot in %s", (_title, shell) => {
  /** A host after a boot: the devices are gone, and ip makes those of the lines that it receives. */
  function booted(files: Readonly<Record<string, string>>, { fails = "nothing" } = {}) {
    const host = newHost();
    host.program(
      "ip",
      `while read -r line; do
  echo "$line" >>"$log"
  case $line in *"${fails}"*) echo "Cannot find device." >&2; echo "Command failed -:1" >&2; exit 1;; esac
done`,
    );
    host.program("sleep", "exit 0");
    host.write("log", "");
    host.write("config/etc/machine-id", `${MACHINE}\n`);
    mkdirSync(path.join(host.root, DIRECTORY, "objects"), { recursive: true });
    for (const [name, text] of Object.entries(files)) host.write(`${DIRECTORY}/objects/${name}`, text);
    const roots = ["run", "net", "module", "sysctl", "config"].map(
      (name) => `pi_${name}_dir=${host.root}/${name}\n`,
    );
    const source = readShell(BOOT.filter((file) => !file.endsWith("/roots.sh"))).replace(
      /^PATH=.*$/m,
      `PATH=${host.root}/bin:$PATH`,
    );
    const text = `${roots.join("")}${source}`;
    const file = path.join(host.root, "boot");
    writeFileSync(file, shell.form === "packed" ? packed(text, names) : text);
    return {
      host,
      run(...args: readonly string[]) {
        const done = spawnSync(shell.program, [...shell.args, file, ...args], {
          encoding: "utf8",
          timeout: 30_000,
        });
        expect(done.stderr).toBe("");
        return lines(done.stdout);
      },
      log: () => lines(readFileSync(path.join(host.root, "log"), "utf8")),
    };
  }
  const live = { ifindex: 7, mtu: 1450 };
  const fileOf = (name: string, machineId = MACHINE) => bootFileText(operation(name), { machineId, live });
  const made = (name: string, index = "index 7 ") => [
    `link add name ${name} ${index}mtu 1450 group 26992 type vxlan id 7`,
    `link set dev ${name} alias ${OURS} up`,
  ];

  test("makes all objects by one process", () => {
    const { run, log } = booted({ "link-a": fileOf("a"), "link-b": fileOf("b") });
    expect(run()).toEqual(["read 2 files, restored all but these: none"]);
    expect(log()).toEqual([...made("a"), ...made("b")]);
  });

  test("makes all links but one that fails, each of them once", () => {
    const names = Array.from({ length: 130 }, (_, index) => `l${index}`);
    const { host, run, log } = booted(
      Object.fromEntries(names.map((name) => [`link-${name}`, fileOf(name).replace("index 7 ", "")])),
    );
    host.program(
      "ip",
      `case $1 in link) rm -r $net/$4; exit 0;; esac
number=0
while read -r word verb _ name word alias _; do
  number=$((number + 1))
  case $verb:$name in
  set:l70) echo "Cannot find device." >&2; echo "Command failed -:$number" >&2; exit 1;;
  set:*) echo "$alias" >$net/$name/ifalias;;
  add:*)
    mkdir $net/$name || exit 255
    echo 26992 >$net/$name/netdev_group
    echo >$net/$name/ifalias
    echo $name >>"$log";;
  esac
done`,
    );
    expect(run().slice(0, 4)).toEqual([
      ...["could not restore link-l70:", "Cannot find device.", "Command failed -:2"],
      "read 130 files, restored all but these: link-l70",
    ]);
    expect(new Set(log())).toEqual(new Set(names));
    expect(log().filter((name) => name !== "l70")).toHaveLength(129);
  });

  test("makes filters after the links, with a qdisc on each device", () => {
    const filters: Operation = {
      ...{ tool: "tc", clsact: ["eth0", "a"] },
      commands: [
        ["filter", "add", "dev", "a", "egress", "cookie", "7069"],
        ["filter", "add", "dev", "eth0"],
      ],
    };
    const { host, run, log } = booted({
      "a-mirror": bootFileText(filters, { machineId: MACHINE, live: {} }),
      "link-a": fileOf("a"),
    });
    host.device("eth0", { ifindex: 2 });
    host.program(
      "tc",
      `case $* in
*show*) ;;
qdisc*) echo "$*" >>"$log";;
*) while read -r line; do echo "$line" >>"$log"; done;;
esac
exit 0`,
    );
    expect(run()).toEqual(["read 2 files, restored all but these: none"]);
    expect(log()).toEqual([
      ...made("a"),
      "qdisc add dev eth0 clsact",
      ...filters.commands.map((command) => command.join(" ")),
    ]);
  });

  test("leaves a device alone that is there already, whoever has it", () => {
    const { host, run, log } = booted({ "link-a": fileOf("a"), "link-b": fileOf("b") });
    host.device("a", { alias: OURS });
    host.device("b", { alias: "theirs" });
    expect(run()).toEqual([
      "b belongs to another owner, so it stays as it is",
      "read 2 files, restored all but these: none",
    ]);
    expect(log()).toEqual([]);
  });

  test("gives a device another index if its own is taken", () => {
    const { host, run, log } = booted({ "link-a": fileOf("a") });
    host.device("eth7", { ifindex: 7 });
    expect(run()).toEqual(["read 1 files, restored all but these: none"]);
    expect(log()).toEqual(made("a", ""));
  });

  test("makes nothing on a copy of the machine", () => {
    const { run, log } = booted({ "link-a": fileOf("a", "another") });
    expect(run()[0]).toBe("this machine is a copy of another one: 1 objects of that one are not restored");
    expect(log()).toEqual([]);
  });

  test.each([
    ["cut off", (text: string) => text.slice(0, text.length / 2)],
    ["empty", () => ""],
    ["of a later format", (text: string) => text.replace("restore 1", "restore 9")],
  ])("restores the others if a file is %s", (_what, spoil) => {
    const { run, log } = booted({ "link-a": spoil(fileOf("a")), "link-b": fileOf("b") });
    expect(run()[0]).toMatch(/^link-a (cannot be read|has the unknown format 9)/);
    expect(log()).toEqual(made("b"));
  });

  test("tries again in the background what fails, and reports it", () => {
    const { run } = booted({ "link-a": fileOf("a"), "link-b": fileOf("b") }, { fails: "name a" });
    const printed = run();
    expect(printed).toEqual([
      ...["could not restore link-a:", "Cannot find device.", "Command failed -:1"],
      "read 2 files, restored all but these: link-a",
      ...["could not restore link-a:", "Cannot find device.", "Command failed -:1"],
      "gave up after 60 s: link-a",
    ]);
  });

  test.each([
    ["systemd", /pulumi-iproute2\.service[\s\S]*70-pulumi-iproute2\.rules/],
    ["openrc", /init\.d\/pulumi-iproute2[\s\S]*runlevels\/default\/pulumi-iproute2/],
  ])("install for %s and uninstall leave the directories as they were", (init, installed) => {
    const { host, run } = booted({});
    const files = () => spawnSync("find", [path.join(host.root, "config"), "-type", "f", "-o", "-type", "l"]);
    const all = () => String(files().stdout).split("\n").sort().join("\n");
    for (const name of ["systemctl", "udevadm", "networkctl"]) host.program(name, "echo systemd 252");
    host.write("config/etc/runlevels/default/sshd", "");
    const before = all();
    run("install", init);
    expect(all()).toMatch(installed);
    run("uninstall");
    expect(all()).toBe(before);
  });

  test("reverses its installation at a boot if a removal was interrupted after the last file", () => {
    const { host, run } = booted({});
    for (const name of ["systemctl", "udevadm", "networkctl"]) host.program(name, "exit 0");
    run("install", "systemd");
    mkdirSync(path.join(host.root, DIRECTORY, "objects"), { recursive: true });
    expect(run()).toEqual([]);
    const files = spawnSync("find", [path.join(host.root, "config"), "-name", "*pulumi*"]);
    expect(String(files.stdout)).toBe("");
  });
});

test.each(["", "a", "link add\n".repeat(300)])("checksum is that of cksum", (text) => {
  const { stdout } = spawnSync("cksum", { input: text, encoding: "utf8" });
  expect(checksum(text)).toBe(stdout.trim());
});
