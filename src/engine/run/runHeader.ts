/** The first line of a run file: all that the run's outcome depends on. */
import { availableParallelism } from "node:os";
import type { WholeSpecification } from "../../protocol/specification.ts";
import { runFileVersion, type RunFileHeader } from "../../runfile/format.ts";
import type { OpenReward } from "../reward/opened.ts";
import type { RunModel } from "../models/runModel.ts";
import type { Branch } from "./branch.ts";
import { promptGroups } from "./promptGroups.ts";
import manifest from "../../../package.json" with { type: "json" };
import { runtimeVersion } from "../../runtime/onnx/session.ts";

export function runHeader(
  specification: WholeSpecification,
  model: RunModel,
  rewards: readonly OpenReward[],
  branch?: Pick<Branch, "group" | "origin">,
): RunFileHeader {
  const { chunk, threads, precision, agreement } = model.device.execution ?? {};
  return {
    kind: "header",
    version: runFileVersion,
    created: new Date().toISOString(),
    modality: model.modality,
    specification,
    groups: branch === undefined ? promptGroups(specification) : [branch.group],
    model: { name: model.name, files: model.files },
    rewards: rewards.map(({ name, sha256, parameters }) => ({ name, sha256, parameters })),
    sandboxed: rewards.every(({ sandboxed }) => sandboxed),
    device: {
      provider: model.device.provider,
      tried: model.device.tried.map(({ provider, milliseconds, reason }) => ({
        provider,
        ...(milliseconds === undefined ? {} : { milliseconds }),
        ...(reason === undefined ? {} : { reason }),
      })),
    },
    execution: {
      processors: availableParallelism(),
      ...(chunk === undefined ? {} : { chunk }),
      ...(threads === undefined ? {} : { threads }),
      ...(precision === undefined ? {} : { precision }),
      ...(agreement === undefined ? {} : { agreement }),
    },
    versions: versions(),
    ...(branch === undefined ? {} : { origin: branch.origin }),
  };
}

/** Versions that a result may depend on. */
function versions(): Record<string, string> {
  return { "fk-steering": manifest.version, "onnxruntime-node": runtimeVersion(), node: process.versions.node };
}
