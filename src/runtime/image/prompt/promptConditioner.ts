/** Prompts as a pipeline's denoiser is told them: which encoders, put together how. As diffusers does it, class by class. */
import type { StateShape } from "../../../diffusion/image.ts";
import { asNumber, type JsonObject } from "../../folders/json.ts";
import { fixedSize, type Port } from "../../onnx/port.ts";
import {
  type Conditioning,
  endToEnd,
  guidanceEmbedding,
  type Row,
  sideBySide,
  widened,
  zeros,
} from "./conditioning.ts";
import { patchPositions } from "../stateLayout.ts";
import type { EncodedPrompt, TextEncoder } from "./textEncoder.ts";

/** One image's side of what a run asks for. */
export interface Request {
  readonly prompt: string;
  /** True for what guidance leads away from. */
  readonly isNegative: boolean;
  readonly guidance: number;
  /** Pixels of the image. */
  readonly width: number;
  readonly height: number;
  /** The shape of its states. */
  readonly shape: StateShape;
  readonly warn: (message: string) => void;
}

export type Conditioner = (request: Request) => Promise<Conditioning>;

export interface ConditionerOptions {
  /** The folder's text encoders, in the order `text_encoder`, `text_encoder_2`, `text_encoder_3`; an absent one is undefined. */
  readonly encoders: readonly (TextEncoder | undefined)[];
  /** The denoiser's inputs, and its config.json for what they leave open. */
  readonly inputs: readonly Port[];
  readonly config: JsonObject;
  /** Stable Diffusion XL: without a negative prompt the unconditional embedding is zeros. */
  readonly zeroForEmpty: boolean;
}

/** Stable Diffusion, consistency models, pixel models: one encoder. */
export function singleConditioner(options: ConditionerOptions): Conditioner {
  const told = toldGuidance(options);
  return async ({ prompt, guidance, warn }) => {
    const { sequence } = await only(options.encoders)(prompt, warn);
    return { encoder_hidden_states: sequence, ...told(guidance) };
  };
}

/** Distilled consistency models of either kind of Stable Diffusion take their guidance as an embedding. */
function toldGuidance({ inputs, config }: ConditionerOptions): (guidance: number) => Conditioning {
  const told = inputs.find(({ name }) => name === "timestep_cond");
  if (told === undefined) return () => ({});
  const width = fixedSize(told, -1) ?? asNumber(config["time_cond_proj_dim"], 2, 65_536) ?? 256;
  return (guidance) => ({ timestep_cond: guidanceEmbedding(guidance, width) });
}

/** Stable Diffusion XL: two encoders side by side, the second one's summary, and the size of the image (Podell et al. 2023, 2.2). */
export function xlConditioner(options: ConditionerOptions): Conditioner {
  const { encoders, zeroForEmpty } = options;
  const toldTo = toldGuidance(options);
  return async ({ prompt, isNegative, guidance, width, height, warn }) => {
    const [first, second] = await encodeAll(encoders, prompt, warn);
    const told = [first?.sequence, second?.sequence].filter((row) => row !== undefined);
    const isZero = isNegative && zeroForEmpty && prompt === "";
    const blank = (row: Row): Row => (isZero ? zeros(row.dimensions) : row);
    return {
      encoder_hidden_states: blank(sideBySide(told)),
      text_embeds: blank(second?.pooled ?? zeros([0])),
      // Original size, corner of the crop, size.
      time_ids: { data: Float32Array.from([height, width, 0, 0, height, width]), dimensions: [6] },
      ...toldTo(guidance),
    };
  };
}

/** Tokens of zeros in T5's place: diffusers' `max_sequence_length` since 0.36, before which there were CLIP's 77. */
const absentTokens = 256;

/** Stable Diffusion 3: CLIP's two encoders side by side, after them T5's tokens, or zeros where it is left out (Esser et al. 2024, 4). */
export function threeEncoderConditioner({ encoders, inputs, config }: ConditionerOptions): Conditioner {
  const told = inputs.find(({ name }) => name === "encoder_hidden_states");
  const fixed = fixedSize(told, 1);
  const joint = fixedSize(told, -1) ?? asNumber(config["joint_attention_dim"], 1, 65_536);
  return async ({ prompt, warn }) => {
    const [first, second, third] = await encodeAll(encoders, prompt, warn);
    const clip = sideBySide([first?.sequence, second?.sequence].filter((row) => row !== undefined));
    const [tokens = 0, own = 0] = clip.dimensions;
    const absent = fixed === undefined ? absentTokens : Math.max(0, fixed - tokens);
    const wanted = joint ?? third?.sequence.dimensions[1] ?? own;
    return {
      encoder_hidden_states: endToEnd([widened(clip, wanted), third?.sequence ?? zeros([absent, wanted])]),
      pooled_projections: endToEnd([first?.pooled, second?.pooled].filter((row) => row !== undefined)),
    };
  };
}

/** Flux: T5's tokens, CLIP's summary, where all of its tokens lie (those of the prompt nowhere), and guidance as a number. */
export function fluxConditioner({ encoders, inputs }: ConditionerOptions): Conditioner {
  const isTold = inputs.some(({ name }) => name === "guidance");
  const [clip, t5] = encoders;
  return async ({ prompt, guidance, shape, warn }) => {
    // T5 reads what CLIP has to cut off.
    const summary = await clip?.(prompt, () => {});
    const tokens = (await t5?.(prompt, warn))?.sequence ?? zeros([0, 0]);
    return {
      encoder_hidden_states: tokens,
      pooled_projections: summary?.pooled ?? zeros([0]),
      txt_ids: zeros([tokens.dimensions[0] ?? 0, 3]),
      img_ids: patchPositions(shape),
      ...(isTold ? { guidance: { data: Float32Array.of(guidance), dimensions: [] } } : {}),
    };
  };
}

function encodeAll(
  encoders: ConditionerOptions["encoders"],
  prompt: string,
  warn: (message: string) => void,
): Promise<(EncodedPrompt | undefined)[]> {
  return Promise.all(encoders.map(async (encode) => encode?.(prompt, warn)));
}

function only([encoder]: ConditionerOptions["encoders"]): TextEncoder {
  if (encoder === undefined) throw new TypeError("The pipeline has a text encoder.");
  return encoder;
}
