/**
 * Whether a device is believed: what its graphs gave in the midst of a run is held against what the CPU makes of the same, in a child of its
 * own. Remembered for as long as model, runtime, drivers and precision stay. Decides no device, and knows no model.
 */
import { createHash } from "node:crypto";
import { basename, dirname, join } from "node:path";
import { agreementOf, disbelief, tokenAgreementOf, tokenDisbelief } from "./agreement.ts";
import { recall, remember } from "./deviceCache.ts";
import { type Machine, thisMachine } from "./machine.ts";
import { longest } from "./measure.ts";
import { probeProvider } from "./probeChild.ts";
import type { GraphRun } from "./recorder.ts";
import { spread, toldOf } from "./toldNumbers.ts";
import type { Provider } from "../onnx/provider.ts";
import { runtimeVersion } from "../onnx/onnxRuntime.ts";

export interface Belief {
  /** The largest difference of the first graph's numbers to the CPU's. */
  readonly agreement: number | undefined;
  /** Why the device is not to be used; undefined: its numbers are the CPU's, or nothing is known against them. */
  readonly reason: string | undefined;
  /** Why nothing is known; undefined: it was compared. */
  readonly unknown: string | undefined;
}

export interface BeliefOptions {
  readonly threads: number | undefined;
  readonly signal: AbortSignal;
  readonly probe?: typeof probeProvider;
}

/** Throws only `AbortError`. */
export async function heldAgainstCpu(
  runs: readonly GraphRun[],
  { threads, signal, probe = probeProvider }: BeliefOptions,
): Promise<Belief> {
  let agreement: number | undefined;
  let unknown = runs.length === 0 ? "none of its graphs was run" : undefined;
  for (const [index, run] of runs.entries()) {
    const { path, bytes, output, feeds, result } = run;
    const rows = rowsOf(run);
    const request = {
      ...{ path, bytes, output, provider: "cpu" as const, free: [], given: { feeds, rows } },
      ...(threads === undefined ? {} : { threads }),
    };
    const { output: cpu, reason } = await probe(request, longest(bytes), signal);
    const numbers = toldOf(result, rows);
    // Whole numbers come of no arithmetic that could overflow.
    if (numbers === undefined) continue;
    const found = cpu && compared(run, numbers, cpu, rows === undefined ? undefined : result.dimensions.at(-1));
    if (found === undefined) unknown ??= reason ?? `the CPU gave no numbers for ${nameOf(path)}`;
    else if (found.reason !== undefined) return { agreement: undefined, reason: found.reason, unknown: undefined };
    else if (index === 0) agreement = found.largest;
  }
  return { agreement, reason: undefined, unknown };
}

/** What a belief is of, besides the device. */
export interface BeliefSubject {
  /** SHA-256 of all that the model is made of. */
  readonly sha256: string;
  readonly precision: string | undefined;
  readonly provider: Provider;
}

export interface RememberedBelief {
  /** Undefined where it was not compared yet, or where something has changed since. */
  readonly known: Belief | undefined;
  keep(belief: Belief): Promise<void>;
}

/** @param folder where measurements are remembered; without it nothing is */
export async function rememberedBelief(
  folder: string | undefined,
  { sha256, precision, provider }: BeliefSubject,
  machine?: Machine,
): Promise<RememberedBelief> {
  const { platform, arch, gpuSigns, drivers } = machine ?? (await thisMachine());
  const key = createHash("sha256")
    .update(JSON.stringify(["mid-run", sha256, precision, runtimeVersion(), platform, arch, gpuSigns, drivers]))
    .digest("hex");
  const before = (await recall(folder, key)).get(provider);
  return {
    known: before && { agreement: before.agreement, reason: before.reason, unknown: undefined },
    async keep({ agreement, reason, unknown }) {
      if (unknown !== undefined) return;
      await remember(folder, key, [{ provider, milliseconds: undefined, agreement, reason }]);
    },
  };
}

function compared(
  { path }: GraphRun,
  numbers: Float32Array,
  cpu: Float32Array,
  tokens: number | undefined,
): { readonly largest: number; readonly reason: string | undefined } | undefined {
  const state = `in the midst of a run (${nameOf(path)})`;
  if (tokens === undefined) {
    const agreement = agreementOf(numbers, cpu);
    return agreement && { largest: agreement.largest, reason: disbelief(agreement, state) };
  }
  const agreement = tokenAgreementOf(numbers, cpu, tokens);
  return agreement && { largest: agreement.largest, reason: tokenDisbelief(agreement, state) };
}

/** Of logits those of the places that are still to be written, or that alone were asked for; undefined: all numbers. */
function rowsOf({ feeds, result, maskId }: GraphRun): readonly number[] | undefined {
  if (maskId === undefined) return undefined;
  const [rows = 0, columns = 0, width = 1] = result.dimensions;
  const all = Array.from({ length: rows * columns }, (_, row) => row);
  const ids = feeds["places"] === undefined ? feeds["input_ids"]?.data : undefined;
  const masked = ids === undefined ? all : all.filter((row) => Number(ids[row]) === maskId);
  return spread(masked.length === 0 ? all : masked, width);
}

/** "unet/model.onnx" */
function nameOf(path: string): string {
  return join(basename(dirname(path)), basename(path));
}
