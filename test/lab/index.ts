// The part of the lab that tests use.

export { type Captured, type CaptureOptions, capture } from "./capture/capture.ts";
export { Packet } from "./capture/packet.ts";
export type { EspKey, Layer } from "./capture/tshark.ts";
export { ensureLab } from "./ensure.ts";
export { type LabConnection, type LabHost, type LabHosts, labHosts } from "./hosts.ts";
export { type PingOptions, type PingResult, ping } from "./ping.ts";
export { on, type Remote, type RunOptions, type RunResult, shellWord } from "./remote.ts";
export { snapshot } from "./snapshot.ts";
export { CONTROLLER_ADDRESS, HOSTS, type HostName, USERS } from "./topology.ts";
