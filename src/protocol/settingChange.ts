/** A diagnosis' change of a setting, made to what a run was asked for. Pure. */
import * as v from "valibot";
import type { SettingChange } from "../steering/diagnosis/diagnose.ts";
import { dividedAmong } from "./presets.ts";
import type { RunRequest } from "./specification.ts";

/** As the page sends it. */
export const settingChangeSchema = v.strictObject({
  field: v.picklist([
    "strength",
    "particles",
    "firstScored",
    "candidates",
    "draws",
  ] satisfies readonly SettingChange["field"][]),
  value: v.pipe(v.number(), v.finite()),
});

/** Path of the form field that the change is about. */
export function changedField({ field }: SettingChange): string {
  return field === "firstScored" ? "schedule.first" : field;
}

export function withChange<Request extends RunRequest>(request: Request, { field, value }: SettingChange): Request {
  if (field === "particles") return { ...request, ...dividedAmong(request.islands ?? 1, value) };
  if (field !== "firstScored") return { ...request, [field]: value };
  const { schedule } = request;
  const every = schedule?.kind === "every" ? schedule : { kind: "every" as const, every: 0 };
  return { ...request, schedule: { ...every, first: value } };
}
