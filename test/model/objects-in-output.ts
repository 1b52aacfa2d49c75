// Objects in the output of tc, `ip fou` and `ip xfrm`, each as a key and a text, without the provider's parsers.

/** The qdiscs that a program added, and the filters. Before the filters of a direction is a line `= DEVICE DIRECTION`. */
export function tcObjectsIn(output: string): [string, string][] {
  const [qdiscs = "", ...chains] = output.split(/^= /m);
  return [
    ...qdiscs
      .trim()
      .split("\n")
      .flatMap((line): [string, string][] => {
        const [, kind, handle, , dev] = line.split(" ");
        const value = line.replace(/ (refcnt|direct_packets_stat) \d+/g, "").trim();
        // The kernel itself adds those with the handle 0
        return handle === undefined || handle === "0:" ? [] : [[`qdisc dev ${dev} ${kind}`, value]];
      }),
    ...chains.flatMap((chain) => {
      const [place = "", ...rest] = chain.split("\n");
      return rest
        .join("\n")
        .split(/^(?=filter )/m)
        .flatMap((block): [string, string][] => {
          const [, pref, kind, handle] = /pref (\d+) (\S+) .*?(?:handle|fh) (\S+)/.exec(block) ?? [];
          if (handle === undefined) return [];
          return [[`filter dev ${place} pref ${pref} ${kind} handle ${handle}`, block.trim()]];
        });
    }),
  ];
}

/** The FOU ports in the output of `ip -j fou show`. */
export const portsIn = (output: string): [string, string][] =>
  output.trim() === ""
    ? []
    : (JSON.parse(output) as Readonly<Record<string, unknown>>[]).map((one) => [
        `port ${one.family} ${one.port}`,
        JSON.stringify(one),
      ]);

/** The IPsec states in the output of `ip xfrm state list`, without what packets change. */
export const statesIn = (output: string): [string, string][] =>
  output
    .trim()
    .split(/\n(?=src )/)
    .filter((block) => block !== "")
    .map((block) => {
      const [, destination, proto, spi] = /^src \S+ dst (\S+)\s+proto (\S+) spi (\S+)/.exec(block) ?? [];
      return [
        `state ${destination} ${proto} ${spi}`,
        block.replace(/^\s*anti-replay context.*\n?/m, "").trim(),
      ];
    });
