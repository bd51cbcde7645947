// The types of "fk-steering", version 11. Written by FK Steering, which replaces this file when it knows more.
// prettier-ignore
declare module "fk-steering" {
  /**
   * A generated text as a reward sees it.
   * @example
   * samples.map((s) => (s.generated.includes("dragon") ? 1 : 0))
   */
  export interface RewardTextSample {
    /**
     * The whole text: prefix + generated + suffix.
     * @example
     * samples.map((s) => -Math.abs(s.text.length - 120))
     */
    readonly text: string;
    /** What comes before what the model wrote: the prompt, or the text before the cursor. */
    readonly prefix: string;
    /**
     * What the model wrote.
     * @example
     * samples.map((s) => wordsOf(s.generated).length)
     */
    readonly generated: string;
    /** What comes after it; empty where nothing does. */
    readonly suffix: string;
    /** What was asked for, the same for all samples of a prompt. */
    readonly prompt: string;
  }

  /**
   * A generated image as a reward sees it: RGBA, row by row, 4 bytes a pixel.
   * @example
   * samples.map((s) => s.data[4 * (y * s.width + x)]) // red of the pixel at x, y
   */
  export interface RewardImageSample {
    /** Pixels. */
    readonly width: number;
    /** Pixels. */
    readonly height: number;
    /** Red, green, blue and opacity of each pixel, 0 to 255. */
    readonly data: Uint8ClampedArray;
    /** What the image is to show. */
    readonly prompt: string;
  }

  /** A parameter that a reward declares; it becomes a form field and a flag. */
  export type RewardParameter =
    | {
        readonly type: "number";
        readonly default: number;
        readonly min?: number;
        readonly max?: number;
        readonly step?: number;
        readonly description?: string;
      }
    | { readonly type: "string"; readonly default: string; readonly description?: string }
    | { readonly type: "boolean"; readonly default: boolean; readonly description?: string }
    | {
        readonly type: "choice";
        readonly choices: readonly string[];
        readonly default: string;
        readonly description?: string;
      };

  export type RewardParameters = Readonly<Record<string, RewardParameter>>;
  export type ParameterValue = number | string | boolean;

  /** The values of the declared parameters, typed by their declarations. */
  export type ParameterValues<Parameters extends RewardParameters> = {
    readonly [Name in keyof Parameters]: Parameters[Name] extends { readonly choices: readonly (infer Choice)[] }
      ? Choice
      : Parameters[Name]["default"] extends number
        ? number
        : Parameters[Name]["default"] extends boolean
          ? boolean
          : string;
  };

  /** Precisions that a folder may have graphs of. `auto`: full, half, eight bits, four, the first that is there and fits the memory. */
  export type GraphPrecision = "auto" | "fp32" | "fp16" | "int8" | "q4" | "q4f16";

  /** What a model in a folder of yours may be told. */
  export interface FolderQuestion {
    /** Which of the folder's graphs answers. */
    readonly precision?: GraphPrecision;
  }

  export interface ClassifierQuestion extends FolderQuestion {
    /** A label as its config.json calls it, or its number; the only label, or the second of two, where it is absent. */
    readonly label?: string | number;
    /** True: by how much the label leads, the logarithm of its odds, which goes on growing where a probability is at its ceiling. */
    readonly margin?: boolean;
  }

