/** What elements tell the app, by name and type. Knows nothing of who tells or listens. */
import type { Draft, RewardDraft } from "../form/formDraft.ts";
import type { ParameterValue } from "../form/rewardOptions.ts";
import type { StepRange } from "../inspector/stepRange.ts";
import type { SettingChange } from "../../src/steering/diagnosis/diagnose.ts";
import type { GenealogyPlace } from "../../src/steering/genealogy.ts";
import type { PanelPayload, PanelRequest } from "../../src/protocol/panel.ts";

/** A request to the host with what goes there. */
export type Ask = {
  readonly [Name in PanelRequest]: { readonly name: Name; readonly payload: PanelPayload<Name> };
}[PanelRequest];

export interface PanelEvents {
  /** The form was edited. */
  "fk-edit": { readonly draft: Draft };
  "fk-run": undefined;
  /** The host is asked for something. */
  "fk-ask": Ask;
  /** `done` is called when it is on the clipboard. */
  "fk-copy": { readonly particle: number; readonly done: () => void };
  /** A card is to be seen beside others, or no more; `card` is its fold's key. */
  "fk-pin": { readonly card: number };
  /** The keys go on beyond the first or the last card of a grid. */
  "fk-beyond": { readonly isForward: boolean; readonly column: number };
  /** Side by side was closed. */
  "fk-unpin": undefined;
  /** A particle at a step is looked at, in whatever view; undefined: no longer. */
  "fk-look": { readonly place: GenealogyPlace | undefined };
  /** The page is to show a particle at a step. */
  "fk-visit": { readonly place: GenealogyPlace };
  /** The page is to show another scored step. */
  "fk-scrub": { readonly at: number };
  /** A scored step is read in the curves; undefined: no longer. */
  "fk-read": { readonly at: number | undefined };
  /** A particle's text is to be told token by token, or no more. */
  "fk-tokens": { readonly particle: number };
  /** A part of the steps is to be shown, or all of them. */
  "fk-zoom": { readonly range: StepRange | undefined };
  /** What a diagnosis proposes is to be put into the form. */
  "fk-setting": { readonly change: SettingChange };
  /** A reward of the form was edited. */
  "fk-reward-edit": { readonly draft: RewardDraft };
  /** A reward of the form is to go. */
  "fk-reward-remove": undefined;
  /** A list of numbers has other numbers. */
  "fk-numbers-edit": { readonly values: readonly number[] };
  /** A control of the form has another value. */
  "fk-change": { readonly value: ParameterValue | undefined };
  /** A notice was closed. */
  "fk-dismiss": undefined;
}

export function emit<Name extends keyof PanelEvents>(from: EventTarget, name: Name, detail: PanelEvents[Name]): void {
  from.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}

/** Asks the host; what goes wrong is shown by the app. */
export function ask<Name extends PanelRequest>(from: EventTarget, name: Name, payload: PanelPayload<Name>): void {
  emit(from, "fk-ask", { name, payload } as Ask);
}

declare global {
  interface HTMLElementEventMap extends PanelEventMap {}
}

/** An event as a listener gets it. */
export type PanelEvent<Name extends keyof PanelEvents> = CustomEvent<PanelEvents[Name]>;

type PanelEventMap = { readonly [Name in keyof PanelEvents]: PanelEvent<Name> };
