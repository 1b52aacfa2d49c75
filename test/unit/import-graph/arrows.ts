/** Groups of files that do no I/O. */
export const PURE = [
  "provider/iproute2",
  "provider/schema",
  "provider/model",
  "provider/conflicts",
  "provider/kinds/link-base",
  "provider/kinds/links",
  "provider/kinds/ipsec",
  "provider/kinds/mirrors",
  "provider/kinds/ports",
];

/** What pure files import of Node; `node:net` for its isIP alone, in one file. */
export const PURE_OF_NODE = / node:(crypto|util)$|^provider\/iproute2\/address\.ts node:net$/;

/**
 * What each group of files imports of the others. A path belongs to the longest group that it begins with, so
 * `provider/index` is the file and `sdk` is whatever of `sdk/` has no group of its own. CONTRIBUTING lists the same.
 */
export const ARROWS: Readonly<Record<string, readonly string[]>> = {
  "provider/iproute2": [],
  "provider/ssh": [],
  "provider/schema": ["provider/iproute2", "provider/ssh"],
  "provider/model": ["provider/iproute2", "provider/schema"],
  "provider/host": ["provider/iproute2", "provider/ssh", "provider/schema", "provider/model"],
  "provider/conflicts": ["provider/iproute2", "provider/schema", "provider/model"],
  "provider/lifecycle": [
    "provider/ssh",
    "provider/schema",
    "provider/model",
    "provider/host",
    "provider/conflicts",
  ],
  "provider/kinds/link-base": ["provider/iproute2", "provider/schema", "provider/model"],
  "provider/kinds/links": ["provider/iproute2", "provider/schema", "provider/kinds/link-base"],
  "provider/kinds/ports": ["provider/iproute2", "provider/schema", "provider/model"],
  "provider/kinds/ipsec": ["provider/iproute2", "provider/schema", "provider/model", "provider/lifecycle"],
  "provider/kinds/mirrors": ["provider/iproute2", "provider/schema", "provider/model"],
  "provider/kinds/hosts": [
    "provider/iproute2",
    "provider/schema",
    "provider/model",
    "provider/host",
    "provider/lifecycle",
  ],
  "provider/kinds/link-check": [
    "provider/iproute2",
    "provider/ssh",
    "provider/schema",
    "provider/host",
    "provider/lifecycle",
  ],
  "provider/kinds/link-set": [
    "provider/iproute2",
    "provider/schema",
    "provider/host",
    "provider/conflicts",
    "provider/lifecycle",
    "provider/kinds/link-base",
  ],
  "provider/index": [
    "provider/lifecycle",
    "provider/kinds/links",
    "provider/kinds/ports",
    "provider/kinds/ipsec",
    "provider/kinds/mirrors",
    "provider/kinds/hosts",
    "provider/kinds/link-check",
    "provider/kinds/link-set",
  ],
  sdk: [],
  "sdk/links": ["sdk"],
  "sdk/ports": ["sdk"],
  "sdk/ipsec": ["sdk"],
  "sdk/mirrors": ["sdk"],
  "sdk/hosts": ["sdk"],
  "sdk/checks": ["sdk"],
  "sdk/components": [
    "provider/iproute2",
    "sdk",
    "sdk/links",
    "sdk/ports",
    "sdk/ipsec",
    "sdk/mirrors",
    "sdk/hosts",
    "sdk/checks",
  ],
  "sdk/index": [
    "sdk",
    "sdk/links",
    "sdk/ports",
    "sdk/ipsec",
    "sdk/mirrors",
    "sdk/hosts",
    "sdk/checks",
    "sdk/components",
  ],
};

/** The files of the provider that the SDK shares: pure functions of addresses and device names. */
export const SHARED_WITH_SDK = ["provider/iproute2/address.ts", "provider/iproute2/device-name.ts"];
