/** A reward file to begin with. Types only. */

export interface RewardTemplate {
  readonly id: string;
  /** As it is offered. */
  readonly title: string;
  readonly description: string;
  /** The text of the file. */
  readonly text: string;
}
