// What passes a device on one host is seen on another: a mirror, and an ERSPAN tunnel that takes the copies away.
import * as pulumi from "@pulumi/pulumi";
import { type ConnectionArgs, MirrorSession } from "pulumi-iproute2";

interface Site {
  connection: ConnectionArgs;
  underlay: string;
}

const config = new pulumi.Config();
const monitor = config.requireObject<Site & { device: string }>("monitor");
const collector = config.requireObject<Site>("collector");

const session = new MirrorSession("span", {
  monitor: {
    host: { connection: monitor.connection },
    underlay: monitor.underlay,
    device: monitor.device,
    direction: "both",
  },
  collector: { host: { connection: collector.connection }, underlay: collector.underlay, name: "span0" },
  session: config.getNumber("session") ?? 7,
});

/** What to read the copies from, on the collector. */
export const listenOn = session.collector.name;
