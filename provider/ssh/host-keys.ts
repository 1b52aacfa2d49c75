import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { SshError } from "./errors.ts";
import { type KnownHost, KnownHostsError, knownHostName, lookUp } from "./known-hosts.ts";
import {
  authorizedKeysForm,
  describeKey,
  type PublicKey,
  publicKey,
  sameKey,
  typeOfBlob,
} from "./public-key.ts";
import { labelOf, portOf, wayTo } from "./target.ts";
import type { ConnectionArgs, Target } from "./types.ts";

/** Decides whether a key that a server presents is the host's. */
export interface HostKeyCheck {
  /** The types of the known keys. The client asks for these first. Empty if no key is known. */
  readonly types: readonly string[];
  /** Whether the first key is accepted on trust, because no key is known and the policy is accept-new. */
  readonly onTrust: boolean;
  /** Undefined if the key is the host's, else the reason for its refusal. */
  refuse(blob: Buffer): SshError | undefined;
  /** Like `refuse`, for a key that the host has proved to own. A key that is accepted on trust is pinned for the run. */
  settle(blob: Buffer): SshError | undefined;
}

/** The keys that this process accepted on trust, by the result of `wayTo` for their host. */
const trusted = new Map<string, Buffer>();

/** Forgets accepted keys. Tests need it, because their servers reuse ports. */
export function forgetTrust(): void {
  trusted.clear();
}

/** One host of a connection: the target itself, or a proxy. */
export type Hop = Pick<Target, "connection" | "hostKeyPolicy" | "knownHostsFile" | "recordedHostKey">;

const HOP_COMMENT = /^hop=/;

function parsePins(text: string, label: string, field: string): PublicKey[] {
  const pins: PublicKey[] = [];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const words = raw.trim().split(/\s+/);
    if (words[0] === "" || words[0]?.startsWith("#") || HOP_COMMENT.test(words[2] ?? "")) continue;
    const [type = "", base64 = ""] = words;
    if (/-cert-v0\d@openssh\.com$/.test(type) || type === "@cert-authority") {
      throw new SshError(
        "host-key",
        label,
        `${field}: host certificates are not supported; give the host's own key`,
      );
    }
    const key = publicKey(type, base64);
    if (!key) {
      throw new SshError(
        "host-key",
        label,
        `${field} (line ${index + 1}) is not a public key in authorized_keys form: "ssh-ed25519 AAAA…"`,
      );
    }
    pins.push(key);
  }
  if (pins.length === 0) throw new SshError("host-key", label, `${field} holds no key`);
  return pins;
}

/** The recorded keys of one hop. A line without a comment is for the target, a line with "hop=NAME" for a proxy. */
export function recordedFor(recorded: string | undefined, connection: ConnectionArgs, isProxy: boolean) {
  const keys: string[] = [];
  for (const line of (recorded ?? "").split(/\r?\n/)) {
    const [type, base64 = "", comment = ""] = line.trim().split(/\s+/);
    const own = isProxy ? comment === hopComment(connection) : !HOP_COMMENT.test(comment);
    if (type && own) keys.push(`${type} ${base64}`);
  }
  return keys.length > 0 ? keys.join("\n") : undefined;
}

export function hopComment(connection: ConnectionArgs): string {
  return `hop=${knownHostName(connection.host, portOf(connection))}`;
}

interface Found extends KnownHost {
  file: string;
}

function readKnownHosts(file: string, mustExist: boolean, hop: Hop): Found[] {
  const label = labelOf(hop.connection);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code ?? "error";
    if (code === "ENOENT" && !mustExist) return [];
    throw new SshError("host-key", label, `the known_hosts file ${file} cannot be read (${code})`);
  }
  try {
    const found = lookUp(text, hop.connection.host, portOf(hop.connection));
    return found.map((entry) => ({ ...entry, file }));
  } catch (thrown) {
    if (!(thrown instanceof KnownHostsError)) throw thrown;
    throw new SshError("host-key", label, `the known_hosts file ${file}: ${thrown.message}`);
  }
}

