/**
 * Masked (absorbing) text diffusion as a process that can be steered. Knows a codec and a denoiser by their interfaces,
 * neither ONNX nor VS Code.
 */
import { SteeringError, namedField, sentence } from "../errors.ts";
import type { DiffusionProcess, PredictedView, Slot, View } from "../steering/process.ts";
import type { RandomStream, RandomStreams } from "../steering/random.ts";
import { checkComposition, type Composition } from "./composition.ts";
import { createMovePredictor } from "./movePredictor.ts";
import { createPredictor, type PredictorOptions } from "./textPredictor.ts";
import { ancestral } from "./proposals/ancestral.ts";
import type { TextProposal } from "./proposals/proposal.ts";
import type { TextCodec, TextSample } from "./text.ts";
import { layOut, type TextCondition, type TextLayout } from "./textLayout.ts";
import { textSample } from "./textSample.ts";
import { tokenEnds, type TokenAccount } from "./tokenAccount.ts";
import { dated, encodeState, noise, reviveState, type TextState } from "./textState.ts";
import type { TokenDistributions } from "./tokenDistributions.ts";

export interface MaskedTextOptions extends PredictorOptions {
  /** Transitions from all masked to all written, at least 1. */
  readonly steps: number;
  /** What to write, for every group, or for each group by its key. */
  readonly condition?: TextCondition;
  readonly conditions?: ReadonlyMap<string, TextCondition>;
  /** Most tokens to write. */
  readonly length?: number;
}

export interface MaskedTextProcess extends DiffusionProcess<TextState, TokenDistributions, TextSample> {
  /** The tokens behind a particle's samples, for the run file. `draws` are what `decode` gave for the state. */
  account(state: TextState, draws: readonly TextSample[]): TokenAccount;
  /** The samples that an account of a group's particle is of. */
  recall(group: string, account: Pick<TokenAccount, "tokens" | "revealed">): TextSample[];
}

/**
 * The process. Its denoiser does not look at the time, so a particle in which no token changed keeps its prediction.
 *
 * @throws SteeringError `prompt-too-long` where a context leaves no room to write; `steering-invalid` for a number of steps, a
 * length or a temperature that makes no sense
 */
