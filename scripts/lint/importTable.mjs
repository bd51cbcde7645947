/**
 * Which folder may import what: the table of ARCHITECTURE.md as data. `types` means `import type` only.
 * Packages are allowed freely unless `packages` lists them; `node: false` forbids Node's own modules.
 */
export const importTable = {
  "src/errors.ts": { packages: [], node: false },
  "src/cutText.ts": { packages: [], node: false },
  "src/webAssembly.ts": { packages: [], node: false },
  "src/residentMemory.ts": { packages: [] },
  "src/makeFolder.ts": { packages: [] },
  "src/steering": { values: ["src/errors.ts", "src/webAssembly.ts"], packages: [], node: false },
  "src/diffusion": {
    values: ["src/errors.ts", "src/cutText.ts", "src/webAssembly.ts"],
    types: ["src/steering"],
    packages: [],
    node: false,
  },
  "src/rewards": { values: ["src/errors.ts", "src/cutText.ts"], types: ["src/steering"] },
  // The names of potentials and resamplers are declared beside them and validated here.
  "src/protocol": {
    values: ["src/errors.ts", "src/cutText.ts", "src/steering/policy.ts", "src/steering/diagnosis"],
    types: ["src/steering", "src/diffusion", "src/rewards"],
  },
  // A run file holds a run specification, and a sweep's record its axes, which are validated in one place, and what follows from its numbers is worked out in one place.
  "src/runfile": {
    values: [
      "src/errors.ts",
      "src/cutText.ts",
      "src/makeFolder.ts",
      "src/protocol/specification.ts",
      "src/protocol/sweep.ts",
      "src/protocol/goOn.ts",
      "src/protocol/fields.ts",
      "src/steering/ess.ts",
      "src/steering/weights.ts",
      "src/steering/select.ts",
      "src/steering/intervene.ts",
    ],
    types: ["src/steering", "src/diffusion", "src/rewards", "src/protocol"],
  },
  // Images with the settings of the run that made them, and as many of them as fit on a sheet.
  "src/png": {
    values: ["src/errors.ts", "src/protocol/specification.ts", "src/protocol/runFields.ts", "src/rewards/resized.ts"],
    types: ["src/diffusion"],
  },
  // A run document as views of it, and as files for other people.
  "src/report": {
    values: ["src/errors.ts", "src/makeFolder.ts", "src/protocol", "src/runfile", "src/png"],
    types: ["src/steering", "src/diffusion"],
  },
  "src/runtime": {
    // Scheduler files are read in one place, images get another size in one place, and long texts are read in one way.
    values: [
      "src/errors.ts",
      "src/cutText.ts",
      "src/diffusion/schedulers/schedulerConfig.ts",
      "src/diffusion/schedulers/irreplaceable.ts",
      "src/rewards/resized.ts",
      "src/rewards/longReading.ts",
      "src/rewards/sentences.ts",
    ],
    types: ["src/diffusion", "src/rewards", "src/protocol"],
  },
  "src/compile": { values: ["src/errors.ts", "src/residentMemory.ts"] },
  "src/sandbox": { values: ["src/errors.ts", "src/cutText.ts", "src/rewards", "src/protocol"] },
  "src/engine": { values: [...everyFolderBut("extension", "cli"), "package.json"], types: [] },
  "src/cli": { values: everyFolderBut("extension"), types: [] },
  // Where fixtures stand in a file is found by reading it, in the editor as in the engine; the engine is started in the environment that models want.
  "src/extension": {
    values: [
      "src/errors.ts",
      "src/cutText.ts",
      "src/protocol",
      "src/runfile",
      "src/rewards/source",
      "src/png",
      "src/report",
      "src/runtime/onnx/hugePages.mjs",
    ],
    types: ["src/rewards", "src/steering"],
  },
  // The requests of the typed RPC are values, as are the limits that the form shows.
  webview: {
    values: [
      "src/cutText.ts",
      "src/protocol",
      "src/steering/genealogy.ts",
      "src/steering/reweighing.ts",
      "src/steering/diagnosis",
    ],
    node: false,
  },
};

/** Packages that one place alone may import. */
export const exclusivePackages = {
  vscode: ["src/extension", "test/host"],
  "onnxruntime-node": ["src/runtime"],
  "onnxruntime-common": ["src/runtime"],
  esbuild: ["src/compile", "scripts", "test/bench"],
  "@vscode/webview-ui-toolkit": ["webview"],
  lit: ["webview"],
};

function everyFolderBut(...names) {
  const folders = [
    "steering",
    "diffusion",
    "rewards",
    "protocol",
    "runfile",
    "png",
    "report",
    "runtime",
    "compile",
    "sandbox",
    "engine",
    "cli",
  ];
  const shared = ["src/errors.ts", "src/cutText.ts", "src/residentMemory.ts", "src/makeFolder.ts"];
  return [...shared, ...folders.filter((name) => !names.includes(name)).map((name) => `src/${name}`)];
}
