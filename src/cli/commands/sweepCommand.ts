/** `fk-steer sweep`: one request over a grid of strengths, particles, potentials, seeds and prompts, as tables or as JSON. */
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { createEngine, type Engine } from "../../engine/engine.ts";
import { SteeringError } from "../../errors.ts";
import { maxSeeds } from "../../protocol/comparison.ts";
import { presets } from "../../protocol/presets.ts";
import { defaultSpecification, type RunSpecification } from "../../protocol/specification.ts";
import type { Sweep, SweepAxes, SweepResult } from "../../protocol/sweep.ts";
import { misnamedRecord, recordPath } from "../../runfile/sweepPaths.ts";
import { readSweepRecord, sweepOf } from "../../runfile/sweepRecord.ts";
import { sweepJson } from "../print/sweepJson.ts";
import { createSweepProgress } from "../print/sweepProgress.ts";
import { sweepTable } from "../print/sweepTable.ts";
import { print, printJson } from "../print/terminal.ts";
import { chunkOf, openingOf } from "../flags/engineFlags.ts";
import { engineSettings } from "../engineFolders.ts";
import { temporaryFolder } from "../temporaryFolder.ts";
import { parseFlags, type Command, type Flag, type ParsedFlags } from "../flags/flags.ts";
import { runFlags } from "../flags/runFlags.ts";
import { presetOfFlags, specificationOf } from "../flags/specification.ts";

const defaultSeeds = 3;

/** Flags of `run` that take several values here. */
const listed: Readonly<Record<string, Pick<Flag, "kind" | "placeholder">>> = {
  strength: { kind: "numbers", placeholder: "<λ,λ,…>" },
  particles: { kind: "numbers", placeholder: "<number,number,…>" },
  potential: { kind: "text", placeholder: "<name,name,…>" },
};

const flags: readonly Flag[] = [
  // Cells are not refined, and wait for nobody.
  ...runFlags.filter(({ name }) => !name.startsWith("refine") && name !== "pause").map(axisFlag),
  {
    name: "seeds",
    group: "Sweep",
    kind: "number",
    placeholder: "<count>",
    description: `How many seeds, counted up from --seed, 1 to ${maxSeeds}`,
    standard: String(defaultSeeds),
  },
  {
    name: "out",
    group: "Output",
    kind: "text",
    placeholder: "<folder>",
    description:
      "Keep the record and each cell's run in this folder; what is there of the same sweep is not run again. Without it nothing is kept",
  },
  {
    name: "json",
    group: "Output",
    kind: "switch",
    description: "Print one JSON object on stdout and nothing else there",
  },
];

function axisFlag(flag: Flag): Flag {
  const list = listed[flag.name];
  if (list !== undefined) return { ...flag, ...list, description: `${flag.description}; several with commas between` };
  if (flag.name !== "prompt") return flag;
  return { ...flag, description: "Text that the result continues, or what an image shows; each is an axis's value" };
}

export const sweepCommand: Command = {
  name: "sweep",
  usage: "--prompt <text> --reward <name|file> [flags]",
  description:
    "Runs every combination of the strengths, particles, potentials, seeds and prompts that are named, and prints a table of what they came to:\n" +
    "means over the seeds with 95 % confidence intervals. With --out each cell is a run in a file, and the same command goes on where it was cut off.",
  flags,
  examples: [
    'fk-steer sweep --prompt "Once upon a time" --reward sentiment-lexicon --strength 0,10,40 --particles 4,8 --seeds 5',
    "fk-steer sweep --reward rewards/cheerful.reward.ts --strength 10,40 --potential difference,max --out sweeps/cheerful",
    "fk-steer resume sweeps/cheerful",
  ],
  async run(args, signal) {
    const parsed = parseFlags(args, flags);
    return sweepToEnd(parsed, signal, async (engine) => {
      const first = specificationOf(firstOf(parsed), await engine.call("rewards/list", undefined));
      // As many as cells with more particles can have.
      const islands = parsed.number("islands") ?? presets[presetOfFlags(parsed)].settings.islands;
      const specification = { ...first, islands };
      return { folder: parsed.text("out"), sweep: { specification, axes: axesOf(parsed, specification) } };
    });
  },
};

