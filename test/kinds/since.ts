import { isDeepStrictEqual } from "node:util";
import type { Args } from "../../provider/schema/declaration.ts";

/** A version that compares as a number: 5.18 is 5018. */
const version = (major: number, minor: number) => major * 1000 + minor;

/** What older releases cannot do: the arguments, the command of an operator, and the error of the provider. */
const NEWER = [
  {
    type: "GeneveTunnel",
    args: { innerProtoInherit: true },
    command: /innerprotoinherit/,
    since: version(5, 18),
    refusal: /`innerProtoInherit` needs Linux 5\.18 and iproute2 5\.18, or newer ones; .*iproute2-5\./,
  },
  {
    type: "XfrmInterface",
    args: { external: true },
    command: /xfrm external/,
    since: version(6, 1),
    refusal:
      /`external` of an XfrmInterface needs Linux 6\.1 and iproute2 6\.1, or newer ones; .*iproute2-5\./,
  },
  {
    type: "VxlanTunnel",
    args: { vnifilter: true },
    command: /vnifilter|bridge vni/,
    since: version(5, 18),
    refusal: /`vnifilter` needs Linux 5\.18 and iproute2 5\.18, or newer ones; .*iproute2-5\./,
  },
] as const;

/** The version of iproute2 in the output of `ip -V`, as a number. */
export function versionIn(text: string): number {
  const [, major, minor] = /iproute2-(\d+)\.(\d+)/.exec(text) ?? [];
  return version(Number(major), Number(minor));
}

/** The error by which the provider refuses the arguments on a host with this iproute2; undefined if it takes them. */
export const refusalOf = (type: string, args: Args, iproute2: number): RegExp | undefined =>
  NEWER.find(
    (one) =>
      one.type === type &&
      iproute2 < one.since &&
      Object.entries(one.args).every(([key, value]) => isDeepStrictEqual(args[key], value)),
  )?.refusal;

/** Whether this iproute2 knows the words of an operator's command. */
export const knows = (command: string, iproute2: number): boolean =>
  !NEWER.some((one) => one.command.test(command) && iproute2 < one.since);

/** Before 5.12 iproute2 prints no direction of an ERSPAN device, so the provider does not see that it changes. */
export const printsDirection = (iproute2: number): boolean => iproute2 >= version(5, 12);
