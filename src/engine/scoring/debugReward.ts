/** `rewards/debug`: one kept sample scored by a reward whose process waits for a debugger first. Only here is a sandbox started with an inspector. */
import { decodePng } from "../../png/png.ts";
import { SteeringError } from "../../errors.ts";
import type { DebugReport, DebugRequest, InspectedReward } from "../../protocol/rewardDebug.ts";
import { modalities } from "../../protocol/modality.ts";
import { openRunDocument } from "../../runfile/document.ts";
import { shownParticles } from "../../runfile/shownStep.ts";
import { openReward } from "../reward/openReward.ts";
import type { AnySample, OpenRewardOptions } from "../reward/opened.ts";

export interface DebugOptions extends Pick<OpenRewardOptions, "settings"> {
  readonly signal: AbortSignal;
  /** It waits for a debugger at this address. */
  readonly onInspected: (inspected: InspectedReward) => void;
}

/** A person stands still in it: a day. */
const patience = 86_400_000;
const mostLines = 1000;

/** Throws what `openReward` and a reward's `score` throw, and `run-file` for a sample that was not kept. */
export async function debugReward(request: DebugRequest, options: DebugOptions): Promise<DebugReport> {
  const { settings, signal, onInspected } = options;
  const sample = await keptSample(request);
  const log: string[] = [];
  const onLog = (line: string): void => {
    if (log.length < mostLines) log.push(line);
  };
  const reward = { ...settings.reward, milliseconds: patience, millisecondsPerSample: 0 };
  await using opened = await openReward(request.reward, {
    settings: { ...settings, reward },
    signal,
    onLog,
    inspect: onInspected,
  });
  const accepts = "data" in sample ? "image" : "text";
  if (opened.info.accepts !== accepts) {
    throw new SteeringError(
      "reward-shape",
      `The reward ${opened.name} scores ${modalities[opened.info.accepts].many}, and this sample is one of ${modalities[accepts].many}. Choose a run that made ${modalities[opened.info.accepts].many}.`,
      { details: { reward: opened.name } },
    );
  }
  const [score] = await opened.score([sample], signal);
  return { name: opened.name, score: score!, log };
}

/** As the reward would have got it at the run's last scored step. */
async function keptSample({ runFile, particle }: DebugRequest): Promise<AnySample> {
  await using document = await openRunDocument(runFile);
  const last = document.stepCount === 0 ? undefined : await document.step(document.stepCount - 1);
  const shown = last === undefined ? undefined : (await shownParticles(document, last, { pictures: "full" }))[particle];
  if (shown === undefined) throw refusal(runFile, `there is no particle ${particle} in it`);
  const { suffix } = document.header.specification;
  const prompt = document.header.groups[shown.group]?.prompt ?? "";
  if (shown.modality === "text")
    return { text: shown.text, generated: shown.generated, prefix: prompt, suffix, prompt };
  if (shown.png === "") throw refusal(runFile, `the image of particle ${particle} was not kept`);
  return { ...decodePng(Buffer.from(shown.png, "base64")), prompt };
}

function refusal(runFile: string, why: string): SteeringError {
  return new SteeringError("run-file", `No sample of ${runFile} can be debugged with: ${why}. Choose another one.`);
}
