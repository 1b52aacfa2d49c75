import type { SshError, SshErrorCode } from "../../provider/ssh/index.ts";

/** What to do about a connection that fails, by the code of the error. Its message names the host and the reason. */
const ADVICE: Readonly<Partial<Record<SshErrorCode, string>>> = {
  "host-key":
    "compare the key with /etc/ssh/ssh_host_ed25519_key.pub of the host, and add it to known_hosts, or give a known_hosts file that exists to --known-hosts",
  auth: "give --identity or run an SSH agent, and check authorized_keys of the user",
  "bad-key":
    "give the file of a private key to --identity, and its passphrase in PULUMI_IPROUTE2_PASSPHRASE if it has one",
  sudo: "allow sudo without a password: `USER ALL=(root) NOPASSWD: ALL` by visudo",
  netns: "list the network namespaces of the host with `ip netns list`",
  shell: "check that the user has a login shell on the host, and that --sudo and --netns fit it",
};

/** The advice for an error of a connection. */
export const connectionAdvice = ({ code }: Pick<SshError, "code">): string =>
  ADVICE[code] ?? "check the address, the port, and the firewall before the host's sshd";
