import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import {
  type ConfigMap,
  type Deployment,
  type EngineEvent,
  type ImportResource,
  LocalWorkspace,
  type OutputMap,
  PulumiCommand,
  type PulumiFn,
} from "@pulumi/pulumi/automation/index.js";
import { root } from "../../scripts/setup/paths.ts";
import { findPulumi, type PulumiCli } from "../../scripts/setup/pulumi-find.ts";
import { type Run, readEvents } from "./run.ts";
import { makeWorkDir, removeWorkDir } from "./work-dir.ts";

export type { Change, Op, Run, Step } from "./run.ts";
export type Program = PulumiFn;

export interface StackOptions {
  readonly name: string;
  /** The program. It runs in this process, and `use` replaces it between two runs. */
  readonly program: Program;
  readonly project?: string;
  /** By key. A value that is not a string is written as JSON. `{ secret: value }` is encrypted. */
  readonly config?: Config;
  /** The directory of the stack's files, within the checkout, which is kept. Default: a temporary directory. */
  readonly workDir?: string;
  /** The directory of the state, which is kept. Default: `state` in the stack's own directory. */
  readonly backendDir?: string;
  readonly passphrase?: string;
  readonly color?: "always" | "never";
  readonly env?: Readonly<Record<string, string>>;
  /** Receives the CLI's output while it is printed. */
  readonly onOutput?: (text: string) => void;
  /** More arguments of `pulumi preview`. */
  readonly previewArguments?: readonly string[];
}

export type Config = Readonly<Record<string, unknown>>;

/** Options of one operation. */
export interface RunOptions {
  /** Prints the changed properties besides the resources. */
  readonly diff?: boolean;
  /** Reads the hosts first. */
  readonly refresh?: boolean;
  /** Names of resources. The operation is limited to them. */
  readonly target?: readonly string[];
  /** Names of resources that are replaced, as by `pulumi up --replace`. */
  readonly replace?: readonly string[];
  readonly parallel?: number;
  /** Runs the program in a destroy too, as hooks before a removal need. */
  readonly runProgram?: boolean;
  /** Continues with other resources after a failure. */
  readonly continueOnError?: boolean;
  /** The engine's own log, on stderr. From 3 on it contains outputs in plain text. */
  readonly logToStdErr?: boolean;
  readonly logVerbosity?: number;
  readonly onOutput?: (text: string) => void;
  readonly signal?: AbortSignal;
}

/** A run that failed. `run` contains the steps until the failure. */
export class RunFailure extends Error {
  readonly run: Run;
  constructor(run: Run, cause: unknown) {
    super(`${run.stdout}\n${run.stderr}`.trim() || String(cause), { cause });
    this.name = "RunFailure";
    this.run = run;
  }
}

export interface TestStack extends AsyncDisposable {
  readonly name: string;
  readonly workDir: string;
  readonly backendDir: string;
  preview(options?: RunOptions): Promise<Run>;
  up(options?: RunOptions): Promise<Run>;
  refresh(options?: RunOptions): Promise<Run>;
  destroy(options?: RunOptions): Promise<Run>;
  /** `pulumi cancel`: removes the lock of the stack. */
  cancel(): Promise<void>;
  /** The steps of a preview, each with its detailedDiff. */
  previewJson(): Promise<Run["steps"]>;
  use(program: Program): void;
  configure(config: Config): Promise<void>;
  /** With secrets in plain text. */
  exportState(): Promise<Deployment>;
  /** The state file, which must contain no readable secret. */
  stateFile(): Promise<string>;
  importState(state: Deployment): Promise<void>;
  /** `pulumi import --file`, with entries as the engine reads them. */
  importResources(resources: readonly ImportResource[]): Promise<void>;
  outputs(): Promise<Record<string, unknown>>;
  /** Ends a run that has not ended, and removes the stack's files. The objects on the hosts stay. */
  dispose(): Promise<void>;
}

