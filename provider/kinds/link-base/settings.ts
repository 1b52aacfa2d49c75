import { z } from "zod";
import { familyOf } from "../../iproute2/address.ts";
import { tokens } from "../../iproute2/command.ts";
import type { LiveLink } from "../../iproute2/ip-json.ts";
import { readSettings } from "../../iproute2/settings-json.ts";
import type { HostSnapshot } from "../../model/host-snapshot.ts";
import type { Args, Rule } from "../../schema/declaration.ts";
import { flag, object, oneOf } from "../../schema/values.ts";
import { addressText } from "./address-args.ts";
import type { DeviceTable, TableImport } from "./attribute.ts";
import { common, routeOf } from "./common-args.ts";

/** linux: IN6_ADDR_GEN_MODE_EUI64 and the following */
const ADDRESS_MODES = ["eui64", "none", "stable_secret", "random"] as const;

export const settingsShape = {
  settings: object({
    rpFilter: z
      .literal([0, 1, 2], { error: "must be 0, 1 or 2" })
      .optional()
      .describe(
        "Reverse path filter: 0 is off, 1 strict, 2 loose. The kernel takes the larger of this and that of `all`.",
      ),
    acceptLocal: flag().optional().describe("Accept packets whose source is an address of the host."),
    disablePolicy: flag().optional().describe("Let packets come in whatever the IPsec policies require."),
    disableXfrm: flag().optional().describe("Send packets without IPsec whatever the policies are."),
    disableIpv6: flag().optional().describe("Switch IPv6 off for the device."),
    keepAddrOnDown: flag().optional().describe("Keep IPv6 addresses while the device is down."),
  })
    .optional()
    .describe(
      "Settings of the kernel for the device (sysctls); by default those of new devices. They are gone with the device.",
    ),
  addrGenMode: oneOf(...ADDRESS_MODES)
    .optional()
    .describe(
      "How the kernel makes the IPv6 link-local address when the device goes up; by default as for new devices.",
    ),
} satisfies z.ZodRawShape;

type Settings = NonNullable<z.output<typeof settingsShape.settings>>;

/** The names of the settings in /proc/sys/net/FAMILY/conf/DEVICE. (linux: Documentation/networking/ip-sysctl.rst) */
const KEYS: Readonly<Record<keyof Settings, string>> = {
  rpFilter: "ipv4/rp_filter",
  acceptLocal: "ipv4/accept_local",
  disablePolicy: "ipv4/disable_policy",
  disableXfrm: "ipv4/disable_xfrm",
  disableIpv6: "ipv6/disable_ipv6",
  keepAddrOnDown: "ipv6/keep_addr_on_down",
};
const ADDRESS_MODE = "ipv6/addr_gen_mode";
const names = Object.keys(KEYS) as (keyof Settings)[];

const declaredIn = (args: Args) =>
  args as { settings?: Settings; addrGenMode?: (typeof ADDRESS_MODES)[number] };

/** The declared values by the kernel's names. */
function valuesOf(args: Args): ReadonlyMap<string, number> {
  const { settings = {}, addrGenMode } = declaredIn(args);
  const declared = names.flatMap((name): [string, number][] =>
    settings[name] === undefined ? [] : [[KEYS[name], Number(settings[name])]],
  );
  return new Map([
    ...declared,
    ...(addrGenMode === undefined ? [] : ([[ADDRESS_MODE, ADDRESS_MODES.indexOf(addrGenMode)]] as const)),
  ]);
}

function write(device: string, key: string, value: number | "default") {
  const [family, name] = key.split("/");
  return tokens`sysctl ${`net/${family}/conf/${device}/${name}=${value}`}`;
}

/** The live value of a setting as an argument. */
const asArgument = (name: keyof Settings, value: number | null | undefined): number | boolean | undefined =>
  typeof value !== "number" ? undefined : name === "rpFilter" ? value : value !== 0;

/** The name in /proc/sys/net/FAMILY/conf of the values that new devices get. */
const OF_NEW_DEVICES = "default";
const [EUI64, RANDOM] = [ADDRESS_MODES.indexOf("eui64"), ADDRESS_MODES.indexOf("random")];

/** The kernel changes the mode of a device without a hardware address when it goes up. (linux: addrconf_dev_config) */
const isModeOfKernel = ({ linkType }: LiveLink, mode: number, byDefault: number): boolean =>
  linkType === "none" && byDefault === EUI64 && mode === RANDOM;

const importing: TableImport = {
  sections: ({ name }) => [`settings:${name}`, `settings:${OF_NEW_DEVICES}`],
  args(link, { sections }) {
    const [live, byDefault] = [link.name, OF_NEW_DEVICES].map((name) => sections.settings?.[name]);
    const differs = (key: string): boolean =>
      typeof live?.[key] === "number" && typeof byDefault?.[key] === "number" && live[key] !== byDefault[key];
    const found = names.flatMap((name) =>
      differs(KEYS[name]) ? [[name, asArgument(name, live?.[KEYS[name]])]] : [],
    );
    const mode = differs(ADDRESS_MODE) ? (live?.[ADDRESS_MODE] ?? -1) : -1;
    const addrGenMode = isModeOfKernel(link, mode, byDefault?.[ADDRESS_MODE] ?? -1)
      ? undefined
      : ADDRESS_MODES[mode];
    return {
      ...(found.length === 0 ? {} : { settings: Object.fromEntries(found) }),
      ...(addrGenMode === undefined ? {} : { addrGenMode }),
    };
  },
};

/** The settings of a device. Those that the program does not declare stay as they are. */
export const settingsTable: DeviceTable = {
  isDeclared: (args) => valuesOf(args).size > 0,
  importing,

  changes(device, before, after) {
    const [old, wanted] = [valuesOf(before), valuesOf(after)];
    const left = [...old.keys()].filter((key) => !wanted.has(key));
    const changed = [...wanted].filter(([key, value]) => old.get(key) !== value);
    return {
      removals: left.map((key) => write(device, key, "default")),
      additions: changed.map(([key, value]) => write(device, key, value)),
    };
  },

  shows: (device) => [tokens`sysctl show ${device}`],
  sections: (device) => [`settings:${device}`],
  parse: (device, [shown]) => ({ settings: { [device]: readSettings(shown) } }),

  read(device, snapshot: HostSnapshot, declared) {
    const { settings, addrGenMode } = declaredIn(declared);
    const live = snapshot.sections.settings?.[device];
    if (live === undefined) return { ...(settings && { settings }), ...(addrGenMode && { addrGenMode }) };
    const found = names.flatMap((name) =>
      settings?.[name] === undefined ? [] : [[name, asArgument(name, live[KEYS[name]])]],
    );
    const mode = live[ADDRESS_MODE];
    return {
      ...(settings === undefined ? {} : { settings: Object.fromEntries(found) }),
      ...(addrGenMode === undefined ? {} : { addrGenMode: ADDRESS_MODES[mode ?? -1] }),
    };
  },
};

export const settingsRule: Rule = {
  over: ["settings", "addresses", "routes"],
  fault(args) {
    if (declaredIn(args).settings?.disableIpv6 !== true) return undefined;
    const { addresses, routes } = common(args);
    const ipv6 = [...addresses.map(addressText), ...routes.map((one) => routeOf(one).to)].find(
      (one) => familyOf(one) === "inet6",
    );
    return ipv6 === undefined ? undefined : `has disableIpv6, but the link has ${ipv6}`;
  },
};
