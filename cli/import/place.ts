import { type HostValue, host as hostSchema } from "../../provider/schema/host-args.ts";
import { CommandError, EXIT } from "../shared/exit-codes.ts";
import { readHostAddress } from "../shared/host-address.ts";
import { variableNameFault } from "./variable-name.ts";

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

const refuse = (message: string) => new CommandError(message, EXIT.usage);

/** Reads the hosts of the command line. */
export function placesIn(texts: readonly string[], options: PlaceOptions): Place[] {
  const places = texts.map((text, index) => placeOf(text, `host${index + 1}`, options));
  const labels = places.map(({ label }) => label);
  const twice = labels.find((label, index) => labels.indexOf(label) !== index);
  if (twice !== undefined) throw refuse(`two hosts have the label ${twice}`);
  return places;
}

function placeOf(text: string, byDefault: string, options: PlaceOptions): Place {
  const end = text.indexOf("=");
  const label = end < 0 ? byDefault : text.slice(0, end);
  const fault = variableNameFault(label);
  if (fault !== undefined) throw refuse(`the label ${JSON.stringify(label)} ${fault}`);
  const address = readHostAddress(text.slice(end + 1));
  // A word after the user is a password, which no message may have
  if (address === undefined || address.user?.includes(":") === true)
    throw refuse(`${text.replace(/:[^/@]*@/, ":…@")} ${FORM}`);
  const { user, host, port } = address;
  const { sudo, netns, identity, knownHosts } = options;
  const parsed = hostSchema.safeParse({
    connection: { host, ...(port === undefined ? {} : { port }), ...(user === undefined ? {} : { user }) },
    ...(sudo === true ? { sudo } : {}),
    ...(netns === undefined ? {} : { netns }),
    ...(knownHosts === undefined ? {} : { knownHostsFile: knownHosts }),
  });
  if (!parsed.success) throw refuse(`${text} ${FORM}`);
  return { label, host: parsed.data, ...(identity === undefined ? {} : { identity }) };
}