/** A stack with the real engine, whose state is in files. Several can be open at once. */
export async function openStack(options: StackOptions): Promise<TestStack> {
  const { name, program, project = "pulumi-iproute2-test", color = "never" } = options;
  const cli = await findPulumi();
  if (!cli) throw new Error("there is no Pulumi CLI yet: `npm run setup` fetches or builds it");
  // These checks precede all files, so that a failure leaves none.
  const pulumiCommand = withPreviewArguments(await commandOf(cli), options.previewArguments ?? []);

  const workDir = options.workDir ?? makeWorkDir(name);
  const backendDir = options.backendDir ?? path.join(workDir, "state");
  const running = new AbortController();
  try {
    await mkdir(backendDir, { recursive: true });
    const stack = await LocalWorkspace.createOrSelectStack(
      { stackName: name, projectName: project, program },
      {
        workDir,
        pulumiCommand,
        pulumiHome: path.join(workDir, "home"),
        projectSettings: { name: project, runtime: "nodejs", backend: { url: `file://${backendDir}` } },
        envVars: environment(backendDir, options),
      },
    );
    // The Automation API would read the history after each operation, which no test needs.
    stack.info = async () => undefined;
    if (options.config) await stack.setAllConfig(configMap(options.config));

    const underWay = new Set<Promise<unknown>>();
    const track = <T>(promise: Promise<T>): Promise<T> => {
      underWay.add(promise);
      promise.finally(() => underWay.delete(promise)).catch(() => {});
      return promise;
    };

    type Operation = "preview" | "up" | "refresh" | "destroy";
    const run = async (
      operation: Operation,
      { target, replace, onOutput, ...rest }: RunOptions = {},
    ): Promise<Run> => {
      const events: EngineEvent[] = [];
      const output = { stdout: "", stderr: "" };
      const hear = onOutput ?? options.onOutput;
      const settings = {
        color,
        ...rest,
        ...(target && { target: target.map((resource) => `**::${resource}`) }),
        ...(replace && { replace: replace.map((resource) => `**::${resource}`) }),
        signal: rest.signal ? AbortSignal.any([rest.signal, running.signal]) : running.signal,
        onEvent: (event: EngineEvent) => events.push(event),
        onOutput: (text: string) => {
          output.stdout += text;
          hear?.(text);
        },
        onError: (text: string) => {
          output.stderr += text;
          hear?.(text);
        },
      };
      const result = (outputs: OutputMap | undefined): Run => ({
        ...readEvents(events),
        ...output,
        outputs: plainOutputs(outputs ?? {}),
      });
      try {
        const done = await stack[operation](settings);
        return result("outputs" in done ? (done.outputs as OutputMap) : undefined);
      } catch (error) {
        throw new RunFailure(result(undefined), error);
      }
    };

    const dispose = async () => {
      running.abort();
      await Promise.allSettled(underWay);
      if (!options.workDir) removeWorkDir(workDir);
    };

    return {
      name,
      workDir,
      backendDir,
      preview: (options) => track(run("preview", options)),
      up: (options) => track(run("up", options)),
      refresh: (options) => track(run("refresh", options)),
      destroy: (options) => track(run("destroy", options)),
      cancel: () => stack.cancel(),
      previewJson: async () => (await track(run("preview", { diff: true }))).steps,
      use: (next) => {
        stack.workspace.program = next;
      },
      configure: (config) => stack.setAllConfig(configMap(config)),
      exportState: () => stack.exportStack(),
      stateFile: () => readFile(path.join(backendDir, ".pulumi/stacks", project, `${name}.json`), "utf8"),
      importState: (state) => stack.importStack(state),
      importResources: async (resources) => {
        await track(stack.import({ resources: [...resources], generateCode: false, protect: false }));
      },
      outputs: async () => plainOutputs(await stack.outputs()),
      dispose,
      [Symbol.asyncDispose]: dispose,
    };
  } catch (error) {
    if (!options.workDir) removeWorkDir(workDir);
    throw error;
  }
}

/** The output of a run that must fail. Throws if the run succeeds. */
export async function expectFailure(run: Promise<unknown>): Promise<string> {
  try {
    await run;
  } catch (error) {
    if (error instanceof RunFailure) return error.message;
    throw error;
  }
  throw new Error("the run was expected to fail, and did not");
}

/**
 * The Automation API takes the root of an installation, whose bin it puts first on PATH, or the name `pulumi`. An
 * installed CLI is used by its name, because its directory may contain an older node too.
 */
function commandOf({ path: file, origin }: PulumiCli): Promise<PulumiCommand> {
  command ??= PulumiCommand.get(origin === "PATH" ? {} : { root: path.dirname(path.dirname(file)) });
  return command;
}
/** The CLI, which runs once to print its version. */
let command: Promise<PulumiCommand> | undefined;

/** The CLI with more arguments for each preview. The Automation API has no option for `--json`. */
function withPreviewArguments(command: PulumiCommand, more: readonly string[]): PulumiCommand {
  // It is internal, because programs of the Automation API do not call it
  const run: (args: string[], ...rest: unknown[]) => unknown = Reflect.get(command, "run").bind(command);
  return Object.assign(Object.create(command) as PulumiCommand, {
    run: (args: string[], ...rest: unknown[]) =>
      run(args[0] === "preview" ? [...args, ...more] : args, ...rest),
  });
}

function environment(backendDir: string, { passphrase = "test", env }: StackOptions) {
  return {
    PULUMI_BACKEND_URL: `file://${backendDir}`,
    PULUMI_CONFIG_PASSPHRASE: passphrase,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // No test downloads anything while it runs.
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    // PATH begins with this process's node, for the dynamic provider's `node`. It ends with
    // pulumi-resource-pulumi-nodejs, for a CLI without its own. The engine warns if that plugin is not next to the
    // CLI.
    PATH: [
      path.dirname(process.execPath),
      process.env.PATH ?? "",
      path.join(root, "node_modules/@pulumi/pulumi"),
    ].join(path.delimiter),
    ...env,
  };
}

function configMap(config: Config): ConfigMap {
  const entries = Object.entries(config).map(([key, value]) => {
    const secret = typeof value === "object" && value !== null && "secret" in value;
    const plain = secret ? value.secret : value;
    return [key, { value: typeof plain === "string" ? plain : JSON.stringify(plain), secret }] as const;
  });
  return Object.fromEntries(entries);
}

function plainOutputs(outputs: OutputMap): Record<string, unknown> {
  return Object.fromEntries(Object.entries(outputs).map(([key, { value }]) => [key, value]));
}