  /** Reward models that come with FK Steering, each a batch in and one number a sample out. */
  export interface RewardModels {
    /**
     * Mood of each text in [−1, 1], by a lexicon.
     * @example
     * const mood = await models.sentiment(samples.map((s) => s.text));
     * return samples.map((s, i) => mood[i] - s.text.length / 1000);
     */
    sentiment(texts: readonly string[]): Promise<number[]>;
    /**
     * Mood of each text in [−1, 1], as people rate sentences: the mean over its sentences, by a small network.
     * @example
     * return models.ratedSentiment(samples.map((s) => s.generated));
     */
    ratedSentiment(texts: readonly string[]): Promise<number[]>;
    /**
     * How right the grammar of each text is, in [0, 1]: the mean over its sentences, by a small network.
     * @example
     * const grammar = await models.acceptability(samples.map((s) => s.text));
     */
    acceptability(texts: readonly string[]): Promise<number[]>;
    /**
     * The share of people who would call each text toxic, in [0, 1], by a small network; of a long text the mean over its parts.
     * @example
     * const toxic = await models.toxicity(samples.map((s) => s.text));
     * return toxic.map((share) => -share);
     */
    toxicity(texts: readonly string[]): Promise<number[]>;
    /**
     * How well each text reads as English: the mean log-likelihood of its tokens and of its end, in nats, at most 0, by a small language model. The logarithm of
     * 1 / perplexity: −3 is a perplexity of 20.
     * @example
     * const fluency = await models.perplexity(samples.map((s) => s.text));
     */
    perplexity(texts: readonly string[]): Promise<number[]>;
    /**
     * How well each image shows its prompt, in [−1, 1], by a small network that was trained on the scenes of the model Emoji scenes.
     * @example
     * const shown = await models.match(samples);
     * const also = await models.match(samples.map((s) => ({ ...s, prompt: "a red heart" })));
     */
    match(images: readonly RewardImageSample[]): Promise<number[]>;
    /**
     * The cosine of each image and its own prompt, in [−1, 1], by a CLIP in ONNX of yours: the name of its folder in a model folder. For another
     * text than the prompt, hand over `{ ...sample, prompt: text }`.
     * @example
     * return models.clip(samples, "clip-vit-base-patch32");
     */
    clip(images: readonly RewardImageSample[], model: string, asked?: FolderQuestion): Promise<number[]>;
    /**
     * How much people like each image, by a head in ONNX on a CLIP of yours, `aesthetic.onnx` in its folder: of LAION's about 1 to 10.
     * @example
     * return models.aesthetic(samples, "clip-vit-large-patch14");
     */
    aesthetic(images: readonly RewardImageSample[], model: string, asked?: FolderQuestion): Promise<number[]>;
    /**
     * What a text classifier in ONNX of yours says of a label, for each text: its probability, in [0, 1], or its margin; of a long text the mean over
     * its parts. `model` is the name of its folder in a model folder.
     * @example
     * return models.classify(samples.map((s) => s.text), "sst2", { label: "POSITIVE", margin: true });
     */
    classify(texts: readonly string[], model: string, asked?: ClassifierQuestion): Promise<number[]>;
    /**
     * How likely a causal language model in ONNX of yours finds each text: the mean natural logarithm of the probability of a token, at most 0. `model` is
     * the name of its folder in a model folder.
     * @example
     * return models.likelihood(samples.map((s) => s.text), "gpt2");
     */
    likelihood(texts: readonly string[], model: string, asked?: FolderQuestion): Promise<number[]>;
  }

  export interface FixtureSetting {
    /** What the Testing view calls it; made from the texts where it is absent. */
    readonly name?: string;
    /** What comes before the texts; nothing where it is absent. */
    readonly prompt?: string;
    /** Parameters that are not at their defaults. */
    readonly parameters?: Readonly<Record<string, ParameterValue>>;
  }

  /** One text has to score higher than another. */
  export interface OrderFixture extends FixtureSetting {
    readonly better: string;
    readonly worse: string;
  }

  /** A text has to score at least `min` and at most `max`; a text that must not be has `max: -Infinity`. */
  export interface RangeFixture extends FixtureSetting {
    readonly text: string;
    readonly min?: number;
    readonly max?: number;
  }

  /** What a reward should make of texts: a test, in the Testing view and of `fk-steer test`. */
  export type RewardFixture = OrderFixture | RangeFixture;

  export interface RewardContext<Parameters extends RewardParameters = RewardParameters> {
    /**
     * Models to ask, each a batch in and one number a sample out.
     * @example
     * const mood = await models.sentiment(samples.map((s) => s.text));
     */
    readonly models: RewardModels;
    /** The values of the declared parameters, as the form or `--param` has them. */
    readonly parameters: ParameterValues<Parameters>;
    /**
     * Writes a line to the "FK Steering" output channel.
     * @example
     * log("longest", Math.max(...samples.map((s) => s.text.length)));
     */
    log(...values: readonly unknown[]): void;
    /** Fires when the run is stopped: hand it to what takes long. */
    readonly signal: AbortSignal;
  }

  export interface RewardDefinition<Sample, Parameters extends RewardParameters = RewardParameters> {
    readonly accepts: "text" | "image";
    /** One line that says what a high number means. */
    readonly description?: string;
    readonly parameters?: Parameters;
    /** Allows −∞: a sample that must not be. */
    readonly hardConstraint?: boolean;
    /** Tests of the reward, of texts only. */
    readonly fixtures?: readonly RewardFixture[];
    /** One finite number a sample, higher is better, in the order of `samples`. */
    score(samples: readonly Sample[], context: RewardContext<Parameters>): Promise<ArrayLike<number>> | ArrayLike<number>;
  }

  export type TextReward<Parameters extends RewardParameters = RewardParameters> = RewardDefinition<
    RewardTextSample,
    Parameters
  > & { readonly accepts: "text" };
  export type ImageReward<Parameters extends RewardParameters = RewardParameters> = RewardDefinition<
    RewardImageSample,
    Parameters
  > & { readonly accepts: "image" };

