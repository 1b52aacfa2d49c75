import { programsOf } from "./tools.ts";

/** A program that installs the packages of a user's project. */
export interface Installer {
  readonly name: string;
  /** the package on npm that has it; undefined: it comes with Node */
  readonly spec?: string;
  readonly command: readonly [string, ...string[]];
  /** the files that docs/installation-configuration.md requires in the project, besides package.json */
  readonly files: Readonly<Record<string, string>>;
}

export const INSTALLERS: readonly Installer[] = [
  {
    name: "pnpm",
    spec: "pnpm@12.21.0",
    command: ["pnpm", "install", "--reporter=append-only"],
    files: {
      "pnpm-workspace.yaml": "allowBuilds:\n  cpu-features: false\n  protobufjs: false\n  ssh2: false\n",
    },
  },
  { name: "npm", command: ["npm", "install", "--no-audit", "--no-fund"], files: {} },
  {
    name: "yarn",
    spec: "@yarnpkg/cli-dist@4.18.1",
    command: ["yarn", "install"],
    files: { ".yarnrc.yml": "nodeLinker: node-modules\n", "yarn.lock": "" },
  },
  { name: "bun", spec: "bun@1.4.5", command: ["bun", "install"], files: {} },
];

/** The directory of the installer's programs; undefined if they are those of this process. */
export const directoryOf = async ({ spec }: Installer): Promise<string | undefined> =>
  spec === undefined ? undefined : programsOf(spec);
