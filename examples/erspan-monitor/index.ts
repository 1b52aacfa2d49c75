// The packets of a device on one host are copied to another host: a mirror and an ERSPAN tunnel for the copies.
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

/** Device on the collector by which the copies arrive. */
export const listenOn = session.collector.name;
