import { z } from "zod";
import { keptDeviceName } from "../../iproute2/device-name.ts";
import { nameIn } from "../../iproute2/owner-alias.ts";
import { ownerAliasOf } from "../../model/ownership.ts";
import { PORT_SECTIONS } from "../../model/udp-port.ts";
import type { Args, Rule } from "../../schema/declaration.ts";
import { type Attribute, type ShapeOf, shapeOf } from "./attribute.ts";
import { missingPortArgument, portShapeOf } from "./bridge-port-args.ts";
import { portAdvice, portRules } from "./bridge-port-rules.ts";
import { connectionRunsThroughLink, linkClaims } from "./claims.ts";
import { adoption, changeInPlace, changeOfForeign, creation, removal } from "./commands.ts";
import { common, commonRules, commonShape } from "./common-args.ts";
import { linkConnectivity } from "./connectivity.ts";
import { withDefaultRoutes } from "./default-route.ts";
import { takenAlong } from "./dependents.ts";
import {
  argsWithDeclaredMacAddress,
  deviceShapeOf,
  macAddressOutputs,
  missingDeviceArguments,
} from "./device-attributes.ts";
import { missingEspOnly, nftRules, nftShapeOf } from "./device-nft-table.ts";
import { tableSections } from "./device-tables.ts";
import { externalRule } from "./external.ts";
import { conflictWithLink, findLink, isInOwnWay, routeOfAnother, snapshotFromReadback } from "./find.ts";
import { linkImport } from "./importing.ts";
import { type LinkKind, type LinkResource, overheadOf } from "./link-kind.ts";
import {
  linkNetnsRules,
  linkNetnsRulesAsGiven,
  linkNetnsSections,
  linkNetnsShapeOf,
  missingLinkNetns,
} from "./link-netns.ts";
import { withUnknownLocal } from "./local-address.ts";
import { masterObstacle, masterWarnings } from "./master.ts";
import { argsWithDeclaredMtu, mtuNeedsNewDevice, mtuOutputs, mtuOver, mtuProbe } from "./mtu.ts";
import { portsBack } from "./ports-back.ts";
import { linkReferences } from "./references.ts";
import { ofReplacedDevices } from "./replaced-device.ts";
import { settingsRule, settingsShape } from "./settings.ts";
import { linkTraffic } from "./traffic.ts";

/** The schema of a link kind: the common arguments and those of its attributes. */
const schemaOf = <A extends readonly Attribute[]>(link: LinkKind<A>) =>
  z.strictObject({
    ...commonShape,
    ...deviceShapeOf(link),
    ...settingsShape,
    ...linkNetnsShapeOf(link),
    ...portShapeOf(link),
    ...nftShapeOf(link),
    ...(shapeOf(link.attributes) as ShapeOf<A> & z.ZodRawShape),
  });

