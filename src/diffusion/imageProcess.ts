/**
 * Diffusion and flow models of images as a process that can be steered: a scheduler over a network. Knows both by their interfaces,
 * neither ONNX nor VS Code.
 */
import { SteeringError } from "../errors.ts";
import type { DiffusionProcess, PredictedView, Slot, View } from "../steering/process.ts";
import type { RandomStream, RandomStreams } from "../steering/random.ts";
import { checkProduct, combined, drawsNoise, productFactor, type ImageProduct } from "./gaussianProduct.ts";
import type { ImageCondition, ImageNetwork, ImageSample, RgbaImage } from "./image.ts";
import { encodeImageState, type ImageState, reviveImageState } from "./imageState.ts";
import {
  type ImageScheduler,
  isDeterministic,
  moveSample,
  predictClean,
  scaledInput,
  type SchedulerStep,
} from "./schedulers/scheduler.ts";

export interface ImageProcessOptions {
  readonly network: ImageNetwork;
  readonly scheduler: ImageScheduler;
  /** The model's name, for messages. */
  readonly model: string;
  /** What to show, for every group, or for each group by its key. */
  readonly condition?: ImageCondition;
  readonly conditions?: ReadonlyMap<string, ImageCondition>;
  /**
   * Resolves once others have had their turn. Where it is there, a step's noise is drawn while the network is at work, an image a turn; without it, and of
   * scored steps, when it is needed. The same numbers either way.
   */
  readonly turn?: () => Promise<void>;
  /** What is sampled in place of the model's own law: the network is then asked for each prompt apart, and must have no guidance of its own. */
  readonly product?: ImageProduct;
}

/**
 * The network's output at a state, guidance included; of a product one for each of its prompts. x̂₀ is worked out where it is needed: a
 * particle holds its outputs and no more.
 */
export interface ImagePrediction {
  readonly outputs: readonly Float32Array[];
}

export interface ImageProcess extends DiffusionProcess<ImageState, ImagePrediction, ImageSample> {
  /**
   * A cheap look at where a state is heading, without the decoder: x̂₀ of the state itself once it is predicted, until then that of the
   * state that it came from. At the last step the sample; undefined where neither is known (noise, a state from a file).
   */
  preview(state: ImageState, step: number): RgbaImage | undefined;
}

/**
 * The process. Noise comes from streams addressed by group, slot and step, so neither batch, order nor chunks change a result.
 *
 * @throws SteeringError `steering-invalid` for a product that the scheduler has no weights for; `model-corrupt` from its methods when the
 * network or a state is no longer finite
 */
