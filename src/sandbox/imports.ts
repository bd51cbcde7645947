/** How a reward's code is loaded, and why nothing else can be. */
import * as nodeModule from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

/** Loads a reward's module and gives its exports. Works once. */
export type LoadModule = (name: string, code: string) => Promise<Readonly<Record<string, unknown>>>;

/** True where this Node version can refuse imports. */
export const canRefuseImports = typeof (nodeModule as { registerHooks?: unknown }).registerHooks === "function";

/**
 * Registers module hooks that know one module: the reward's own bundle, once. Every other import (Node's modules,
 * absolute paths, data: addresses) is refused; whatever a reward may import was bundled into it.
 */
export function onlyTheReward(): LoadModule {
  const address: { expected: string | undefined; code: string } = { expected: undefined, code: "" };
  if (canRefuseImports) {
    nodeModule.registerHooks({
      resolve: (specifier) => {
        if (specifier !== address.expected) throw refusal(specifier);
        address.expected = undefined;
        return { url: specifier, format: "module", shortCircuit: true };
      },
      load(url) {
        return { format: "module", source: address.code, shortCircuit: true, url };
      },
    });
  }
  return async (name, code) => {
    const url = canRefuseImports
      ? pathToFileURL(resolve(`/fk-reward/${encodeURIComponent(name)}.mjs`)).href
      : `data:text/javascript,${encodeURIComponent(code)}`;
    address.expected = url;
    address.code = code;
    const exports = (await import(url)) as Record<string, unknown>;
    address.code = "";
    return exports;
  };
}

function refusal(specifier: string): Error {
  return new Error(
    `"${specifier}" cannot be imported: a reward reaches neither files, processes nor the network while it runs`,
  );
}
