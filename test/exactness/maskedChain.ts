/** The real masked-text process on the enumerable chain's table: letters for tokens, and its law by summing over each proposal's kernel. */
import type { Composition } from "../../src/diffusion/composition.ts";
import { maskedText, type MaskedTextProcess } from "../../src/diffusion/maskedText.ts";
import type { TextProposal } from "../../src/diffusion/proposals/proposal.ts";
import type { TextCodec, TextDenoiser, TextSample } from "../../src/diffusion/text.ts";
import type { TextState } from "../../src/diffusion/textState.ts";
import type { SampleReward } from "../../src/steering/process.ts";
import { digit, enumerableChain, places, stateCount, vocabulary, withDigit, type Table } from "./enumerableChain.ts";
import type { Statistic } from "./target.ts";

const { table, rewards } = enumerableChain({ seed: 21 });
/** What the same model says after the prompt "a", and what another model says. */
const { table: promptedTable } = enumerableChain({ seed: 22 });
const { table: otherTable } = enumerableChain({ seed: 23, sharpness: 0.8 });
export { otherTable, promptedTable, rewards, table };

const letters = ["", "a", "b", "c"];

const codec: TextCodec = {
  vocabularySize: vocabulary + 1,
  maskId: 0,
  bannedIds: [0],
  endId: undefined,
  leadIds: [],
  trailIds: [],
  encode: (text) => Array.from(text, (letter) => letters.indexOf(letter)),
  decode: (ids) => ids.map((id) => letters[id]).join(""),
  cleanUp: (text) => text,
};

/** Sequences of one token more than there are places begin with the prompt. */
const denoiserOf = (plain: Table): TextDenoiser => ({
  maxLength: places + 1,
  logits: (tokens, wanted) =>
    Promise.resolve(
      tokens.map((sequence, row) => {
        const prompted = sequence.length - places;
        const prediction = (prompted > 0 ? promptedTable : plain)[stateOf(sequence.subarray(prompted))]!;
        // Logits may be off by any constant; the mask's own is high, and banned.
        return Float32Array.from(
          [...wanted[row]!].flatMap((place) => [9, ...prediction[place - prompted]!.map((p) => 3 + Math.log(p))]),
        );
      }),
    ),
});
export const otherDenoiser = denoiserOf(otherTable);

export function stateOf(tokens: Int32Array): number {
  return tokens.reduce((state, token, place) => withDigit(state, place, token), 0);
}

export const textReward: SampleReward<TextSample> = {
  name: "tabulated",
  hardConstraint: false,
  score: (samples) =>
    Promise.resolve(samples.map(({ text }) => rewards[stateOf(Int32Array.from(codec.encode(text)))]!)),
};

export function maskedChain(
  steps: number,
  temperature: number,
  proposal: TextProposal,
  composition?: Composition,
): MaskedTextProcess {
  const condition = { prompt: "", prefix: "", suffix: "" };
  return maskedText({
    codec,
    denoiser: denoiserOf(table),
    steps,
    temperature,
    endFill: false,
    length: places,
    condition,
    proposal,
    ...(composition && { composition }),
  });
}

/** The same statistics, of states of the real process. */
export function onTokens(statistics: readonly Statistic[]): Statistic<TextState>[] {
  return statistics.map((statistic) => ({ ...statistic, f: ({ tokens }) => statistic.f(stateOf(tokens)) }));
}

/** Probabilities of the next states. */
export type Law = Map<number, number>;
export type Kernel = (state: number, step: number, steps: number) => Law;

/** p(x₀) of a chain with this kernel. */
export function lawOf(kernel: Kernel, steps: number): number[] {
  let law: Law = new Map([[0, 1]]);
  for (let step = 0; step < steps; step += 1) {
    const next: Law = new Map();
    for (const [state, mass] of law) {
      for (const [to, p] of kernel(state, step, steps)) next.set(to, (next.get(to) ?? 0) + mass * p);
    }
    law = next;
  }
  return Array.from({ length: stateCount }, (_, state) => law.get(state) ?? 0);
}

/** softmax(log p / temperature) at a place. */
export function sharpened(probabilities: Table[number][number], temperature: number): number[] {
  const raw = probabilities.map((p) => p ** (1 / temperature));
  const sum = raw.reduce((a, b) => a + b, 0);
  return raw.map((p) => p / sum);
}

/** A law in which each place goes its own way: `options(place)` lists what it can become, with probabilities. */
export function independently(state: number, options: (place: number) => readonly (readonly [number, number])[]): Law {
  let law: Law = new Map([[state, 1]]);
  for (let place = 0; place < places; place += 1) {
    const next: Law = new Map();
    for (const [reached, mass] of law) {
      for (const [token, p] of options(place)) {
        const to = withDigit(reached, place, token);
        next.set(to, (next.get(to) ?? 0) + mass * p);
      }
    }
    law = next;
  }
  return law;
}

export function maskedPlaces(state: number): number[] {
  return Array.from({ length: places }, (_, place) => place).filter((place) => digit(state, place) === 0);
}
