import { type HostValue, host as hostSchema } from "./host-args.ts";

/**
 * The address of an object on a host. It is the id by which `import` names an object, because an import has no other
 * argument: `ssh://ops@198.51.100.1:2222/gre-ams?sudo&netns=edge`.
 */
export interface ObjectAddress {
  /** how to reach the host, without credentials */
  readonly host: HostValue;
  /** the file of a private key on the machine that runs pulumi; without it the SSH agent has the key */
  readonly identity?: string;
  /** the name of the object on the host */
  readonly name: string;
}

const SCHEME = "ssh://";
const FORM =
  "ssh://USER@HOST:PORT/NAME, with ?sudo, &netns=NAME, &identity=KEYFILE and &knownHosts=FILE where needed";

/** The words of a query, with the arguments of a host that they set. */
const WORDS = ["sudo", "netns", "identity", "knownHosts", "zone"];

export const isObjectAddress = (id: string): boolean => id.startsWith(SCHEME);

/**
 * Reads an address.
 *
 * @throws Error if the text is not one. The message has its form.
 */
export function parseObjectAddress(id: string): ObjectAddress {
  // A password must not be in a message
  const shown = JSON.stringify(id.replace(/:[^/@]*@/, ":…@"));
  const wrong = (reason: string) => new Error(`the id ${shown} ${reason}. An id is ${FORM}`);
  const url = isObjectAddress(id) && URL.canParse(id) ? new URL(id) : undefined;
  if (url === undefined) throw wrong("is not an address");
  if (url.password !== "") throw wrong("has a password, which the state would show");
  const name = decoded(url.pathname.slice(1));
  if (name === undefined || name === "") throw wrong("names no object");
  const unknown = [...url.searchParams.keys()].find((word) => !WORDS.includes(word));
  if (unknown !== undefined) throw wrong(`has the word ${JSON.stringify(unknown)}`);
  const value = (word: string) => url.searchParams.get(word) ?? undefined;
  const [netns, identity, knownHostsFile, zone] = ["netns", "identity", "knownHosts", "zone"].map(value);
  const sudo = value("sudo");
  if (sudo !== undefined && !["", "true"].includes(sudo)) throw wrong("has a value after sudo");
  const connection = {
    host: `${url.hostname.replace(/^\[(.*)\]$/, "$1")}${zone === undefined ? "" : `%${zone}`}`,
    ...(url.port === "" ? {} : { port: Number(url.port) }),
    ...(url.username === "" ? {} : { user: decoded(url.username) }),
  };
  const parsed = hostSchema.safeParse({
    connection,
    ...(sudo === undefined ? {} : { sudo: true }),
    ...(netns === undefined ? {} : { netns }),
    ...(knownHostsFile === undefined ? {} : { knownHostsFile }),
  });
  if (!parsed.success) throw wrong(`has a host that ${parsed.error.issues[0]?.message}`);
  return { host: parsed.data, name, ...(identity === undefined ? {} : { identity }) };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** Characters that need no escape in an address. */
const READABLE = /%(?:2F|3A|40|2C|3D)/g;

const encoded = (text: string) => encodeURIComponent(text).replace(READABLE, decodeURIComponent);

/** Prints an address. `parseObjectAddress` reads the same from it. */
export function printObjectAddress({ host, identity, name }: ObjectAddress): string {
  const { connection, sudo, netns, knownHostsFile } = host;
  const [address = "", zone] = connection.host.split("%");
  const at = address.includes(":") ? `[${address}]` : address;
  const user = connection.user === undefined ? "" : `${encodeURIComponent(connection.user)}@`;
  const port = connection.port === undefined ? "" : `:${connection.port}`;
  const words = [
    ...(sudo === true ? ["sudo"] : []),
    ...(netns === undefined ? [] : [`netns=${encoded(netns)}`]),
    // No URL has a zone in its host. (WHATWG: IPv6 parser)
    ...(zone === undefined ? [] : [`zone=${encoded(zone)}`]),
    ...(identity === undefined ? [] : [`identity=${encoded(identity)}`]),
    ...(knownHostsFile === undefined ? [] : [`knownHosts=${encoded(knownHostsFile)}`]),
  ];
  const query = words.length === 0 ? "" : `?${words.join("&")}`;
  return `${SCHEME}${user}${at}${port}/${encoded(name)}${query}`;
}
