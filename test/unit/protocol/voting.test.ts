import { expect, it } from "vitest";
import type { RunView } from "../../../src/protocol/panel.ts";
import { refusedByVotes } from "../../../src/protocol/voting.ts";

/** Two groups of two particles, of which the second is killed. */
function refused(prompts: readonly string[], islands: number): string | undefined {
  const particles = [0, 1, 2, 3].map((index) => ({ index, group: Math.floor(index / 2), weight: 0.5 }));
  const run = { particles, groups: prompts.map((prompt) => ({ prompt })), specification: { islands } };
  const cast = [2, 3].map((particle) => ({ particle, vote: "kill" as const }));
  return refusedByVotes(run as unknown as RunView, { step: 4, cast });
}

it("says of which prompt or island every particle is killed", () => {
  const killed = "every particle is killed, and nothing would be left to go on with.";
  expect(refused(["A", "B"], 1)).toContain(`“B”: ${killed}`);
  expect(refused(["A", ""], 1)).toContain(`No prompt: ${killed}`);
  expect(refused(["A", "A"], 2)).toContain(`Island 2: ${killed}`);
});
