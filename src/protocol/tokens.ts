/** How a text came to be, token by token: what the page asks of a particle, and what it is told. */

/** Steps count transitions. A run of format 2 knows the one step at which a token was written: then `by` is `after` + 1. */
export interface TokenView {
  /** Where it ends in the generated text, in UTF-16 units. */
  readonly end: number;
  /** It was not there yet after step `after`, and was there after step `by`. Undefined: still noise, and only guessed. */
  readonly written?: { readonly after: number; readonly by: number };
  /** That it was drawn with. Undefined of a guess, and of format 1. */
  readonly probability?: number;
  /** How many of the particle's family have the same token from the same step, itself included. Undefined of a guess, and of format 1. */
  readonly sharedBy?: number;
}

export interface TextTokens {
  readonly generated: string;
  /** In the order of the text, none of them empty. */
  readonly tokens: readonly TokenView[];
  /** The particle of the start that it descends from, and how many of the step do, itself included. */
  readonly family: { readonly root: number; readonly count: number };
}
