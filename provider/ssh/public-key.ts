import { createHash } from "node:crypto";

/** A public key as it is written in authorized_keys and known_hosts. */
export interface PublicKey {
  type: string;
  blob: Buffer;
}

/** The type that a key's bytes say that they are of; undefined when they are no key. */
export function typeOfBlob(blob: Buffer): string | undefined {
  if (blob.length < 4) return undefined;
  const length = blob.readUInt32BE(0);
  if (length < 1 || length > 64 || blob.length <= 4 + length) return undefined;
  const type = blob.toString("latin1", 4, 4 + length);
  return /^[A-Za-z0-9@.-]+$/.test(type) ? type : undefined;
}

/** Strict base64: Node's own decoder skips what it does not know. */
export function publicKey(type: string, base64: string): PublicKey | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined;
  const blob = Buffer.from(base64, "base64");
  return typeOfBlob(blob) === type ? { type, blob } : undefined;
}

export function sameKey(a: Buffer, b: Buffer): boolean {
  return a.equals(b);
}

export function fingerprint(blob: Buffer): string {
  return `SHA256:${createHash("sha256").update(blob).digest("base64").replace(/=+$/, "")}`;
}

/** "ssh-ed25519 AAAA…" */
export function authorizedKeysForm(blob: Buffer): string {
  return `${typeOfBlob(blob) ?? "unknown"} ${blob.toString("base64")}`;
}

/** "ssh-ed25519 SHA256:…" */
export function describeKey(blob: Buffer): string {
  return `${typeOfBlob(blob) ?? "unknown"} ${fingerprint(blob)}`;
}
