exports.handler = () => require("pulumi-iproute2/provider").handlers.Vrf;
