/** What all passes of a text run share. Types only. */
import type { MaskedTextProcess } from "../diffusion/maskedText.ts";
import type { TextSample } from "../diffusion/text.ts";
import type { RunEvent } from "../protocol/run.ts";
import type { CompositeReward } from "../rewards/composite.ts";
import type { RunFileWriter } from "../runfile/write.ts";
import type { SteeringPolicy } from "../steering/policy.ts";
import type { RandomStreams } from "../steering/random.ts";
import type { PromptGroup } from "./promptGroups.ts";

export interface TextSteering {
  readonly process: MaskedTextProcess;
  readonly policy: SteeringPolicy;
  readonly groups: readonly PromptGroup[];
  readonly random: RandomStreams;
  readonly signal: AbortSignal;
  readonly reward: CompositeReward<TextSample>;
  readonly emit: (event: RunEvent) => void;
  readonly file: RunFileWriter | undefined;
  /** Since the run began, all passes together. */
  readonly forwardPasses: () => number;
}
