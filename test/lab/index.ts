// What tests use of the lab.
export { ensureLab } from "./ensure.ts";
export { type LabConnection, type LabHost, type LabHosts, labHosts } from "./hosts.ts";
export { on, type Remote, type RunOptions, type RunResult, shellWord } from "./remote.ts";
export { CONTROLLER_ADDRESS, HOSTS, type HostName, USERS } from "./topology.ts";
