/** Times a graph on providers, each alone in a child, holds their numbers against the CPU's, and remembers it. Decides nothing. */
import { createHash } from "node:crypto";
import { agreementOf, disbelief } from "./agreement.ts";
import { recall, remember } from "./deviceCache.ts";
import type { Machine } from "./machine.ts";
import { runtimeVersion } from "../onnx/onnxRuntime.ts";
import type { TokenState } from "./probe/messages.ts";
import { type Measurement, type Probed, probeProvider } from "./probeChild.ts";
import type { Provider } from "../onnx/provider.ts";

export interface Graph {
  readonly path: string;
  /** The size of graph and weights together. */
  readonly bytes: number;
  /** Of all graphs of its model, which are on its device together; absent: it is the only one. */
  readonly together?: number | undefined;
  /** SHA-256 of all that the graph is made of: measurements are remembered under it. */
  readonly sha256: string;
  /** Sizes for free dimensions, by their place in a shape, to time it at. */
  readonly free: readonly number[];
  readonly output: string;
  /** Of a text model: what its places may hold. */
  readonly tokens?: TokenState | undefined;
}

export interface MeasureOptions {
  readonly signal: AbortSignal;
  /** Where measurements are remembered; without it, every opening probes again. */
  readonly cacheFolder?: string;
  readonly threads?: number;
  /** A person asked for it by name: wait longer, and try again what failed before, since something may have been installed. */
  readonly insist: boolean;
  /** Measures again what is remembered, too: a driver may be another one by now. */
  readonly anew?: boolean;
  readonly probe?: typeof probeProvider;
}

/** Milliseconds that a probe may take: start, load, shaders, a few runs. What is slower in a trial is no gain anyway. */
const haste = 10_000;
const patience = 120_000;
const perByte = 1 / 50_000;

/** Milliseconds that a process may take with a graph that somebody waits for. */
export function longest(bytes: number): number {
  return patience + bytes * perByte;
}

/** Measures providers one after the other, in the order given. Throws only `AbortError`. */
export async function measure(
  providers: readonly Provider[],
  graph: Graph,
  machine: Machine,
  { signal, cacheFolder, threads, insist, anew = false, probe = probeProvider }: MeasureOptions,
): Promise<Map<Provider, Measurement>> {
  const key = cacheKey(graph, machine, threads);
  const known = anew ? new Map<Provider, Measurement>() : await recall(cacheFolder, key);
  const { path, bytes, free, output, tokens } = graph;
  const limit = insist ? longest(bytes) : haste + bytes * perByte;
  const probed = (provider: Provider): Promise<Probed> =>
    probe(
      { path, bytes, free, output, tokens, provider, ...(threads === undefined ? {} : { threads }) },
      limit,
      signal,
    );
  const fresh = new Map<Provider, Probed>();
  for (const provider of providers) {
    const before = known.get(provider);
    if (before === undefined || (insist && before.reason !== undefined)) fresh.set(provider, await probed(provider));
  }
  // What agrees agrees with the CPU, which is asked for its numbers even where it is not to be taken.
  const others = [...fresh.values()].some((one) => one.provider !== "cpu" && one.output !== undefined);
  const cpu = !others ? undefined : (fresh.get("cpu") ?? (await probed("cpu"))).output;
  const measured = new Map<Provider, Measurement>();
  for (const provider of providers) {
    const { output: numbers, ...one } = fresh.get(provider) ?? { ...known.get(provider)!, output: undefined };
    measured.set(provider, provider === "cpu" ? one : { ...one, ...compared(numbers, cpu) });
  }
  if (fresh.size > 0)
    await remember(
      cacheFolder,
      key,
      [...fresh.keys()].map((provider) => measured.get(provider)!),
    );
  return measured;
}

/** A provider whose numbers are not the CPU's cannot be used, however fast it is. */
function compared(numbers?: Float32Array, cpu?: Float32Array): Partial<Pick<Measurement, "agreement" | "reason">> {
  const agreement = numbers && cpu && agreementOf(numbers, cpu);
  if (agreement === undefined) return {};
  const reason = disbelief(agreement);
  return reason === undefined ? { agreement: agreement.largest } : { reason };
}

/** What a measurement depends on. */
function cacheKey({ sha256, free }: Graph, machine: Machine, threads = 0): string {
  const { platform, arch, gpuSigns, drivers, shipped } = machine;
  const here = [runtimeVersion(), platform, arch, gpuSigns, drivers, shipped];
  return createHash("sha256")
    .update(JSON.stringify([sha256, free, ...here, threads, "side by side"]))
    .digest("hex");
}
