export type { EndArgs } from "./components/ends.ts";
export { TunnelPair, type TunnelPairArgs } from "./components/tunnel-pair.ts";
export { type ConnectionArgs, Host, type HostArgs, type HostInput } from "./host.ts";
export type { EncapArgs } from "./links/encap.ts";
export { IpipTunnel, type IpipTunnelArgs } from "./links/ipip.ts";
export { Link, type LinkArgs, type RouteArgs } from "./links/link.ts";
