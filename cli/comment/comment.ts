import { byHost } from "../plan/by-host.ts";
import { shortLabelOf, titleOf } from "../plan/host-label.ts";
import { commandsText } from "../plan/markdown.ts";
import { codeBlock, details, escaped } from "../plan/markdown-text.ts";
import type { Plan } from "../plan/model.ts";
import { placeholdersIn } from "../plan/placeholders.ts";
import { stackName, summaryOf } from "../plan/words.ts";
import { diffText, withSignsFirst } from "./diff-block.ts";
import { driftList } from "./drift.ts";
import { CUT, firstLines, joined, type Section } from "./fit.ts";
import { rowsOf } from "./rows.ts";
import { tableOf } from "./table.ts";
import { topologyOf } from "./topology.ts";
import { warningOf } from "./warning.ts";

/** The most characters of a comment. GitHub accepts 65,536, and a workflow may add a line. */
export const MAX_COMMENT = 64_000;
/** The most rows of a table that is not folded. */
const MAX_ROWS = 20;

export interface CommentOptions {
  /** the text of `pulumi preview --diff`; default: the changed properties of the preview */
  readonly raw?: string;
  /** the most characters. @default 64000 */
  readonly limit?: number;
}

/** The line by which a workflow finds its comment again. A reader does not see it. */
export const markerOf = ({ project, stack }: Pick<Plan, "project" | "stack">): string =>
  project === ""
    ? "<!-- pulumi-iproute2 -->"
    : `<!-- pulumi-iproute2 ${`${project}/${stack}`.replace(/[^\w./-]|--+/g, "_")} -->`;

/** The Markdown of a pull request's comment. */
export function commentOf(plan: Plan, { raw, limit = MAX_COMMENT }: CommentOptions = {}): string {
  const rows = rowsOf(plan.steps);
  const heading = headingOf(plan);
  if (rows.length === 0 && plan.drifts.length === 0) return heading;
  const warning = warningOf(rows, plan.links);
  const first = [
    ...(warning === undefined ? [] : [warning]),
    ...(rows.length === 0 ? [] : [tableOf(rows.slice(0, MAX_ROWS))]),
    ...(plan.drifts.length === 0 ? [] : [driftList(plan.drifts)]),
  ];
  const rest = rows.slice(MAX_ROWS);
  const graph = topologyOf(plan);
  return joined(
    heading,
    [
      ...first.map(
        (text): Section =>
          (budget) =>
            firstLines(text, budget),
      ),
      ...(rest.length === 0 ? [] : [folded(`${rest.length} more`, tableOf(rest), (text) => text)]),
      ...commandsOf(plan),
      ...(graph === undefined ? [] : [whole("Topology", codeBlock(graph, "mermaid"))]),
      ...(plan.steps.length === 0 && raw === undefined ? [] : [rawOf(plan, raw)]),
    ],
    limit,
  );
}

function headingOf(plan: Plan): string {
  const summary = summaryOf(plan);
  const isQuiet = plan.steps.length === 0 && plan.drifts.length === 0;
  const what =
    plan.steps.length === 0 ? ["nothing changes", summary].filter((one) => one !== "").join(", ") : summary;
  const drift = plan.drifts.length === 0 ? "" : `, ${plan.drifts.length} drifted`;
  const title = `${escaped(stackName(plan))}: ${what}${drift}`;
  return `${markerOf(plan)}\n${isQuiet ? title : `### ${title}`}`;
}

/** The comment of a preview that failed. It has the first line of the stack's comment if the preview has any step. */
export function failureOf(errors: readonly string[], plan: Pick<Plan, "project" | "stack">): string {
  const title =
    plan.project === "" ? "The preview failed" : `${escaped(stackName(plan))}: the preview failed`;
  const heading = `${markerOf(plan)}\n### ${title}`;
  const text = firstLines(errors.join("\n\n"), MAX_COMMENT - heading.length - 20) ?? CUT;
  return `${heading}\n\n${codeBlock(text, "text")}`;
}

/** A folded part. Its content is cut if it does not fit. */
const folded =
  (summary: string, content: string, wrap: (text: string) => string): Section =>
  (budget) => {
    const around = details(summary, wrap("")).length;
    const text = firstLines(content, budget - around);
    return text === undefined ? undefined : details(summary, wrap(text));
  };

/** A folded part that is left out if it does not fit. */
const whole =
  (summary: string, content: string): Section =>
  (budget) => {
    const text = details(summary, content);
    return text.length <= budget ? text : undefined;
  };

function commandsOf(plan: Plan): Section[] {
  const hosts = byHost(plan).filter(({ steps }) => steps.some(({ commands }) => commands.length > 0));
  if (hosts.length === 0) return [];
  const count = (steps: Plan["steps"]) =>
    steps.flatMap(({ commands }) => commands).filter((line) => !line.startsWith("#")).length;
  const title = hosts
    .map(({ host, steps }) => `${host === undefined ? "without a host" : shortLabelOf(host)} ${count(steps)}`)
    .join(", ");
  const text = hosts
    .map(
      ({ host, steps }) =>
        `### ${host === undefined ? "without a host" : titleOf(host)}\n\n${commandsText(steps)}`,
    )
    .join("\n\n");
  const placeholders = placeholdersIn(plan.steps);
  const note = placeholders === undefined ? "" : `\n\n${placeholders}`;
  return [folded(`Commands: ${title}`, text, (cut) => `${codeBlock(cut, "sh")}${note}`)];
}

const rawOf = ({ steps }: Plan, raw: string | undefined): Section =>
  raw === undefined
    ? folded("Changed properties", diffText(steps), (text) => codeBlock(text, "diff"))
    : folded("pulumi preview --diff", withSignsFirst(raw), (text) => codeBlock(text, "diff"));
