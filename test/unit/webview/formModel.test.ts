/** The form between the host and a person who types. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { RewardInfo } from "../../../src/protocol/engine.ts";
import type { ModelInfo } from "../../../src/protocol/modelInfo.ts";
import { parseSpecification, type RunRequest } from "../../../src/protocol/specification.ts";
import { canonical, sameForm, toDraft, toForm } from "../../../webview/form/formDraft.ts";
import { FormModel } from "../../../webview/form/formModel.ts";

const request: RunRequest = {
  model: "small",
  prompt: "Once",
  rewards: [{ source: { kind: "builtin", name: "length" } }],
};
const models: ModelInfo[] = [
  {
    name: "small",
    title: "Small",
    description: "",
    modality: "text",
    path: "/models/small",
    origin: "embedded",
    state: { kind: "ready" },
    bytes: 1,
    steps: 64,
    extent: { kind: "tokens", tokens: 64 },
    conventions: [],
    note: undefined,
  },
  {
    name: "scenes",
    title: "Scenes",
    description: "",
    modality: "image",
    path: "/models/scenes",
    origin: "embedded",
    state: { kind: "ready" },
    bytes: 1,
    steps: 50,
    extent: { kind: "pixels", width: 32, height: 32 },
    conventions: [],
    note: undefined,
  },
];
const rewards: RewardInfo[] = [
  {
    name: "length",
    source: { kind: "builtin", name: "length" },
    accepts: "text",
    description: "",
    hardConstraint: false,
    parameters: { characters: { type: "number", default: 120, min: 1, max: 500 } },
  },
];
const panel = (form: RunRequest) => ({ models, rewards, form });

describe("a draft", () => {
  it("has no seed where none was asked for, for each run has a new one then", () => {
    expect(toForm(request)).not.toHaveProperty("seed");
    expect(toForm({ ...request, seed: 0 }).seed).toBe(0);
    expect(sameForm(request, { ...request, seed: 0 })).toBe(false);
  });

  it("is the specification that the request means", () => {
    expect(toDraft(request)).toEqual({ ...parseSpecification(request), steps: 64 });
    expect(toDraft({ ...request, steps: 5 })).toEqual(parseSpecification({ ...request, steps: 5 }));
  });

  it("is the same however it is written down", () => {
    const spelled = {
      ...toForm(request),
      rewards: [{ ...request.rewards[0], weight: 1, parameters: {} }],
    } as RunRequest;
    expect(sameForm(request, spelled)).toBe(true);
    expect(sameForm(request, { ...request, strength: 9 })).toBe(false);
    expect(canonical(JSON.parse(JSON.stringify(request)) as RunRequest)).toBe(canonical(request));
  });
});

describe("the form", () => {
  const told: RunRequest[] = [];
  let form: FormModel;

  beforeEach(() => {
    vi.useFakeTimers();
    told.length = 0;
    form = new FormModel((draft) => told.push(draft));
    form.update(panel(request));
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("tells an edit once, a moment after the last key", () => {
    form.edit("prompt", "Once u");
    form.edit("prompt", "Once up");
    expect(told).toHaveLength(0);
    vi.advanceTimersByTime(400);
    expect(told.map((one) => one.prompt)).toEqual(["Once up"]);
  });

  it("does not let an echo overwrite what was typed since", () => {
    form.edit("prompt", "A");
    form.flush();
    form.edit("prompt", "AB");
    form.flush();
    form.edit("prompt", "ABC");
    form.update(panel({ ...request, prompt: "A" }));
    form.update(panel({ ...request, prompt: "AB" }));
    expect(form.draft.prompt).toBe("ABC");
  });

  it("keeps what is typed while the host says the same as before", () => {
    form.edit("prompt", "typing");
    form.update(panel({ ...request }));
    expect(form.draft.prompt).toBe("typing");
  });

  it("takes over all of another form that a person gave it, and tells nothing of what was being typed", () => {
    form.edit("prompt", "typing");
    form.edit("particles", Number.NaN);
    form.update({ ...panel({ ...request, prompt: "from the cursor", suffix: "the end" }), given: 1 });
    expect(form.draft).toEqual(toForm({ ...request, prompt: "from the cursor", suffix: "the end" }));
    expect(form.check()).toBeUndefined();
    vi.advanceTimersByTime(400);
    expect(told).toHaveLength(0);
  });

  it.each([
    ["the model is found by its name", { model: "small/renamed" }],
    ["the settings' defaults change", { strength: 9, schedule: { kind: "every", every: 2 } }],
    ["another page changes a setting", { candidates: 4 }],
  ] as const)("loses nothing of what is being typed when %s", (_, change) => {
    form.edit("seed", 1);
    form.edit("prompt", "A d");
    form.update(panel({ ...request, ...change }));
    form.edit("prompt", "A dog");
    expect(form.draft).toMatchObject({ ...change, seed: 1, prompt: "A dog" });
    vi.advanceTimersByTime(400);
    expect(told.map((one) => ({ ...one }))).toMatchObject([{ ...change, seed: 1, prompt: "A dog" }]);
    // What the host says of that is no news, in whatever order it comes.
    form.edit("seed", 2);
    form.update(panel({ ...request, ...change, prompt: "A dog", seed: 1 }));
    expect(form.draft).toMatchObject({ ...change, seed: 2, prompt: "A dog" });
  });

  it("keeps what cannot run while the host changes other fields, and what is typed in a field that it changes", () => {
    form.edit("particles", Number.NaN);
    form.edit("strength", 3);
    form.update(panel({ ...request, strength: 9, candidates: 2 }));
    expect(form.draft).toMatchObject({ particles: Number.NaN, strength: 3, candidates: 2 });
    vi.advanceTimersByTime(400);
    expect(told).toEqual([]);
    // The field is still being typed in.
    expect(form.problem("particles")).toBeUndefined();
    form.edit("particles", 4);
    vi.advanceTimersByTime(400);
    expect(told).toMatchObject([{ particles: 4, strength: 3, candidates: 2 }]);
  });

  it("keeps the next run's seed while the host says back the run before with its model's whole name", () => {
    form.edit("seed", 2);
    form.launched();
    form.edit("seed", 3);
    form.launched();
    form.edit("seed", 4);
    for (const seed of [2, 3]) form.update(panel({ ...request, seed, model: "small/renamed" }));
    expect(form.draft).toMatchObject({ seed: 4, model: "small/renamed" });
  });

  it("has again what was last asked of models of a kind when one of them is chosen, and that model's steps", () => {
    const weighted = [
      { source: { kind: "builtin", name: "length" }, weight: 2, parameters: { characters: 40 } },
    ] as const;
    form.edit("prompt", "The king");
    form.edit("rewards", weighted);
    form.edit("strength", 7);
    // Nothing was asked of one that makes images: the rewards are still those of texts.
    expect(form.chooseModel("scenes")).toBe(false);
    expect(form.draft).toMatchObject({ model: "scenes", prompt: "The king", steps: 50 });
    form.edit("prompt", "a red heart");
    form.edit("steps", 20);
    expect(form.chooseModel("small")).toBe(true);
    expect(form.draft).toMatchObject({ model: "small", prompt: "The king", rewards: weighted, strength: 7, steps: 64 });
    expect(form.chooseModel("scenes")).toBe(true);
    expect(form.draft).toMatchObject({ model: "scenes", prompt: "a red heart", steps: 20 });
    form.flush();
    expect(told.at(-1)).toMatchObject({ model: "scenes", prompt: "a red heart" });
  });

  it("has what was asked before the page was there, as the host has kept it", () => {
    const kept = { ...request, model: "scenes", prompt: "a dog", strength: 3, steps: 50 };
    form.update({ ...panel(request), forms: { image: kept } });
    expect(form.chooseModel("scenes")).toBe(true);
    expect(form.draft).toMatchObject({ prompt: "a dog", strength: 3 });
    // What was left in this page is newer.
    form.edit("prompt", "two dogs");
    form.chooseModel("small");
    form.chooseModel("scenes");
    expect(form.draft.prompt).toBe("two dogs");
  });

  it("asks for a new seed each run, or for the one that is fixed", () => {
    form.edit("seed", 3);
    form.flush();
    form.edit("seed", undefined);
    form.flush();
    expect(told.map(({ seed }) => seed)).toEqual([3, undefined]);
    form.update(panel({ ...request, seed: 9 }));
    expect(form.draft.seed).toBe(9);
  });

  it("takes a form over again that was once an echo", () => {
    form.edit("prompt", "A");
    form.flush();
    form.update(panel({ ...request, prompt: "A" }));
    form.update(panel({ ...request, prompt: "B" }));
    form.update(panel({ ...request, prompt: "A" }));
    expect(form.draft.prompt).toBe("A");
  });

  it("takes its own run's coming back for no news", () => {
    form.edit("prompt", "go");
    form.launched();
    form.edit("prompt", "go on");
    form.update(panel({ ...request, prompt: "go" }));
    expect(form.draft.prompt).toBe("go on");
  });

  it("tells nothing that could not run, and says what is wrong when asked", () => {
    form.edit("particles", Number.NaN);
    expect(form.problem("particles")).toBeUndefined();
    vi.advanceTimersByTime(400);
    expect(told).toHaveLength(0);
    expect(form.check()).toBe("particles");
    expect(form.problem("particles")).toBe("Must be a number.");
    form.edit("particles", 0);
    expect(form.problem("particles")).toBe("Must be between 1 and 4096.");
    form.edit("particles", 8);
    expect(form.check()).toBeUndefined();
  });

  it("holds a reward's parameters against what it declares", () => {
    const [reward] = toDraft(request).rewards;
    form.edit("rewards", [{ ...reward, parameters: { characters: 900 } }]);
    expect(form.check()).toBe("rewards.0.parameters.characters");
    expect(form.problemsIn("rewards.0").get("parameters.characters")).toBe("Must be at most 500.");
  });

  it("leaves an optional number out when it is emptied", () => {
    form.edit("temperature", 0.7);
    form.edit("temperature", undefined);
    expect("temperature" in form.draft).toBe(false);
  });

  it("keeps what another kind of model is asked, and tells nothing of it", () => {
    form.edit("temperature", 0.7);
    form.edit("model", "scenes");
    form.edit("guidance", 4);
    vi.advanceTimersByTime(400);
    expect(told.at(-1)).toMatchObject({ model: "scenes", guidance: 4 });
    expect(told.at(-1)).not.toHaveProperty("temperature");
    form.update(panel(told.at(-1)!));
    form.edit("temperature", Number.NaN);
    expect(form.check()).toBeUndefined();
    form.edit("model", "small");
    expect(form.check()).toBe("temperature");
    form.edit("temperature", 0.7);
    vi.advanceTimersByTime(400);
    expect(told.at(-1)).toMatchObject({ model: "small", temperature: 0.7 });
    expect(told.at(-1)).not.toHaveProperty("guidance");
    expect(form.draft.guidance).toBe(4);
  });

  it("shows what the host refused at its field until something is edited", () => {
    expect(form.refuse("prompt", "Too long.")).toBe("prompt");
    expect(form.problem("prompt")).toBe("Too long.");
    expect(form.refuse("rewards[0].weight", "No.")).toBe("rewards.0.weight");
    expect(form.problemsIn("rewards.0").get("weight")).toBe("No.");
    expect(form.refuse("specification", "No.")).toBeUndefined();
    form.edit("prompt", "short");
    expect(form.problem("prompt")).toBeUndefined();
  });

  it("knows its model by name and by folder, and by nothing else: the host says which one it is", () => {
    for (const model of ["small", "/models/small"]) {
      form.update(panel({ ...request, model }));
      expect(form.model?.name).toBe("small");
    }
  });
});
