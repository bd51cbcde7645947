/** Traits of texts and images by which a reward that was learned from votes tells them apart. What it learns by and what it scores by are the same functions. Pure. */
import { brightness, luminances, meanColour, sentencesOf, wordsOf } from "./helpers.ts";
import type { RewardImageSample, RewardModels, RewardTextSample } from "./reward.ts";

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
export async function textTraits(
  samples: readonly Pick<RewardTextSample, "text" | "generated">[],
  models: Pick<RewardModels, "sentiment" | "ratedSentiment" | "acceptability" | "toxicity">,
): Promise<Traits> {
  const texts = samples.map(({ text }) => text);
  // A short text counts as one of a few words: they are counted, too.
  const asked = (ask: (part: readonly string[]) => Promise<number[]>): Promise<number[]> =>
    inParts(texts, ({ length }) => Math.max(100, length), 500_000, ask);
  const words = samples.map(({ generated }) => wordsOf(generated));
  const share = (part: number, all: number): number => part / Math.max(1, all);
  return {
    "mood by a lexicon": await asked(models.sentiment),
    "mood as people rate it": await asked(models.ratedSentiment),
    grammar: await asked(models.acceptability),
    toxicity: await asked(models.toxicity),
    words: words.map(({ length }) => length),
    "words a sentence": samples.map(({ generated }, n) => share(words[n]!.length, sentencesOf(generated).length)),
    "letters a word": words.map((own) => share(own.join("").length, own.length)),
    "different words": words.map((own) => share(new Set(own.map((word) => word.toLowerCase())).size, own.length)),
    "speech and exclamations": samples.map(({ generated }) =>
      share((generated.match(/["“”!?]/gu) ?? []).length, generated.length),
    ),
  };
}

/** Colour, light and size of what an image shows, each from 0 to 1. */
export function imageTraits(images: readonly Pick<RewardImageSample, "width" | "height" | "data">[]): Traits {
  const colours = images.map((image) => meanColour(image).map((channel) => channel / 255));
  const lights = images.map((image) => luminances(image));
  const mean = (values: Float64Array): number =>
    values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  return {
    red: colours.map(([red]) => red!),
    green: colours.map(([, green]) => green!),
    blue: colours.map(([, , blue]) => blue!),
    brightness: images.map(brightness),
    contrast: lights.map((values) => {
      const middle = mean(values);
      return 2 * Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
    }),
    colourfulness: images.map(({ data }) => {
      let sum = 0;
      for (let at = 0; at < data.length; at += 4) {
        const [r, g, b] = [data[at]!, data[at + 1]!, data[at + 2]!];
        sum += Math.max(r, g, b) - Math.min(r, g, b);
      }
      return sum / 255 / Math.max(1, data.length / 4);
    }),
    "size of what is shown": images.map((image) => sizeOfFigure(image)),
    detail: images.map(({ width }, n) => {
      const values = lights[n]!;
      return mean(values.map((value, at) => (at % width === 0 ? 0 : Math.abs(value - values[at - 1]!))));
    }),
  };
}

/** How near an image is to its prompt and to words that tell images apart, by a CLIP: cosines. `model` is the name of its folder. */
export async function clipTraits(
  images: readonly RewardImageSample[],
  models: Pick<RewardModels, "clip">,
  model: string,
): Promise<Traits> {
  const words = [
    "a photo",
    "a drawing",
    "a bright image",
    "a dark image",
    "a simple image",
    "a crowded image",
    "a blurred image",
  ];
  const all = await inParts(
    [...images, ...words.flatMap((prompt) => images.map((image) => ({ ...image, prompt })))],
    ({ width, height, prompt }) => width * height + 10 * prompt.length,
    8_000_000,
    (part) => models.clip(part, model),
  );
  const part = (k: number): number[] => all.slice(k * images.length, (k + 1) * images.length);
  return Object.fromEntries(["its prompt", ...words].map((name, k) => [name, part(k)]));
}

/** What is asked of all samples, in parts of less than a model takes at once. */
async function inParts<Sample>(
  samples: readonly Sample[],
  sizeOf: (sample: Sample) => number,
  most: number,
  ask: (part: readonly Sample[]) => Promise<number[]>,
): Promise<number[]> {
  const answers: number[][] = [];
  let [start, size] = [0, 0];
  for (const [n, sample] of samples.entries()) {
    if (n > start && size + sizeOf(sample) > most) {
      answers.push(await ask(samples.slice(start, n)));
      [start, size] = [n, 0];
    }
    size += sizeOf(sample);
  }
  answers.push(await ask(samples.slice(start)));
  return answers.flat();
}

/** What a person would say of each sample, from −1 to 1, by what was learned: the difference of two is how sure it is of their order. */
export function scoresBy({ traits: learned }: PreferenceHead, traits: Traits): number[] {
  const count = Object.values(traits)[0]?.length ?? 0;
  return Array.from({ length: count }, (_, n) => {
    const sum = learned.reduce((total, { name, mean, scale, weight }) => {
      const value = traits[name]?.[n];
      if (value === undefined)
        throw new Error(`There is no trait ${name}: its votes were learned from by other traits.`);
      return total + (weight * (value - mean)) / scale;
    }, 0);
    return Math.tanh(sum / 2);
  });
}

/** Share of an image's pixels whose colour is far from that of its border. */
function sizeOfFigure({ width, height, data }: Pick<RewardImageSample, "width" | "height" | "data">): number {
  const ground = [0, 0, 0];
  let count = 0;
  const isBorder = (pixel: number): boolean => {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    return x === 0 || y === 0 || x === width - 1 || y === height - 1;
  };
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    if (!isBorder(pixel)) continue;
    count += 1;
    for (let channel = 0; channel < 3; channel += 1) ground[channel]! += data[4 * pixel + channel]!;
  }
  const [red, green, blue] = ground.map((sum) => sum / Math.max(1, count));
  let far = 0;
  for (let at = 0; at < data.length; at += 4) {
    if (Math.hypot(data[at]! - red!, data[at + 1]! - green!, data[at + 2]! - blue!) > 80) far += 1;
  }
  return far / Math.max(1, data.length / 4);
}
