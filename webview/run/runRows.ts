/** What a run was and how it went, as rows of a name, a value and what the value means. Pure. */
import type { GroupView, RunView } from "../../src/protocol/panel.ts";
import type { Execution } from "../../src/protocol/run.ts";
import { logZLabel, logZTitle } from "./logZWords.ts";
import { rowOf, runFieldNames } from "../../src/protocol/runFields.ts";
import { defaultSpecification, type RunSpecification } from "../../src/protocol/specification.ts";
import { type Draft, toDraft } from "../form/formDraft.ts";
import { settingWords } from "./settingWords.ts";
import { formatSeconds } from "../../src/protocol/timeWords.ts";
import { formatCount, formatNumber, plural } from "../../src/protocol/numberWords.ts";
import { sourceName } from "../../src/protocol/rewardWords.ts";

export interface DetailRow {
  readonly name: string;
  readonly value: string;
  /** What it means, and when to worry. */
  readonly title?: string;
}

export function runRows(run: RunView): DetailRow[] {
  const { seconds, device } = run;
  const spec = toDraft(run.specification);
  const rule = spec.resampling === "adaptive" ? `adaptive below ${spec.essThreshold} N` : spec.resampling;
  return [
    { name: "Model", value: spec.model },
    { name: "Reward", value: spec.rewards.map((one, index) => rewardText(one, run.scales?.[index])).join(" + ") },
    {
      name: "Steering",
      value: `λ ${spec.strength}, ${spec.potential} potential, ${plural(spec.draws, "draw")}, ${scheduleText(spec.schedule)}`,
    },
    ...(spec.tempering.kind === "constant"
      ? []
      : [{ name: "Tempering", value: settingWords("tempering", spec.tempering) }]),
    { name: "Resampling", value: `${spec.resampler}, ${rule}` },
    ...ownRows(spec),
    { name: "Seed", value: String(spec.seed) },
    ...run.groups.flatMap((group, index) => groupRows(run, group, index)),
    {
      name: "Forward passes",
      value: formatCount(run.forwardPasses),
      title: "Particles whose text did not change need none",
    },
    ...(seconds === undefined ? [] : [{ name: "Time", value: formatSeconds(seconds.total) }]),
    ...(device?.tried ?? []).map((one) => ({
      name: one.reason === undefined ? "Device" : "Not taken",
      value: tried(one),
    })),
    ...executionRows(device?.execution),
  ];
}

/** Whatever else was asked of the model itself, and not left as it is. */
function ownRows(spec: Draft): DetailRow[] {
  return runFieldNames.flatMap((name) => {
    const { place, label, title } = rowOf(name);
    const value = spec[name as keyof Draft];
    const usual = defaultSpecification[name];
    if (
      place !== "model" ||
      name === "device" ||
      value === undefined ||
      JSON.stringify(value) === JSON.stringify(usual)
    )
      return [];
    return [{ name: label, value: settingWords(name, value), title }];
  });
}

function groupRows(run: RunView, group: GroupView, index: number): DetailRow[] {
  const { islands = 1 } = run.specification;
  const island = islands === 1 ? "" : `, island ${(index % islands) + 1}`;
  const of = run.groups.length === 1 ? "" : ` of prompt ${Math.floor(index / islands) + 1}${island}`;
  const last = group.scored.at(-1);
  const count = run.particles.length / run.groups.length;
  const resamplings = group.scored.filter(({ resampled }) => resampled).length;
  const wanted = toDraft(run.specification).strength;
  return [
    ...(last === undefined
      ? []
      : [
          {
            name: `Ancestors${of}`,
            value: `${last.survivors} of ${formatCount(count)}, resampled ${plural(resamplings, "time")}`,
            title:
              "Particles of the start that still have descendants. One alone means that all texts share a beginning: use more particles, a smaller λ or tempering",
          },
        ]),
    ...(last === undefined || last.strength === wanted
      ? []
      : [
          {
            name: `λ reached${of}`,
            value: `${formatNumber(last.strength)} of ${formatNumber(wanted)}`,
            title: "Tempering: how far towards λ the last scored step went. The last step of all always reaches it",
          },
        ]),
    ...(group.logZ === undefined
      ? []
      : [
          {
            name: `${logZLabel(run)}${of}`,
            value: formatNumber(group.logZ),
            title: `${logZTitle(run)}: how rare what was asked for is`,
          },
        ]),
  ];
}

function rewardText(
  { source, weight }: RunSpecification["rewards"][number],
  scale: { readonly mean: number; readonly scale: number } | undefined,
): string {
  const name = sourceName(source);
  if (scale === undefined) return `${weight} × ${name}`;
  return `${weight} × (${name} − ${formatNumber(scale.mean)}) / ${formatNumber(scale.scale)}`;
}

function scheduleText(schedule: RunSpecification["schedule"]): string {
  switch (schedule.kind) {
    case "every":
      return [
        schedule.every === 0 ? "as often as suits the steps" : `every ${plural(schedule.every, "step")}`,
        ...(schedule.first === undefined ? [] : [`from ${schedule.first}`]),
        ...(schedule.last === undefined ? [] : [`up to ${schedule.last}`]),
      ].join(" ");
    case "steps":
      return `at steps ${schedule.steps.join(", ")}`;
    default:
      return `at ${schedule.fractions.map((one) => `${formatNumber(one * 100)} %`).join(", ")} of the steps`;
  }
}

function executionRows({ precision, threads, chunk, agreement }: Execution = {}): DetailRow[] {
  const parts = [
    ...(precision === undefined ? [] : [`${precision} weights`]),
    ...(threads === undefined ? [] : [`${plural(threads, "thread")} of the CPU`]),
    ...(chunk === undefined ? [] : [`up to ${plural(chunk, "row")} at once`]),
    ...(typeof agreement !== "number" ? [] : [`within ${agreement.toPrecision(2)} of the CPU`]),
  ];
  if (parts.length === 0) return [];
  const title = "What a result's last digits may depend on: a run that is to equal this one needs the same";
  return [{ name: "Execution", value: parts.join(", "), title }];
}

function tried({ provider, milliseconds, reason }: NonNullable<RunView["device"]>["tried"][number]): string {
  const time = milliseconds === undefined ? "" : ` (${formatSeconds(milliseconds / 1000)} a pass)`;
  return provider + time + (reason === undefined ? "" : `: ${reason}`);
}
