import type { Health } from "../../model/topology.ts";
import { DOT, LINE_HEIGHT, LINE_SIZE, NAME_HEIGHT, NAME_SIZE, type Placed } from "./cards.ts";
import { LABEL_HEIGHT, LABEL_SIZE, type Label } from "./labels.ts";
import { DOT_NAME } from "./layout.ts";
import type { Line } from "./lines.ts";

export const INK = "#1f2328";
export const MUTED = "#59636e";
const BORDER = "#818b98";
const PAPER = "#ffffff";

const COLOURS: Readonly<Record<Health["status"], string>> = {
  up: "#1a7f37",
  down: "#cf222e",
  unknown: "#6e7781",
};

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** A text for XML, without the characters that XML forbids. */
export const asXml = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? "").replace(/[^\P{Cc}]/gu, " ");

const number = (value: number) => String(Math.round(value * 10) / 10);

interface TextStyle {
  readonly size: number;
  readonly colour?: string;
  readonly bold?: boolean;
  readonly anchor?: "start" | "middle" | "end";
  /** A rotation in degrees around the point. */
  readonly turn?: number;
}

/** A line of text whose base line begins, ends or is centred at a point. */
export function textAt(x: number, y: number, text: string, style: TextStyle): string {
  const { size, colour = INK, bold = false, anchor = "start", turn = 0 } = style;
  const rotated = turn === 0 ? "" : ` transform="rotate(${number(turn)} ${number(x)} ${number(y)})"`;
  const weight = bold ? ' font-weight="600"' : "";
  return `<text x="${number(x)}" y="${number(y)}" font-size="${size}" fill="${colour}" text-anchor="${anchor}"${weight}${rotated}>${asXml(text)}</text>`;
}

/** `strength` is the opacity of lines that are not down: many lines together are pale. */
export function drawLine({ link, from, to, control }: Line, strength: number): string {
  const { status } = link.health;
  const path = `M${number(from.x)} ${number(from.y)}Q${number(control.x)} ${number(control.y)} ${number(to.x)} ${number(to.y)}`;
  const isPale = status !== "down" && strength < 1;
  const dash = status === "down" ? ' stroke-dasharray="7 5"' : "";
  const width = isPale ? 1 : link.encrypted ? 3.5 : 2;
  const opacity = isPale ? ` stroke-opacity="${number(strength)}"` : "";
  return `<path d="${path}" fill="none" stroke="${COLOURS[status]}" stroke-width="${width}"${dash}${opacity}/>`;
}

export function drawLabel({ x, y, width, height, texts, line }: Label): string {
  const colour = COLOURS[line.link.health.status];
  const top = y - height / 2;
  return [
    `<rect x="${number(x - width / 2)}" y="${number(top)}" width="${number(width)}" height="${number(height)}" rx="5" fill="${PAPER}" stroke="${colour}" stroke-opacity="0.35"/>`,
    ...texts.map((text, index) =>
      textAt(x, top + 4 + LABEL_HEIGHT * (index + 0.75), text, {
        ...{ size: LABEL_SIZE, anchor: "middle", bold: index === 0 },
        colour: index === 0 ? INK : index === texts.length - 1 ? colour : MUTED,
      }),
    ),
  ].join("\n");
}

export function drawCard(card: Placed): string {
  if (card.isDot) return drawDot(card);
  const { x, y, width, height, label, lines, site } = card;
  const [left, top] = [x - width / 2, y - height / 2];
  const dash = site === undefined ? ' stroke-dasharray="4 4"' : "";
  return [
    `<rect x="${number(left)}" y="${number(top)}" width="${number(width)}" height="${number(height)}" rx="8" fill="${site === undefined ? PAPER : "#f6f8fa"}" stroke="${BORDER}"${dash}/>`,
    textAt(x, top + 7 + NAME_HEIGHT * 0.75, label, { size: NAME_SIZE, bold: true, anchor: "middle" }),
    ...lines.map((line, index) =>
      textAt(x, top + 7 + NAME_HEIGHT + LINE_HEIGHT * (index + 0.75), line, {
        ...{ size: LINE_SIZE, colour: MUTED, anchor: "middle" },
      }),
    ),
  ].join("\n");
}

/** A dot with its name on the outer side. Names on the left half are turned, so that none is upside down. */
function drawDot({ x, y, angle, label, site }: Placed): string {
  const isLeft = Math.cos(angle) < -1e-9;
  const distance = DOT + 6;
  const degrees = (angle * 180) / Math.PI + (isLeft ? 180 : 0);
  const [at, below] = [
    { x: x + distance * Math.cos(angle), y: y + distance * Math.sin(angle) },
    DOT_NAME * 0.35,
  ];
  const turned = (degrees * Math.PI) / 180;
  const base = { x: at.x - below * Math.sin(turned), y: at.y + below * Math.cos(turned) };
  const fill = site === undefined ? PAPER : INK;
  return [
    `<circle cx="${number(x)}" cy="${number(y)}" r="${DOT}" fill="${fill}" stroke="${INK}"/>`,
    textAt(base.x, base.y, label, { size: DOT_NAME, anchor: isLeft ? "end" : "start", turn: degrees }),
  ].join("\n");
}
