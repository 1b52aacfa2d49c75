import type { Format, Paint } from "../shared/output.ts";
import { worst } from "./diagnose.ts";
import type { Finding, Level } from "./model/finding.ts";

/** The findings about one host. */
export interface Report {
  /** `ops@198.51.100.1:22` */
  readonly host: string;
  /** The name of the distribution, and its kernel. */
  readonly system?: string;
  /** The worst level of its findings. */
  readonly level: Level;
  readonly findings: readonly Finding[];
}

const SIGNS: Readonly<Record<Level, readonly [string, Format]>> = {
  ok: ["✓", "green"],
  warning: ["!", "yellow"],
  problem: ["✗", "red"],
};

/** Reports as text. What needs an action comes first. */
export const text = (reports: readonly Report[], paint: Paint): string =>
  reports.map((report) => one(report, paint)).join("\n\n");

function one({ host, system, findings }: Report, paint: Paint): string {
  const widest = Math.max(0, ...findings.map(({ check }) => check.length));
  const order: readonly Level[] = ["problem", "warning", "ok"];
  const sorted = order.flatMap((level) => findings.filter((finding) => finding.level === level));
  const lines = sorted.flatMap(({ level, check, text: what, advice }) => {
    const [sign, format] = SIGNS[level];
    const head = `  ${paint(format, sign)} ${check.padEnd(widest)}  ${what}`;
    return advice === undefined
      ? [head]
      : [head, `    ${" ".repeat(widest)}  ${paint("dim", `→ ${advice}`)}`];
  });
  return [
    `${paint("bold", host)}${system === undefined ? "" : `  ${system}`}`,
    ...lines,
    `  ${summary(findings)}`,
  ].join("\n");
}

function summary(findings: readonly Finding[]): string {
  const count = (level: Level) => findings.filter((finding) => finding.level === level).length;
  const [problems, warnings] = [count("problem"), count("warning")];
  if (worst(findings) === "ok") return "No problems.";
  const parts = [
    ...(problems > 0 ? [`${problems} ${problems === 1 ? "problem" : "problems"}`] : []),
    ...(warnings > 0 ? [`${warnings} ${warnings === 1 ? "warning" : "warnings"}`] : []),
  ];
  return `${parts.join(", ")}.`;
}
