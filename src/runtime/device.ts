/**
 * Which execution provider a graph runs on: the one place that decides. ONNX Runtime does not fall back by itself, names
 * no adapter, and may die in a driver; so each candidate is tried alone in a child and timed. Knows neither text nor images.
 */
import { createHash } from "node:crypto";
import { SteeringError } from "../errors.ts";
import type { DeviceReport } from "../protocol/run.ts";
import type { DeviceName } from "../protocol/specification.ts";
import { recall, remember } from "./deviceCache.ts";
import { candidates, type Machine, thisMachine } from "./machine.ts";
import { type Measurement, probeProvider } from "./probeChild.ts";
import { openSession, type Provider, runtimeVersion, type Session } from "./session.ts";

export interface Graph {
  readonly path: string;
  /** Of graph and weights. */
  readonly bytes: number;
  /** SHA-256 of all that the graph is made of: measurements are remembered under it. */
  readonly sha256: string;
  /** Sizes for free dimensions, by their place in a shape, to time it at. */
  readonly free: readonly number[];
  readonly output: string;
}

export interface DeviceOptions {
  readonly device: DeviceName;
  readonly signal: AbortSignal;
  readonly cacheFolder?: string;
  readonly threads?: number;
}

export interface OpenedDevice {
  readonly session: Session;
  readonly provider: Provider;
  readonly report: DeviceReport;
}

type Probe = typeof probeProvider;

/**
 * Loads a graph on the wanted device; `auto` takes the fastest that works. Throws `device-unavailable` when a device
 * that was named cannot be had, and what `openSession` throws when the graph does not load on the CPU either.
 */
export async function openOnDevice(
  graph: Graph,
  options: DeviceOptions,
  machine: Machine = thisMachine(),
  probe: Probe = probeProvider,
): Promise<OpenedDevice> {
  const { device } = options;
  const tried =
    device === "cpu"
      ? [untimed("cpu")]
      : device === "auto"
        ? await measureAll(graph, options, machine, probe)
        : [await measureOne(device, graph, options, machine, probe)];
  const fastest = tried
    .filter(({ reason }) => reason === undefined)
    .toSorted((a, b) => (a.milliseconds ?? 0) - (b.milliseconds ?? 0));
  let report = [...tried];
  for (const { provider, milliseconds } of [...fastest, ...(device === "auto" ? [untimed("cpu")] : [])]) {
    try {
      const session = await openSession(graph.path, { ...options, bytes: graph.bytes, provider });
      return {
        session,
        provider,
        report: { provider, tried: report.map((one) => compared(one, provider, milliseconds)) },
      };
    } catch (error) {
      // It worked in the child: then it is the device, unless there is none to blame.
      if (provider === "cpu") throw error;
      if (device !== "auto") throw unavailable(provider, "the model did not load on it a second time", error);
      report = report.map((one) =>
        one.provider === provider ? { ...one, reason: "the model did not load on it a second time" } : one,
      );
    }
  }
  const [one] = tried;
  throw unavailable(one?.provider ?? "cpu", one?.reason ?? "it is not known here");
}

/** Every candidate of the platform, best guess first and CPU last. Nothing is started where only the CPU is possible. */
async function measureAll(
  graph: Graph,
  options: DeviceOptions,
  machine: Machine,
  probe: Probe,
): Promise<Measurement[]> {
  const all = candidates(machine);
  const possible = all.filter(({ impossible }) => impossible === undefined).map(({ provider }) => provider);
  const measured = new Map<Provider, Measurement>();
  if (possible.length > 1) {
    const key = cacheKey(graph, machine, options);
    const known = await recall(options.cacheFolder, key);
    // The CPU first: where a model does not even run there, the others need not be asked.
    for (const provider of possible.toReversed()) {
      measured.set(provider, known.get(provider) ?? (await measure(provider, graph, options, probe)));
      if (provider === "cpu" && measured.get(provider)?.reason !== undefined) break;
    }
    if (possible.some((provider) => !known.has(provider)))
      await remember(options.cacheFolder, key, [...measured.values()]);
  }
  return all.map(
    ({ provider, impossible }) =>
      measured.get(provider) ?? {
        provider,
        milliseconds: undefined,
        reason: impossible ?? notTried(provider, measured),
      },
  );
}

/** A device that was asked for by name. A remembered failure does not count: something may have been installed since. */
async function measureOne(
  provider: Provider,
  graph: Graph,
  options: DeviceOptions,
  machine: Machine,
  probe: Probe,
): Promise<Measurement> {
  const candidate = candidates(machine).find((one) => one.provider === provider);
  const impossible =
    candidate === undefined ? `${provider} does not exist on ${machine.platform}` : candidate.impossible;
  if (impossible !== undefined) throw unavailable(provider, impossible);
  const key = cacheKey(graph, machine, options);
  const known = (await recall(options.cacheFolder, key)).get(provider);
  if (known?.reason === undefined && known !== undefined) return known;
  const measurement = await measure(provider, graph, options, probe);
  await remember(options.cacheFolder, key, [measurement]);
  if (measurement.reason !== undefined) throw unavailable(provider, measurement.reason);
  return measurement;
}

function measure(
  provider: Provider,
  graph: Graph,
  { signal, threads }: DeviceOptions,
  probe: Probe,
): Promise<Measurement> {
  const { path, bytes, free, output } = graph;
  const limit = 20_000 + bytes / 50_000;
  return probe({ path, bytes, free, output, provider, ...(threads === undefined ? {} : { threads }) }, limit, signal);
}

/** Adds to what was measured why it was not taken. */
function compared(one: Measurement, taken: Provider, fastest: number | undefined): Measurement {
  if (one.provider === taken || one.reason !== undefined)
    return one.provider === taken ? { ...one, reason: undefined } : one;
  const reason =
    one.milliseconds === undefined || fastest === undefined
      ? "not needed"
      : `slower: ${one.milliseconds.toFixed(1)} ms a run, ${taken} ${fastest.toFixed(1)} ms`;
  return { ...one, reason };
}

function notTried(provider: Provider, measured: ReadonlyMap<Provider, Measurement>): string | undefined {
  return provider !== "cpu" && measured.size > 0
    ? "not tried, because the model does not run on the CPU either"
    : undefined;
}

function untimed(provider: Provider): Measurement {
  return { provider, milliseconds: undefined, reason: undefined };
}

function unavailable(provider: Provider, reason: string, cause?: unknown): SteeringError {
  return new SteeringError(
    "device-unavailable",
    `The device ${provider} cannot be used: ${reason}. Choose device "auto" or "cpu", or make ${provider} available and try again.`,
    { details: { device: provider, reason }, cause },
  );
}

/** What a measurement depends on. */
function cacheKey({ sha256, free }: Graph, machine: Machine, { threads }: DeviceOptions): string {
  const parts = [
    sha256,
    free,
    runtimeVersion(),
    machine.platform,
    machine.arch,
    machine.gpuSigns,
    machine.shipped,
    threads ?? 0,
  ];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
