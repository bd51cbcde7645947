/**
 * Masked (absorbing) text diffusion as a process that can be steered. Knows a codec and a denoiser by their interfaces,
 * neither ONNX nor VS Code.
 */
import { SteeringError } from "../errors.ts";
import type { DiffusionProcess, Slot, View } from "../steering/process.ts";
import type { RandomStreams } from "../steering/random.ts";
import { ancestral } from "./proposals/ancestral.ts";
import type { TextProposal } from "./proposals/proposal.ts";
import type { TextCodec, TextDenoiser, TextSample } from "./text.ts";
import { layOut, type TextCondition, type TextLayout } from "./textLayout.ts";
import { textSample } from "./textSample.ts";
import { tokenEnds, type TokenAccount } from "./tokenAccount.ts";
import { dated, encodeState, noise, reviveState, type TextState } from "./textState.ts";
import { TokenDistributions } from "./tokenDistributions.ts";

export interface MaskedTextOptions {
  readonly codec: TextCodec;
  readonly denoiser: TextDenoiser;
  /** Transitions from all masked to all written, at least 1. */
  readonly steps: number;
  /** Of token draws: softmax(logits / temperature). At 0 the likeliest token is taken. */
  readonly temperature: number;
  /** The model ends a text by itself and fills what is left with its end token. */
  readonly endFill: boolean;
  /** What to write, for every group, or for each group by its key. */
  readonly condition?: TextCondition;
  readonly conditions?: ReadonlyMap<string, TextCondition>;
  /** Most tokens to write. */
  readonly length?: number;
  /** A context that does not fit: refuse it (default), or keep the tokens nearest to the gap. */
  readonly truncateContext?: "error" | "nearest";
  /** How tokens are revealed; ancestral sampling by default. */
  readonly proposal?: TextProposal;
}

export interface MaskedTextProcess extends DiffusionProcess<TextState, TokenDistributions, TextSample> {
  /** The tokens behind a particle's samples, for the run file. `draws` are what `decode` gave for the state. */
  account(state: TextState, draws: readonly TextSample[]): TokenAccount;
}

/**
 * The process. Its denoiser does not look at the time, so a particle in which no token changed keeps its prediction.
 *
 * @throws SteeringError `prompt-too-long` where a context leaves no room to write; `steering-invalid` for a number of steps, a
 * length or a temperature that makes no sense
 */
export function maskedText(options: MaskedTextOptions): MaskedTextProcess {
  const { codec, denoiser, steps, temperature, proposal = ancestral() } = options;
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
  const distributions = ({ layout, masked }: TextState, logits: Float32Array): TokenDistributions =>
    new TokenDistributions(
      logits,
      codec.vocabularySize,
      temperature,
      (row) => (masked[row] === layout.places[0] ? [layout.bannedIds, layout.bannedFirstIds] : [layout.bannedIds]),
      proposal.readsModelProbabilities,
    );
  /** Token ids by sample: rewards see texts alone. */
  const drawn = new WeakMap<TextSample, Int32Array>();

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

    async predict(states, _step, signal) {
      const predictions = new Map<TextState, TokenDistributions>();
      // Groups may differ in length; the denoiser takes one length at a time.
      const byLength = Map.groupBy(states, ({ tokens, masked }) => (masked.length === 0 ? 0 : tokens.length));
      for (const [length, alike] of byLength) {
        const rows =
          length === 0
            ? alike.map(() => new Float32Array())
            : await denoiser.logits(
                alike.map(({ tokens }) => tokens),
                alike.map(({ masked }) => masked),
                signal,
              );
        alike.forEach((state, i) => predictions.set(state, distributions(state, rows[i] as Float32Array)));
      }
      return states.map((state) => predictions.get(state) as TokenDistributions);
    },

    transition(views, step, random) {
      const next = views.map(({ slot: { group, index }, state, prediction }) => {
        const stream = random.stream({ purpose: "transition", group, slot: index, step });
        const moved = proposal.move(state, prediction, { places: state.layout.places, step, steps }, stream);
        return dated(state, moved, step + 1, (row, id) =>
          prediction.isSure ? prediction.modelProbability(row, id) : prediction.probability(row, id),
        );
      });
      return Promise.resolve(next);
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

    encode: encodeState,
    revive: (bytes) => reviveState(bytes, findLayout),
  };
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
  const { layout, masked } = state;
  const tokens = state.tokens.slice();
  if (prediction !== undefined && masked.length > 0) {
    const stream = random.stream({ purpose: "decode", group: slot.group, slot: slot.index, step, draw });
    masked.forEach((place, row) => {
      tokens[place] = prediction.draw(row, stream.uniform());
    });
  }
  const first = layout.places[0] as number;
  const ids = Int32Array.from(layout.places, (place) => tokens[place] as number);
  const sample = textSample(codec, layout, Array.from(ids), (i) => state.tokens[first + i] === codec.maskId);
  drawn.set(sample, ids);
  return sample;
}

/** Lays each condition out once, up front, so that a prompt that is too long is refused before anything runs. */
function layouts(options: MaskedTextOptions): (group: string) => TextLayout | undefined {
  const { condition, conditions, denoiser, codec, endFill, length, truncateContext } = options;
  const settings = {
    codec,
    endFill,
    maxLength: denoiser.maxLength,
    ...(length === undefined ? {} : { length }),
    ...(truncateContext === undefined ? {} : { truncateContext }),
  };
  const shared = condition === undefined ? undefined : layOut(condition, settings);
  const named = new Map([...(conditions ?? [])].map(([group, each]) => [group, layOut(each, settings)]));
  return (group) => named.get(group) ?? shared;
}

function check(field: string, value: number, holds: boolean, wanted: string): void {
  if (holds) return;
  throw new SteeringError(
    "steering-invalid",
    `The run cannot start: ${field} must be ${wanted}, and it is ${value}. Change ${field} and run again.`,
    { details: { field } },
  );
}
