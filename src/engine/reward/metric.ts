/** Metrics: judges that come with FK Steering and that nothing is steered by, so that they can tell a better output from a fooled reward. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { SteeringError, throwIfAborted } from "../../errors.ts";
import type { RewardInfo } from "../../protocol/engine.ts";
import { judgedBy, senseOf } from "../../protocol/metric.ts";
import type { RewardChoice } from "../../protocol/specification.ts";
import type { RewardImageSample, RewardTextSample } from "../../rewards/reward.ts";
import { resolveParameters } from "../../rewards/parameters.ts";
import { openTextJudge } from "../../runtime/judges/textJudge.ts";
import { openVerifier } from "../../runtime/judges/verifier.ts";
import type { AnySample, OpenReward, OpenRewardOptions, ParameterRecord } from "./opened.ts";
import { openedOnce } from "./openedOnce.ts";

/** Goes up when a metric starts to score differently, so that a run file can tell. */
const version = 1;

interface Judge {
  readonly score: (samples: readonly AnySample[]) => Promise<number[]>;
  /** Absent: it judges whatever was asked for. */
  readonly refuse?: NonNullable<OpenReward["refuse"]>;
}

interface Metric {
  readonly accepts: RewardInfo["accepts"];
  readonly description: string;
  /** The reward that it judges without having been steered by. */
  readonly judges: string;
  readonly open: (scorers: string) => Promise<Judge>;
}

const metrics: Readonly<Record<string, Metric>> = {
  verifier: {
    accepts: "image",
    description: "1 where the image shows all that its prompt says, else 0; for scenes of emoji",
    judges: "prompt-match",
    async open(scorers) {
      const { verify, refuse } = await openVerifier(join(scorers, "verifier"));
      return { score: (samples) => verify(samples as readonly RewardImageSample[]), refuse };
    },
  },
  "toxicity-twin": {
    accepts: "text",
    description: "Share of people who would call the text toxic, as another half of them taught it",
    judges: "toxicity",
    open: (scorers) => textMetric(scorers, "toxicity-twin"),
  },
  "perplexity-twin": {
    accepts: "text",
    description: "How well the text reads to a larger language model of other texts: mean log-likelihood of a token",
    judges: "perplexity",
    open: (scorers) => textMetric(scorers, "perplexity-twin"),
  },
};

async function textMetric(scorers: string, name: string): Promise<Judge> {
  const judge = await openTextJudge(join(scorers, "english"), name);
  return { score: (samples) => judge((samples as readonly RewardTextSample[]).map(({ text }) => text)) };
}

/** Kept for the life of the engine: they are small. */
const opened = new Map(Object.entries(metrics).map(([name, { open }]) => [name, openedOnce(open)] as const));

export const metricNames: readonly string[] = Object.keys(metrics);

export function isMetric({ source }: Pick<RewardInfo | RewardChoice, "source">): boolean {
  return source.kind === "builtin" && Object.hasOwn(metrics, source.name);
}

/** @param name one of `metricNames` */
export function metricInfo(name: string): RewardInfo {
  const { accepts, description, judges } = metrics[name]!;
  return {
    name,
    source: { kind: "builtin", name },
    accepts,
    description,
    hardConstraint: false,
    parameters: {},
    judges,
  };
}

/**
 * @param name one of `metricNames`
 * @throws SteeringError `specification-invalid` for parameters, which metrics have none of, and what opening a network throws
 */
export async function openMetric(
  name: string,
  chosen: ParameterRecord,
  { settings, signal }: OpenRewardOptions,
): Promise<OpenReward> {
  throwIfAborted(signal);
  const info = metricInfo(name);
  const parameters = resolveParameters(name, info.parameters, chosen);
  const [folder] = settings.embeddedModelFolders ?? [];
  if (folder === undefined) {
    throw new SteeringError("model-missing", `The metric ${name} is not there: this engine has no embedded models.`);
  }
  const { score, refuse } = await opened.get(name)!(join(folder, "../scorers"));
  return {
    name,
    info,
    parameters,
    hardConstraint: false,
    sandboxed: true,
    sha256: createHash("sha256").update(`metric:${name}:${version}`).digest("hex"),
    warnings: [],
    ...(refuse && { refuse }),
    async score(samples, stop) {
      throwIfAborted(stop);
      return Float64Array.from(await score(samples));
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** Whether a judge looks for what the rewards steer away from. */
export function isOpposed(judge: RewardChoice | undefined, rewards: readonly RewardChoice[]): boolean {
  if (judge?.source.kind !== "builtin") return false;
  const { source } = judge;
  return senseOf(judgedBy(isMetric(judge) ? metricInfo(source.name) : { source }), rewards) < 0;
}

/** Throws `specification-invalid` where a run is to be steered by a metric. */
export function refuseMetrics(rewards: readonly RewardChoice[]): void {
  for (const [index, reward] of rewards.entries()) {
    if (!isMetric(reward) || reward.source.kind !== "builtin") continue;
    const { name } = reward.source;
    throw new SteeringError(
      "specification-invalid",
      `${name} is a metric: it judges what other rewards have steered, and would be worth nothing once steered by. Steer by ${metrics[name]!.judges}, and compare with ${name} as the holdout reward.`,
      { details: { field: `rewards.${index}`, reward: name } },
    );
  }
}
