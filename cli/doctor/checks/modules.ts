import { KIND_MODULES } from "../../../provider/host/facts.ts";
import type { Check, Examination, Finding } from "../model/finding.ts";
import { ok, problem, warning } from "../model/finding.ts";
import { moduleAdvice } from "./packages.ts";

/** Kinds of link, and FOU over both families, with the modules that they need. */
export const checkModules: Check = (examination) => {
  const { facts, wanted } = examination;
  const kinds = Object.entries(KIND_MODULES).filter(([kind]) => wanted.length === 0 || wanted.includes(kind));
  const inState = (...states: string[]) =>
    kinds.filter(([, module]) => states.includes(facts.modules.get(module) ?? "unknown"));
  const present = inState("loaded", "builtin", "loadable").map(([kind]) => kind);
  const findings = [
    ...absent(examination, inState("missing")),
    ...blocked(examination, inState("blocked")),
    ...unloadable(examination, inState("loadable")),
  ];
  return present.length === 0
    ? findings
    : [ok("modules", `the kernel has ${present.join(", ")}`), ...findings];
};

type Kinds = readonly (readonly [kind: string, module: string])[];

const levelOf = ({ wanted }: Examination) => (wanted.length === 0 ? warning : problem);
const named = (kinds: Kinds) => kinds.map(([kind]) => kind).join(", ");
const modulesOf = (kinds: Kinds) => [...new Set(kinds.map(([, module]) => module))];

function absent(examination: Examination, kinds: Kinds): Finding[] {
  if (kinds.length === 0) return [];
  const { facts } = examination;
  const modules = modulesOf(kinds);
  const text = `the kernel lacks ${named(kinds)} (${plural(modules)} ${modules.join(", ")})`;
  // A kernel package that was replaced takes the modules of the running kernel along
  const advice = facts.hasModuleTree
    ? moduleAdvice(facts, modules)
    : `reboot: /lib/modules has no modules of the running kernel ${facts.kernel}, so a newer one is installed`;
  const inContainer = `load ${modules.join(", ")} on the machine that runs this container (${facts.container})`;
  return [levelOf(examination)("modules", text, facts.container === undefined ? advice : inContainer)];
}

function blocked(examination: Examination, kinds: Kinds): Finding[] {
  if (kinds.length === 0) return [];
  const modules = modulesOf(kinds);
  return [
    levelOf(examination)(
      "modules",
      `modprobe does not load ${modules.join(", ")}, so ${named(kinds)} cannot be made`,
      `remove the lines \`install ${modules[0]} …\` from /etc/modprobe.d`,
    ),
  ];
}

/** Modules that are on the disk, while the kernel refuses to load any. */
function unloadable(examination: Examination, kinds: Kinds): Finding[] {
  if (!examination.facts.modulesDisabled || kinds.length === 0) return [];
  const modules = modulesOf(kinds);
  return [
    levelOf(examination)(
      "modules",
      `the kernel loads no more modules (kernel.modules_disabled is 1), so ${named(kinds)} cannot be made`,
      `name ${modules.join(", ")} in /etc/modules-load.d, and reboot`,
    ),
  ];
}

const plural = (items: readonly string[]) => (items.length === 1 ? "module" : "modules");
