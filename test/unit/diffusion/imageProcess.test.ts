import { describe, expect, it } from "vitest";
import type { ImageNetwork } from "../../../src/diffusion/image.ts";
import { imageProcess, type ImageProcess } from "../../../src/diffusion/imageProcess.ts";
import type { ImageState } from "../../../src/diffusion/imageState.ts";
import type { ImageScheduler, SchedulerChoice } from "../../../src/diffusion/schedulers/scheduler.ts";
import { createScheduler } from "../../../src/diffusion/schedulers/schedulerChoice.ts";
import { steeringAdvice } from "../../../src/steering/advice.ts";
import type { PredictedView, Slot } from "../../../src/steering/process.ts";
import { steer } from "../../../src/steering/steer.ts";
import { createRandomStreams } from "../../../src/steering/streams.ts";
import { defaultPolicy } from "../../exactness/estimates.ts";
import { gaussianNetwork } from "./gaussianNetwork.ts";

const signal = new AbortController().signal;
const random = createRandomStreams(7);
const steps = 6;
const conditions = new Map(["dark", "light"].map((prompt) => [prompt, { prompt, negativePrompt: "" }]));
const slots: readonly Slot[] = [0, 1, 2].flatMap((index) => ["dark", "light"].map((group) => ({ group, index })));
const stochastic: readonly SchedulerChoice[] = [
  { kind: "ddpm" },
  { kind: "ddim", eta: 1 },
  { kind: "euler-ancestral" },
  { kind: "lcm" },
  { kind: "dpm++-sde" },
];

const groups = ["dark", "light"].map((key) => ({ key, particles: 3 }));
const redness = {
  name: "red",
  hardConstraint: false,
  score: (samples: readonly { readonly data: Uint8ClampedArray }[]) =>
    Promise.resolve(samples.map(({ data }) => data[0]! / 255)),
};

function schedulerOf(choice: SchedulerChoice): ImageScheduler {
  const values = { beta_schedule: "scaled_linear", beta_start: 0.00085, beta_end: 0.012, clip_sample: false };
  return createScheduler({
    config: { file: "scheduler_config.json", values: { ...values, timestep_spacing: "leading" } },
    choice,
    steps,
  });
}

function processOf(
  choice: SchedulerChoice,
  network: ImageNetwork = gaussianNetwork(),
  turn?: () => Promise<void>,
): ImageProcess {
  return imageProcess({
    network,
    scheduler: schedulerOf(choice),
    model: "gaussian",
    conditions,
    ...(turn && { turn }),
  });
}

async function viewsOf(process: ImageProcess, states: readonly ImageState[], at: readonly Slot[], step: number) {
  const predictions = await process.predict(states, step, signal);
  return states.map((state, i) => ({ slot: at[i]!, state, prediction: predictions[i]! }));
}

/** Unsteered, from `from` to `to`. */
async function walk(
  process: ImageProcess,
  states: readonly ImageState[],
  at: readonly Slot[],
  [from, to]: readonly [number, number],
): Promise<readonly ImageState[]> {
  let present = states;
  for (let step = from; step < to; step += 1) {
    present = [...(await process.transition(await viewsOf(process, present, at, step), step, random, signal)).states];
  }
  return present;
}

const whole = (process: ImageProcess, at: readonly Slot[]) =>
  walk(process, process.initial(at, random), at, [0, steps]);

