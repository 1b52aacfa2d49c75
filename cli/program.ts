import { Command } from "commander";
import { commentCommand } from "./comment/command.ts";
import { doctorCommand } from "./doctor/command.ts";
import { importCommand } from "./import/command.ts";
import { planCommand } from "./plan/command.ts";
import { exitCodesText } from "./shared/exit-codes.ts";
import { VERSION } from "./shared/version.ts";
import { topologyCommand } from "./topology/command.ts";

const HELP = `
Examples:
  $ pulumi preview --json --show-sames | npx pulumi-iproute2 plan
  $ npx pulumi-iproute2 comment --file preview.json --fail-on-interruption

${exitCodesText()}

Each command has its own help: npx pulumi-iproute2 plan --help`;

/** The command line: each command is a folder of this directory. */
export const program = (): Command =>
  new Command("pulumi-iproute2")
    .description("Shows what Pulumi does to the tunnels of your hosts.")
    .version(VERSION)
    .addHelpText("after", HELP)
    .addCommand(planCommand())
    .addCommand(commentCommand())
    .addCommand(importCommand())
    .addCommand(topologyCommand())
    .addCommand(doctorCommand());
