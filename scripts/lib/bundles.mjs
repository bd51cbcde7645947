/** What is bundled, from where to where. Data for the build; knows nothing of how it is run. */
import { at } from "./paths.mjs";
import { oldestNode } from "./supportedNode.mjs";

/** Bundled CommonJS packages call `require`, which an ES module does not have. */
const requireInEsm =
  'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);';

const common = {
  bundle: true,
  sourcemap: "linked",
  logLevel: "silent",
  metafile: true,
  write: false,
  legalComments: "none",
};

const node = {
  ...common,
  platform: "node",
  format: "esm",
  target: "node22",
  mainFields: ["module", "main"],
  // Both carry native binaries that they look for beside themselves.
  external: ["onnxruntime-node", "esbuild"],
  banner: { js: requireInEsm },
  // Node 22 has none of these globals.
  inject: [at("src/disposableStacks.ts")],
};

const page = {
  ...common,
  platform: "browser",
  format: "esm",
  target: "es2022",
  minify: true,
  loader: { ".svg": "dataurl", ".ttf": "dataurl" },
};

/**
 * esbuild copies every member of a CommonJS module for each file that imports its namespace, and VS Code's API has
 * hundreds of them. Behind one module of the bundle's own they are copied once.
 */
const vscodeOnce = {
  name: "vscode-once",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^vscode$/ }, ({ namespace }) =>
      namespace === "vscode" ? { path: "vscode", external: true } : { path: "vscode", namespace: "vscode" },
    );
    onLoad({ filter: /^vscode$/, namespace: "vscode" }, () => ({ contents: 'export * from "vscode";' }));
  },
};

/** The extension's parts are a bundle of their own, which is neither read nor compiled before one of them is needed. */
const partsApart = {
  name: "parts-apart",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/parts\.ts$/ }, () => ({ path: "./parts.cjs", external: true }));
  },
};

/** Names stay: stack traces have nothing else, for no map is shipped. */
const readAtEveryStart = { minifyWhitespace: true, minifySyntax: true };

const inVscode = {
  ...node,
  format: "cjs",
  // By `require`, which VS Code's own modules need.
  supported: { "dynamic-import": false },
  banner: {},
  ...readAtEveryStart,
};

/** esbuild options by name; each has one entry and one output. */
export const bundles = {
  // It is read and compiled at every activation.
  extension: {
    ...inVscode,
    entryPoints: [at("src/extension/extension.ts")],
    outfile: at("dist/extension.cjs"),
    // It holds nothing that would need them.
    inject: [],
    plugins: [vscodeOnce, partsApart],
  },
  parts: {
    ...inVscode,
    entryPoints: [at("src/extension/parts.ts")],
    outfile: at("dist/parts.cjs"),
    plugins: [vscodeOnce],
  },
  engine: { ...node, entryPoints: [at("src/engine/main.ts")], outfile: at("dist/engine.mjs") },
  probe: { ...node, entryPoints: [at("src/runtime/device/probe/main.ts")], outfile: at("dist/probe.mjs") },
  trial: { ...node, entryPoints: [at("src/engine/models/trial/main.ts")], outfile: at("dist/trial.mjs") },
  lane: { ...node, entryPoints: [at("src/runtime/onnx/laneThread.ts")], outfile: at("dist/lane.mjs") },
  watchdog: {
    ...node,
    entryPoints: [at("src/engine/reward/sandbox/watchThread.ts")],
    outfile: at("dist/watchdog.mjs"),
  },
  sandbox: { ...node, entryPoints: [at("src/sandbox/main.ts")], outfile: at("dist/sandbox.mjs") },
  cli: {
    ...node,
    entryPoints: [at("src/cli/start.ts")],
    outfile: at("dist/cli.mjs"),
    // Whatever Node there is has to come as far as its sentence.
    target: "node16",
    banner: {},
    define: { oldestNode: JSON.stringify(oldestNode) },
  },
  begin: { ...node, entryPoints: [at("src/cli/begin.ts")], outfile: at("dist/begin.mjs") },
  commandLine: {
    ...node,
    entryPoints: [at("src/cli/main.ts")],
    outfile: at("dist/commandLine.mjs"),
    ...readAtEveryStart,
  },
  panel: { ...page, entryPoints: [at("webview/main.ts")], outfile: at("dist/panel.js") },
  sweep: { ...page, entryPoints: [at("webview/sweep/main.ts")], outfile: at("dist/sweep.js") },
  // It goes whole into every report.
  report: { ...page, sourcemap: false, entryPoints: [at("webview/report/main.ts")], outfile: at("dist/report.js") },
};
