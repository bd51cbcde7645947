/** Settings in a scheduler's file that no scheduler of diffusers has. Pure. */
import type { SchedulerConfig } from "./schedulerConfig.ts";

/** Of all its classes, also of those that are replaced by another here: a file of one makes another, and what that does not know it ignores. */
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

/** A sentence that names them; undefined where there are none. What is null is not set, and `_…` is the file's own record. */
export function unknownSettings({ file, values }: SchedulerConfig): string | undefined {
  const strange = Object.keys(values).filter((key) => values[key] !== null && !key.startsWith("_") && !known.has(key));
  if (strange.length === 0) return undefined;
  return `${file} sets ${strange.join(", ")}, which nothing here knows, so it is ignored. If the images are not what the model should make, choose another scheduler for the run.`;
}
