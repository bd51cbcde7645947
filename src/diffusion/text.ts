/** Text as the diffusion processes and rewards see it. Pure: knows neither VS Code nor ONNX. */

/** A stretch of text that is already known, or still noise (then `text` is one guess at it). */
export interface TextPiece {
  readonly text: string;
  readonly masked: boolean;
}

/** A clean text that a particle is heading for. `pieces` joined are `text`. */
export interface TextSample {
  readonly modality: "text";
  /** prefix + generated + suffix */
  readonly text: string;
  readonly prefix: string;
  readonly generated: string;
  readonly suffix: string;
  readonly prompt: string;
  /** `generated`, cut where known and still-masked places meet. */
  readonly pieces: readonly TextPiece[];
}

/** What the masked-text process needs of a tokenizer. */
export interface TextCodec {
  /** Token ids of a text, without special tokens. */
  encode(text: string): number[];
  decode(ids: readonly number[]): string;
  /** Takes the spaces out that tokens leave before signs, where the model's folder asks for it: of what the model wrote, never of a person's text. */
  cleanUp(text: string): string;
  readonly vocabularySize: number;
  readonly maskId: number;
  /** Ids that must never be drawn (mask, unknown, unused), and the id that ends a text, if the model writes one. */
  readonly bannedIds: readonly number[];
  readonly endId: number | undefined;
  /** Special tokens that the model expects around every text. */
  readonly leadIds: readonly number[];
  readonly trailIds: readonly number[];
}

/** The network of a masked-text process. */
export interface TextDenoiser {
  /** Tokens in one sequence, special tokens included. */
  readonly maxLength: number;
  /**
   * Log-unnormalised probabilities at the asked places. `tokens` int32 [count][length], all of one length; `places[i]` are the positions
   * of sequence i that are needed. Returns float32 [places[i].length × vocabulary] for each sequence; the arrays are the
   * caller's own, who may write to them.
   */
  logits(tokens: readonly Int32Array[], places: readonly Int32Array[], signal: AbortSignal): Promise<Float32Array[]>;
}
