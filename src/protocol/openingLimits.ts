/** How long the opening of a model may take and how much memory it may hold, and what a person may raise them to. */

/** 0 leaves a limit to what lies in the model's folder (`limitsFor`). */
export interface OpeningLimits {
  readonly seconds: number;
  readonly megabytes: number;
}

export const bySize: OpeningLimits = { seconds: 0, megabytes: 0 };
/** A day, and a terabyte. */
export const mostOpening: OpeningLimits = { seconds: 86_400, megabytes: 1_048_576 };

/** For a folder of so many bytes: generous on a slow disk and a busy machine, and an end all the same. */
export function limitsFor(bytes: number, { seconds, megabytes }: OpeningLimits): OpeningLimits {
  return {
    seconds: seconds || 60 + Math.ceil(30 * (bytes / 1e9)),
    // The weights as they lie there, and as ONNX Runtime packs them for the processor.
    megabytes: megabytes || 2048 + Math.ceil(3 * (bytes / 2 ** 20)),
  };
}