/** The folder of a sweep, or its record; undefined for what is neither. */
export async function sweepFolder(path: string): Promise<string | undefined> {
  if (path.endsWith(".fksweep")) {
    const folder = resolve(path, "..");
    if (resolve(path) === recordPath(folder)) return folder;
    throw new SteeringError("run-file", misnamedRecord(path));
  }
  const there = await stat(recordPath(path)).catch(() => undefined);
  return there === undefined ? undefined : resolve(path);
}

/** Goes on with the sweep that the folder holds. */
export function resumeSweep(parsed: ParsedFlags, folder: string, signal: AbortSignal): Promise<number> {
  return sweepToEnd(parsed, signal, async () => {
    const record = await readSweepRecord(folder);
    if (record !== undefined) return { folder, sweep: sweepOf(record) };
    throw new SteeringError("run-file", `${folder} holds no sweep to go on with. Name the folder of one.`);
  });
}

interface Prepared {
  /** As it was named; undefined: nothing is kept. */
  readonly folder: string | undefined;
  readonly sweep: Sweep;
}

async function sweepToEnd(
  parsed: ParsedFlags,
  signal: AbortSignal,
  prepare: (engine: Engine) => Promise<Prepared>,
): Promise<number> {
  const progress = createSweepProgress(process.stderr);
  await using engine = createEngine({ onSweepEvent: (_, event) => progress.show(event) });
  const { folder: named, sweep } = await prepare(engine);
  await engine.call(
    "engine/configure",
    engineSettings(sweep.specification, parsed.all("models-folder"), chunkOf(parsed), openingOf(parsed)),
  );
  await using scratch =
    named === undefined ? await temporaryFolder("sweep", "keep the runs with --out <folder>") : undefined;
  const folder = scratch?.path ?? resolve(named ?? "");
  try {
    const result = await engine.call("sweep/start", { id: "sweep", folder, sweep }, signal);
    progress.clear();
    if (parsed.has("json")) printJson(sweepJson(result, named !== undefined));
    else print(sweepTable(result));
    return hasFailed(result) ? 1 : 0;
  } finally {
    progress.clear();
  }
}

function hasFailed({ cells }: SweepResult): boolean {
  return cells.some(({ result }) => result.outcome === "failed");
}

/** The flags as those of one run: of each list its first value, which stands for the others. */
function firstOf(parsed: ParsedFlags): ParsedFlags {
  return {
    ...parsed,
    number: (name) => (listed[name] === undefined ? parsed.number(name) : parsed.numbers(name)?.[0]),
    text: (name) => (listed[name] === undefined ? parsed.text(name) : namesOf(parsed, name)?.[0]),
    all: (name) => (name === "prompt" ? parsed.all(name).slice(0, 1) : parsed.all(name)),
  };
}

function axesOf(parsed: ParsedFlags, { seed }: RunSpecification): SweepAxes {
  const { strength, particles, potential, prompt } = defaultSpecification;
  const count = parsed.number("seeds") ?? defaultSeeds;
  if (!Number.isSafeInteger(count) || count < 1 || count > maxSeeds) {
    const sentence = `--seeds must be a whole number from 1 to ${maxSeeds}, and it is ${count}.`;
    throw new SteeringError("specification-invalid", sentence, { details: { field: "seeds" } });
  }
  const prompts = parsed.all("prompt");
  return {
    strength: parsed.numbers("strength") ?? [strength],
    // Of each prompt, on all islands: those of a preset share them.
    particles: (parsed.numbers("particles") ?? [particles]).map((each) => each * (parsed.number("islands") ?? 1)),
    potential: (namesOf(parsed, "potential") ?? [potential]) as SweepAxes["potential"],
    seed: Array.from({ length: count }, (_, i) => seed + i),
    prompt: prompts.length === 0 ? [prompt] : prompts,
  };
}

function namesOf(parsed: ParsedFlags, name: string): string[] | undefined {
  return parsed
    .text(name)
    ?.split(",")
    .map((part) => part.trim());
}
