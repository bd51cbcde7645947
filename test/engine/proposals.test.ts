import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStories, type Stories, type StoriesRun } from "../support/storiesRun.ts";
import { textParticles } from "../support/textParticles.ts";

const proposals = [
  { kind: "ancestral" },
  { kind: "first-hitting" },
  { kind: "remask-cap", cap: 0.3 },
  { kind: "remask-rescale", rescale: 0.5 },
  { kind: "confidence" },
  { kind: "confidence", orderTemperature: 0.5 },
  { kind: "blocks", size: 16 },
  { kind: "blocks", size: 8, within: "first-hitting" },
  { kind: "blocks", size: 8, within: "confidence", orderTemperature: 1 },
  { kind: "threshold", threshold: 0.2 },
  { kind: "entropy", bound: 8 },
  { kind: "klass", threshold: 0.05, divergence: 1 },
  { kind: "planned" },
  { kind: "dilated", stride: 8 },
];
const steps = 12;

let stories: Stories;
const runs: StoriesRun[] = [];

beforeAll(async () => {
  stories = await openStories();
  for (const proposal of proposals) runs.push(await stories.run({ proposal, steps }));
});
afterAll(() => stories[Symbol.asyncDispose]());

const texts = ({ result }: StoriesRun): string[] => textParticles(result.particles).map(({ text }) => text);
const warnings = ({ events }: StoriesRun): string[] =>
  events.flatMap((event) => (event.kind === "warning" ? [event.message] : []));

describe("every way to reveal text", () => {
  it.each(proposals.map((proposal, index) => [JSON.stringify(proposal), proposal, index] as const))(
    "writes whole texts, and the same again for the same seed: %s",
    async (_, proposal, index) => {
      const run = runs[index]!;
      expect(texts(await stories.run({ proposal, steps }))).toEqual(texts(run));
      for (const { text, pieces } of textParticles(run.result.particles)) {
        expect(text.startsWith("Once upon a time")).toBe(true);
        expect(pieces.some(({ masked }) => masked)).toBe(false);
      }
      expect(warnings(run)).toEqual([]);
    },
  );

  it("is a way of its own: no two write the same", () => {
    expect(new Set(runs.map((run) => JSON.stringify(texts(run)))).size).toBe(proposals.length);
  });
});

describe("a choice that draws nothing", () => {
  const deterministic = { proposal: { kind: "confidence" }, temperature: 0 };

  it("warns that copies stay identical, and how to mend it", async () => {
    const run = await stories.run(deterministic);
    expect(warnings(run)).toEqual([expect.stringMatching(/copies of a particle stay identical.*order temperature/u)]);
    expect(new Set(texts(run)).size).toBe(1);
  });

  it.each([
    ["with an order temperature", { ...deterministic, proposal: { kind: "confidence", orderTemperature: 1 } }],
    ["with a temperature of token draws", { ...deterministic, temperature: 0.7 }],
    ["as best of N", { ...deterministic, potential: "terminal" }],
    ["unsteered", { ...deterministic, strength: 0 }],
  ])("does not warn %s", async (_, request) => {
    expect(warnings(await stories.run(request))).toEqual([]);
  });
});