export function imageProcess(options: ImageProcessOptions): ImageProcess {
  const { network, scheduler, model, turn } = options;
  const size = network.shape.channels * network.shape.height * network.shape.width;
  const steps = scheduler.steps.length;
  const at = (step: number): SchedulerStep => scheduler.steps[step] as SchedulerStep;
  const findCondition = (group: string): ImageCondition | undefined =>
    options.conditions?.get(group) ?? options.condition;
  const conditionOf = (group: string): ImageCondition => {
    const condition = findCondition(group);
    if (condition !== undefined) return condition;
    throw new SteeringError("steering-invalid", `The group "${group}" has no prompt. Give it one.`, {
      details: { field: "conditions", group },
    });
  };
  const checked = (values: Float32Array, what: string, step: number): Float32Array => {
    if (values.length !== size) throw wrongLength(model, values.length, size);
    if (!isFiniteThroughout(values)) throw notFinite(model, what, step, at(step).timestep);
    return values;
  };
  const { product } = options;
  if (product !== undefined) checkProduct(product, scheduler);
  const others = product?.others ?? [];
  const exponents = [product?.exponent ?? 1, ...others.map(({ exponent }) => exponent)];
  const cleans = (state: ImageState, { outputs }: ImagePrediction, step: number): Float32Array[] =>
    outputs.map((output) => predictClean(scheduler, at(step), state.sample, output));
  const clean = (state: ImageState, prediction: ImagePrediction, step: number): Float32Array =>
    merged(cleans(state, prediction, step), exponents);
  /** Where a step leads before its noise, by each of the distributions. */
  const means = (state: ImageState, prediction: ImagePrediction, step: number): Float32Array[] => {
    const { sample, earlier } = state;
    const each = cleans(state, prediction, step);
    return prediction.outputs.map((output, k) =>
      moveSample(at(step), { sample, output, clean: each[k] as Float32Array, earlier, noise: undefined }),
    );
  };
  const logFactorOf = ({ state, prediction }: PredictedView<ImageState, ImagePrediction>, step: number): number => {
    const deviation = at(step).next.noise;
    // Without noise, or at no share, nothing is owed: nothing is worked out either.
    if (product === undefined || product.share === 0 || !drawsNoise(deviation)) return 0;
    return product.share * productFactor(means(state, prediction, step), exponents, deviation);
  };
  const drawnFor = ({ group, index }: Slot, step: number, random: RandomStreams): Float32Array =>
    normals(random.stream({ purpose: "transition", group, slot: index, step }), size);
  /** Noise of a step that was drawn before it was needed. */
  let ahead:
    | { readonly random: RandomStreams; readonly step: number; readonly of: Map<Slot, Float32Array> }
    | undefined;
  const noiseOf = (slot: Slot, step: number, random: RandomStreams): Float32Array => {
    const drawn = ahead?.random === random && ahead.step === step ? ahead.of.get(slot) : undefined;
    // It is not kept: a copy that asks again has the same numbers drawn.
    ahead?.of.delete(slot);
    return drawn ?? drawnFor(slot, step, random);
  };
  /** x̂₀ by state: the look that `preview` gives. */
  const looks = new WeakMap<ImageState, () => Float32Array>();

  const move = (
    { slot, state, prediction }: PredictedView<ImageState, ImagePrediction>,
    step: number,
    random: RandomStreams,
  ): ImageState => {
    const { key, condition, sample, earlier } = state;
    const predicted = clean(state, prediction, step);
    const { noise: deviation } = at(step).next;
    const noise = deviation === 0 ? undefined : noiseOf(slot, step, random);
    const [output] = prediction.outputs as readonly [Float32Array];
    const moved =
      product === undefined
        ? moveSample(at(step), { sample, output, clean: predicted, earlier, noise })
        : combined(
            [merged(means(state, prediction, step), exponents), noise ?? new Float32Array(size)],
            [1, deviation],
          );
    const next: ImageState = {
      key,
      condition,
      sample: checked(moved, "state", step),
      earlier: scheduler.keepsClean && step + 1 < steps ? predicted : undefined,
    };
    looks.delete(state);
    looks.set(next, () => predicted);
    return next;
  };

  const predict: ImageProcess["predict"] = async (states, step, signal) => {
    // The prompts of a product go through the network together.
    const inputs = states.flatMap(({ sample }) => {
      const input = scaledInput(at(step), sample);
      return exponents.map(() => input);
    });
    // Where they come from is about to be known better.
    for (const state of states) looks.delete(state);
    const conditions = states.flatMap(({ condition }) => [condition, ...others.map((other) => other.condition)]);
    const found = await network.predict(inputs, conditions, at(step).timestep, signal);
    return states.map((state, i) => {
      const outputs = exponents.map((_, k) =>
        checked(found[i * exponents.length + k] ?? new Float32Array(), "network's output", step),
      );
      const prediction = { outputs };
      looks.set(state, () => clean(state, prediction, step));
      return prediction;
    });
  };

  /** Until the network is done, or has failed. */
  const drawAhead = async (
    predicting: Promise<unknown>,
    views: readonly Pick<View<ImageState, ImagePrediction>, "slot">[],
    step: number,
    random: RandomStreams,
  ): Promise<void> => {
    let isOver = false;
    const end = (): void => void (isOver = true);
    void predicting.then(end, end);
    const of = new Map<Slot, Float32Array>();
    ahead = { random, step, of };
    for (const { slot } of views) {
      await turn?.();
      if (isOver) return;
      of.set(slot, drawnFor(slot, step, random));
    }
  };

  return {
    steps,
    timeConditioned: true,
    deterministic: isDeterministic(scheduler),

    initial(slots: readonly Slot[], random): ImageState[] {
      return slots.map(({ group, index }) => {
        const stream = random.stream({ purpose: "initial", group, slot: index, step: 0 });
        const sample = normals(stream, size).map((value) => value * scheduler.initialDeviation);
        return { key: group, condition: conditionOf(group), sample, earlier: undefined };
      });
    },

    predict,

    ...(turn &&
      ({
        async predictMove(views, step, _until, random, signal) {
          const states = [...new Set(views.map(({ state }) => state))];
          const predicting = predict(states, step, signal);
          if (at(step).next.noise !== 0) await drawAhead(predicting, views, step, random);
          const predictions = await predicting;
          const byState = new Map(states.map((state, i) => [state, predictions[i] as ImagePrediction]));
          return views.map(({ state }) => byState.get(state));
        },
      } satisfies Pick<ImageProcess, "predictMove">)),

    transition(views, step, random) {
      const states = views.map((view) => move(view, step, random));
      if (product === undefined) return Promise.resolve({ states });
      // Duplicates owe the same, and know it by their prediction.
      const known = new Map<ImagePrediction, number>();
      const logFactors = Float64Array.from(views, (view) => {
        const factor = known.get(view.prediction) ?? logFactorOf(view, step);
        known.set(view.prediction, factor);
        return factor;
      });
      return Promise.resolve({ states, logFactors });
    },

    logFactorOf: (view, _next, step) => logFactorOf(view, step),

    async decode(views, step, draws, _random, signal) {
      if (draws !== 1 && step < steps) throw oneDraw(draws);
      // Copies of a particle are one state, which is decoded once.
      const unique = new Map<ImageState, View<ImageState, ImagePrediction>>(views.map((view) => [view.state, view]));
      const predicted = [...unique.values()].map(({ state, prediction }) =>
        prediction === undefined ? state.sample : clean(state, prediction, step),
      );
      const images = await network.decode(predicted, signal);
      const byState = new Map([...unique.keys()].map((state, i) => [state, images[i] as RgbaImage]));
      return views.map(({ state }) => {
        const { width, height, data } = byState.get(state) as RgbaImage;
        return [{ modality: "image", prompt: state.condition.prompt, width, height, data }];
      });
    },

    preview(state, step) {
      if (step === steps) return network.preview(state.sample);
      const look = looks.get(state);
      return look === undefined ? undefined : network.preview(look());
    },

    encode: encodeImageState,
    revive: (bytes) => reviveImageState(bytes, size, findCondition),
  };
}

