/** A sweep as its page shows it, and the link between the page and the host. One declaration for both ends. */
import * as v from "valibot";
import { NotificationType, RequestType } from "vscode-jsonrpc";
import type { Modality } from "./modality.ts";
import type { WireError } from "./run.ts";
import type { EndedCell, Sweep, SweepProgress } from "./sweep.ts";

export interface SweepView extends Sweep {
  readonly modality: Modality;
  readonly cells: readonly EndedCell[];
  /** `waiting`: for what the engine does before, or for the model. `stopping`: after this model call. */
  readonly state: "idle" | "waiting" | "running" | "stopping";
  readonly progress: SweepProgress | undefined;
  /** What it waits for, or why it ended before its time. */
  readonly message: string | undefined;
  readonly problem: string | undefined;
  readonly warnings: readonly string[];
}

/** A view as it is sent: the cells that have ended only where they are others than those that were sent last. */
export type SweepUpdate = Omit<SweepView, "cells"> & Partial<Pick<SweepView, "cells">>;

/** From the page, when it listens. */
export const sweepReady = new RequestType<void, SweepView, WireError>("sweepPage/ready");
export const sweepState = new NotificationType<SweepUpdate>("sweepPage/state");

const cell = v.strictObject({ cell: v.pipe(v.number(), v.integer(), v.minValue(0)) });

/** What the page asks, with the schema of what it sends. Rejects with what the page is to show. */
export const sweepPageRequests = {
  /** A cell that has begun, as a run. */
  open: cell,
  /** Goes on with what is left. */
  resume: v.undefined(),
  /** What had ended stays. */
  stop: v.undefined(),
  /** The whole table, as text for a spreadsheet, on the clipboard. */
  copyTable: v.undefined(),
};
export type SweepPageRequest = keyof typeof sweepPageRequests;
export type SweepPagePayload<Name extends SweepPageRequest> = v.InferOutput<(typeof sweepPageRequests)[Name]>;

export function sweepPageRequest<Name extends SweepPageRequest>(
  name: Name,
): RequestType<SweepPagePayload<Name>, void, WireError> {
  return new RequestType(`sweepPage/${name}`);
}

/** From the page: the best image of a cell, a PNG file in base64; null where there is none. */
export const sweepPicture = new RequestType<v.InferOutput<typeof cell>, string | null, WireError>("sweepPage/picture");
export const sweepPictureRequest = cell;
