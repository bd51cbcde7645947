/** A model as a run uses it, whether it makes texts or images. Types only. */
import type { RgbaImage } from "../../diffusion/image.ts";
import type { TokenAccount } from "../../diffusion/tokenAccount.ts";
import type { Modality } from "../../protocol/modality.ts";
import type { SampleView } from "../../protocol/particle.ts";
import type { WholeSpecification } from "../../protocol/specification.ts";
import type { LoadedModel } from "../../runtime/loadedModel.ts";
import type { TextModel } from "../../runtime/text/textModel.ts";
import type { DiffusionProcess } from "../../steering/process.ts";
import type { PromptGroup } from "../run/promptGroups.ts";
import type { AnySample } from "../reward/opened.ts";

/** The process of a run, whatever its states are. */
export interface RunProcess extends DiffusionProcess<object, unknown, AnySample> {
  /** A quick look at where a state is heading; undefined where there is none, as of texts. */
  preview?(state: object, step: number): RgbaImage | undefined;
  /** The tokens behind a particle's samples, where they are texts. */
  account?(state: object, draws: readonly AnySample[]): TokenAccount;
  /** The samples that an account is of, in the group of that key. */
  recall?(group: string, account: Pick<TokenAccount, "tokens" | "revealed">): AnySample[];
}

export interface RunModel extends LoadedModel {
  readonly modality: Modality;
  /** Throws what the specification asks for and the model cannot do; `warn` gets what a person should know. */
  process(
    specification: WholeSpecification,
    groups: readonly PromptGroup[],
    warn: (message: string) => void,
  ): RunProcess;
  /** How often a particle goes through the denoiser in a step: twice with classifier-free guidance. */
  callsAStep(specification: WholeSpecification): number;
  /** What a product of several models takes of it, where it writes text. */
  readonly text?: TextModel;
  /** A sample as it is shown and stored, a new object; in full at the end. */
  view(sample: AnySample, inFull: boolean): SampleView;
}
