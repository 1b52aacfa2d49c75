import { createHash } from "node:crypto";

/** A public key, as in authorized_keys and known_hosts. */
export interface PublicKey {
  type: string;
  blob: Buffer;
}

/** The key type that the bytes of a key begin with; undefined if the bytes are not a key. */
export function typeOfBlob(blob: Buffer): string | undefined {
  if (blob.length < 4) return undefined;
  const length = blob.readUInt32BE(0);
  if (length < 1 || length > 64 || blob.length <= 4 + length) return undefined;
  const type = blob.toString("latin1", 4, 4 + length);
  return /^[A-Za-z0-9@.-]+$/.test(type) ? type : undefined;
}

/** Parses a key with strict base64, because Node's decoder skips invalid characters. */
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
