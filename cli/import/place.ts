import { InvalidArgumentError } from "commander";
import type { HostValue } from "../../provider/schema/host-args.ts";
import { parseObjectAddress } from "../../provider/schema/object-address.ts";

/** A host of the command line. */
export interface Place {
  /** a name for the program and for resources: `ams` */
  readonly label: string;
  /** how to reach it, without credentials */
  readonly host: HostValue;
  /** the file of a private key on this machine */
  readonly identity?: string;
}

/** Options of the command that apply to all hosts. */
export interface PlaceOptions {
  readonly sudo?: boolean;
  readonly netns?: string;
  readonly identity?: string;
  readonly knownHosts?: string;
}

const FORM = "must be [LABEL=][USER@]HOST[:PORT], such as ams=ops@198.51.100.1";

/** Reads the hosts of the command line. */
export function placesIn(texts: readonly string[], options: PlaceOptions): Place[] {
  const places = texts.map((text, index) => placeOf(text, `host${index + 1}`, options));
  const labels = places.map(({ label }) => label);
  const twice = labels.find((label, index) => labels.indexOf(label) !== index);
  if (twice !== undefined) throw new InvalidArgumentError(`two hosts have the label ${twice}`);
  return places;
}

function placeOf(text: string, byDefault: string, options: PlaceOptions): Place {
  const [, label, address = ""] = /^(?:([A-Za-z]\w*)=)?(.+)$/s.exec(text) ?? [];
  if (address === "" || /[/?#\s]/.test(address)) throw new InvalidArgumentError(`${text} ${FORM}`);
  const { sudo, netns, identity, knownHosts } = options;
  try {
    const { host } = parseObjectAddress(`ssh://${address}/all`);
    return {
      label: label ?? byDefault,
      host: {
        ...host,
        ...(sudo === true ? { sudo } : {}),
        ...(netns === undefined ? {} : { netns }),
        ...(knownHosts === undefined ? {} : { knownHostsFile: knownHosts }),
      },
      ...(identity === undefined ? {} : { identity }),
    };
  } catch {
    throw new InvalidArgumentError(`${text} ${FORM}; an IPv6 address is in brackets`);
  }
}
