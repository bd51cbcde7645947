/**
 * Targets that are made of several distributions: a power of the model's, a product over prompts or models, guidance. Where they are sampled
 * place by place, ∝ Π p_k(v)^a_k, each reveal owes its weight the factor log Σ_v Π p_k(v)^a_k, which is what guidance alone leaves out.
 * Pure: knows no denoiser.
 */
import { SteeringError } from "../errors.ts";
import type { TextDenoiser } from "./text.ts";
import type { TextCondition } from "./textLayout.ts";

/** One of the distributions. */
export interface Factor {
  /** What it continues; each group's own prompt where absent. */
  readonly condition?: TextCondition;
  /** a_k, of either sign. */
  readonly exponent: number;
  /** Another model with the same vocabulary; the run's own when absent. */
  readonly denoiser?: TextDenoiser;
}

export interface Composition {
  /** a_0, of the run's own condition and model. */
  readonly exponent: number;
  readonly others: readonly Factor[];
  /**
   * What places are drawn from: `target` ∝ Π p_k^a_k, or `model`: p itself, with what is missing in the weights. The latter is for a power
   * of one distribution.
   */
  readonly draw: "target" | "model";
  /** κ in 0 … 1: the weight is taken to this power. 1, where absent, is the target itself; 0 what is drawn, as it is. */
  readonly share?: number;
}

/**
 * Π p_k^a_k on the log scale, not normalised: a float32 [places × vocabulary] of Σ_k a_k log p_k(v), p_k = softmax(logits_k / temperature) over
 * what is not banned. A token that any p_k gives no probability has none here.
 *
 * @param logits of each distribution, float32 [places × vocabulary]; the first is overwritten
 */
export function composedLogits(
  logits: readonly Float32Array[],
  exponents: readonly number[],
  { vocabulary, temperature, banned }: ComposedRows,
): Float32Array {
  const [first] = logits as [Float32Array];
  for (let row = 0; row * vocabulary < first.length; row += 1) {
    const [from, to] = [row * vocabulary, (row + 1) * vocabulary];
    const sum = new Float64Array(vocabulary);
    for (const ids of banned(row)) for (const id of ids) sum[id] = Number.NEGATIVE_INFINITY;
    const allowed = sum.slice();
    for (const [k, of] of logits.entries()) {
      const exponent = exponents[k] as number;
      const values = of.subarray(from, to);
      const logSum = logSumAt(values, allowed, temperature);
      for (let id = 0; id < vocabulary; id += 1) {
        const log = (values[id] as number) / temperature - logSum;
        // 0 to a negative power is none either.
        sum[id] = Number.isFinite(log) ? (sum[id] as number) + exponent * log : Number.NEGATIVE_INFINITY;
      }
    }
    first.set(sum, from);
  }
  return first;
}

export interface ComposedRows {
  readonly vocabulary: number;
  readonly temperature: number;
  readonly banned: (row: number) => readonly (readonly number[])[];
}

/** log Σ exp(value / temperature) over what is allowed (0 and not −∞). */
function logSumAt(values: Float32Array, allowed: Float64Array, temperature: number): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (let id = 0; id < values.length; id += 1) {
    if (allowed[id] === 0) highest = Math.max(highest, values[id] as number);
  }
  let sum = 0;
  for (let id = 0; id < values.length; id += 1) {
    if (allowed[id] === 0) sum += Math.exp(((values[id] as number) - highest) / temperature);
  }
  return highest / temperature + Math.log(sum);
}

/** @throws SteeringError `steering-invalid` for exponents that make no sense, and for what has no weights */
export function checkComposition({ exponent, others, draw }: Composition, temperature: number): void {
  const field = others.length > 0 ? "composition.exponents" : "composition.exponent";
  for (const each of [exponent, ...others.map((other) => other.exponent)]) {
    if (!Number.isFinite(each)) throw invalid(field, `an exponent of the target is ${each}. Make it a finite number.`);
  }
  if (!(others.reduce((sum, other) => sum + other.exponent, exponent) > 0)) {
    throw invalid(
      field,
      "the exponents of the target add up to 0 or less, so that it seeks what no model would write. Make their sum positive.",
    );
  }
  if (draw === "model" && others.length > 0) {
    throw invalid(
      "composition.draw",
      "a target of several distributions cannot be drawn from one of them. Draw from the target.",
    );
  }
  if (temperature === 0) {
    throw invalid(
      "temperature",
      "at temperature 0 a token is certain, and powers and products of certain tokens mean nothing. Set a temperature above 0.",
    );
  }
}

function invalid(field: string, problem: string): SteeringError {
  return new SteeringError("steering-invalid", `The run cannot start: ${problem}`, { details: { field } });
}
