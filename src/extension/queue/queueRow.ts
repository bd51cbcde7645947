/** A run in the list of the queue: what it is called, how it stands. Pure. */
import type { RunView } from "../../protocol/panel.ts";
import { rewardNames } from "../../protocol/rewardWords.ts";
import { oneLine, shortLine } from "../../protocol/shortText.ts";
import { defaultSpecification, particlesOf } from "../../protocol/specification.ts";
import { inLabel } from "../foreignText.ts";
import { progressMessage } from "../runs/progressMessage.ts";

export interface QueueRow {
  readonly label: string;
  readonly description: string;
  /** A codicon's name. */
  readonly icon: string;
  /** Lines of a hover. */
  readonly details: readonly string[];
  /** What can be done with it. */
  readonly standing: "current" | "waiting" | "failed";
}

/** Characters of a prompt. */
const longestTitle = 60;

/** @param place 1 for what is next; undefined for what does not wait */
export function rowOfQueue(view: RunView, place: number | undefined): QueueRow {
  const whole = { ...defaultSpecification, ...view.specification };
  const { prompt = "", rewards, strength, seed } = whole;
  const title = shortLine(oneLine(prompt), longestTitle);
  const settings = `${rewardNames(rewards).join(" + ")} · λ ${strength} × ${particlesOf(whole)} × seed ${seed}`;
  const standing = place !== undefined ? "waiting" : view.status === "failed" ? "failed" : "current";
  const said = { current: progressMessage(view), waiting: place === 1 ? "next" : `${place}`, failed: "failed" }[
    standing
  ];
  return {
    label: inLabel(title === "" ? "(no prompt)" : title),
    description: inLabel([said, settings].filter((part) => part !== "").join(" · ")),
    icon: { current: "loading~spin", waiting: "clock", failed: "error" }[standing],
    details: [`“${shortLine(prompt, 200)}”`, settings, view.message].map(inLabel),
    standing,
  };
}
