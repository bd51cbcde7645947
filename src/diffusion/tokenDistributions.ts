/** The denoiser's word on the masked places of a state, made ready to draw from. Pure. */
import { SteeringError } from "../errors.ts";
import { blockOf, RoughDraws } from "./roughDraws.ts";
import { blockSize, tokenWeights } from "./tokenWeights.ts";

/**
 * What is asked for beside draws: of each its probability, at the draws' temperature, or what the model's own distribution, at temperature 1, says of it,
 * its probability or its entropy.
 */
export type AskedBeside = "nothing" | "draws" | "probabilities" | "entropies";

interface ModelFacts {
  readonly logSum: number;
  /** Where it is kept. */
  readonly entropy: number | undefined;
}

/**
 * One distribution over the vocabulary for each masked place: softmax(logits / temperature) without the banned ids. A
 * place costs nothing until it is drawn from. Single precision goes first where nothing but the draw is asked for. Where it leaves a doubt, and where a
 * probability is asked for, the place's logits become unnormalised probabilities in place, and their running sums are kept block by block, so that every
 * further draw costs one uniform and a short search.
 */
export class TokenDistributions {
  readonly #rows: Float32Array;
  /** Where the logits of a place lie, where not those of all places are there. */
  readonly #at: ReadonlyMap<number, number> | undefined;
  readonly #vocabulary: number;
  readonly #temperature: number;
  readonly #banned: (row: number) => readonly (readonly number[])[];
  readonly #asked: AskedBeside;
  /** Of most places no more than the draw is asked for. */
  readonly #isDrawnAlone: boolean;
  readonly #rough: (RoughDraws | undefined)[] = [];
  /** The highest logit / temperature, of the same rows as the sums. */
  readonly #highest: number[] = [];
  /** Running sums at the end of each block of each row that is there, made with the first of them; 0 in rows that were not asked for. */
  #sums: Float64Array | undefined;
  /** Blocks of a row. */
  readonly #blocks: number;
  /** At temperature 0: the token that every draw gives, of the same rows. Their sums are those at temperature 1. */
  readonly #likeliest: number[] = [];
  /** What is known at temperature 1 of the same rows, where draws have another: their logits are overwritten. */
  readonly #model: ModelFacts[] = [];

  /**
   * @param logits float32 [places × vocabulary]; taken over and overwritten
   * @param banned lists of ids with probability 0 at a place
   * @param asked what will be asked for of most places that are drawn from: probabilities cost a second sum at each, entropies a logarithm a token
   * @param rows the places that the logits are of, where they are not all; others cannot be asked for
   */
  constructor(
    logits: Float32Array,
    vocabulary: number,
    temperature: number,
    banned: (row: number) => readonly (readonly number[])[],
    asked: AskedBeside = "nothing",
    rows?: readonly number[],
  ) {
    this.#at = rows && new Map(rows.map((row, at) => [row, at]));
    this.#rows = logits;
    this.#vocabulary = vocabulary;
    this.#blocks = Math.ceil(vocabulary / blockSize);
    this.#temperature = temperature;
    this.#banned = banned;
    this.#asked = asked;
    // What is asked for by place is written at once, and its probability told.
    this.#isDrawnAlone = rows === undefined && asked === "nothing" && temperature > 0;
  }

