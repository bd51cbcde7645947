/** What a report has of a run. */
import type { RunView } from "./panel.ts";
import type { ParticleView } from "./particle.ts";
import type { TextTokens } from "./tokens.ts";

export interface ReportData {
  /** As it ended. */
  readonly run: RunView;
  /** By scored step of the pass that is shown: what each particle was heading for. */
  readonly moments: Readonly<Record<number, readonly ParticleView[]>>;
  /** By "step/particle", of the last step. */
  readonly tokens: Readonly<Record<string, TextTokens>>;
}