describe.each(stochastic)("an image process by $kind", (choice) => {
  it("gives each slot its image, whatever the order and the batch", async () => {
    const together = await whole(processOf(choice), slots);
    const backwards = await whole(processOf(choice), slots.toReversed());
    expect(backwards.toReversed()).toStrictEqual(together);
    const alone = await whole(processOf(choice), [slots[3]!]);
    expect(alone[0]).toStrictEqual(together[3]);
    expect(together[0]!.sample).not.toStrictEqual(together[2]!.sample);
  });

  it("draws noise while its network is at work, of each step that is not scored, and comes to the same", async () => {
    const policy = { ...defaultPolicy, strength: 6, schedule: { kind: "steps", steps: [3, steps] } } as const;
    const run = async (process: ImageProcess) => {
      const states: (readonly ImageState[])[] = [];
      for await (const { cloud } of steer(process, redness, policy, { groups, random, signal }))
        states.push(cloud.states);
      return states;
    };
    const network = gaussianNetwork();
    let [turns, underWay] = [0, 0];
    const slow: ImageNetwork = {
      ...network,
      predict: async (...given) => {
        underWay += 1;
        await new Promise((resolve) => setTimeout(resolve, 20));
        underWay -= 1;
        return network.predict(...given);
      },
    };
    const ahead = await run(
      processOf(choice, slow, () => {
        turns += 1;
        expect(underWay).toBe(1);
        return Promise.resolve();
      }),
    );
    expect(ahead).toStrictEqual(await run(processOf(choice)));
    // Not of the step that is scored before it moves, nor of a last step without noise.
    const noisy = schedulerOf(choice).steps.filter(({ next }, step) => next.noise !== 0 && step !== 3).length;
    expect(turns).toBe(noisy * slots.length);
    expect(network.predicted).toHaveLength(steps);
    // Where the network is done first, the rest is drawn when it is needed.
    expect(await run(processOf(choice, gaussianNetwork(), () => Promise.resolve()))).toStrictEqual(ahead);
  });

  it("is the unsteered run bit for bit at λ = 0", async () => {
    const process = processOf(choice);
    let last: readonly ImageState[] = [];
    for await (const { cloud } of steer(
      process,
      redness,
      { ...defaultPolicy, strength: 0 },
      { groups, random, signal },
    )) {
      last = cloud.states;
    }
    const grouped = slots.toSorted((a, b) => a.group.localeCompare(b.group) || a.index - b.index);
    expect(last).toStrictEqual(await whole(process, grouped));
  });

  it("goes on from stored bytes as if it had not stopped", async () => {
    const process = processOf(choice);
    const half = await walk(process, process.initial(slots, random), slots, [0, 3]);
    const revived = half.map((state) => process.revive(process.encode(state)));
    expect(revived).toStrictEqual(half);
    const ends = await walk(process, revived, slots, [3, steps]);
    expect(ends).toStrictEqual(await walk(process, half, slots, [3, steps]));
  });

  it("shows images of the prompt at the end", async () => {
    const process = processOf(choice);
    const states = await whole(process, slots);
    const views = states.map((state, i) => ({ slot: slots[i]!, state, prediction: undefined }));
    const samples = (await process.decode(views, steps, 1, random, signal)).map(([sample]) => sample!);
    expect(samples.map(({ prompt }) => prompt)).toStrictEqual(slots.map(({ group }) => group));
    const brightness = (group: string): number => {
      const shown = samples.filter(({ prompt }) => prompt === group);
      return shown.reduce((sum, { data }) => sum + data[0]! + data[1]! + data[2]!, 0) / shown.length;
    };
    expect(brightness("light")).toBeGreaterThan(brightness("dark") + 150);
  });
});

