/**
 * Only the compiler checks this file: one connection object serves this package and @pulumi/command. Here `proxy` may
 * have a proxy of its own, which @pulumi/command ignores.
 */
import type { types } from "@pulumi/command";
import type * as pulumi from "@pulumi/pulumi";
import type { ConnectionArgs, HostArgs } from "../../../sdk/index.ts";

type Theirs = types.input.remote.ConnectionArgs;
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;

export const toTheirs = (ours: ConnectionArgs): Theirs => ours;
export const toOurs = (theirs: Theirs): ConnectionArgs => theirs;
export const asInput = (theirs: pulumi.Input<Theirs>): HostArgs["connection"] => theirs;
export const fromHost = (host: HostArgs): pulumi.Input<Theirs> => host.connection;

/** This package has every argument of @pulumi/command's connection and no other, and requires the same ones. */
export const sameNames: Same<keyof ConnectionArgs, keyof Theirs> = true;
type Required<T> = { [K in keyof T]-?: object extends Pick<T, K> ? never : K }[keyof T];
export const sameRequired: Same<Required<ConnectionArgs>, Required<Theirs>> = true;
