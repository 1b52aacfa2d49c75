/** A Debian release whose image the lab can build. */
export interface Release {
  readonly name: string;
  readonly version: string;
  /** without the last number, as the version of iproute2 */
  readonly kernel: string;
  /** as `ip -V` prints it; that of the package iproute2 5.10 prints 5.9 */
  readonly iproute2: string;
}

/** The releases that the table of kinds runs on, from the oldest to the newest. */
export const RELEASES = [
  { name: "bullseye", version: "11", kernel: "5.10", iproute2: "5.9" },
  { name: "bookworm", version: "12", kernel: "6.1", iproute2: "6.1" },
  { name: "trixie", version: "13", kernel: "6.12", iproute2: "6.15" },
  { name: "forky", version: "14 (testing)", kernel: "7.2", iproute2: "7.2" },
] as const satisfies readonly Release[];