/** Σ a_k x_k; the one itself where there is one. */
function merged(values: readonly Float32Array[], exponents: readonly number[]): Float32Array {
  return values.length === 1 ? (values[0] as Float32Array) : combined(values, exponents);
}

/** Every state and every output of a run goes through it: what is not finite, less itself, is NaN. */
function isFiniteThroughout(values: Float32Array): boolean {
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] as number;
    sum += value - value;
  }
  return sum === 0;
}

function normals(stream: RandomStream, count: number): Float32Array {
  const values = new Float32Array(count);
  stream.fillNormals(values);
  return values;
}

/** @param step counted from 0 */
function notFinite(model: string, what: string, step: number, timestep: number): SteeringError {
  return new SteeringError(
    "model-corrupt",
    `At step ${step + 1} (timestep ${timestep}) the ${what} of the model "${model}" is not finite (NaN or infinite), as happens where half precision overflows. Run it in float32 or on another device, with less guidance, or download it again.`,
    { details: { model, step: step + 1, timestep } },
  );
}

function wrongLength(model: string, found: number, size: number): SteeringError {
  return new SteeringError(
    "model-signature",
    `The model "${model}" gave ${found} numbers for a state of ${size}. Its network does not fit its configuration: correct its config.json, or choose another model.`,
    { details: { model } },
  );
}

function oneDraw(draws: number): SteeringError {
  return new SteeringError(
    "steering-invalid",
    `The run cannot go on: draws is ${draws}, and an image model predicts one clean image from a noisy one, not a choice of them. Set draws to 1.`,
    { details: { field: "draws" } },
  );
}
