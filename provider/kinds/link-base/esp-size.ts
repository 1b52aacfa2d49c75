import { familyOf } from "../../iproute2/address.ts";
import type { Args } from "../../schema/declaration.ts";
import { common, type EspSize } from "./common-args.ts";

/** The trailer of ESP in bytes: pad length and next header. It is encrypted with the packet. (RFC 4303, 2) */
const TRAILER = 2;

/** Bytes of the outer IP header, which ESP in transport mode leaves in front. */
const outerHeader = ({ remote }: Args): number =>
  typeof remote === "string" && familyOf(remote) === "inet6" ? 40 : 20;

/** Bytes of a link's largest packet with all headers but those of ESP, on an underlay with an mtu of `underlayMtu` bytes. */
export function roomInEsp(args: Args, underlayMtu: number): number {
  const { esp } = common(args);
  if (esp === undefined) return underlayMtu;
  const outer = outerHeader(args);
  const encrypted = Math.floor((underlayMtu - outer - esp.header) / esp.block) * esp.block;
  return outer + encrypted - TRAILER;
}

/** The smallest mtu of an underlay on which a packet of `room` bytes fits, with the headers of ESP added. */
export function underlayForRoom(args: Args, room: number): number {
  const { esp } = common(args);
  if (esp === undefined) return room;
  const outer = outerHeader(args);
  return outer + esp.header + paddedTo(esp, room - outer + TRAILER);
}

const paddedTo = ({ block }: EspSize, bytes: number): number => Math.ceil(bytes / block) * block;
