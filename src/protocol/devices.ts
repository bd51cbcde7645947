/** What the devices of this machine do with a model. Types and words only. */
import { formatBytes, plural } from "./numberWords.ts";

export interface DeviceCheck {
  /** An execution provider of ONNX Runtime; "cpu" is always there. */
  readonly device: string;
  /** One call of the denoiser, as many rows together as a run takes; undefined where it does not work. */
  readonly milliseconds: number | undefined;
  /** Why it cannot be used; undefined where it works. */
  readonly reason: string | undefined;
  /** Largest difference of its numbers to the CPU's; undefined on the CPU itself, and where there are none. */
  readonly agreement: number | undefined;
  /** Why that is of a state that was made up, and not of one in the midst of a run; undefined: it is of one that the model came to by itself. */
  readonly unknown?: string | undefined;
  /** Bytes of memory that it has, of the card with most where there are several; undefined: nobody says. */
  readonly memory?: number | undefined;
}

/** Every device that the platform has, best first, with one model. */
export interface DeviceChecks {
  readonly model: string;
  /** Bytes of its weights, which are on the device together: what else it computes comes on top. */
  readonly weights: number;
  /** How many samples a call is of. */
  readonly samples: number;
  readonly devices: readonly DeviceCheck[];
  /** What `auto` takes. */
  readonly taken: string;
}

/** The one that `auto` takes of those that were checked: the fastest that works. */
export function fastest(devices: readonly DeviceCheck[]): string {
  const working = devices.filter(({ reason }) => reason === undefined);
  const [first] = working.toSorted((a, b) => (a.milliseconds ?? Infinity) - (b.milliseconds ?? Infinity));
  return first?.device ?? "cpu";
}

/** "4.1 ms a call, within 0.0021 of the CPU in the midst of a run, 8.6 GB of memory", or why it cannot be used. */
export function deviceWords({ milliseconds, reason, agreement, unknown, memory }: DeviceCheck): string {
  if (reason !== undefined) return reason;
  const state =
    unknown === undefined
      ? "in the midst of a run"
      : `on a state that was made up (in the midst of a run it could not be compared: ${unknown})`;
  return [
    ...(milliseconds === undefined ? [] : [`${milliseconds.toFixed(1)} ms a call`]),
    ...(agreement === undefined ? [] : [`within ${agreement.toPrecision(2)} of the CPU ${state}`]),
    ...(memory === undefined ? [] : [`${formatBytes(memory)} of memory`]),
  ].join(", ");
}

export function takenWords({ model, weights, samples, taken }: DeviceChecks): string {
  return `With ${model}, whose weights take ${formatBytes(weights)}, a call of ${plural(samples, "sample")}. The device "auto" takes ${taken}.`;
}