  /** What a reward gets to see, by what it accepts. */
  export type RewardSample<Accepts extends "text" | "image"> = Accepts extends "text"
    ? RewardTextSample
    : RewardImageSample;

  /** What `parameters` is where none are declared: no name is known. */
  export type NoParameters = Readonly<Record<never, never>>;

  /** A reward as `defineReward` gives it back. */
  export type DefinedReward<
    Accepts extends "text" | "image",
    Parameters extends RewardParameters = NoParameters,
  > = RewardDefinition<RewardSample<Accepts>, Parameters> & { readonly accepts: Accepts };

  /**
   * Declares a reward. It gives back what it gets: its use is that `samples` and `context.parameters` are typed by
   * `accepts` and `parameters`.
   */
  export function defineReward<
    const Accepts extends "text" | "image",
    const Parameters extends RewardParameters = NoParameters,
  >(reward: DefinedReward<Accepts, Parameters>): DefinedReward<Accepts, Parameters>;

  /**
   * The words of a text: letters first, then letters, digits, apostrophes and hyphens.
   * @example
   * samples.map((s) => -wordsOf(s.generated).filter((word) => word.length > 7).length)
   */
  export function wordsOf(text: string): string[];

  /**
   * The parts of a text that end with . ! ? or … and have a letter, without that end.
   * @example
   * samples.map((s) => closeness(sentencesOf(s.text).length, 3, 3))
   */
  export function sentencesOf(text: string): string[];

  /**
   * 1 at the target, 0 at a distance of `reach` and beyond, straight in between.
   * @example
   * samples.map((s) => closeness(s.text.length, 120, 60))
   */
  export function closeness(value: number, target: number, reach: number): number;

  /** Red, green and blue, each from 0 to 255. */
  export type Colour = readonly [red: number, green: number, blue: number];

  /**
   * The mean colour of an image.
   * @example
   * samples.map((s) => meanColour(s)[2] / 255)
   */
  export function meanColour(image: Pick<RewardImageSample, "data">): Colour;

  /**
   * Share of an image's pixels, from 0 to 1, whose colour is at most `distance` (0 to 442, straight through RGB) from the wanted one.
   * @example
   * samples.map((s) => shareOfColour(s, [220, 40, 40], 90))
   */
  export function shareOfColour(image: Pick<RewardImageSample, "data">, colour: Colour, distance: number): number;

  /**
   * Mean luminance of an image, from 0, black, to 1, white.
   * @example
   * samples.map(brightness)
   */
  export function brightness(image: Pick<RewardImageSample, "data">): number;

  /** Luminance of each pixel (Rec. 709 weights of the stored values), from 0, black, to 1, white; row by row. */
  export function luminances(image: Pick<RewardImageSample, "data">): Float64Array;

  /** RGBA, row by row, 4 bytes a pixel. */
  export type Pixels = Pick<RewardImageSample, "width" | "height" | "data">;

  /** The image in another size: each new pixel is the mean of what lies under it. The image itself where it has the size. */
  export function resized(image: Pixels, width: number, height: number): Pixels;

  /** By name, one number a sample, in the order of the samples. */
  export type Traits = Readonly<Record<string, readonly number[]>>;

  /** A sum of traits, each counted from its mean in units of its spread among the samples that were learned from. */
  export interface PreferenceHead {
    readonly traits: readonly {
      readonly name: string;
      readonly mean: number;
      readonly scale: number;
      readonly weight: number;
    }[];
  }

  /** Of a text's own part, what the embedded models say of it and how it is built. */
  export function textTraits(
    samples: readonly Pick<RewardTextSample, "text" | "generated">[],
    models: Pick<RewardModels, "sentiment" | "ratedSentiment" | "acceptability" | "toxicity">,
  ): Promise<Traits>;

  /** Colour, light and size of what an image shows, each from 0 to 1. */
  export function imageTraits(images: readonly Pick<RewardImageSample, "width" | "height" | "data">[]): Traits;

  /** How near an image is to its prompt and to words that tell images apart, by a CLIP: cosines. `model` is the name of its folder. */
  export function clipTraits(
    images: readonly RewardImageSample[],
    models: Pick<RewardModels, "clip">,
    model: string,
  ): Promise<Traits>;

  /** What a person would say of each sample, from −1 to 1, by what was learned: the difference of two is how sure it is of their order. */
  export function scoresBy({ traits: learned }: PreferenceHead, traits: Traits): number[];
}
