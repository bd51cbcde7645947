/** Addressed randomness. Pure: a number depends on its address alone, never on what was drawn before. */

/** What a stream is for; streams of different purposes are independent. */
export type Purpose = "initial" | "transition" | "decode" | "resample" | "output" | "reference" | "nested";

/** Where in a run a stream belongs. Group-wide draws (resampling) use `slot: 0`. */
export interface StreamAddress {
  readonly purpose: Purpose;
  readonly group: string;
  readonly slot: number;
  readonly step: number;
  readonly draw?: number;
  readonly iteration?: number;
}

/** A sequence of random numbers. */
export interface RandomStream {
  /** Uniform in [0, 1), 53 bits. */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** Fills `out` with what as many calls of `normal` would give, rounded to its type: for noise by the thousand. */
  fillNormals(out: Float32Array | Float64Array): void;
  /** Uniform 32-bit integer. */
  uint32(): number;
  /**
   * Fills `out` with uniforms in (0, 1) of 32 bits, each the middle of one of 2^32 equal cells: cheap ones, for draws by the hundred
   * thousand. Begins at a fresh block of the stream.
   */
  fillUniform32(out: Float64Array): void;
}

export interface RandomStreams {
  readonly seed: number;
  stream(address: StreamAddress): RandomStream;
}
