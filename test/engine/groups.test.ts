import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStories, type Stories, type StoriesRun } from "../support/storiesRun.ts";
import { textParticles } from "../support/textParticles.ts";

const cat = "Once upon a time there was a little cat";
const rain = "It was raining";

/** Always, so that what is compared has ancestors to differ in. */
const resampling = "always";

let stories: Stories;
let ofCat: StoriesRun;
let ofRain: StoriesRun;
let both: StoriesRun;

beforeAll(async () => {
  stories = await openStories();
  ofCat = await stories.run({ prompt: cat, resampling });
  ofRain = await stories.run({ prompt: rain, resampling });
  both = await stories.run({ prompt: cat, otherPrompts: [rain], resampling });
});
afterAll(() => stories[Symbol.asyncDispose]());

/** A prompt's part of a run, its particles counted from 0. */
function part({ result, events }: StoriesRun, g: number): object {
  const group = result.groups[g]!;
  const own = result.particles.filter((particle) => particle.group === g);
  const first = own[0]!.index;
  const from = (index: number | undefined): number | undefined => index && index - first;
  return {
    ...group,
    best: from(group.best),
    draw: from(group.draw),
    particles: own.map((particle) => ({
      ...particle,
      group: 0,
      index: particle.index - first,
      ancestor: particle.ancestor - first,
    })),
    steps: events.flatMap((event) => (event.kind === "step" && event.scoring ? event.scoring.groups[g]! : [])),
  };
}

describe("two prompts in one run", () => {
  it("each get the particles, weights, ESS and log Z that they have alone, in either order", async () => {
    expect(part(both, 0)).toEqual(part(ofCat, 0));
    expect(part(both, 1)).toEqual(part(ofRain, 0));
    const turned = await stories.run({ prompt: rain, otherPrompts: [cat], resampling });
    expect(part(turned, 1)).toEqual(part(ofCat, 0));
    expect(part(turned, 0)).toEqual(part(ofRain, 0));
    // Else the comparison would hold for groups that are all alike.
    expect(part(ofCat, 0)).not.toEqual(part(ofRain, 0));
  });

  it("go through the denoiser together", () => {
    expect(both.result.forwardPasses).toBe(ofCat.result.forwardPasses + ofRain.result.forwardPasses);
    expect(both.denoiserCalls).toBe(Math.max(ofCat.denoiserCalls, ofRain.denoiserCalls));
  });

  it("resample each for itself, and have a best and a draw among their own particles", () => {
    const { particles, groups, best } = both.result;
    expect(groups.map(({ resamplings }) => resamplings)).toEqual([3, 3]);
    for (const [g, group] of groups.entries()) {
      expect(particles[group.best]!.group).toBe(g);
      expect(particles[group.draw!]!.group).toBe(g);
      const own = particles.filter((particle) => particle.group === g);
      expect(Math.max(...own.map(({ reward }) => reward))).toBe(particles[group.best]!.reward);
      expect(own.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 9);
      expect(own.every(({ ancestor }) => particles[ancestor]!.group === g)).toBe(true);
    }
    expect(groups.map((group) => group.best)).toContain(best);
  });
});

describe("a prompt that comes twice", () => {
  it("has particles of its own each time, the first as alone", async () => {
    const twice = await stories.run({ prompt: cat, otherPrompts: [cat], resampling });
    expect(part(twice, 0)).toEqual(part(ofCat, 0));
    const texts = (g: number): string[] =>
      textParticles(twice.result.particles.filter(({ group }) => group === g)).map(({ text }) => text);
    expect(texts(1)).not.toEqual(texts(0));
  });
});
