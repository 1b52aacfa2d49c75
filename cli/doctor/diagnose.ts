import { checkClones, type Identified } from "./checks/clones.ts";
import { checkFirewall } from "./checks/firewall.ts";
import { checkManagers, checkNetworkd, checkTunnels } from "./checks/managers.ts";
import { checkModules } from "./checks/modules.ts";
import { checkPath } from "./checks/path.ts";
import { checkDisk, checkMachineId, checkPersistence } from "./checks/persistence.ts";
import { checkIpv6, checkReversePath } from "./checks/sysctl.ts";
import { checkClock, checkRoot, checkTools, checkVersions } from "./checks/system.ts";
import type { Check, Examination, Finding, Level } from "./model/finding.ts";

/** All checks of one host, in the order of the report. */
const CHECKS: readonly Check[] = [
  checkRoot,
  checkVersions,
  checkTools,
  checkModules,
  checkPersistence,
  checkDisk,
  checkMachineId,
  checkManagers,
  checkNetworkd,
  checkTunnels,
  checkFirewall,
  checkReversePath,
  checkIpv6,
  checkPath,
  checkClock,
];

/** The findings about a host. `host` is one of `hosts`, whose machine ids are compared. */
export const diagnose = (
  examination: Examination,
  host: Identified,
  hosts: readonly Identified[],
): readonly Finding[] => [...CHECKS.flatMap((check) => check(examination)), ...checkClones(host, hosts)];

const LEVELS: readonly Level[] = ["ok", "warning", "problem"];

/** The worst level of findings. */
export const worst = (findings: readonly Finding[]): Level =>
  LEVELS[Math.max(0, ...findings.map(({ level }) => LEVELS.indexOf(level)))] ?? "ok";
