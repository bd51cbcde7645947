/** One pass through the steps as it is told and kept: events to whoever watches, lines to the run file, figures for the end. */
import type { ParticleView, SampleView } from "../../protocol/particle.ts";
import type { GroupResult, Pass, StepScoring } from "../../protocol/run.ts";
import { Diagnostics, type ScoredDiagnostics } from "../../steering/diagnostics.ts";
import { identityLineage } from "../../steering/lineage.ts";
import { best, outputDraw } from "../../steering/output.ts";
import type { RandomStreams } from "../../steering/random.ts";
import type { Scoring, StepRecord } from "../../steering/record.ts";
import { Previews } from "../models/previews.ts";
import { selectionLine, weighedLine } from "./keptStep.ts";
import { particleViews, stepScoring } from "./stepScoring.ts";
import type { AnySample } from "../reward/opened.ts";
import type { RunSteering } from "./runSteering.ts";

type RunRecord = StepRecord<object, AnySample>;

/** How a pass ended. */
export interface PassEnd {
  readonly scoring: Scoring<AnySample>;
  readonly particles: readonly ParticleView[];
  /** Index of the particle with the highest reward, of all prompts. */
  readonly best: number;
  readonly groups: readonly GroupResult[];
}

export interface PassLogOptions {
  readonly pass: Pass;
  /** The iteration of particle Gibbs; 0 is the run itself. */
  readonly iteration: number;
  /** How long a step takes, after so many of them since iteration 0 began. */
  readonly secondsAStep: (steps: number) => number;
  /** States between scored steps are kept, too: what is refined follows whole paths. */
  readonly keepsPaths?: boolean;
  /** What the pass had told of itself where it is gone on with. */
  readonly before?: PassBefore | undefined;
}

/** A pass as its file tells it, up to the step that it goes on from. */
export interface PassBefore {
  /** The initial particle that each of those descends from which go on. */
  readonly lineage: Int32Array;
  readonly groups: readonly { readonly key: string; readonly scored: readonly ScoredDiagnostics[] }[];
}

export class PassLog {
  readonly #steering: RunSteering;
  readonly #options: PassLogOptions;
  readonly #diagnostics: Diagnostics;
  readonly #previews = new Previews();
  #last: { readonly scoring: Scoring<AnySample>; readonly particles: readonly ParticleView[] } | undefined;
  #record: RunRecord | undefined;
  /** States of each step since the last scored one. */
  #between: (readonly object[])[] = [];

  constructor(steering: RunSteering, options: PassLogOptions) {
    this.#steering = steering;
    this.#options = options;
    this.#diagnostics = new Diagnostics(options.before);
  }

  /** Takes the next step's record. Resolves when the run file has it. */
  async add(record: RunRecord): Promise<void> {
    const { emit, forwardPasses } = this.#steering;
    this.#record = record;
    emit({
      kind: "step",
      pass: this.#options.pass,
      step: record.step,
      steps: record.steps,
      scoring: await this.#scored(record),
      previews: this.#looks(record),
      forwardPasses: forwardPasses(),
      secondsLeft: this.#secondsLeft(record),
    });
  }

  /** After the last record. `random` as the pass had it. */
  end(random: RandomStreams): PassEnd {
    const record = this.#record!;
    const { scoring, particles } = this.#last!;
    const diagnosed = this.#diagnostics.groups;
    const groups = this.#steering.groups.map(({ key, prompt }, g): GroupResult => {
      const { scored, resamplings } = diagnosed[g]!;
      const { logZ } = scoring.groups[g]!;
      return { prompt, best: best(record, key), draw: outputDraw(record, random, key), logZ, resamplings, scored };
    });
    return { scoring, particles, best: best(record), groups };
  }

  async #scored(record: RunRecord): Promise<StepScoring | undefined> {
    const { groups, reward, process, view, file, forwardPasses } = this.#steering;
    const { scoring, cloud } = record;
    // Who the scored particles descend from: this step's own resampling comes after.
    const isFirst = this.#last === undefined && this.#options.before === undefined;
    const roots = isFirst ? identityLineage(cloud.states.length) : this.#diagnostics.lineage;
    this.#diagnostics.add(record);
    if (scoring === undefined) {
      if (this.#options.keepsPaths === true && file !== undefined) this.#between.push(cloud.states);
      return undefined;
    }
    const inFull = record.step === record.steps;
    const show = (sample: AnySample): SampleView => view(sample, inFull);
    const particles = particleViews(scoring, cloud.groups, roots, reward.parts, show);
    const shown = stepScoring(scoring, groups, this.#diagnostics.groups, particles);
    this.#last = { scoring, particles };
    if (file !== undefined) {
      const { iteration } = this.#options;
      const { step, steps, weighed = cloud } = record;
      const diagnosed = this.#diagnostics.groups.map(({ scored }) => scored.at(-1)!);
      const floors = scoring.groups.map(({ floor }) => floor);
      const between = this.#options.keepsPaths === true ? this.#between : undefined;
      this.#between = [];
      const line = await weighedLine(file, {
        ...{ iteration, steps, weighed, scoring, floors, particles, process, between },
        partsOf: reward.parts,
        forwardPasses: forwardPasses(),
      });
      await file.write(line, selectionLine({ iteration, step, scoring, diagnosed }));
    }
    return shown;
  }

  #looks({ cloud, step, steps }: RunRecord): readonly string[] | undefined {
    const { process } = this.#steering;
    if (process.preview === undefined || step === steps) return undefined;
    return this.#previews.of(cloud.states, (state) => process.preview?.(state, step));
  }

  /** The rest takes as long a step as the steps so far. */
  #secondsLeft({ step, steps }: RunRecord): number {
    const { pass, iteration, secondsAStep } = this.#options;
    const done = iteration * steps + step;
    const left = (pass.count - pass.number + 1) * steps - step;
    return secondsAStep(done) * left;
  }
}