export function maskedText(options: MaskedTextOptions): MaskedTextProcess {
  const { codec, steps, temperature, proposal = ancestral() } = options;
  check("steps", steps, Number.isSafeInteger(steps) && steps >= 1, "a whole number of at least 1");
  check("temperature", temperature, temperature >= 0 && temperature < Infinity, "a number of at least 0");
  if (options.length !== undefined) {
    check("length", options.length, Number.isSafeInteger(options.length) && options.length >= 1, "at least 1 token");
  }
  const findLayout = layouts(options);
  const layoutOf = (group: string): TextLayout => {
    const layout = findLayout(group);
    if (layout !== undefined) return layout;
    throw new SteeringError("steering-invalid", `The group "${group}" has no prompt. Give it one.`, {
      details: { field: "conditions", group },
    });
  };
  /** Token ids by sample: rewards see texts alone. */
  const drawn = new WeakMap<TextSample, Int32Array>();
  const predictor = createPredictor(options);
  const movePredictor = createMovePredictor(predictor, proposal, steps);
  const { composition } = options;
  if (composition !== undefined) {
    checkComposition(composition, temperature);
    if (proposal.ordersByContent) throw unweighable(proposal);
  }
  const logFactorOf = ({ state, prediction }: PredictedView<TextState, TokenDistributions>, next: TextState): number =>
    composition === undefined ? 0 : revealFactor(composition, state, next, prediction);
  const move = (
    { state, prediction }: PredictedView<TextState, TokenDistributions>,
    step: number,
    stream: RandomStream,
  ): TextState => {
    const moved = proposal.move(state, prediction, { places: state.layout.places, step, steps }, stream);
    return dated(state, moved, step + 1, (row, id) =>
      prediction.isSure ? prediction.modelProbability(row, id) : prediction.probability(row, id),
    );
  };

  return {
    steps,
    timeConditioned: false,
    deterministic: proposal.isDeterministic(temperature),

    initial(slots: readonly Slot[]): TextState[] {
      // All particles of a group begin as one state, which is predicted once.
      const shared = new Map<string, TextState>();
      for (const { group } of slots) if (!shared.has(group)) shared.set(group, noise(group, layoutOf(group)));
      return slots.map(({ group }) => shared.get(group) as TextState);
    },

    predict: (states, _step, signal) => predictor.predict(states, signal),

    async predictMove(views, step, until, random, signal) {
      const whole = views.map(() => undefined);
      if (proposal.ordersByContent || composition !== undefined) return whole;
      // Particles that share a state part from it at different steps: it is asked about once, and whole.
      const sharers = Map.groupBy(views, ({ state }) => state);
      const alone = views.filter(({ state }) => sharers.get(state)?.length === 1);
      const predictions = await movePredictor.predict(alone, step, until, random, signal);
      const found = new Map(alone.map(({ state }, i) => [state, predictions[i] as TokenDistributions]));
      return views.map(({ state }) => found.get(state));
    },

    transition(views, step, random) {
      const states = views.map((view) => {
        const { group, index } = view.slot;
        return move(view, step, random.stream({ purpose: "transition", group, slot: index, step }));
      });
      if (composition === undefined) return Promise.resolve({ states });
      const logFactors = Float64Array.from(views, (view, n) => logFactorOf(view, states[n] as TextState));
      return Promise.resolve({ states, logFactors });
    },

    logFactorOf,

    children(views, step, { count, draws, given }, random) {
      return views.map((view, n) => {
        const { group, index } = view.slot;
        const guess = guesses(codec, view, step, step + 1 === steps ? 1 : draws, random, drawn);
        return Array.from({ length: count }, (_, draw) => {
          const next = (): TextState =>
            move(view, step, random.stream({ purpose: "transition", group, slot: index, step, draw }));
          const state = (draw === 0 ? given[n] : undefined) ?? next();
          return { state, logFactor: logFactorOf(view, state), samples: guess(state) };
        });
      });
    },

    decode(views, step, draws, random) {
      return Promise.resolve(
        views.map((view) =>
          Array.from({ length: view.prediction === undefined ? 1 : draws }, (_, draw) =>
            drawSample(codec, view, step, draw, random, drawn),
          ),
        ),
      );
    },

    account: ({ revealed, probabilities, layout }, draws) => {
      const tokens = draws.map((sample) => drawn.get(sample) ?? new Int32Array());
      return {
        tokens,
        revealed,
        probabilities,
        ends: tokenEnds(codec, layout, tokens[0] ?? [], draws[0]?.generated ?? ""),
      };
    },

    recall(group, { tokens, revealed }) {
      const layout = layoutOf(group);
      return tokens.map((ids) => textSample(codec, layout, Array.from(ids), (i) => revealed[i] === 0));
    },

    encode: encodeState,
    revive: (bytes) => reviveState(bytes, findLayout),
  };
}

/** log of (target step / proposal step): the factors of the places that a step has revealed. */
function revealFactor(
  { exponent, draw, share = 1 }: Composition,
  state: TextState,
  next: TextState,
  prediction: TokenDistributions,
): number {
  if (next === state || share === 0) return 0;
  let sum = 0;
  state.masked.forEach((place, row) => {
    const id = next.tokens[place] as number;
    if (id === state.layout.maskId) return;
    sum += draw === "target" ? prediction.logSum(row) : (exponent - 1) * Math.log(prediction.probability(row, id));
  });
  return share * sum;
}

/** x̂₀ ~ p(x₀ | x_t): masked places drawn each on its own, known ones copied. Without a prediction, the state itself. */
function drawSample(
  codec: TextCodec,
  { slot, state, prediction }: View<TextState, TokenDistributions>,
  step: number,
  draw: number,
  random: RandomStreams,
  drawn: WeakMap<TextSample, Int32Array>,
): TextSample {
  const { masked } = state;
  const tokens = state.tokens.slice();
  if (prediction !== undefined && masked.length > 0) {
    const stream = random.stream({ purpose: "decode", group: slot.group, slot: slot.index, step, draw });
    masked.forEach((place, row) => {
      tokens[place] = prediction.draw(row, stream.uniform());
    });
  }
  return sampleOf(codec, state, tokens, drawn);
}

