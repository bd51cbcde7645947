/** One thing that is known of a model before it is loaded, and who says it. */
export interface ModelFact {
  /** "channels". */
  readonly what: string;
  readonly value: string;
  /** A file of the folder, or of what kind of model it is assumed. */
  readonly from: string;
  /** True: nothing in the folder says it. */
  readonly assumed: boolean;
}