  /** The token at place `row` for a uniform in [0, 1): inverse distribution function. A banned token never comes. */
  draw(row: number, uniform: number): number {
    const found = this.#drawnRoughly(row, uniform);
    if (found !== undefined) return found;
    const at = this.#weighed(row);
    if (this.isSure) return this.#likeliest[row] as number;
    const sums = this.#sums as Float64Array;
    const first = at * this.#blocks;
    const target = uniform * this.#totalOf(at);
    const block = blockOf(target, sums, first, first + this.#blocks);
    const rows = this.#rows;
    const begin = at * this.#vocabulary;
    let sum = block === first ? 0 : (sums[block - 1] as number);
    let id = (block - first) * blockSize;
    // The same additions as when the sums were made, so this ends within the block.
    for (; ; id += 1) {
      sum += rows[begin + id] as number;
      if (sum > target) return id;
    }
  }

  /** Undefined where probabilities are asked for beside the draw, or it takes double precision to tell. */
  #drawnRoughly(row: number, uniform: number): number | undefined {
    if (!this.#isDrawnAlone || this.#highest[row] !== undefined) return undefined;
    return (this.#rough[row] ??= new RoughDraws(this.#bannedFrom(row, row), this.#temperature)).draw(uniform);
  }

  /** At temperature 0: the likeliest token has probability 1. */
  get isSure(): boolean {
    return this.#temperature === 0;
  }

  /** Probability of a token at place `row`. */
  probability(row: number, id: number): number {
    const at = this.#weighed(row);
    if (this.isSure) return id === this.#likeliest[row] ? 1 : 0;
    return this.#weightOf(at, id) / this.#totalOf(at);
  }

  /** log Σ_v exp(logit(v) / temperature) at place `row`, over what is not banned: what the logits lack to be log probabilities. */
  logSum(row: number): number {
    const at = this.#weighed(row);
    return (this.#highest[row] as number) + (this.isSure ? 0 : Math.log(this.#totalOf(at)));
  }

  /**
   * The model's own probability of a token at place `row`: at temperature 1, whatever the draw's was. They must have been asked for, or the draws be at
   * temperature 0 or 1. 0 of what is too unlikely to be drawn.
   */
  modelProbability(row: number, id: number): number {
    const at = this.#weighed(row);
    const stored = this.#weightOf(at, id);
    return this.#storesModel
      ? stored / this.#totalOf(at)
      : Math.exp(this.#temperature * Math.log(stored) - this.#model[row]!.logSum);
  }

  /** The entropy of the model's own distribution at place `row`, in nats. Entropies must have been asked for, or the draws be at temperature 0 or 1. */
  modelEntropy(row: number): number {
    const at = this.#weighed(row);
    const entropy = this.#storesModel ? entropyOf(this.#valuesOf(at), this.#totalOf(at)) : this.#model[row]?.entropy;
    if (entropy === undefined) {
      throw new SteeringError("internal", "A rule asks for entropies that were not kept for it. Please report this.");
    }
    return entropy;
  }

  /** The likeliest tokens at place `row`, at most so many, in falling order; of equals the lower id first. */
  likeliest(row: number, count: number): number[] {
    const values = this.#valuesOf(this.#weighed(row));
    const best: number[] = [];
    for (let id = 0; id < values.length; id += 1) {
      const value = values[id] as number;
      if (value === 0 || (best.length === count && value <= (values[best[count - 1] as number] as number))) continue;
      let at = Math.min(best.length, count - 1);
      while (at > 0 && (values[best[at - 1] as number] as number) < value) at -= 1;
      best.splice(at, 0, id);
      if (best.length > count) best.pop();
    }
    return best;
  }

  /** At a temperature of their own the draws do not say what the model itself would. */
  get #keepsModel(): boolean {
    return !this.#storesModel && (this.#asked === "probabilities" || this.#asked === "entropies");
  }

  /** What is stored is at temperature 1. */
  get #storesModel(): boolean {
    return this.#temperature === 0 || this.#temperature === 1;
  }

  #valuesOf(at: number): Float32Array {
    return this.#rows.subarray(at * this.#vocabulary, (at + 1) * this.#vocabulary);
  }

  #weightOf(at: number, id: number): number {
    return this.#rows[at * this.#vocabulary + id] as number;
  }

  /** The sum of a row's weights. */
  #totalOf(at: number): number {
    return (this.#sums as Float64Array)[(at + 1) * this.#blocks - 1] as number;
  }

  /** A row's logits without the banned ids. */
  #bannedFrom(row: number, at: number): Float32Array {
    const values = this.#valuesOf(at);
    for (const ids of this.#banned(row)) for (const id of ids) values[id] = Number.NEGATIVE_INFINITY;
    return values;
  }

  /** Where the place's weights and sums are, as the how manieth of the rows; they are made where they are not there yet. */
  #weighed(row: number): number {
    const at = this.#at === undefined ? row : this.#at.get(row);
    if (at === undefined) {
      throw new SteeringError(
        "internal",
        `The prediction of a step was made for some places, and place ${row} is none of them. Please report this.`,
      );
    }
    if (this.#highest[row] !== undefined) return at;
    const values = this.#bannedFrom(row, at);
    if (this.#keepsModel) this.#model[row] = modelOf(values, this.#asked === "entropies");
    const temperature = this.isSure ? 1 : this.#temperature;
    const { highest, weights, sums } = tokenWeights(values, temperature);
    this.#rough[row] = undefined;
    if (this.isSure) this.#likeliest[row] = values.indexOf(highest);
    values.set(weights);
    this.#sums ??= new Float64Array((this.#rows.length / this.#vocabulary) * this.#blocks);
    this.#sums.set(sums, at * this.#blocks);
    this.#highest[row] = highest / temperature;
    return at;
  }
}

/** Of logits, at temperature 1. */
function modelOf(logits: Float32Array, withEntropy: boolean): ModelFacts {
  const { weights, sums } = tokenWeights(logits, 1);
  const sum = sums[sums.length - 1] as number;
  return { logSum: Math.log(sum), entropy: withEntropy ? entropyOf(weights, sum) : undefined };
}

/** −Σ p log p of p = weights / sum. */
function entropyOf(weights: Float32Array, sum: number): number {
  let total = 0;
  for (const weight of weights) if (weight > 0) total += weight * Math.log(weight);
  return Math.max(0, Math.log(sum) - total / sum);
}