/**
 * Guesses at the clean texts of a particle's children, by the particle's own prediction. All children are completed by the same draws, so that
 * they differ by what they have revealed alone; equal texts are one sample.
 */
function guesses(
  codec: TextCodec,
  { slot, state, prediction }: PredictedView<TextState, TokenDistributions>,
  step: number,
  draws: number,
  random: RandomStreams,
  drawn: WeakMap<TextSample, Int32Array>,
): (child: TextState) => TextSample[] {
  const fills = Array.from({ length: draws }, (_, draw) => {
    const stream = random.stream({ purpose: "nested", group: slot.group, slot: slot.index, step, draw: draw + 1 });
    return state.masked.map((_place, row) => prediction.draw(row, stream.uniform()));
  });
  const known = new Map<string, TextSample>();
  const guess = (child: TextState): TextSample[] =>
    fills.map((fill) => {
      const tokens = child.tokens.slice();
      state.masked.forEach((place, row) => {
        if (tokens[place] === codec.maskId) tokens[place] = fill[row] as number;
      });
      const key = tokens.join(" ");
      const sample = known.get(key) ?? sampleOf(codec, child, tokens, drawn);
      known.set(key, sample);
      return sample;
    });
  // Where a step writes little, most children are the parent itself.
  const byChild = new Map<TextState, TextSample[]>();
  return (child) => {
    const samples = byChild.get(child) ?? guess(child);
    byChild.set(child, samples);
    return samples;
  };
}

function sampleOf(
  codec: TextCodec,
  { layout, tokens: known }: TextState,
  tokens: Int32Array,
  drawn: WeakMap<TextSample, Int32Array>,
): TextSample {
  const first = layout.places[0] as number;
  const ids = tokens.slice(first, first + layout.places.length);
  const sample = textSample(codec, layout, Array.from(ids), (i) => known[first + i] === codec.maskId);
  drawn.set(sample, ids);
  return sample;
}

/**
 * Lays each condition out once, up front, so that a prompt that is too long is refused before anything runs. Where another model has a say
 * in the same text, as much is written as both have room for.
 */
function layouts(options: MaskedTextOptions): (group: string) => TextLayout | undefined {
  const { condition, conditions, composition, denoiser, codec, endFill, length, truncateContext } = options;
  const settings = { codec, endFill, ...(truncateContext === undefined ? {} : { truncateContext }) };
  const beside = (composition?.others ?? []).flatMap((other) =>
    other.condition === undefined && other.denoiser !== undefined ? [other.denoiser] : [],
  );
  const laidOut = (each: TextCondition): TextLayout => {
    const within = (maxLength: number, most?: number): TextLayout =>
      layOut(each, { ...settings, maxLength, ...(most === undefined ? {} : { length: most }) });
    const own = within(denoiser.maxLength, length);
    const rooms = beside.map(({ maxLength }) => within(maxLength, own.places.length).places.length);
    const most = Math.min(...rooms, own.places.length);
    return most < own.places.length ? within(denoiser.maxLength, most) : own;
  };
  const shared = condition === undefined ? undefined : laidOut(condition);
  const named = new Map([...(conditions ?? [])].map(([group, each]) => [group, laidOut(each)]));
  return (group) => named.get(group) ?? shared;
}

function unweighable({ name }: TextProposal): SteeringError {
  return new SteeringError(
    "steering-invalid",
    `The run cannot start: ${name} reveal chooses the places by what is written, so that its steps have no weight by which a power, product or exact guidance could be reached. Use ancestral or first-hitting reveal, or blocks or dilated groups of these.`,
    { details: { field: "proposal" } },
  );
}

function check(field: string, value: number, holds: boolean, wanted: string): void {
  if (holds) return;
  throw new SteeringError(
    "steering-invalid",
    sentence`The run cannot start: ${namedField(field)} must be ${wanted}, and it is ${value}. Change ${namedField(field)} and run again.`,
    { details: { field } },
  );
}
