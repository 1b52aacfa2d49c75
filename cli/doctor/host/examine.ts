import { FACTS_MODULES } from "../../../provider/host/facts.ts";
import { parseAddress } from "../../../provider/iproute2/address.ts";
import { shellOn, type Target } from "../../../provider/ssh/index.ts";
import { COLLECT } from "./collect.generated.ts";
import { type Sections, sectionsOf } from "./sections.ts";

/** Seconds for the whole script. Pings of each size take two, and a slow host starts many processes. */
const DEADLINE = 120;

/** The script of a frame. The address is parsed and printed again, so no text of a user reaches the shell. */
export function collectScript(peer: string | undefined): string {
  const address = peer === undefined ? "-" : parseAddress(peer);
  if (address === undefined) throw new Error("the peer is no address");
  return `set -- '${address}' ${FACTS_MODULES.join(" ")}\n${COLLECT}`;
}

/** What a host reports, and the times of this machine around it, in seconds since 1970. */
export interface Examined {
  readonly sections: Sections;
  readonly sent: number;
  readonly received: number;
}

/** Collects the facts of a host in one exchange. */
export async function examine(target: Target, peer: string | undefined): Promise<Examined> {
  const shell = await shellOn(target);
  const sent = Date.now() / 1000;
  const reply = await shell.run(collectScript(peer), { deadlineSeconds: DEADLINE });
  return { sections: sectionsOf(reply), sent, received: Date.now() / 1000 };
}
