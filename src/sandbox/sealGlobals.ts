/**
 * What a reward sees of JavaScript's global object and of Node: names that are not listed here are gone, so that what
 * a new version of Node adds is gone too.
 */
import { runInNewContext } from "node:vm";

/** Beyond JavaScript's own globals: what computes, and nothing that reaches out. */
const kept = new Set<PropertyKey>([
  "global",
  "Buffer",
  "URL",
  "URLSearchParams",
  "DOMException",
  "AbortController",
  "AbortSignal",
  "Event",
  "EventTarget",
  "TextEncoder",
  "TextDecoder",
  "setTimeout",
  "clearTimeout",
  "setInterval",
  "clearInterval",
  "setImmediate",
  "clearImmediate",
  "queueMicrotask",
  "structuredClone",
  "atob",
  "btoa",
  "crypto",
  Symbol.toStringTag,
]);

/** Stays as well where the person opened the network. */
const networked = new Set<PropertyKey>([
  ...["fetch", "Headers", "Request", "Response", "FormData", "Blob", "File"],
  ...["WebSocket", "EventSource", "MessageEvent", "CloseEvent", "ErrorEvent"],
  ...["ReadableStream", "WritableStream", "TransformStream", "TextDecoderStream", "TextEncoderStream"],
]);

/** Replaces the globals that a reward may look for; `log` receives what it prints to the console. */
export function sealGlobals(log: (...values: readonly unknown[]) => void, network: boolean): void {
  if (network) loadNetwork();
  const stays = (name: PropertyKey): boolean => kept.has(name) || (network && networked.has(name));
  const standard = new Set<PropertyKey>(runInNewContext("Reflect.ownKeys(globalThis)") as PropertyKey[]);
  const clock = Object.freeze({ now: performance.now.bind(performance), timeOrigin: performance.timeOrigin });
  const stand = standIn();
  for (const name of Reflect.ownKeys(globalThis)) {
    if (!standard.has(name) && !stays(name)) Reflect.deleteProperty(globalThis, name);
  }
  // Both fetch, and would load the network stack.
  Reflect.deleteProperty(WebAssembly, "compileStreaming");
  Reflect.deleteProperty(WebAssembly, "instantiateStreaming");
  if (!network) {
    const why = "rewards have no network. In VS Code the setting fkSteering.rewards.allowNetwork opens it";
    for (const name of ["fetch", "WebSocket", "EventSource"]) define(name, refusal(name, why));
  }
  define("performance", clock);
  define("navigator", Object.freeze({ hardwareConcurrency: 1, language: "en-US", languages: ["en-US"] }));
  const quiet = (): void => undefined;
  const names = ["log", "info", "warn", "error", "debug", "trace", "dir", "table"];
  const silent = ["group", "groupCollapsed", "groupEnd", "time", "timeEnd", "timeLog", "count", "assert", "clear"];
  define(
    "console",
    Object.fromEntries([...names.map((name) => [name, log] as const), ...silent.map((name) => [name, quiet] as const)]),
  );
  define("process", stand);
  // Libraries ask where they are. A worker of a browser has what a reward has: no Node, no document.
  define("self", globalThis);
  const scope = (): void => undefined;
  define(
    "WorkerGlobalScope",
    Object.defineProperty(scope, Symbol.hasInstance, { value: (it: unknown) => it === globalThis }),
  );
  define("location", Object.freeze({ href: "file:///reward.js", origin: "null", protocol: "file:", search: "" }));
}

/** Node loads its network when it is first used, and needs names then that are gone by then. */
function loadNetwork(): void {
  void new Request("http://127.0.0.1");
  void new Response("");
  // Node 22 has no CloseEvent by itself.
  for (const name of ["WebSocket", "MessageEvent", "CloseEvent", "FormData"]) Reflect.get(globalThis, name);
}

/** A process object for libraries that look at one. */
function standIn(): object {
  const { version, platform, arch } = process;
  // Without `node`: by its version libraries tell that Node's modules are there.
  const { node: _, ...versions } = process.versions;
  const [nextTick, hrtime, uptime] = [
    process.nextTick.bind(process),
    process.hrtime.bind(process),
    process.uptime.bind(process),
  ];
  const nothing = (): undefined => undefined;
  const exit = refusal("process.exit", "return a number for each sample, or throw an error");
  const [kill, chdir, binding] = ["kill", "chdir", "binding"].map((name) =>
    refusal(`process.${name}`, "they run without files and other processes"),
  );
  return Object.freeze({
    ...{ version, versions: Object.freeze(versions), platform, arch, nextTick, hrtime, uptime },
    ...{ env: {}, argv: [], execArgv: [], pid: 0, title: "reward", exitCode: undefined, browser: true },
    ...{
      cwd: () => "/",
      exit,
      kill,
      chdir,
      binding,
      on: nothing,
      once: nothing,
      off: nothing,
      emit: nothing,
      emitWarning: nothing,
    },
  });
}

/** Instead of what a reward may look for and cannot have: says so, and what to do. */
function refusal(name: string, why: string): () => never {
  // A function that can be called with `new` too.
  return function refused(): never {
    throw new Error(`${name} is not for rewards: ${why}`);
  };
}

function define(name: string, value: unknown): void {
  Reflect.deleteProperty(globalThis, name);
  Reflect.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
}
