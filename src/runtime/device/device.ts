/**
 * Which execution provider a graph runs on: the one place that decides. ONNX Runtime does not fall back by itself, names
 * no adapter, and may die in a driver; so each candidate is tried alone in a child first. Knows neither text nor images.
 */
import { SteeringError, namedField, sentence } from "../../errors.ts";
import type { DeviceReport, Execution } from "../../protocol/run.ts";
import type { DeviceName } from "../../protocol/runFields.ts";
import { cpuThreads } from "./cpuThreads.ts";
import { candidates, type Machine, thisMachine } from "./machine.ts";
import { type Graph, measure, type MeasureOptions } from "./measure.ts";
import type { Measurement } from "./probeChild.ts";
import type { Provider } from "../onnx/provider.ts";
import { openSession, reasonOf, type Session } from "../onnx/session.ts";

export interface DeviceOptions extends Omit<MeasureOptions, "insist"> {
  readonly device: DeviceName;
  /** Devices that were tried in earnest and are not believed, and why. */
  readonly refused?: ReadonlyMap<Provider, string>;
}

export interface OpenedDevice {
  readonly session: Session;
  readonly provider: Provider;
  readonly report: DeviceReport & { readonly execution: Pick<Execution, "agreement"> & { readonly threads: number } };
}

/**
 * Loads a graph on the wanted device; `auto` takes the fastest that works. Throws `device-unavailable` when a device
 * that was named cannot be had, and what `openSession` throws when the graph does not load on the CPU either.
 */
export async function openOnDevice(graph: Graph, options: DeviceOptions, machine?: Machine): Promise<OpenedDevice> {
  const { device, threads = cpuThreads() } = options;
  const asked = { ...options, threads };
  let tried =
    device === "cpu" ? [untimed("cpu")] : await tryDevices(device, graph, asked, machine ?? (await thisMachine()));
  for (const { provider, milliseconds, agreement } of byPreference(tried, device)) {
    try {
      const session = await openSession(graph.path, { threads, bytes: graph.bytes, provider });
      const all = tried.map((one) => judged(one, provider, milliseconds));
      return {
        session,
        provider,
        report: { provider, tried: all.map(reported), execution: { threads, agreement } },
      };
    } catch (error) {
      // It loaded in the child, so it is the device; on the CPU there is none to blame.
      if (provider === "cpu") throw error;
      const reason = `the model loaded on it in a trial, and not in earnest: ${causeOf(error)}`;
      if (device !== "auto") throw unavailable(provider, reason, error);
      tried = tried.map((one) => (one.provider === provider ? { ...one, reason } : one));
    }
  }
  throw unavailable(device, "nothing is left to try");
}

/**
 * Loads another graph of a model, where its first one is. Throws what `openSession` throws of a file that cannot be read, or on the CPU; else
 * `device-unavailable`, for only there it is known whether the graph is to blame.
 */
export async function openBeside(
  provider: Provider,
  { path, bytes }: Pick<Graph, "path" | "bytes">,
  threads: number,
): Promise<Session> {
  try {
    return await openSession(path, { provider, bytes, threads });
  } catch (error) {
    if (provider === "cpu" || (error instanceof SteeringError && error.code === "model-missing")) throw error;
    throw unavailable(provider, `it does not load ${path}: ${causeOf(error)}`, error);
  }
}

/** What the runtime itself said. */
function causeOf(error: unknown): string {
  return reasonOf(error instanceof SteeringError ? error.cause : error);
}

/** Measures what the person's choice leaves open: every candidate of the platform, or the one named. */
async function tryDevices(
  device: Exclude<DeviceName, "cpu">,
  graph: Graph,
  options: DeviceOptions,
  machine: Machine,
): Promise<Measurement[]> {
  const all = candidates(machine, graph.together ?? graph.bytes).map(({ provider, impossible }) => ({
    provider,
    impossible: impossible ?? options.refused?.get(provider),
  }));
  if (device === "auto") {
    const possible = all.filter(({ impossible }) => impossible === undefined).map(({ provider }) => provider);
    // Where only the CPU is possible nothing is started.
    const measured =
      possible.length > 1 ? await measure(possible, graph, machine, { ...options, insist: false }) : undefined;
    return all.map(
      ({ provider, impossible }) => measured?.get(provider) ?? { ...untimed(provider), reason: impossible },
    );
  }
  const candidate = all.find(({ provider }) => provider === device);
  if (candidate === undefined) throw unavailable(device, `${machine.platform} has no such device`);
  if (candidate.impossible !== undefined) throw unavailable(device, candidate.impossible);
  const measured = [...(await measure([device], graph, machine, { ...options, insist: true })).values()];
  const reason = measured[0]?.reason;
  if (reason !== undefined) throw unavailable(device, reason);
  return measured;
}

/** Those that work, fastest first; under `auto` the CPU is what is left in the end. */
function byPreference(tried: readonly Measurement[], device: DeviceName): Measurement[] {
  const working = tried
    .filter(({ reason }) => reason === undefined)
    .toSorted((a, b) => (a.milliseconds ?? 0) - (b.milliseconds ?? 0));
  const hasCpu = working.some(({ provider }) => provider === "cpu");
  return device === "auto" && !hasCpu ? [...working, untimed("cpu")] : working;
}

/** Says of what was measured and not taken why. */
function judged(one: Measurement, taken: Provider, best: number | undefined): Measurement {
  if (one.provider === taken) return { ...one, reason: undefined };
  if (one.reason !== undefined) return one;
  const figures = `${one.milliseconds?.toFixed(1)} ms a run, ${taken} ${best?.toFixed(1)} ms`;
  return { ...one, reason: `slower: ${figures}` };
}

function reported({ provider, milliseconds, reason }: Measurement): DeviceReport["tried"][number] {
  return { provider, milliseconds, reason };
}

function untimed(provider: Provider): Measurement {
  return { provider, milliseconds: undefined, reason: undefined };
}

function unavailable(device: DeviceName, reason: string, cause?: unknown): SteeringError {
  return new SteeringError(
    "device-unavailable",
    sentence`${namedField("device", device, `The device ${device}`)} cannot be used: ${reason.replace(/\.$/, "")}. Choose ${namedField("device", "auto", 'the device "auto"')} or ${namedField("device", "cpu", '"cpu"')}, or make ${device} available and try again.`,
    { details: { field: "device", device, reason }, cause },
  );
}
