/** An image model out of a diffusers folder, ready to run. Types only. */
import type { ImageNetwork } from "../../diffusion/image.ts";
import type { SchedulerConfig } from "../../diffusion/schedulers/schedulerConfig.ts";
import type { LoadedModel } from "../loadedModel.ts";
import type { WantedSize } from "./imageSize.ts";

export interface ImageModel extends LoadedModel {
  /** `scheduler/scheduler_config.json`. */
  readonly scheduler: SchedulerConfig;
  /** Transitions, and scale of classifier-free guidance, that suit the model; guidance is 1 where it takes no prompt. */
  readonly steps: number;
  readonly guidance: number;
  /** The model's own, in pixels. */
  readonly width: number;
  readonly height: number;
  /** False: it makes images of one kind, whatever the prompt. */
  readonly takesPrompt: boolean;
  /** How often a state goes through the denoiser in a step: twice where guidance is above 1 and not told to the model. */
  passesAStep(guidance: number): number;
  /**
   * `guidance` up to 1 leaves the unconditional pass out; a model that is told its guidance (a consistency model, or Flux) never needs one.
   * `warn` gets what was done to a prompt that is too long, and what is asked for in vain. Throws `specification-invalid` for a size that cannot be had.
   */
  network(guidance: number, warn: (message: string) => void, size?: WantedSize): ImageNetwork;
}
