/**
 * What a live run tells and what its file keeps have the same fields, all the way down: one that only one of them has does not compile here. Types only.
 */
import type {
  DeviceReport,
  Execution,
  GroupResult,
  GroupStanding,
  IterationResult,
  RewardScale,
  RunResult,
  RunSeconds,
} from "../protocol/run.ts";
import type { RunFileHeader, RunFileResult, RunFileSelection, RunFileStep } from "./format.ts";

/** Names of fields; whether one may be missing is written differently in a file. */
type Fields<T> = T extends readonly (infer Each)[]
  ? Fields<Each>[]
  : T extends object
    ? { [Key in keyof T]-?: Fields<NonNullable<T[Key]>> }
    : "value";
type Same<A, B> = [Fields<A>, Fields<B>] extends [Fields<B>, Fields<A>] ? true : false;
type AllTrue<Checks extends readonly true[]> = Checks;

type Item<List> = NonNullable<List> extends readonly (infer Each)[] ? Each : never;
/** Told once by the header, by the last step of an iteration or as a warning. */
type ToldElsewhere = "bestBefore" | "specification" | "device" | "particles" | "repeated" | "runFile" | "unkept";

export type FieldsAreTheSame = AllTrue<
  [
    Same<Record<Exclude<keyof RunResult, ToldElsewhere>, 0>, Record<Exclude<keyof RunFileResult, "kind">, 0>>,
    Same<IterationResult, Item<RunFileResult["iterations"]>>,
    Same<RewardScale, Item<RunFileResult["scales"]>>,
    Same<RunSeconds, RunFileResult["seconds"]>,
    Same<Omit<GroupResult, "prompt">, Item<RunFileResult["groups"]>>,
    Same<Omit<DeviceReport, "execution">, RunFileHeader["device"]>,
    Same<Execution, Omit<RunFileHeader["execution"], "processors">>,
    Same<
      Omit<GroupStanding, "prompt">,
      Item<RunFileSelection["groups"]> & Pick<Item<RunFileStep["groups"]>, "strength">
    >,
  ]
>;
