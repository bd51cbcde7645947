/** The first line of a run file: all that the run's outcome depends on. */
import type { WholeSpecification } from "../../protocol/specification.ts";
import { runFileVersion, type RunFileHeader } from "../../runfile/format.ts";
import type { OpenReward } from "../reward/opened.ts";
import type { RunModel } from "../models/runModel.ts";
import { versions } from "../versions.ts";

export function runHeader(
  specification: WholeSpecification,
  model: RunModel,
  rewards: readonly OpenReward[],
): RunFileHeader {
  return {
    kind: "header",
    version: runFileVersion,
    created: new Date().toISOString(),
    specification,
    model: { name: model.name, files: model.files },
    rewards: rewards.map(({ name, sha256, parameters }) => ({ name, sha256, parameters })),
    device: {
      provider: model.device.provider,
      tried: model.device.tried.map(({ provider, milliseconds, reason }) => ({
        provider,
        ...(milliseconds === undefined ? {} : { milliseconds }),
        ...(reason === undefined ? {} : { reason }),
      })),
    },
    versions: versions(),
  };
}
