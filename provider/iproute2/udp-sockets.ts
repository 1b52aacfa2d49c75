/** A line of `ss -Hulnp`: the port, and the program that has it. */
const SOCKET = /^\S+\s+\d+\s+\d+\s+\S+:(\d+)\s+\S+\s+users:\(\("([^"]+)",pid=(\d+)/;

/** The program that listens on a UDP port, by the output of `ss -Hulnp`: `dnsmasq (pid 7)`. */
export function programAt(port: number, text: string | undefined): string | undefined {
  const sockets = (text ?? "").split("\n").map((line) => SOCKET.exec(line));
  const [, , program, pid] = sockets.find((found) => Number(found?.[1]) === port) ?? [];
  return program === undefined ? undefined : `${program} (pid ${pid})`;
}
