// A language host that runs no program. `pulumi import` starts one, and asks it only for the plugins of the program.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const grpc = require("@grpc/grpc-js");
const { LanguageRuntimeService } = require("@pulumi/pulumi/proto/language_grpc_pb.js");
const language = require("@pulumi/pulumi/proto/language_pb.js");
const { PluginInfo } = require("@pulumi/pulumi/proto/plugin_pb.js");

const answer = (Message) => (_call, done) => done(null, new Message());
const server = new grpc.Server();
server.addService(LanguageRuntimeService, {
  getPluginInfo: answer(PluginInfo),
  getRequiredPlugins: answer(language.GetRequiredPluginsResponse),
  getRequiredPackages: answer(language.GetRequiredPackagesResponse),
});
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  console.log(port);
});