describe("an image process", () => {
  const choice: SchedulerChoice = { kind: "dpm++-sde" };

  it("decodes copies of a particle once, and lets them part at the next transition", async () => {
    const network = gaussianNetwork();
    const process = processOf(choice, network);
    const [state] = process.initial([slots[0]!], random);
    const [{ prediction }] = (await viewsOf(process, [state!], slots, 0)) as [PredictedView<ImageState, never>];
    const copies = [0, 2, 4].map((n) => ({ slot: slots[n]!, state: state!, prediction }));
    const samples = await process.decode(copies, 0, 1, random, signal);
    expect(network.decoded).toStrictEqual([1]);
    expect(samples[2]).toStrictEqual(samples[0]);
    const next = (await process.transition(copies, 0, random, signal)).states;
    expect(new Set(next.map(({ sample }) => sample[0])).size).toBe(3);
  });

  it("gathers a multistep scheduler's history with the particle, and stores it", async () => {
    const process = processOf(choice);
    const states = await walk(process, process.initial(slots, random), slots, [0, 2]);
    const changed = states.map((state) => ({ ...state, earlier: state.earlier!.map((value) => value + 1) }));
    const [kept] = await walk(process, states, slots, [2, 3]);
    const [moved] = await walk(process, changed, slots, [2, 3]);
    expect(moved!.sample).not.toStrictEqual(kept!.sample);
    expect(process.encode(states[0]!).length - process.encode({ ...states[0]!, earlier: undefined }).length).toBe(48);
  });

  it("previews x̂₀ without the decoder: its own once predicted, until then that of where it came from", async () => {
    const network = gaussianNetwork();
    const process = processOf({ kind: "ddim", eta: 1 }, network);
    const [start] = process.initial([slots[0]!], random);
    expect(process.preview(start!, 0)).toBeUndefined();
    const [view] = await viewsOf(process, [start!], slots, 0);
    const first = process.preview(start!, 0);
    const [next] = (await process.transition([view!], 0, random, signal)).states;
    expect(process.preview(next!, 1)).toStrictEqual(first);
    const [nextView] = await viewsOf(process, [next!], slots, 1);
    expect(network.decoded).toStrictEqual([]);
    const [decoded] = (await process.decode([nextView!], 1, 1, random, signal)).flat();
    expect(process.preview(next!, 1)!.data).toStrictEqual(decoded!.data);
    const [end] = await walk(process, [next!], slots, [1, steps]);
    expect(process.preview(end!, steps)).toStrictEqual(network.preview(end!.sample));
  });

  it.each([Number.NaN, Infinity, -Infinity])(
    "names step, model and remedy when the network gives %d",
    async (wrong) => {
      const network = gaussianNetwork();
      let calls = 0;
      const failing: typeof network = {
        ...network,
        predict: async (...all) => {
          const outputs = await network.predict(...all);
          calls += 1;
          return calls === 3 ? outputs.map((output) => output.with(5, wrong)) : outputs;
        },
      };
      await expect(whole(processOf({ kind: "ddpm" }, failing), slots)).rejects.toMatchObject({
        code: "model-corrupt",
        message: expect.stringMatching(/step 3 .*"gaussian".*float32.*another device/) as string,
        details: { model: "gaussian", step: 3 },
      });
    },
  );

  it("names them when finite outputs carry a state out of float32's range", async () => {
    const network = gaussianNetwork();
    const failing: typeof network = {
      ...network,
      predict: (inputs) => Promise.resolve(inputs.map((input) => input.map(() => -3e38))),
    };
    await expect(whole(processOf({ kind: "ddpm" }, failing), slots)).rejects.toMatchObject({
      code: "model-corrupt",
      message: expect.stringMatching(/step 1 .*state.*"gaussian"/) as string,
    });
  });

  it("takes no noise that was drawn for another run or another step, and ends drawing where the network fails", async () => {
    let turns = 0;
    let finish = (): void => undefined;
    const turn = async (): Promise<void> => {
      turns += 1;
      await new Promise((resolve) => setTimeout(resolve, 5));
      // Some time after the last noise is drawn.
      if (turns === slots.length) setTimeout(finish, 20);
    };
    const network = gaussianNetwork();
    const slow: ImageNetwork = {
      ...network,
      predict: async (...given) => {
        await new Promise<void>((resolve) => (finish = resolve));
        return network.predict(...given);
      },
    };
    const process = processOf(choice, slow, turn);
    const states = process.initial(slots, random);
    const unseen = states.map((state, n) => ({ slot: slots[n]!, state }));
    const parts = await process.predictMove!(unseen, 0, 1, random, signal);
    expect(turns).toBe(slots.length);
    const views = unseen.map((view, n) => ({ ...view, prediction: parts[n]! }));
    for (const [step, streams] of [
      [0, createRandomStreams(8)],
      [1, random],
      [0, random],
    ] as const) {
      const { states: found } = await process.transition(views, step, streams, signal);
      expect(found).toStrictEqual((await processOf(choice).transition(views, step, streams, signal)).states);
    }
    const broken: ImageNetwork = { ...network, predict: () => Promise.reject(new Error("lost")) };
    turns = 0;
    await expect(processOf(choice, broken, turn).predictMove!(unseen, 0, 1, random, signal)).rejects.toThrow("lost");
    expect(turns).toBe(1);
  });

  it("refuses outputs of another length", async () => {
    const network = gaussianNetwork();
    const failing: typeof network = { ...network, predict: () => Promise.resolve([new Float32Array(6)]) };
    await expect(whole(processOf({ kind: "ddpm" }, failing), [slots[0]!])).rejects.toMatchObject({
      code: "model-signature",
    });
  });

  it("refuses several draws, which an image model does not have, and a group without a prompt", async () => {
    const process = processOf(choice);
    const views = await viewsOf(process, process.initial(slots, random), slots, 0);
    await expect(process.decode(views, 0, 4, random, signal)).rejects.toMatchObject({ details: { field: "draws" } });
    expect(() => process.initial([{ group: "blue", index: 0 }], random)).toThrow(/group "blue" has no prompt/);
  });

  it("refuses bytes of another run", () => {
    const process = processOf(choice);
    const [state] = process.initial([slots[0]!], random);
    const bytes = process.encode(state!);
    const elsewhere = altered(bytes, (view) => view.setUint8(4, "b".charCodeAt(0)));
    for (const wrong of [bytes.subarray(0, 5), bytes.subarray(0, -4), new Uint8Array(), elsewhere]) {
      expect(() => process.revive(wrong)).toThrow(expect.objectContaining({ code: "run-file" }));
    }
  });

  it.each([{ kind: "ddim", eta: 0 }, { kind: "ddim", eta: 1 }, { kind: "ddpm" }] as const)(
    "warns that copies cannot part where nothing is drawn, and names what mends it: %o",
    (each) => {
      const advice = steeringAdvice(processOf(each), { ...defaultPolicy, strength: 1 }, 4);
      const wanted = /copies of a particle stay identical.*η above 0 or a stochastic scheduler/;
      expect(advice).toStrictEqual(each.kind === "ddim" && each.eta === 0 ? [expect.stringMatching(wanted)] : []);
    },
  );
});

/** The same bytes with a change. */
function altered(bytes: Uint8Array, change: (view: DataView) => void): Uint8Array {
  const copy = bytes.slice();
  change(new DataView(copy.buffer));
  return copy;
}