function knownHostsOf(hop: Hop): Found[] {
  if (hop.knownHostsFile !== undefined) return readKnownHosts(hop.knownHostsFile, true, hop);
  const files = [join(homedir(), ".ssh", "known_hosts"), "/etc/ssh/ssh_known_hosts"];
  return files.flatMap((file) => readKnownHosts(file, false, hop));
}

export function hostKeyCheck(hop: Hop): HostKeyCheck {
  const label = labelOf(hop.connection);
  const pinText = hop.connection.hostKey ?? hop.recordedHostKey;
  const pinField = hop.connection.hostKey !== undefined ? "connection.hostKey" : "the recorded host key";
  const pins = pinText !== undefined ? parsePins(pinText, label, pinField) : [];
  // known_hosts files also list revoked keys. If the program gives connection.hostKey and names no file, none is read.
  const ignoresFiles = hop.connection.hostKey !== undefined && hop.knownHostsFile === undefined;
  const entries = ignoresFiles ? [] : knownHostsOf(hop);
  const revoked = entries.filter((entry) => entry.marker === "revoked");
  const authorities = pins.length > 0 ? [] : entries.filter((entry) => entry.marker === "cert-authority");
  const known = pins.length > 0 ? [] : entries.filter((entry) => entry.marker === "none");
  const accepted = pins.length > 0 ? pins : known.map((entry) => entry.key);
  // A line without a port is no expectation, because a server on another port of the host may have another key.
  const expected = pins.length > 0 || known.some((entry) => !entry.portless);
  const onTrust = hop.hostKeyPolicy === "accept-new" && !expected && authorities.length === 0;
  const way = JSON.stringify(wayTo(hop.connection));
  const no = (message: string) => new SshError("host-key", label, message);

  return {
    get types() {
      const seen = onTrust && trusted.get(way);
      return seen ? [typeOfBlob(seen) ?? ""] : [...new Set(accepted.map((key) => key.type))];
    },
    onTrust,
    settle(blob) {
      const refusal = this.refuse(blob);
      if (!refusal && onTrust) trusted.set(way, blob);
      return refusal;
    },
    refuse(blob) {
      const seen = `the host's key is ${describeKey(blob)}`;
      if (typeOfBlob(blob) === undefined) return no("the host showed something that is not a key");
      const gone = revoked.find((entry) => sameKey(entry.key.blob, blob));
      if (gone) return no(`${seen}, which ${gone.file} line ${gone.line} marks as revoked`);
      if (onTrust) {
        const before = trusted.get(way) ?? blob;
        if (sameKey(before, blob)) return undefined;
        return no(
          `the host key has changed: ${seen}; earlier in this run it was ${describeKey(before)}. ` +
            "Either the host was reinstalled, or another machine answers in its place; nothing was sent to it",
        );
      }
      if (accepted.some((key) => sameKey(key.blob, blob))) return undefined;
      const fix = `connection.hostKey: "${authorizedKeysForm(blob)}"`;
      if (pins.length > 0) {
        const want = pins.map((key) => describeKey(key.blob)).join(" or ");
        return no(
          `the host key is not the expected one: ${seen}; ${pinField} wants ${want}. ` +
            "Either the host was reinstalled, or another machine answers in its place; nothing was sent to it",
        );
      }
      const first = known.find((entry) => !entry.portless);
      if (first) {
        const want = known.map((entry) => `${describeKey(entry.key.blob)} (line ${entry.line})`).join(" or ");
        return no(
          `the host key has changed: ${seen}; ${first.file} has ${want}. ` +
            "Either the host was reinstalled, or another machine answers in its place; nothing was sent to it",
        );
      }
      const authority = authorities[0];
      if (authority) {
        return no(
          `${authority.file} line ${authority.line} trusts a certificate authority for this host, and host ` +
            `certificates are not supported; ${seen}. If that is right, set ${fix}`,
        );
      }
      return no(`the host key is unknown: ${seen}. If that is right, set ${fix}, or add it to known_hosts`);
    },
  };
}
