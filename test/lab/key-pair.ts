import ssh2 from "ssh2";

export interface KeyPair {
  /** in OpenSSH's format */
  readonly private: string;
  /** "ssh-ed25519 AAAA… comment" */
  readonly public: string;
}

export interface KeyPairOptions {
  readonly comment?: string;
  /** encrypted with a cipher and this many rounds of bcrypt */
  readonly encrypted?: { readonly passphrase: string; readonly cipher: string; readonly rounds: number };
}

/** Two strings with their lengths: the algorithm's name and 32 bytes of key (RFC 8709). */
const WHOLE = 4 + "ssh-ed25519".length + 4 + 32;

/**
 * A key pair that OpenSSH accepts. ssh2 drops a leading zero from the public key, so one pair in 256 is invalid, and
 * sshd does not start with it.
 */
export function keyPair({ comment = "", encrypted }: KeyPairOptions = {}): KeyPair {
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync("ed25519", { comment, ...encrypted });
    if (Buffer.from(pair.public.split(" ")[1] ?? "", "base64").length === WHOLE) return pair;
  }
}