/** Makes the resource type of a link kind. It adds everything that links have in common. */
export function linkResource(link: LinkKind): LinkResource {
  return {
    link,
    type: link.type,
    schema: schemaOf(link),
    unsupported: {
      ...missingDeviceArguments(link),
      ...missingLinkNetns(link),
      ...missingPortArgument(link),
      ...missingEspOnly(link),
      ...link.unsupported,
    },
    advice: (stderr, args) => link.advice?.(stderr, args) ?? portAdvice(stderr),
    rules: [
      ...(commonRules as readonly Rule[]),
      ...link.attributes.flatMap((attribute) => attribute.rules ?? []),
      ...externalRule(link),
      { over: ["addresses", "host"], fault: connectionRunsThroughLink },
      settingsRule,
      ...linkNetnsRules,
      ...portRules(link),
      ...nftRules(link),
      ...(link.rules ?? []),
    ],
    references: linkReferences(link),
    forPreview: withUnknownLocal,
    rulesAsGiven: linkNetnsRulesAsGiven,
    overhead: (args) => overheadOf(link, args),
    mtuOver: (underlayMtu, args) => mtuOver(link, args, underlayMtu),

    displayName: (args) => common(args).name,
    fillDefaults: (news, olds) => withDefaultRoutes(link, withDeviceName(news, olds)),
    argsFromState: (outputs) => argsWithDeclaredMacAddress(argsWithDeclaredMtu(outputs)),
    leavesToKernel: (key, args) => key === "mtu" && args.mtu === undefined,
    claims: (args) => linkClaims(link, withUnknownLocal(args)),
    replaces: (before, after, changed, recorded) =>
      argumentsToReplace(link, withUnknownLocal(before), withUnknownLocal(after), changed, recorded),

    sections: ["links", "routes"],
    sectionsOf: (args) => [...tableSections(link, args), ...linkNetnsSections(args)],
    find: (snapshot, args, recorded = {}) => findLink(link, snapshot, args, recorded),
    parseShown: (outcome, args) => snapshotFromReadback(link, outcome, args),
    outputs: ({ computed }, args, recorded = {}) => ({
      ...computed,
      ...(link.followsPorts === true ? {} : mtuOutputs(link, Number(computed.mtu), args, recorded)),
      ...macAddressOutputs(args),
    }),
    explainConflict: (snapshot, args, refused) => conflictWithLink(link, snapshot, args, refused),
    conflictSections: link.udpPort === undefined ? [] : PORT_SECTIONS,
    conflictSectionsOf: (args) => (common(args).routes.length > 0 ? ["fib", "markers"] : []),
    hasPrecondition: (args) => common(args).master !== undefined,
    precondition: (snapshot, args) => masterObstacle(link, snapshot, args),
    warnings: masterWarnings,
    isInOwnWay: (snapshot, args) => isInOwnWay(link, snapshot, args),
    probe: (args, before) => mtuProbe(link, args, before),
    create: (args, snapshot, answer) => creation(link, args, snapshot, answer),
    adoptionObstacle: (snapshot, _found, args) => routeOfAnother(snapshot, args),
    adopt: (found, args) => adoption(link, found, args),
    changeForeign: (found, args, answer) => changeOfForeign(link, found, args, answer),
    change: (before, after, recorded, snapshot, answer) =>
      changeInPlace(link, { before, after, recorded, snapshot, answer }),
    remove: removal,
    takenAlong: takenAlong(link),
    ...(link.keepsPorts === true ? { removesOldAtCreation, restorations: portsBack } : {}),
    importing: linkImport(link),
    connectivity: linkConnectivity(link),
    traffic: linkTraffic,
    boot: {
      fileName: (args) => `link-${common(args).name}`,
      isForbidden: (args) => args.linkNetns !== undefined,
      operation: (args, { mtu = args.mtu }) => ({
        ...creation(link, { ...args, mtu }, undefined, undefined),
        guard: { device: common(args).name, aliases: [ownerAliasOf(args)] },
      }),
    },
  };
}

/** A device of another name or on another host does not take the place of the old one. */
const removesOldAtCreation = (replaced: readonly string[]): boolean =>
  !replaced.includes("name") && !replaced.includes("host");

/** Adds the device name. It is derived from the resource's name, but a renamed resource keeps its device. */
const withDeviceName = (news: Args, olds: Args): Args =>
  news.name === undefined && typeof news.owner === "string"
    ? { ...news, name: keptDeviceName(olds.name, defaultNameIn(news) ?? nameIn(news.owner)) }
    : news;

/** The text from which a component derives the device's name, in place of the resource's name. */
const defaultNameIn = ({ __defaultName: name }: Args) => (typeof name === "string" ? name : undefined);

/** The changed arguments that need a new device. The kernel cannot change any attribute of an external device. */
function argumentsToReplace(
  link: LinkKind,
  before: Args,
  after: Args,
  changed: readonly string[],
  recorded: Args,
): readonly string[] {
  const own = link.attributes.flatMap((attribute) =>
    before.external === true && attribute.table === undefined
      ? Object.keys(attribute.shape).filter((key) => changed.includes(key))
      : (attribute.replaces?.(before, after) ?? []),
  );
  return [
    ...new Set([
      ...["name", "linkNetns"].filter((name) => changed.includes(name)),
      ...ofReplacedDevices(after, ["dev"]),
      ...(mtuNeedsNewDevice(link, after, changed, recorded) ? ["mtu"] : []),
      ...own,
    ]),
  ];
}
