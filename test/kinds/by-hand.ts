import { links } from "../../provider/index.ts";
import { printCommand } from "../../provider/iproute2/command.ts";
import type { Args } from "../../provider/schema/declaration.ts";
import { validate, withDefaults } from "../../provider/schema/validate.ts";

/** Words by which the provider marks a device and its routes. An operator does not write them. */
const MARKS = / group 26992| alias \S+| proto static/g;

/**
 * The words after `ip` by which an operator makes a link: without group and alias, with routes of the protocol "boot", and
 * with the mtu of the kernel.
 */
export function linesByHand(type: keyof typeof links, args: Args): string[] {
  const kind = links[type];
  const given = { ...args, host: { connection: { host: "192.0.2.1" } }, owner: "by/hand/x" };
  const { commands, shows = 0 } = kind.create(withDefaults(kind, validate(kind, given).inputs));
  const acting = commands.slice(0, commands.length - shows);
  return acting.map((command) => printCommand(command).replace(MARKS, ""));
}
