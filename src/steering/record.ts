/** What the particle system is at a step, and what it tells of it. Pure data. */

/** The particles of one group within the cloud: indices start … start + count − 1. */
export interface CloudGroup {
  readonly key: string;
  readonly start: number;
  readonly count: number;
  /** Log normalising constant estimated so far: log mean weight at each resampling, added up. */
  readonly logZ: number;
  /** λ_j of the last scored step; 0 before the first. */
  readonly strength: number;
}

/** Everything that the particle system is at a step. All arrays have one entry a particle. */
export interface Cloud<State> {
  readonly step: number;
  readonly states: readonly State[];
  readonly groups: readonly CloudGroup[];
  /** Unnormalised; 0 after a resampling. */
  readonly logWeights: Float64Array;
  /** Σ log G on the particle's whole path. */
  readonly paid: Float64Array;
  /** λ_j v_j at the last scored step; what `difference` takes back. 0 before the first. */
  readonly lastTilt: Float64Array;
  /** max(v_1 … v_j), under a negative λ max(−v_1 … −v_j); −∞ before the first. */
  readonly runningMax: Float64Array;
  /** v_1 + … + v_j. */
  readonly runningSum: Float64Array;
  /** What transitions since the last scored step have put on the weights (`Transition`). Absent: nothing. */
  readonly logFactors?: Float64Array;
  /** What they have paid of λ r. */
  readonly logPaid?: Float64Array;
}

/** What happened to one group at a scored step. */
export interface GroupScoring {
  readonly key: string;
  /** λ_j. */
  readonly strength: number;
  /** In 1 … N, of the weights before any resampling; 0 if every particle is infeasible. */
  readonly ess: number;
  readonly resampled: boolean;
  /** Estimate of log Z with this step's weights in it. −∞ if every particle is infeasible. */
  readonly logZ: number;
  /**
   * What values of −∞ (a hard constraint on noisy predictions) were replaced with; undefined where there was none. −∞
   * if every value was: then the step chose nothing and left the group as it was.
   */
  readonly floor: number | undefined;
  /** At the last step, every particle violates a hard constraint: all weights are 0, and everything is kept. */
  readonly infeasible: boolean;
}

/** A scored step. Particle arrays describe the particles that were scored, before any resampling. */
export interface Scoring<Sample> {
  /** [particle][draw] */
  readonly samples: readonly (readonly Sample[])[];
  /** [particle][draw], raw rewards. */
  readonly rewards: readonly Float64Array[];
  /** v_j, one a particle. */
  readonly values: Float64Array;
  /** log G_j, one a particle. */
  readonly logPotentials: Float64Array;
  /** Log factors and payments of the transitions since the scored step before, one a particle; undefined where there were none. */
  readonly logFactors: Float64Array | undefined;
  readonly logPaid: Float64Array | undefined;
  /** Log factors that a person put on the weights (votes), one a particle. They change the target. */
  readonly interventions: Float64Array | undefined;
  /** Accumulated, unnormalised, before resampling. */
  readonly logWeights: Float64Array;
  /** Normalised within each group, before resampling. */
  readonly weights: Float64Array;
  /** ancestors[n] = a: the new particle n descends from the scored particle a (identity without resampling). */
  readonly ancestors: Int32Array;
  readonly groups: readonly GroupScoring[];
}

/** One step of a run: the cloud as it goes on, and the scoring that led to it if the step was scored. */
export interface StepRecord<State, Sample> {
  readonly step: number;
  readonly steps: number;
  readonly cloud: Cloud<State>;
  /**
   * The cloud that a scored step selected from, with this step's potentials in its weights and histories, and without interventions.
   * `afterSelection` makes `cloud` of it.
   */
  readonly weighed: Cloud<State> | undefined;
  readonly scoring: Scoring<Sample> | undefined;
  /** States that were given to the denoiser so far in this run: one a distinct state without a valid prediction. */
  readonly forwardPasses: number;
}
