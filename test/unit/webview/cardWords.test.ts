/** What a card is marked with. */
import { describe, expect, it } from "vitest";
import { foldParticles } from "../../../src/protocol/foldParticles.ts";
import type { RunView } from "../../../src/protocol/panel.ts";
import { textBody } from "../../../webview/particles/textBody.ts";
import { badges, spoken } from "../../../webview/particles/cardWords.ts";

const particles = [0.25, 0.5, 0.75, 0.1].map((reward, index) => ({
  ...{ modality: "text", index, group: Math.floor(index / 2), generated: `Text ${index}.`, text: `Text ${index}.` },
  ...{ pieces: [], reward, parts: [reward], weight: 0.5, ancestor: index },
}));
const group = (best: number, draw: number, isDrawn: boolean) => ({
  ...{ prompt: "A", best, draw, logZ: 1, scored: [] },
  island: { share: 0.5, logZ: 1, isDrawn },
});
const run = {
  status: "done",
  specification: { islands: 2 },
  groups: [group(1, 0, true), group(2, 3, false)],
  particles,
} as unknown as RunView;

function marked(one: RunView): string[] {
  return foldParticles(one.particles).flatMap((fold) => badges(fold, one).map((badge) => `${fold.key} ${badge}`));
}

describe("what is told of a card to who does not see it", () => {
  const [fold] = foldParticles([particles[2] as never]);

  it("is its place, its number, its marks and what it is worth", () => {
    const none = { badges: [], vote: undefined, isChosen: false };
    expect(spoken(fold!, 0, none)).toBe("1: #2, reward 0.750, weight 50 %. Text 2.");
    expect(spoken(fold!, 4, { badges: ["best", "draw"], vote: 1, isChosen: true })).toBe(
      "5: #2, best, draw, your vote: ×2, compared, reward 0.750, weight 50 %. Text 2.",
    );
    expect(spoken(fold!, 0, { ...none, vote: "kill" })).toContain("your vote: killed");
  });
});

it("lays a card's text out from the side that its writing begins at", () => {
  const { strings } = textBody(particles[0] as never, { suffix: "", earlier: undefined });
  expect(strings.join("")).toMatch(/^<p dir="auto">/u);
});

describe("the badges of cards", () => {
  it("mark the best of all islands, and the draw of all", () => {
    expect(marked(run).toSorted()).toEqual(["0 draw", "2 best"]);
  });

  it("mark each prompt's own, and none before the end", () => {
    const groups = run.groups.map((one) => ({ ...one, island: undefined }));
    const prompts = { ...run, specification: {}, groups } as unknown as RunView;
    expect(marked(prompts).toSorted()).toEqual(["0 draw", "1 best", "2 best", "3 draw"]);
    expect(marked({ ...run, status: "running" })).toEqual([]);
  });
});
