/** From states to distributions over tokens: one look at the model a state, or one for each distribution that a target is made of. Pure. */
import { SteeringError } from "../errors.ts";
import { composedLogits, type Composition, type Factor } from "./composition.ts";
import type { TextProposal } from "./proposals/proposal.ts";
import type { TextCodec, TextDenoiser } from "./text.ts";
import { layOut, type TextLayout } from "./textLayout.ts";
import type { TextState } from "./textState.ts";
import { TokenDistributions } from "./tokenDistributions.ts";

export interface TextPredictor {
  /** Groups may differ in length; the denoiser takes one length at a time. */
  predict(states: readonly TextState[], signal: AbortSignal): Promise<TokenDistributions[]>;
  /** Of some of each state's masked places alone; not of a composition. A state of which nothing is asked does not go through the network. */
  predictRows(
    asked: readonly { readonly state: TextState; readonly rows: readonly number[] }[],
    signal: AbortSignal,
  ): Promise<TokenDistributions[]>;
}

export interface PredictorOptions {
  readonly codec: TextCodec;
  readonly denoiser: TextDenoiser;
  /** The temperature of token draws: softmax(logits / temperature). At 0 the likeliest token is taken. */
  readonly temperature: number;
  /** The model ends a text by itself and fills what is left with its end token. */
  readonly endFill: boolean;
  /** A context that does not fit: refuse it (default), or keep the tokens nearest to the gap. */
  readonly truncateContext?: "error" | "nearest";
  /** How tokens are revealed; ancestral sampling by default. */
  readonly proposal?: TextProposal;
  /** A target of several distributions, for every group; the conditioned model alone by default. */
  readonly composition?: Composition;
}

/** A sequence, and the places of it that are asked for. */
interface Look {
  readonly tokens: Int32Array;
  readonly places: Int32Array;
}

export function createPredictor(options: PredictorOptions): TextPredictor {
  const { codec, denoiser, temperature, proposal, composition } = options;
  const vocabulary = codec.vocabularySize;
  const others = (composition?.others ?? []).map((factor) => ({ factor, layoutFor: otherLayouts(factor, options) }));
  const isComposed = composition !== undefined && composition.draw === "target";
  const exponents = [composition?.exponent ?? 1, ...others.map(({ factor }) => factor.exponent)];
  const bannedAt =
    ({ layout, masked }: TextState) =>
    (row: number): readonly (readonly number[])[] =>
      masked[row] === layout.places[0] ? [layout.bannedIds, layout.bannedFirstIds] : [layout.bannedIds];

  return {
    async predictRows(asked, signal) {
      const looks = asked.map(({ state: { tokens, masked }, rows }) => ({
        tokens,
        places: Int32Array.from(rows, (row) => masked[row] as number),
      }));
      const found = await logitsOf(denoiser, looks, signal);
      return asked.map(({ state, rows }, i) => {
        const logits = found[i] as Float32Array;
        const banned = bannedAt(state);
        return new TokenDistributions(logits, vocabulary, temperature, banned, proposal?.asksFor, rows);
      });
    },

    async predict(states, signal) {
      const own = await logitsOf(
        denoiser,
        states.map(({ tokens, masked: places }) => ({ tokens, places })),
        signal,
      );
      const rest: Float32Array[][] = [];
      for (const { factor, layoutFor } of others) {
        const looks = states.map((state) => otherLook(state, layoutFor(state.layout)));
        rest.push(await logitsOf(factor.denoiser ?? denoiser, looks, signal));
      }
      return states.map((state, i) => {
        const [banned, logits] = [bannedAt(state), own[i] as Float32Array];
        if (!isComposed) {
          return new TokenDistributions(logits, vocabulary, temperature, banned, proposal?.asksFor);
        }
        const all = [logits, ...rest.map((of) => of[i] as Float32Array)];
        return new TokenDistributions(
          composedLogits(all, exponents, { vocabulary, temperature, banned }),
          vocabulary,
          1,
          banned,
        );
      });
    },
  };
}

async function logitsOf(denoiser: TextDenoiser, looks: readonly Look[], signal: AbortSignal): Promise<Float32Array[]> {
  const found = new Map<Look, Float32Array>();
  const byLength = Map.groupBy(looks, ({ tokens, places }) => (places.length === 0 ? 0 : tokens.length));
  for (const [length, alike] of byLength) {
    const rows =
      length === 0
        ? alike.map(() => new Float32Array())
        : await denoiser.logits(
            alike.map(({ tokens }) => tokens),
            alike.map(({ places }) => places),
            signal,
          );
    alike.forEach((look, i) => found.set(look, rows[i] as Float32Array));
  }
  return looks.map((look) => found.get(look) as Float32Array);
}

/** The state's places after another prompt. */
function otherLook({ layout, tokens, masked }: TextState, other: TextLayout): Look {
  const shift = (other.places[0] as number) - (layout.places[0] as number);
  const moved = other.template.slice();
  for (const place of layout.places) moved[place + shift] = tokens[place] as number;
  return { tokens: moved, places: masked.map((place) => place + shift) };
}

/** The layout of a factor's condition with as many places as the run's own; each is made once. */
function otherLayouts(factor: Factor, options: PredictorOptions): (layout: TextLayout) => TextLayout {
  const { codec, endFill, truncateContext } = options;
  const { maxLength } = factor.denoiser ?? options.denoiser;
  const known = new WeakMap<TextLayout, TextLayout>();
  return (own) => {
    const { length } = own.places;
    const condition = factor.condition ?? own.condition;
    const settings = {
      codec,
      endFill,
      maxLength,
      length,
      ...(truncateContext === undefined ? {} : { truncateContext }),
    };
    const layout = known.get(own) ?? layOut(condition, settings);
    known.set(own, layout);
    if (layout.places.length === length) return layout;
    throw new SteeringError(
      "prompt-too-long",
      `Beside the prompt "${condition.prefix}" the model has room for ${layout.places.length} tokens, and ${length} are to be written. Shorten that prompt, or write at most ${layout.places.length} tokens (length).`,
      { details: { room: layout.places.length, tokens: length } },
    );
  };
}
