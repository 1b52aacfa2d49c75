import type { SimulatedHost } from "./host.ts";
import { type Args, type Handlers, load } from "./provider.ts";
import { Connections, enter, leave } from "./wire.ts";

/** The engine sends and takes protobuf Structs, which refuse what JSON drops. (@pulumi/pulumi cmd/dynamic-provider) */
function wired<T>(value: T, path = ""): T {
  if (value === undefined) throw new Error(`Unexpected struct type. (${path})`);
  if (value === null || typeof value !== "object") return value;
  const copy = Array.isArray(value)
    ? value.map((one, index) => wired(one, `${path}[${index}]`))
    : Object.fromEntries(Object.entries(value).map(([key, one]) => [key, wired(one, `${path}.${key}`)]));
  return copy as T;
}

/** The text of a stub, which stands for the provider in each resource's inputs and outputs. */
export const PROVIDER = "exports.handler = () => 0;";

const withProvider = (value: Args | undefined): Args => ({ ...value, __provider: PROVIDER });

/** What an operation came to; `partial`: the resource is there, but not all of it. */
export class OperationFailed extends Error {
  readonly partial:
    | { readonly id: string; readonly properties: Args; readonly reasons: readonly string[] }
    | undefined;

  constructor(message: string, partial?: OperationFailed["partial"]) {
    super(message);
    this.partial = partial;
  }
}

/**
 * A process of the provider, as one preview or one update has it. All of the process's memory is kept by the names of
 * hosts, so a process of its own is had by names of its own: `alpha` is called `alpha.17` in process 17.
 */
export class ProviderProcess {
  readonly connections: Connections;
  readonly #id: string;
  readonly #handlers: Readonly<Record<string, Handlers>>;

  private constructor(
    hosts: Readonly<Record<string, SimulatedHost>>,
    handlers: Readonly<Record<string, Handlers>>,
  ) {
    this.connections = new Connections(hosts);
    this.#id = enter(this.connections);
    this.#handlers = handlers;
  }

  static async start(hosts: Readonly<Record<string, SimulatedHost>>): Promise<ProviderProcess> {
    return new ProviderProcess(hosts, await load());
  }

  /** The process was killed: nobody hears what it has still to say. */
  get dead(): boolean {
    return this.connections.dead;
  }

  async check(type: string, olds: Args, news: Args) {
    const { inputs, failures } = await this.#call(type, (of) => of.check(this.#in(olds), this.#in(news)));
    return { inputs: withProvider(inputs), failures };
  }

  diff(type: string, id: string, olds: Args, news: Args) {
    return this.#call(type, (of) => of.diff(id, this.#in(olds), this.#in(news)));
  }

  async create(type: string, inputs: Args) {
    const { id, outs } = await this.#call(type, (of) => of.create(this.#in(inputs)));
    return { id, outs: withProvider(outs) };
  }

  async read(type: string, id: string, props: Args) {
    const result = await this.#call(type, (of) => of.read(id, this.#in(props)));
    const { props: outs, inputs } = result;
    return { id: result.id, props: withProvider(outs), inputs: inputs && withProvider(inputs) };
  }

  async update(type: string, id: string, olds: Args, news: Args) {
    const { outs } = await this.#call(type, (of) => of.update(id, this.#in(olds), this.#in(news)));
    return { outs: withProvider(outs) };
  }

  async delete(type: string, id: string, props: Args): Promise<void> {
    await this.#call(type, async (of) => {
      await of.delete(id, this.#in(props));
      return {};
    });
  }

  /** Ends the process; resolves when none of its shells is left on a host. */
  async end(): Promise<void> {
    await this.connections.end();
    leave(this.#id);
  }

  async #call<T>(type: string, act: (handlers: Handlers) => Promise<T>): Promise<T> {
    const handlers = this.#handlers[type];
    if (handlers === undefined) throw new Error(`the provider has no ${type}`);
    try {
      const value = await act(handlers);
      return this.#out(value === undefined ? value : this.#defined(value));
    } catch (thrown) {
      // A mistake of the provider's or of the model's is no failure that a user could read
      if (thrown instanceof TypeError || thrown instanceof ReferenceError) throw thrown;
      throw this.#failure(thrown);
    }
  }

  /** What stubs take for undefined at the top of a result is left out by them; within one it is refused. */
  #defined<T>(value: T): T {
    const entries = Object.entries(value as object).filter(([, one]) => one !== undefined);
    return Object.fromEntries(entries.map(([key, one]) => [key, wired(one, key)])) as T;
  }

  #failure(thrown: unknown): OperationFailed {
    const { message } = thrown instanceof Error ? thrown : new Error(String(thrown));
    const { id, properties, reasons } = thrown as Partial<NonNullable<OperationFailed["partial"]>>;
    const partial =
      id === undefined ? undefined : { id, properties: properties ?? {}, reasons: reasons ?? [] };
    return new OperationFailed(this.#out(message), this.#out(partial));
  }

  /** Hosts' names as they are in the process. */
  #in<T>(value: T): T {
    const rename = (one: unknown, key = ""): unknown => {
      if (Array.isArray(one)) return one.map((item) => rename(item));
      if (one !== null && typeof one === "object") {
        const names = key === "connection" || key === "proxy";
        return Object.fromEntries(
          Object.entries(one).map(([name, item]) => [
            name,
            names && name === "host" && typeof item === "string" ? `${item}.${this.#id}` : rename(item, name),
          ]),
        );
      }
      return one;
    };
    return rename(value) as T;
  }

  /** Hosts' names as they are outside. */
  #out<T>(value: T): T {
    if (value === undefined) return value;
    const text = JSON.stringify(value);
    return JSON.parse(text.replaceAll(new RegExp(`\\b(alpha|beta)\\.${this.#id}(?!\\d)`, "gi"), "$1")) as T;
  }
}
