/** A diagnosis' change of a setting, made to what the form holds. Pure. */
import type { RunRequest } from "../../src/protocol/specification.ts";
import type { SettingChange } from "../../src/steering/diagnosis/diagnose.ts";

export function withChange(request: RunRequest, { field, value }: SettingChange): RunRequest {
  if (field !== "firstScored") return { ...request, [field]: value };
  const { schedule } = request;
  const every = schedule?.kind === "every" ? schedule : { kind: "every" as const, every: 0 };
  return { ...request, schedule: { ...every, first: value } };
}
