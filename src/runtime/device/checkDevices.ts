/** How every device of this machine does with a graph, tried anew: for a person who asks. Decides nothing. */
import type { DeviceCheck } from "../../protocol/devices.ts";
import { cpuThreads } from "./cpuThreads.ts";
import type { DeviceOptions } from "./device.ts";
import { candidates, type Machine, thisMachine } from "./machine.ts";
import { type Graph, measure } from "./measure.ts";

/** What failed before is tried again, since something may have been installed. Throws only `AbortError`. */
export async function checkDevices(
  graph: Graph,
  { threads = cpuThreads(), ...options }: Omit<DeviceOptions, "device">,
  machine?: Machine,
): Promise<DeviceCheck[]> {
  const here = machine ?? (await thisMachine());
  const all = candidates(here, graph.together ?? graph.bytes);
  const possible = all.filter(({ impossible }) => impossible === undefined).map(({ provider }) => provider);
  const measured = await measure(possible, graph, here, { ...options, threads, insist: true, anew: true });
  return all.map(({ provider, impossible }) => ({
    device: provider,
    milliseconds: measured.get(provider)?.milliseconds,
    reason: impossible ?? measured.get(provider)?.reason,
    agreement: measured.get(provider)?.agreement,
    memory: here.memory?.[provider],
  }));
}
