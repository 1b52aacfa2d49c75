exports.handler = __f0;

var __provider = {check: __f1, diff: __f2, create: __f3, read: __f4, update: __f5, delete: __f6};

function __f1() {
  return (function() {
    with({ this: undefined, arguments: undefined }) {

return (...a) => require("pulumi-iproute2/provider").handlers.LinkSet.check(...a);

    }
  }).apply(undefined, undefined).apply(this, arguments);
}

function __f2() {
  return (function() {
    with({ this: undefined, arguments: undefined }) {

return (...a) => require("pulumi-iproute2/provider").handlers.LinkSet.diff(...a);

    }
  }).apply(undefined, undefined).apply(this, arguments);
}

function __f3() {
  return (function() {
    with({ this: undefined, arguments: undefined }) {

return (...a) => require("pulumi-iproute2/provider").handlers.LinkSet.create(...a);

    }
  }).apply(undefined, undefined).apply(this, arguments);
}

function __f4() {
  return (function() {
    with({ this: undefined, arguments: undefined }) {

return (...a) => require("pulumi-iproute2/provider").handlers.LinkSet.read(...a);

    }
  }).apply(undefined, undefined).apply(this, arguments);
}

function __f5() {
  return (function() {
    with({ this: undefined, arguments: undefined }) {

return (...a) => require("pulumi-iproute2/provider").handlers.LinkSet.update(...a);

    }
  }).apply(undefined, undefined).apply(this, arguments);
}

function __f6() {
  return (function() {
    with({ this: undefined, arguments: undefined }) {

return (...a) => require("pulumi-iproute2/provider").handlers.LinkSet.delete(...a);

    }
  }).apply(undefined, undefined).apply(this, arguments);
}

function __f0() {
  return (function() {
    with({ provider: __provider, this: undefined, arguments: undefined }) {

return () => provider;

    }
  }).apply(undefined, undefined).apply(this, arguments);
}
