/** Underlay addresses: `local` is the host on which the test acts, `remote` is the other host. */
export interface Ends {
  readonly local4: string;
  readonly remote4: string;
  readonly local6: string;
  readonly remote6: string;
  /** an underlay device that exists */
  readonly dev: string;
}

/** The underlay in a network namespace of the fixture (netns-fixture.ts). No host answers at the remote addresses. */
export const ends: Ends = {
  local4: "10.44.0.1",
  remote4: "10.44.0.2",
  local6: "fd44::1",
  remote6: "fd44::2",
  dev: "under0",
};
