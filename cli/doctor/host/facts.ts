import { type LiveLink, readLinks } from "../../../provider/iproute2/ip-json.ts";
import { jsonValues } from "../../../provider/iproute2/json-text.ts";
import { type ForeignSettings, readForeignSettings } from "./networkd.ts";
import { type PeerPath, readPeerPath } from "./peer-path.ts";
import { linesOf, type Sections } from "./sections.ts";

/** Whether the kernel has a module: "blocked" by a line in modprobe.d, "unknown" without modprobe. */
export type ModuleState = "loaded" | "builtin" | "loadable" | "blocked" | "missing" | "unknown";

/** Space of the file system of a directory. */
export interface Space {
  readonly directory: string;
  readonly free: number;
}

/** What a host reports of itself. */
export interface HostFacts {
  readonly kernel: string;
  readonly architecture: string;
  readonly os: Readonly<Record<string, string>>;
  readonly user: string;
  readonly isRoot: boolean;
  /** Whether `sudo -n` works. */
  readonly hasSudo: boolean;
  /** The output of `ip -V`. */
  readonly ip: string;
  readonly tools: ReadonlySet<string>;
  readonly ping: string;
  /** The kind of container, by systemd. */
  readonly container: string | undefined;
  readonly modules: ReadonlyMap<string, ModuleState>;
  /** Whether the modules of the running kernel are on the disk. */
  readonly hasModuleTree: boolean;
  /** Whether the kernel refuses to load modules until the next boot. */
  readonly modulesDisabled: boolean;
  readonly init: "systemd" | "openrc" | "none";
  /** Whether directories can be written. */
  readonly writable: ReadonlyMap<string, boolean>;
  /** Free KiB and free inodes. */
  readonly disk: readonly Space[];
  readonly inodes: readonly Space[];
  readonly machineId: string;
  /** The machine ids in the files for a reboot. */
  readonly bootFiles: readonly string[];
  readonly bootService: Readonly<Record<string, string>>;
  readonly processes: ReadonlySet<string>;
  readonly netplan: readonly string[];
  readonly ifupdown: readonly string[];
  readonly networkd: ForeignSettings;
  /** Values by key: `net.ipv4.ip_forward`. */
  readonly sysctl: ReadonlyMap<string, string>;
  readonly links: readonly LiveLink[];
  readonly peer: PeerPath | undefined;
  /** Seconds since 1970, before and after the host collected its facts. */
  readonly clock: readonly [number, number];
}

const STATES: readonly ModuleState[] = ["loaded", "builtin", "loadable", "blocked", "missing", "unknown"];

export function readHostFacts(sections: Sections): HostFacts {
  const lines = (name: string) => linesOf(sections, name);
  const [kernel = "", architecture = ""] = lines("kernel");
  const [user = "", id, sudo] = lines("user");
  const [init = ""] = lines("init");
  const tree = lines("module-tree");
  return {
    kernel,
    architecture,
    os: pairsIn(lines("os")),
    user,
    isRoot: id === "0",
    hasSudo: sudo === "sudo",
    ip: lines("ip")[0] ?? "",
    tools: new Set(lines("tools")),
    ping: lines("ping")[0] ?? "",
    container: lines("container").find((one) => one !== "none"),
    modules: readModules(lines("modules")),
    hasModuleTree: tree.includes("present"),
    modulesDisabled: tree.includes("1"),
    init: init.startsWith("systemd") ? "systemd" : init === "openrc" ? "openrc" : "none",
    writable: new Map(lines("writable").map((line) => [line.split(" ")[0] ?? "", line.endsWith(" yes")])),
    disk: readSpace(lines("disk"), ["/etc", "/run"]),
    inodes: readSpace(lines("inodes"), ["/etc", "/run"]),
    machineId: lines("machine-id")[0]?.trim() ?? "",
    bootFiles: lines("boot-files"),
    bootService: pairsIn(lines("boot-service")),
    processes: new Set(lines("processes")),
    netplan: lines("netplan"),
    ifupdown: lines("ifupdown")
      .flatMap((line) => line.trim().split(/\s+/)[1] ?? [])
      .filter((name) => name !== "lo"),
    networkd: readForeignSettings(lines("networkd")),
    sysctl: readSysctl(lines("sysctl")),
    links: readLinks(jsonValues(sections.links ?? "").flat()),
    peer: readPeerPath(lines("peer")),
    clock: [Number(lines("clock")[0] ?? Number.NaN), Number(lines("clock-end")[0] ?? Number.NaN)],
  };
}

/** Lines `NAME=VALUE` or `NAME="VALUE"`. */
const pairsIn = (lines: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    lines.flatMap((line) => {
      const [, name, value] = /^([A-Za-z_]+)=["']?(.*?)["']?$/.exec(line.trim()) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value]];
    }),
  );

const readModules = (lines: readonly string[]): Map<string, ModuleState> =>
  new Map(
    lines.map((line) => {
      const [name = "", word] = line.split(" ");
      return [name, STATES.find((state) => state === word) ?? "unknown"];
    }),
  );

/** Reads `df -P`: the fourth number of each line is what is free. */
const readSpace = (lines: readonly string[], directories: readonly string[]): Space[] =>
  lines.slice(1).flatMap((line, index) => {
    const free = /\s(\d+)\s+\S+\s+\S+$/.exec(line)?.[1];
    const directory = directories[index];
    return free === undefined || directory === undefined ? [] : [{ directory, free: Number(free) }];
  });

const readSysctl = (lines: readonly string[]): Map<string, string> =>
  new Map(
    lines.flatMap((line) => {
      const [, path, value] = /^\/proc\/sys\/([^:]+):(.*)$/.exec(line) ?? [];
      return path === undefined || value === undefined
        ? []
        : [[path.replaceAll("/", "."), value.trim()] as const];
    }),
  );
