import type { SimulatedHost } from "./host.ts";
import { type Args, type Handlers, load } from "./provider.ts";
import { Connections, enter, leave } from "./wire.ts";

/**
 * A copy of a value, as the engine receives it. The engine and a provider exchange protobuf Structs. A Struct refuses
 * an undefined value, which JSON would leave out. (@pulumi/pulumi cmd/dynamic-provider)
 */
function received<T>(value: T, path = ""): T {
  if (value === undefined) throw new Error(`Unexpected struct type. (${path})`);
  if (value === null || typeof value !== "object") return value;
  const copy = Array.isArray(value)
    ? value.map((item, index) => received(item, `${path}[${index}]`))
    : Object.fromEntries(Object.entries(value).map(([key, item]) => [key, received(item, `${path}.${key}`)]));
  return copy as T;
}

/** The value of `__provider` in each resource. In a real state it is the code that loads the provider. */
export const PROVIDER = "exports.handler = () => 0;";

const withProvider = (value: Args | undefined): Args => ({ ...value, __provider: PROVIDER });

/** The error of an operation. It has `partial` if the resource exists, but is not complete. */
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
 * A process of the provider. The engine starts one for a preview and one for an update. All of them run in this process
 * of Node, and share no memory, because the provider stores everything by the name of a host. Each has its own names:
 * `alpha` is `alpha.17` in process 17.
 */
export class ProviderProcess {
  readonly connections: Connections;
  readonly #id: string;
  readonly #handlers: Readonly<Record<string, Handlers>>;

  private constructor(connections: Connections, handlers: Readonly<Record<string, Handlers>>) {
    this.connections = connections;
    this.#id = enter(connections);
    this.#handlers = handlers;
  }

  static async start(
    hosts: Readonly<Record<string, SimulatedHost>>,
    connections = new Connections(hosts),
  ): Promise<ProviderProcess> {
    return new ProviderProcess(connections, await load());
  }

  /** Whether the process was killed. The engine receives no more replies from it. */
  get dead(): boolean {
    return this.connections.dead;
  }

  async check(type: string, olds: Args, news: Args) {
    const { inputs, failures } = await this.#call(type, (handlers) =>
      handlers.check(this.#in(olds), this.#in(news)),
    );
    return { inputs: withProvider(inputs), failures };
  }

  diff(type: string, id: string, olds: Args, news: Args) {
    return this.#call(type, (handlers) => handlers.diff(id, this.#in(olds), this.#in(news)));
  }

  async create(type: string, inputs: Args) {
    const { id, outs } = await this.#call(type, (handlers) => handlers.create(this.#in(inputs)));
    return { id, outs: withProvider(outs) };
  }

  async read(type: string, id: string, props: Args) {
    const result = await this.#call(type, (handlers) => handlers.read(id, this.#in(props)));
    const { props: outs, inputs } = result;
    return { id: result.id, props: withProvider(outs), inputs: inputs && withProvider(inputs) };
  }

  async update(type: string, id: string, olds: Args, news: Args) {
    const { outs } = await this.#call(type, (handlers) =>
      handlers.update(id, this.#in(olds), this.#in(news)),
    );
    return { outs: withProvider(outs) };
  }

  async delete(type: string, id: string, props: Args): Promise<void> {
    await this.#call(type, async (handlers) => {
      await handlers.delete(id, this.#in(props));
      return {};
    });
  }

  /** Ends the process. Resolves when none of its shells exists on a host. */
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
      // These types of error show a mistake in the code of the provider or of the model
      if (thrown instanceof TypeError || thrown instanceof ReferenceError) throw thrown;
      throw this.#failure(thrown);
    }
  }

  /** The result as the engine receives it. Pulumi leaves out undefined values only at the top of a result. */
  #defined<T>(value: T): T {
    const entries = Object.entries(value as object).filter(([, one]) => one !== undefined);
    return Object.fromEntries(entries.map(([key, one]) => [key, received(one, key)])) as T;
  }

  #failure(thrown: unknown): OperationFailed {
    const { message } = thrown instanceof Error ? thrown : new Error(String(thrown));
    const { id, properties, reasons } = thrown as Partial<NonNullable<OperationFailed["partial"]>>;
    const partial =
      id === undefined ? undefined : { id, properties: properties ?? {}, reasons: reasons ?? [] };
    return new OperationFailed(this.#out(message), this.#out(partial));
  }

  /** Replaces the names of hosts by those that this process has for them. */
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

  /** Replaces this process's names of hosts by the general ones. */
  #out<T>(value: T): T {
    if (value === undefined) return value;
    const text = JSON.stringify(value);
    return JSON.parse(text.replaceAll(new RegExp(`\\b(alpha|beta)\\.${this.#id}(?!\\d)`, "gi"), "$1")) as T;
  }
}
