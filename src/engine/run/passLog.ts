/** One pass through the steps as it is told and kept: events to whoever watches, lines to the run file, figures for the end. */
import { throwIfAborted } from "../../errors.ts";
import type { ParticleView, SampleView } from "../../protocol/particle.ts";
import { votedTarget } from "../../protocol/pause.ts";
import type { GroupResult, Pass, StepScoring } from "../../protocol/run.ts";
import { Diagnostics, type ScoredDiagnostics } from "../../steering/diagnostics.ts";
import { identityLineage } from "../../steering/lineage.ts";
import { best, outputDraw } from "../../steering/output.ts";
import type { RandomStreams } from "../../steering/random.ts";
import type { Weighing } from "../../steering/intervene.ts";
import type { Cloud, Scoring, StepRecord } from "../../steering/record.ts";
import { assess } from "../../steering/select.ts";
import type { RunFileStep } from "../../runfile/format.ts";
import type { RunFileWriter } from "../../runfile/write.ts";
import { Previews } from "../models/previews.ts";
import { selectionLine, weighedLine, type WeighedStep } from "./keptStep.ts";
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
  /** A person's votes are in its weights. */
  readonly isVoted: boolean;
}

export interface PassLogOptions {
  readonly pass: Pass;
  /** The iteration of particle Gibbs; 0 is the run itself. */
  readonly iteration: number;
  /** Seconds that are left, after so many steps since iteration 0 began and with so many to come. */
  readonly secondsLeft: (done: number, left: number) => number | undefined;
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
  readonly isVoted: boolean;
}

export class PassLog {
  readonly #steering: RunSteering;
  readonly #options: PassLogOptions;
  readonly #diagnostics: Diagnostics;
  readonly #previews = new Previews();
  #last: { readonly scoring: Scoring<AnySample>; readonly particles: readonly ParticleView[] } | undefined;
  #record: RunRecord | undefined;
  #isVoted: boolean;
  /** States of each step since the last scored one. */
  #between: (readonly object[])[] = [];

  constructor(steering: RunSteering, options: PassLogOptions) {
    this.#steering = steering;
    this.#options = options;
    this.#diagnostics = new Diagnostics(options.before);
    this.#isVoted = options.before?.isVoted ?? false;
  }

  /** Takes the next step's record. Resolves when the run file has it; throws `AbortError` where the run is to go on no further than that. */
  async add(record: RunRecord): Promise<void> {
    const { emit, forwardPasses, halt } = this.#steering;
    this.#record = record;
    let looks: { readonly previews: readonly string[] | undefined } | undefined;
    const previews = (): readonly string[] | undefined => (looks ??= { previews: this.#looks(record) }).previews;
    emit({
      kind: "step",
      pass: this.#options.pass,
      step: record.step,
      steps: record.steps,
      scoring: await this.#scored(record),
      // For those who show them: on a command line they would be made for nobody.
      get previews() {
        return previews();
      },
      forwardPasses: forwardPasses(),
      secondsLeft: this.#secondsLeft(record),
    });
    // A pass's last step is its end.
    if (record.scoring !== undefined && record.step < record.steps) throwIfAborted(halt);
  }

  /**
   * Keeps and tells a step that waits for its selection. False where its particles cannot be kept: then nobody can go on from there, and it must not wait.
   */
  async wait(weighing: Weighing<object, AnySample>): Promise<boolean> {
    const { emit, groups, forwardPasses, file } = this.#steering;
    const { cloud, floors } = weighing;
    const { steps } = this.#steering.process;
    const assessed = assess(cloud);
    const particles = this.#particles(weighing, cloud, cloud.step === steps);
    const line =
      file === undefined ? undefined : await this.#line(file, weighing, { weighed: cloud, floors, particles });
    if (file === undefined || line?.states === undefined) return false;
    await file.write(line);
    const scoring: StepScoring = {
      groups: groups.map(({ prompt }, g) => {
        const { start, count, strength } = cloud.groups[g]!;
        const { ess, logZ } = assessed.groups[g]!;
        const survivors = new Set(particles.slice(start, start + count).map(({ ancestor }) => ancestor)).size;
        return { prompt, ess, resampled: false, logZ, strength, survivors };
      }),
      ancestors: particles.map((_, n) => n),
      particles,
    };
    emit({
      ...{ kind: "step", pass: this.#options.pass, step: cloud.step, steps, scoring },
      ...{ previews: undefined, forwardPasses: forwardPasses(), secondsLeft: undefined },
    });
    return true;
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
    return { scoring, particles, best: best(record), groups, isVoted: this.#isVoted };
  }

  async #scored(record: RunRecord): Promise<StepScoring | undefined> {
    const { groups, file } = this.#steering;
    const { scoring, cloud } = record;
    const particles = scoring && this.#particles(scoring, cloud, record.step === record.steps);
    this.#diagnostics.add(record);
    if (scoring === undefined || particles === undefined) {
      if (this.#options.keepsPaths === true && file !== undefined) this.#between.push(cloud.states);
      return undefined;
    }
    if (scoring.interventions !== undefined) this.#voted();
    const shown = stepScoring(scoring, groups, this.#diagnostics.groups, particles);
    this.#last = { scoring, particles };
    if (file !== undefined) {
      const { iteration } = this.#options;
      const { step, weighed = cloud } = record;
      const diagnosed = this.#diagnostics.groups.map(({ scored }) => scored.at(-1)!);
      const floors = scoring.groups.map(({ floor }) => floor);
      const line = await this.#line(file, scoring, { weighed, floors, particles });
      await file.write(line, selectionLine({ iteration, step, scoring, diagnosed }));
    }
    return shown;
  }

  /** As they are shown, before this step's own resampling has changed whom they descend from. */
  #particles(
    scoring: Pick<Scoring<AnySample>, "samples" | "values" | "weights">,
    { groups, states }: Pick<Cloud<object>, "groups" | "states">,
    inFull: boolean,
  ): readonly ParticleView[] {
    const { reward, view } = this.#steering;
    const isFirst = this.#last === undefined && this.#options.before === undefined;
    const roots = isFirst ? identityLineage(states.length) : this.#diagnostics.lineage;
    return particleViews(scoring, groups, roots, reward.parts, (sample): SampleView => view(sample, inFull));
  }

  /** The step's line, its bytes on the disk. */
  #line(
    file: RunFileWriter,
    scoring: WeighedStep["scoring"],
    weighed: Pick<WeighedStep, "weighed" | "floors" | "particles">,
  ): Promise<RunFileStep> {
    const { process, reward, forwardPasses } = this.#steering;
    const between = this.#options.keepsPaths === true ? this.#between : undefined;
    this.#between = [];
    return weighedLine(file, {
      ...{ iteration: this.#options.iteration, steps: process.steps, scoring, process, between, ...weighed },
      partsOf: reward.parts,
      forwardPasses: forwardPasses(),
    });
  }

  #voted(): void {
    if (!this.#isVoted) this.#steering.emit({ kind: "warning", message: votedTarget });
    this.#isVoted = true;
  }

  #looks({ cloud, step, steps }: RunRecord): readonly string[] | undefined {
    const { process } = this.#steering;
    if (process.preview === undefined || step === steps) return undefined;
    return this.#previews.of(cloud.states, (state) => process.preview?.(state, step));
  }

  #secondsLeft({ step, steps }: RunRecord): number | undefined {
    const { pass, iteration, secondsLeft } = this.#options;
    return secondsLeft(iteration * steps + step, ((pass.count ?? pass.number) - pass.number + 1) * steps - step);
  }
}
