/** The parts of a run that is to come out as another did: opened as its file says that they were. */
import { SteeringError } from "../../errors.ts";
import { deviceNames, type DeviceName } from "../../protocol/runFields.ts";
import type { RunFileHeader } from "../../runfile/format.ts";
import { openRunParts, type PartOptions, type RunParts } from "./runParts.ts";

/** On the device, with the threads and the chunk of the run; where that device is not to be had, on the one that was asked for. */
export async function openAsBefore(
  { specification, execution, device }: RunFileHeader,
  options: PartOptions,
  opened: AsyncDisposableStack,
): Promise<RunParts> {
  const open = (on: DeviceName): Promise<RunParts> =>
    openRunParts(
      { ...specification, device: on },
      specification.rewards,
      { ...options, execution, graphFor: specification.device },
      opened,
    );
  const before = deviceNames.find((name) => name === device.provider) ?? specification.device;
  try {
    return await open(before);
  } catch (error) {
    if (error instanceof SteeringError && error.code === "device-unavailable" && before !== specification.device)
      return open(specification.device);
    throw error;
  }
}
