import { createPrivateKey, type KeyObject } from "node:crypto";
import ssh2, { type ParsedKey } from "ssh2";

/** Why a private key cannot be used. No message quotes the key itself. */
export type KeyFault = "encrypted" | "wrong passphrase" | "public" | "unreadable";

function tryParse(text: string, passphrase?: string): ParsedKey | Error {
  try {
    // An OpenSSH file may hold several keys. ssh-keygen writes one, so only the first is used.
    const result: unknown = ssh2.utils.parseKey(text, passphrase);
    return (Array.isArray(result) ? result[0] : result) as ParsedKey | Error;
  } catch {
    return new Error("malformed");
  }
}

function lengthPrefixed(...parts: (Buffer | string)[]): Buffer {
  return Buffer.concat(
    parts.flatMap((part) => {
      const bytes = Buffer.from(part as string);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return [length, bytes];
    }),
  );
}

/** An Ed25519 key in OpenSSH's own form, because ssh2 reads Ed25519 keys in no other form. */
function openSshEd25519(key: KeyObject): string {
  const { x = "", d = "" } = key.export({ format: "jwk" });
  const point = Buffer.from(x, "base64url");
  const type = "ssh-ed25519";
  const check = Buffer.alloc(8);
  const fields = lengthPrefixed(type, point, Buffer.concat([Buffer.from(d, "base64url"), point]), "");
  const padding = Buffer.from(Array.from({ length: (8 - (fields.length % 8)) % 8 }, (_, n) => n + 1));
  const count = Buffer.from([0, 0, 0, 1]);
  const whole = Buffer.concat([
    Buffer.from("openssh-key-v1\0"),
    lengthPrefixed("none", "none", ""),
    count,
    lengthPrefixed(lengthPrefixed(type, point), Buffer.concat([check, fields, padding])),
  ]);
  const lines = whole.toString("base64").match(/.{1,70}/g) ?? [];
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines.join("\n")}\n-----END OPENSSH PRIVATE KEY-----\n`;
}

/** Reads a PKCS#8 key by Node, because ssh2 cannot. */
function fromPkcs8(text: string, passphrase?: string): ParsedKey | Error {
  try {
    const key = createPrivateKey(passphrase === undefined ? text : { key: text, passphrase });
    if (key.asymmetricKeyType === "ed25519") return tryParse(openSshEd25519(key));
    const type = key.asymmetricKeyType === "rsa" ? "pkcs1" : "sec1";
    return tryParse(key.export({ format: "pem", type }).toString());
  } catch {
    return new Error("malformed");
  }
}

export function readPrivateKey(text: string, passphrase?: string): ParsedKey | KeyFault {
  const pkcs8 = /-----BEGIN (ENCRYPTED )?PRIVATE KEY-----/.test(text);
  const key = pkcs8 ? fromPkcs8(text, passphrase) : tryParse(text, passphrase);
  if (!(key instanceof Error)) return key.isPrivateKey() ? key : "public";
  const encrypted = /ENCRYPTED/.test(text) || /passphrase|encrypted|decrypt/i.test(key.message);
  if (!passphrase) return encrypted ? "encrypted" : "unreadable";
  const opens = encrypted || /passphrase|encrypted/i.test(String(tryParse(text)));
  return opens ? "wrong passphrase" : "unreadable";
}
