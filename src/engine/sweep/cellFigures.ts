/** What a cell came to, from its run's files: so that what was done before an interruption is told as what is done after it. */
import { beginningOf } from "../../cutText.ts";
import { meanOf } from "../../protocol/estimate.ts";
import { fewValues } from "../../protocol/fewValues.ts";
import { modalityOf } from "../../protocol/modality.ts";
import type { ParticleView } from "../../protocol/particle.ts";
import { excerptLength, type CellFigures } from "../../protocol/sweep.ts";
import { decodePng } from "../../png/png.ts";
import type { RunDocument } from "../../runfile/document.ts";
import type { RunFileResult } from "../../runfile/format.ts";
import type { RecordedStep } from "../../runfile/recordedStep.ts";
import { shownParticles } from "../../runfile/shownStep.ts";
import { distinct, pixelDistance } from "../compare/variety.ts";

/** Of a run that came to its end; undefined of any other. */
export async function cellFigures(document: RunDocument): Promise<CellFigures | undefined> {
  const { result, stepCount, end } = document;
  if (end?.outcome !== "done" || result === undefined || stepCount === 0) return undefined;
  const last = await document.step(stepCount - 1);
  const particles = await shownParticles(document, last, { pictures: "full" });
  const feasible = particles.filter(({ reward }) => Number.isFinite(reward));
  const rewards = feasible.map(({ reward }) => reward);
  const best = particles[result.best];
  const written = best && modalityOf(best).written(best);
  return {
    best: rewards.length === 0 ? undefined : rewards.reduce((a, b) => Math.max(a, b)),
    draw: drawn(particles, result),
    mean: rewards.length === 0 ? undefined : meanOf(rewards),
    ...standing(last, result),
    variety: varietyOf(particles),
    feasible: feasible.length / particles.length,
    values: fewValues(rewards)?.slice(),
    scored: particles.length,
    forwardPasses: result.forwardPasses,
    seconds: result.seconds.total - result.seconds.loading,
    excerpt: written && beginningOf(written, excerptLength),
  };
}

/** Σ W r over the particles that meet the hard constraints, islands by their own Ẑ. */
function drawn(particles: readonly ParticleView[], { groups }: RunFileResult): number | undefined {
  let [sum, weights] = [0, 0];
  for (const { reward, weight, group } of particles) {
    if (!Number.isFinite(reward)) continue;
    const own = weight * (groups[group]?.island?.share ?? 1);
    sum += own * reward;
    weights += own;
  }
  return weights > 0 ? sum / weights : undefined;
}

/** Islands count together: log Z of all of them, ESS and survivors added up. */
function standing({ groups }: RecordedStep, result: RunFileResult): Pick<CellFigures, "ess" | "logZ" | "survivors"> {
  const total = (read: (group: (typeof groups)[number]) => number): number =>
    groups.reduce((sum, group) => sum + read(group), 0);
  const [first] = result.groups;
  return {
    ess: total(({ ess }) => ess),
    logZ: first?.island?.logZ ?? first?.logZ ?? Number.NaN,
    survivors: total(({ survivors }) => survivors),
  };
}

function varietyOf(particles: readonly ParticleView[]): number | undefined {
  const texts = particles.flatMap((particle) => modalityOf(particle).written(particle) ?? []);
  if (texts.length > 0) return distinct(texts, 2);
  const pictures = particles.flatMap((particle) => (particle.modality === "image" ? [particle.png] : []));
  // One that cannot be read is left out.
  return pixelDistance(pictures.flatMap((png) => (png === "" ? [] : [decodePng(Buffer.from(png, "base64"))])));
}
