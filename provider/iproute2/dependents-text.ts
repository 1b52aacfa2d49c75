import { parsePrefix } from "./address.ts";

/** What the kernel removes or frees with a device. */
export interface Dependents {
  /** the bridge or VRF that the device is a port of */
  readonly master: string | undefined;
  /** devices on top of it, without `master` */
  readonly uppers: readonly string[];
  /** devices below it: its ports, or its underlay */
  readonly lowers: readonly string[];
  /** the first of the routes of other programs: `10.20.0.0/16 (bird)` */
  readonly routes: readonly string[];
  /** the number of all of them */
  readonly routeCount: number;
}

/** Reads the lines that a host prints (../host/shell/dump/dependents.sh). */
export function readDependents(text: string): Dependents {
  const lines = text.split("\n").filter((line) => line !== "");
  const after = (word: string) =>
    lines.flatMap((line) => (line.startsWith(`${word} `) ? [line.slice(word.length + 1)] : []));
  const [master] = after("master");
  const routes = lines.flatMap((line) => routeIn(line) ?? []);
  const counts = lines.filter((line) => /^\d+$/.test(line)).map(Number);
  return {
    master,
    uppers: after("upper").filter((name) => name !== master),
    lowers: after("lower"),
    routes,
    routeCount: Math.max(routes.length, ...counts),
  };
}

/** A route as `ip -d route` prints it: `unicast 10.20.0.0/16 proto bird scope link`. */
function routeIn(line: string): string | undefined {
  const [, to = "", rest = ""] = /^[a-z]+ (\S+)(.*)$/.exec(line) ?? [];
  const [, protocol] = / proto (\S+)/.exec(rest) ?? [];
  const isRoute = to === "default" || parsePrefix(to) !== undefined;
  return isRoute && protocol !== undefined ? `${to} (${protocol})` : undefined;
}
