/** What all passes of a run share. Types only. */
import type { RunEvent } from "../../protocol/run.ts";
import type { CompositeReward } from "../../rewards/composite.ts";
import type { RunFileWriter } from "../../runfile/write.ts";
import type { SteeringPolicy } from "../../steering/policy.ts";
import type { RandomStreams } from "../../steering/random.ts";
import type { PromptGroup } from "./promptGroups.ts";
import type { AnySample } from "../reward/opened.ts";
import type { RunModel, RunProcess } from "../models/runModel.ts";

export interface RunSteering {
  readonly process: RunProcess;
  readonly view: RunModel["view"];
  readonly policy: SteeringPolicy;
  readonly groups: readonly PromptGroup[];
  readonly random: RandomStreams;
  readonly signal: AbortSignal;
  /** Fires when the run is to stop once its next scored step is kept. */
  readonly halt: AbortSignal | undefined;
  readonly reward: CompositeReward<AnySample>;
  readonly emit: (event: RunEvent) => void;
  readonly file: RunFileWriter | undefined;
  /** Since the run began, all passes together. */
  readonly forwardPasses: () => number;
}
