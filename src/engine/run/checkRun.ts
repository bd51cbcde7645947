/** What is wrong with a run before anything is spent on it: refused where it would fail on its way or where two rewards could not be told apart, said where it changes nothing. Pure. */
import { SteeringError, namedField, sentence } from "../../errors.ts";
import {
  type RewardChoice,
  type RunSpecification,
  type WholeSpecification,
  defaultSpecification,
  particlesOf,
} from "../../protocol/specification.ts";
import type { CompositionChoice } from "../../protocol/choiceSchemas.ts";
import { checkConstraint, checkPolicy } from "../../steering/checkPolicy.ts";
import type { SteeringPolicy } from "../../steering/policy.ts";
import type { SampleReward } from "../../steering/process.ts";
import { scoredSteps } from "../../steering/schedule.ts";
import { sourceName } from "../../protocol/rewardWords.ts";
import { modalities, othersThan, type Modality } from "../../protocol/modality.ts";
import { foreignFields } from "../../protocol/modalityFields.ts";
import { maxParticles, rowOf } from "../../protocol/runFields.ts";
import { partsOf } from "../models/composition.ts";
import { presetNames, presets } from "../../protocol/presets.ts";

/**
 * @throws SteeringError `steering-invalid` for a policy or schedule that makes no sense, `specification-invalid` for a refinement that has
 * nothing to keep, a pause that never comes, and a product whose exponents are not as many as its parts
 */
export function checkRun(specification: WholeSpecification, policy: SteeringPolicy, reward: SampleReward<never>): void {
  checkPause(specification);
  checkPolicy(policy);
  checkConstraint(reward, policy);
  scoredSteps(policy.schedule, specification.steps);
  checkRefine(specification);
  checkExponents(specification.composition);
}

/** What was run with more still opens, and is looked at. Throws `specification-invalid`. */
export function checkPopulation({ particles, islands }: Pick<RunSpecification, "particles" | "islands">): void {
  const all = particlesOf({ particles, islands });
  if (all <= maxParticles) return;
  throw new SteeringError(
    "specification-invalid",
    sentence`The run cannot start: ${namedField("particles")} must be at most ${maxParticles} on all islands together, and they are ${islands} × ${particles} = ${all}. Change ${namedField("particles")} and run again.`,
    { details: { field: "particles" } },
  );
}

/** One for each that has a say, or none. */
function checkExponents(composition: CompositionChoice): void {
  if (composition.kind !== "product" && composition.kind !== "models") return;
  const [given, wanted] = [composition.exponents.length, partsOf(composition)];
  if (given === 0 || given === wanted) return;
  throw new SteeringError(
    "specification-invalid",
    `There ${given === 1 ? "is one exponent" : `are ${given} exponents`} for ${wanted} ${composition.kind === "models" ? "models" : "prompts"}, the run's own first. Give one for each, or leave them out.`,
    { details: { field: "composition.exponents" } },
  );
}

function checkPause({ pause, resampling, refine }: WholeSpecification): void {
  if (pause === undefined) return;
  const why =
    refine !== undefined
      ? "a refinement asks nobody: it draws from the target without votes. Leave out one of the two."
      : pause === "resampling" && resampling === "never"
        ? "it never resamples. Choose another resampling, or pause at every scored step."
        : undefined;
  if (why === undefined) return;
  const details = { field: "pause" };
  throw new SteeringError("specification-invalid", `The run is to pause for votes, and ${why}`, { details });
}

function checkRefine({ refine, particles, islands, otherPrompts }: WholeSpecification): void {
  if (refine === undefined) return;
  if (particles < 2) {
    throw invalid("particles", "there is only one particle, so there would be no other. Use 2 particles or more.");
  }
  const all = particles * islands * (1 + otherPrompts.length);
  if (refine.particle !== undefined && refine.particle >= all) {
    throw invalid(
      "refine.particle",
      `there is no particle ${refine.particle}: they are 0 to ${all - 1}. Choose one of them.`,
    );
  }
}

function invalid(field: string, why: string): SteeringError {
  return new SteeringError(
    "specification-invalid",
    `Refining keeps the path of one particle while the others are run anew, and ${why}`,
    { details: { field } },
  );
}

/** Refuses two rewards that nothing would tell apart, neither in tables nor by `--param`: throws `specification-invalid`. The same reward may come twice, with other parameters or another weight. */
export function checkNames(choices: readonly RewardChoice[]): void {
  const sources = new Map<string, string>();
  for (const { source } of choices) {
    const name = sourceName(source);
    const what = source.kind === "builtin" ? "the built-in one" : source.path;
    const other = sources.get(name);
    if (other !== undefined && other !== what) throw sameName(name, other, what);
    sources.set(name, what);
  }
}

function sameName(name: string, one: string, other: string): SteeringError {
  return new SteeringError(
    "specification-invalid",
    `Two rewards of this run are named ${name}: ${one} and ${other}. Nothing would tell them apart: rename a file, or leave one of them out.`,
    { details: { reward: name, field: "rewards" } },
  );
}

/** What a run asks for that its kind of model knows nothing of, in one sentence or none. */
export function ignoredFields(specification: RunSpecification, modality: Modality): string[] {
  // What a preset says for models of the other kind nobody asked for.
  const isPresets = presetNames.some((name) => presets[name].settings.candidates === specification.candidates);
  const own = isPresets ? { candidates: specification.candidates } : {};
  const usual = { ...defaultSpecification, ...own };
  const fields = foreignFields(modality).filter(
    (field) => JSON.stringify(specification[field]) !== JSON.stringify(usual[field]),
  );
  if (fields.length === 0) return [];
  const { one } = modalities[modality];
  return [
    `Only ${othersThan(modality)} have ${fields.map((field) => `“${rowOf(field).label}”`).join(" and ")}: in a run of the ${one} model ${specification.model} it changes nothing.`,
  ];
}
