import { links } from "../../../provider/index.ts";
import { printCommand } from "../../../provider/iproute2/command.ts";
import type { Args } from "../../../provider/schema/declaration.ts";
import { validate, withDefaults } from "../../../provider/schema/validate.ts";
import type { FakeHost } from "./fake-host.ts";
import { hostArgument } from "./hosts.ts";

/** Words by which the provider marks a device and its routes. An operator does not write them. */
const MARKS = / group 26992| alias \S+| proto static/g;

/** Makes a link as an operator does: without group and alias, with the routes of `ip route add`. */
export function makeByHand(host: FakeHost, type: keyof typeof links, args: Args): void {
  const kind = links[type];
  const given = { ...args, host: hostArgument("192.0.2.1"), owner: "by/hand/x" };
  const { commands, shows = 0 } = kind.create(withDefaults(kind, validate(kind, given).inputs));
  for (const command of commands.slice(0, commands.length - shows))
    host.kernel.run(printCommand(command).replace(MARKS, ""));
}
