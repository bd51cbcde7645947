/** How a run is steered: every choice of the particle system in one value. Pure. */

export const potentialNames = ["difference", "max", "sum", "immediate", "terminal"] as const;
export type PotentialName = (typeof potentialNames)[number];

export const resamplerNames = ["multinomial", "residual", "stratified", "systematic", "ssp"] as const;
export type ResamplerName = (typeof resamplerNames)[number];

export const resamplingNames = ["adaptive", "always", "never"] as const;
export type ResamplingName = (typeof resamplingNames)[number];

/** Most candidates a particle; each is a state, and `draws` samples to score. */
export const maxCandidates = 64;

/** Which steps are scored. The last step always is. */
export type ScoringSchedule =
  | { readonly kind: "every"; readonly every: number; readonly first?: number; readonly last?: number }
  | { readonly kind: "steps"; readonly steps: readonly number[] }
  | { readonly kind: "fractions"; readonly fractions: readonly number[] };

/**
 * How λ_j comes to λ. It never changes the target: λ_m = λ always. `adaptive` goes as far from 0 towards λ as keeps the ESS at that
 * fraction of the particles, anew at every scored step. A fraction that is not below the threshold of adaptive resampling would keep
 * it from ever resampling: then a group is resampled whenever its λ_j was held back.
 */
export type Tempering =
  | { readonly kind: "constant" }
  | { readonly kind: "linear" }
  | { readonly kind: "geometric"; readonly from: number }
  | { readonly kind: "adaptive"; readonly essFraction: number };

export interface SteeringPolicy {
  /** λ, the tilt: the target is p(x₀) · exp(λ r(x₀)) / Z. Any finite number. */
  readonly strength: number;
  readonly potential: PotentialName;
  /** Draws of x̂₀ a particle: 1 is the paper's `expected`, more is its `many`. */
  readonly draws: number;
  readonly resampler: ResamplerName;
  readonly resampling: ResamplingName;
  /** Resample when ESS < essThreshold · N; in [0, 1]. */
  readonly essThreshold: number;
  readonly schedule: ScoringSchedule;
  readonly tempering: Tempering;
  /** M: draws of each particle's transition, of which one goes on (nested candidates). 1 when absent: none but the transition itself. */
  readonly candidates?: number;
}
