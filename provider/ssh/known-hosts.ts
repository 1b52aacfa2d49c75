import { createHmac } from "node:crypto";
import { type PublicKey, publicKey } from "./public-key.ts";

/** A line of a known_hosts file that names a host. */
export interface KnownHost {
  line: number;
  marker: "none" | "revoked" | "cert-authority";
  key: PublicKey;
  /** The line names the host without its port, although the port is not 22. */
  portless: boolean;
}

export class KnownHostsError extends Error {}

function matchesPattern(pattern: string, name: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\/-]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${expression}$`, "is").test(name);
}

function matchesHashed(field: string, name: string): boolean {
  const [, version, salt, hash] = field.split("|");
  if (version !== "1" || !salt || !hash) return false;
  return createHmac("sha1", Buffer.from(salt, "base64")).update(name).digest("base64") === hash;
}

/** Whether the first field of a line names the host, by a hash or by patterns. A negated pattern overrides the others. */
export function matchesHost(field: string, name: string): "yes" | "no" | "negated" {
  if (field.startsWith("|")) return matchesHashed(field, name) ? "yes" : "no";
  const patterns = field.split(",").filter((pattern) => pattern !== "");
  const isNegated = (pattern: string) => pattern.startsWith("!");
  if (patterns.some((pattern) => isNegated(pattern) && matchesPattern(pattern.slice(1), name)))
    return "negated";
  return patterns.some((pattern) => !isNegated(pattern) && matchesPattern(pattern, name)) ? "yes" : "no";
}

/** The name of a host in a known_hosts file. */
export function knownHostName(host: string, port: number): string {
  return port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`;
}

/**
 * All lines for a host and port. As in OpenSSH, a line without a port counts for other ports too if no line names that
 * port. A revoked key without a port always counts. A line for the host with an unreadable key is an error.
 */
export function lookUp(text: string, host: string, port: number): KnownHost[] {
  const name = knownHostName(host, port);
  const found: KnownHost[] = [];
  const portless: KnownHost[] = [];
  for (const [index, raw] of text.split("\n").entries()) {
    const words = raw.trim().split(/[ \t]+/);
    if (words[0] === "" || words[0]?.startsWith("#")) continue;
    const marker = words[0]?.startsWith("@") ? words.shift() : undefined;
    const [hosts = "", type = "", base64 = ""] = words;
    const match = matchesHost(hosts, name);
    if (match !== "yes" && (match === "negated" || matchesHost(hosts, host.toLowerCase()) !== "yes"))
      continue;
    const line = index + 1;
    if (marker !== undefined && marker !== "@revoked" && marker !== "@cert-authority") {
      throw new KnownHostsError(`line ${line} has an unknown marker`);
    }
    const key = publicKey(type, base64);
    if (!key) throw new KnownHostsError(`line ${line} names this host, but its key cannot be read`);
    const entry: KnownHost = {
      line,
      marker: marker === "@revoked" ? "revoked" : marker ? "cert-authority" : "none",
      key,
      portless: match !== "yes",
    };
    (entry.portless ? portless : found).push(entry);
  }
  const portIsNamed = found.some((entry) => entry.marker !== "revoked");
  return [...found, ...portless.filter((entry) => !portIsNamed || entry.marker === "revoked")];
}
