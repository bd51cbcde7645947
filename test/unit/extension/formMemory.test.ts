import { describe, expect, it } from "vitest";
import { firstModel, FormMemory } from "../../../src/extension/runs/formMemory.ts";
import { parseSettings } from "../../../src/extension/settings/schema.ts";
import type { ModelInfo } from "../../../src/protocol/modelInfo.ts";
import type { RunRequest } from "../../../src/protocol/specification.ts";

const { settings } = parseSettings(() => undefined);
const request: RunRequest = {
  model: "stories",
  prompt: "The king",
  rewards: [{ source: { kind: "builtin", name: "length" }, weight: 2, parameters: { characters: 40 } }],
};
const painted: RunRequest = {
  model: "emoji-scenes",
  prompt: "a red heart",
  rewards: [{ source: { kind: "builtin", name: "colour" }, parameters: { colour: "red" } }],
  steps: 20,
};

/** The memory of a window, and what it is after a reload. */
function windows(known = true) {
  const kept = new Map<string, unknown>();
  const memento = {
    get: (key: string): unknown => kept.get(key),
    update: async (key: string, value: unknown) => void kept.set(key, JSON.parse(JSON.stringify(value))),
    keys: () => [...kept.keys()],
  } as never;
  const model = (name: string): ModelInfo | undefined =>
    known
      ? ({
          name: name === firstModel ? "stories" : name,
          modality: name === "emoji-scenes" ? "image" : "text",
        } as ModelInfo)
      : undefined;
  return { kept, open: () => new FormMemory(memento, () => settings, model) };
}

describe("the form's memory", () => {
  it("tells what shows it of settings from elsewhere, and of nothing that the page sent or that could not run", () => {
    const form = windows().open();
    let heard = 0;
    form.onDidOffer(() => (heard += 1));
    form.edit(request);
    form.offer({ ...request, particles: 0 });
    expect([heard, form.offers]).toEqual([0, 0]);
    form.offer(painted);
    expect([heard, form.offers, form.form.prompt]).toEqual([1, 1, "a red heart"]);
  });

  it("begins without a seed, and keeps one that is fixed, or none, over a reload", () => {
    const { open } = windows();
    expect(open().form).not.toHaveProperty("seed");
    open().edit({ ...request, seed: 0 });
    expect(open().form.seed).toBe(0);
    open().edit(request);
    expect(open().form).not.toHaveProperty("seed");
    expect(open().form.prompt).toBe("The king");
  });

  it("keeps prompt, rewards, weights and parameters of texts and of images apart, over a reload", () => {
    const { open } = windows();
    open().edit(request);
    open().edit({ ...painted, seed: 5 });
    const after = open();
    expect(after.form).toMatchObject(painted);
    expect(after.formFor("text")).toMatchObject(request);
    expect(after.formFor("image")).toMatchObject({ ...painted, seed: 5 });
    after.edit({ ...request, prompt: "The queen" });
    expect(open().forms).toMatchObject({ text: { prompt: "The queen" }, image: { prompt: "a red heart" } });
  });

  it("has for a kind that nothing was asked of what there is, and nothing that cannot be run", () => {
    const { kept, open } = windows();
    const memory = open();
    expect(memory.edit({ ...request, particles: -1 })).toBe(false);
    memory.edit(request);
    expect(memory.formFor("image")).toBe(memory.form);
    kept.set("forms", { image: { model: 3 }, text: "much", sound: request });
    expect(Object.keys(open().forms)).toEqual(["text"]);
  });

  it("knows of no kind before the models are known, and loses nothing then", () => {
    const { open } = windows(false);
    open().edit(request);
    expect(open().forms).toEqual({});
    expect(open().form).toMatchObject(request);
  });

  it("knows how often it was given another form, which an edit in the page is not", () => {
    const memory = windows().open();
    memory.edit(request);
    memory.give({ ...request, particles: -1 });
    expect(memory.given).toBe(0);
    memory.give(painted);
    expect([memory.given, memory.form.prompt]).toEqual([1, "a red heart"]);
  });
});
