import { expect, it } from "vitest";
import type { ParticleView } from "../../../src/protocol/particle.ts";
import { twoDiffer } from "../../../webview/charts/twoDiffer.ts";

const texts = (...all: string[]): ParticleView[] => all.map((text) => ({ modality: "text", text }) as ParticleView);
const pictures = (...all: string[]): ParticleView[] => all.map((png) => ({ modality: "image", png }) as ParticleView);

it("is the chance that two draws are not the same text", () => {
  expect(twoDiffer(texts("a", "b"), [0.5, 0.5])).toBeCloseTo(0.5, 12);
  expect(twoDiffer(texts("a", "b", "a"), [0.25, 0.5, 0.25])).toBeCloseTo(0.5, 12);
  expect(twoDiffer(texts("a", "b"), [1, 0])).toBe(0);
});

it("is never below 0, whatever rounding makes of the weights", () => {
  expect(twoDiffer(texts("a", "a", "a", "a"), [0.4, 0.3, 0.2, 0.1 + 1e-15])).toBe(0);
});

it("takes no two pictures that are missing for the same", () => {
  expect(twoDiffer(pictures("", ""), [0.5, 0.5])).toBeCloseTo(0.5, 12);
  expect(twoDiffer(pictures("p", "p"), [0.5, 0.5])).toBe(0);
});
