/** `scheduler_config.json` of a diffusers folder, read value by value. Pure: is handed the parsed file. */
import { shortened } from "../../cutText.ts";
import { SteeringError, type Sentence } from "../../errors.ts";

export interface SchedulerConfig {
  /** Name of the file, for messages. */
  readonly file: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * Parses the file's text. Python writes infinite numbers as bare words that JSON does not have
 * (`"lambda_min_clipped": -Infinity`), so they become the largest numbers there are.
 *
 * @throws SteeringError `model-corrupt` for text that is no JSON object
 */
export function parseSchedulerConfig(text: string, file: string): SchedulerConfig {
  const finite = text
    .replace(/^\uFEFF/, "")
    .replace(/("(?:[^"\\]|\\.)*")|(-?)Infinity|NaN/g, (word, quoted?: string, sign?: string) =>
      quoted === undefined ? (word === "NaN" ? "null" : `${sign}1e308`) : quoted,
    );
  let values: unknown;
  try {
    values = JSON.parse(finite);
  } catch (cause) {
    throw new SteeringError("model-corrupt", `${file} is not valid JSON. Download the model again.`, { cause });
  }
  if (typeof values === "object" && values !== null && !Array.isArray(values)) {
    return { file, values: values as Record<string, unknown> };
  }
  throw new SteeringError("model-corrupt", `${file} holds no scheduler settings. Download the model again.`);
}

/** The limit of whole numbers, all of which count steps: models have a thousand or some, and a table with a row for each is made. */
const mostSteps = 100_000;

/**
 * Reads keys with the default that diffusers has for the class. A key that is absent or null has its default, and keys that a class does
 * not know are ignored, as diffusers ignores them when it makes one class from another's file.
 */
export class SchedulerReader {
  readonly #config: SchedulerConfig;

  constructor(config: SchedulerConfig) {
    this.#config = config;
  }

  number(key: string, fallback: number, holds: (value: number) => boolean, wanted: string): number {
    const value = this.#config.values[key] ?? fallback;
    if (typeof value === "number" && Number.isFinite(value) && holds(value)) return value;
    throw this.#invalid(key, `a number ${wanted}`);
  }

  positive(key: string, fallback: number): number {
    return this.number(key, fallback, (value) => value > 0, "above 0");
  }

  whole(key: string, fallback: number, least: number): number {
    const holds = (value: number): boolean => Number.isSafeInteger(value) && value >= least && value <= mostSteps;
    return this.number(key, fallback, holds, `that is whole, at least ${least} and at most ${mostSteps}`);
  }

  flag(key: string, fallback: boolean): boolean {
    const value = this.#config.values[key] ?? fallback;
    if (typeof value === "boolean") return value;
    throw this.#invalid(key, "true or false");
  }

  /** @throws SteeringError `model-signature` for a word that is none of `allowed` */
  oneOf<Word extends string>(key: string, allowed: readonly Word[], fallback: Word): Word {
    const value = this.#config.values[key] ?? fallback;
    const found = allowed.find((word) => word === value);
    if (found !== undefined) return found;
    throw this.unsupported(key, [`Supported are ${allowed.join(", ")}.`]);
  }

  /** Undefined where the key is absent or null. */
  numbers(key: string): readonly number[] | undefined {
    const value = this.#config.values[key] ?? undefined;
    if (value === undefined) return undefined;
    if (Array.isArray(value) && value.every((each) => typeof each === "number" && Number.isFinite(each))) {
      return value as number[];
    }
    throw this.#invalid(key, "a list of numbers");
  }

  /** Refuses a flag that is set. */
  refuse(key: string, instead: Sentence): void {
    if (this.flag(key, false)) throw this.unsupported(key, instead);
  }

  /** @param instead a sentence: what to do */
  unsupported(key: string, instead: Sentence): SteeringError {
    const { file, values } = this.#config;
    return new SteeringError(
      "model-signature",
      [`${file} sets ${key} to ${shown(values[key])}, which is not supported. `, ...instead],
      { details: { file, field: key } },
    );
  }

  #invalid(key: string, wanted: string): SteeringError {
    const { file, values } = this.#config;
    return new SteeringError(
      "model-corrupt",
      `${file} sets ${key} to ${shown(values[key])}, and it must be ${wanted}. Correct the file, or download the model again.`,
      { details: { file, field: key } },
    );
  }
}

function shown(value: unknown): string {
  return shortened(JSON.stringify(value) ?? String(value), 60);
}

/** Settings of every scheduler class of diffusers, also of those that are replaced here: the file of one makes another, which ignores what it does not know. */
const known: ReadonlySet<string> = new Set([
  ...["num_train_timesteps", "beta_start", "beta_end", "beta_schedule", "trained_betas", "rescale_betas_zero_snr"],
  ...["prediction_type", "variance_type", "clip_sample", "clip_sample_range", "set_alpha_to_one", "skip_prk_steps"],
  ...["thresholding", "dynamic_thresholding_ratio", "sample_max_value", "timestep_spacing", "timestep_type"],
  ...["steps_offset", "interpolation_type", "noise_sampler_seed", "original_inference_steps", "timestep_scaling"],
  ...["solver_order", "solver_type", "solver_p", "algorithm_type", "predict_x0", "disable_corrector"],
  ...["lower_order_final", "euler_at_final", "final_sigmas_type", "lambda_min_clipped", "use_karras_sigmas"],
  ...["use_exponential_sigmas", "use_beta_sigmas", "use_lu_lambdas", "use_flow_sigmas", "flow_shift", "shift"],
  ...["shift_terminal", "use_dynamic_shifting", "base_shift", "max_shift", "base_image_seq_len"],
  ...["max_image_seq_len", "time_shift_type", "invert_sigmas", "stochastic_sampling"],
  ...["predictor_order", "corrector_order", "tau_func"],
]);

/** Names the settings in a scheduler's file that no scheduler of diffusers has; undefined where there are none. What is null is not set, and `_…` is the file's own record. */
export function unknownSettings({ file, values }: SchedulerConfig): string | undefined {
  const strange = Object.keys(values).filter((key) => values[key] !== null && !key.startsWith("_") && !known.has(key));
  if (strange.length === 0) return undefined;
  return `${file} sets ${strange.join(", ")}, which nothing here knows, so it is ignored. If the images are not what the model should make, choose another scheduler for the run.`;
}
