/** Times a graph on providers, each alone in a child, and remembers it. Decides nothing. */
import { createHash } from "node:crypto";
import { recall, remember } from "./deviceCache.ts";
import type { Machine } from "./machine.ts";
import { runtimeVersion } from "../onnx/onnxRuntime.ts";
import { type Measurement, probeProvider } from "./probeChild.ts";
import type { Provider } from "../onnx/provider.ts";

export interface Graph {
  readonly path: string;
  /** The size of graph and weights together. */
  readonly bytes: number;
  /** SHA-256 of all that the graph is made of: measurements are remembered under it. */
  readonly sha256: string;
  /** Sizes for free dimensions, by their place in a shape, to time it at. */
  readonly free: readonly number[];
  readonly output: string;
}

export interface MeasureOptions {
  readonly signal: AbortSignal;
  /** Where measurements are remembered; without it, every opening probes again. */
  readonly cacheFolder?: string;
  readonly threads?: number;
  /** A person asked for it by name: wait longer, and try again what failed before, since something may have been installed. */
  readonly insist: boolean;
  readonly probe?: typeof probeProvider;
}

/** Milliseconds that a probe may take: start, load, shaders, a few runs. What is slower in a trial is no gain anyway. */
const haste = 10_000;
const patience = 60_000;
const perByte = 1 / 50_000;

/** Measures providers one after the other, in the order given. Throws only `AbortError`. */
export async function measure(
  providers: readonly Provider[],
  graph: Graph,
  machine: Machine,
  { signal, cacheFolder, threads, insist, probe = probeProvider }: MeasureOptions,
): Promise<Map<Provider, Measurement>> {
  const key = cacheKey(graph, machine, threads);
  const known = await recall(cacheFolder, key);
  const { path, bytes, free, output } = graph;
  const limit = (insist ? patience : haste) + bytes * perByte;
  const measured = new Map<Provider, Measurement>();
  const fresh: Measurement[] = [];
  for (const provider of providers) {
    let measurement = known.get(provider);
    if (measurement === undefined || (insist && measurement.reason !== undefined)) {
      const request = { path, bytes, free, output, provider, ...(threads === undefined ? {} : { threads }) };
      measurement = await probe(request, limit, signal);
      fresh.push(measurement);
    }
    measured.set(provider, measurement);
  }
  if (fresh.length > 0) await remember(cacheFolder, key, fresh);
  return measured;
}

/** What a measurement depends on. */
function cacheKey({ sha256, free }: Graph, machine: Machine, threads = 0): string {
  const { platform, arch, gpuSigns, shipped } = machine;
  return createHash("sha256")
    .update(JSON.stringify([sha256, free, runtimeVersion(), platform, arch, gpuSigns, shipped, threads]))
    .digest("hex");
}
