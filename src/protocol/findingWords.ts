/** What a diagnosis found, in words: the same in the panel and in a terminal. Pure. */
import type { Finding, SettingChange } from "../steering/diagnosis/diagnose.ts";
import { formatEss, formatShort } from "./numberWords.ts";

type Sentences = { readonly [Code in Finding["code"]]: (finding: Extract<Finding, { readonly code: Code }>) => string };

const sentences: Sentences = {
  "one-ancestor": ({ particles, step }) =>
    `All ${particles} descend from one particle since step ${step}: what they have in common was decided there.`,
  "never-selected": ({ spread }) =>
    spread === 0
      ? "No resampling happened: every score is alike, so the reward cannot tell these particles apart."
      : `No resampling happened: with so small a λ every weight stayed alike (the scores spread by ${formatShort(spread)}).`,
  "at-ceiling": ({ step, value }) =>
    `From step ${step} on most particles are at the best score that there is, ${formatShort(value)}: more steering changes nothing.`,
  "values-are-noise": ({ step, correlation }) =>
    `Scores predicted the outcome badly (rank correlation ${formatShort(correlation)}): scoring before step ${step} is noise.`,
  "values-predict": ({ correlation }) =>
    `Scores predicted the outcome well (rank correlation ${formatShort(correlation)}): candidates, chosen by them at every step, would make more of the same calls of the model.`,
  "candidates-are-noise": ({ correlation }) =>
    `Candidates were chosen by scores that predicted the outcome badly (rank correlation ${formatShort(correlation)}): they cost rewards and buy nothing.`,
  "one-counts": ({ ess, particles }) =>
    `One particle has nearly all of the weight at the end (ESS ${formatEss(ess)} of ${particles}): a draw by weight is nearly always the same one.`,
};

/** One sentence: what happened, and what it means. */
export function findingSentence(finding: Finding): string {
  const sentence = sentences[finding.code] as (finding: Finding) => string;
  return sentence(finding);
}

/** What to change, as a button says it. */
export function changeLabel({ field, value }: SettingChange): string {
  if (field === "strength") return `Try λ = ${value}`;
  if (field === "particles") return `Use ${value} particles`;
  if (field === "candidates") return value === 1 ? "Use no candidates" : `Use ${value} candidates`;
  if (field === "draws") return `Use ${value} draws`;
  return `Score from step ${value}`;
}

/** What to change, as the command line takes it: of particles those of each island, where there are several. */
export function changeFlag({ field, value }: SettingChange, islands = 1): string {
  if (field === "particles" && islands > 1) return `--islands ${islands} --particles ${value / islands}`;
  const flag = {
    strength: "--strength",
    particles: "--particles",
    firstScored: "--score-first",
    candidates: "--candidates",
    draws: "--draws",
  }[field];
  return `${flag} ${value}`;
}
