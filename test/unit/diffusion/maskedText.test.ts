import { describe, expect, it } from "vitest";
import { maskedText, type MaskedTextOptions } from "../../../src/diffusion/maskedText.ts";
import type { TextDenoiser, TextSample } from "../../../src/diffusion/text.ts";
import type { TextState } from "../../../src/diffusion/textState.ts";
import type { StepRecord } from "../../../src/steering/record.ts";
import { steer, type SteerOptions } from "../../../src/steering/steer.ts";
import { createRandomStreams } from "../../../src/steering/streams.ts";
import { defaultPolicy as policy } from "../../exactness/estimates.ts";
import { signal } from "../steering/ledger.ts";
import { denoiserOf, endId, id, maskId, wordCodec, words } from "./letterCodec.ts";

const condition = { prompt: "Once upon", prefix: "Once upon", suffix: "" };
const optionsOf = (change: Partial<MaskedTextOptions> = {}): MaskedTextOptions => ({
  codec: wordCodec(),
  denoiser: denoiserOf(12),
  steps: 8,
  temperature: 1,
  endFill: true,
  condition,
  ...change,
});

const reward = {
  name: "foxes",
  hardConstraint: false,
  score: (samples: readonly TextSample[]) =>
    Promise.resolve(samples.map(({ text }) => text.split("fox").length - text.length / 40)),
};

type Records = StepRecord<TextState, TextSample>[];

async function run(
  change: Partial<MaskedTextOptions> = {},
  strength = 3,
  options: Partial<SteerOptions<TextState, TextSample>> = {},
): Promise<Records> {
  const records: Records = [];
  const all = { groups: [{ key: "g", particles: 6 }], random: createRandomStreams(5), signal, ...options };
  const every2 = { ...policy, strength, draws: 2, schedule: { kind: "every", every: 2 } } as const;
  for await (const record of steer(maskedText(optionsOf(change)), reward, every2, all)) records.push(record);
  return records;
}

/** A denoiser that takes at most so many sequences at a time, the last ones first. */
function inChunks(chunk: number): TextDenoiser {
  const whole = denoiserOf(12);
  return {
    ...whole,
    logits: async (tokens, places, abort) => {
      const rows: Float32Array[] = [];
      for (let end = tokens.length; end > 0; end -= chunk) {
        const start = Math.max(0, end - chunk);
        rows.unshift(...(await whole.logits(tokens.slice(start, end), places.slice(start, end), abort)));
      }
      return rows;
    },
  };
}

const lastOf = (records: Records) => records.at(-1)!;

describe("masked text", () => {
  it("begins all masked, never changes a written token, and ends all written", async () => {
    const records = await run({}, 0);
    let before = Array.from({ length: 6 }, () => [] as number[]);
    for (const { cloud } of records) {
      cloud.states.forEach(({ tokens, masked }, n) => {
        before[n]!.forEach((token, place) => expect(token === maskId || tokens[place] === token).toBe(true));
        expect([...masked]).toStrictEqual([...tokens.keys()].filter((place) => tokens[place] === maskId));
      });
      before = cloud.states.map(({ tokens }) => [...tokens]);
    }
    expect(lastOf(records).cloud.states.every(({ masked }) => masked.length === 0)).toBe(true);
    expect(records[0]!.cloud.states.some(({ masked }) => masked.length > 4)).toBe(true);
  });

  it("reveals as many places at each step as the log-linear schedule says", async () => {
    const left = Array.from({ length: 8 }, () => 0);
    const particles = 400;
    const records = await run({}, 0, { groups: [{ key: "g", particles }] });
    for (const { cloud, step } of records) {
      left[step - 1] = cloud.states.reduce((sum, { masked }) => sum + masked.length, 0);
    }
    const places = particles * 8;
    left.forEach((count, k) => {
      const t = 1 - (k + 1) / 8;
      expect(Math.abs(count - places * t)).toBeLessThanOrEqual(4.5 * Math.sqrt(places * t * (1 - t)));
    });
  });

  it("keeps the condition in every sample", async () => {
    const both = { prompt: "p", prefix: "Once upon ", suffix: " end." };
    for (const { scoring } of await run({ condition: both, length: 4 })) {
      for (const sample of scoring?.samples.flat() ?? []) {
        expect(sample).toMatchObject({ modality: "text", prefix: "Once upon ", suffix: " end.", prompt: "p" });
        expect(sample.text).toBe(`Once upon ${sample.generated} end.`);
        expect(sample.generated).not.toMatch(/^ | $/);
      }
    }
  });

  it("shows known places as known and the rest as guesses, until at the end all is known", async () => {
    const records = await run();
    const flags = (record: Records[number]) =>
      new Set(record.scoring!.samples.flat(2).flatMap(({ pieces }) => pieces.map(({ masked }) => masked)));
    expect(flags(records[1]!)).toStrictEqual(new Set([true, false]));
    expect(flags(records[7]!)).toStrictEqual(new Set([false]));
  });

  it.each([1, 3])(
    "comes out alike, pass by pass, where each step is asked about whole (%d candidates)",
    async (candidates) => {
      const recordsOf = async (isWhole: boolean): Promise<Records> => {
        const process = maskedText(optionsOf({ steps: 24 }));
        const wholly: typeof process = {
          ...process,
          predictMove: (views) => Promise.resolve(views.map(() => undefined)),
        };
        const schedule = { kind: "every", every: 5 } as const;
        const all = { groups: [{ key: "g", particles: 6 }], random: createRandomStreams(5), signal };
        const each = { ...policy, strength: 3, draws: 2, schedule, candidates };
        const records: Records = [];
        for await (const record of steer(isWhole ? wholly : process, reward, each, all)) records.push(record);
        return records;
      };
      expect(await recordsOf(false)).toStrictEqual(await recordsOf(true));
    },
  );

  it("draws x̂₀ anew for every draw and copies what is known", async () => {
    const { scoring, cloud } = (await run({}, 0))[3]!;
    const texts = scoring!.samples.map((draws) => draws.map(({ generated }) => generated));
    expect(texts.some(([a, b]) => a !== b)).toBe(true);
    cloud.states.forEach(({ tokens, layout }, n) => {
      const first = tokens[layout.places[0]!]!;
      if (first <= 1) return;
      for (const text of texts[n]!) expect(text.startsWith(words[first]!)).toBe(true);
    });
  });

  it("never writes a banned token, nor an end into a gap", async () => {
    const banned = [maskId, id(" fox"), id(",")];
    const codec = wordCodec({ bannedIds: banned });
    const open = await run({ codec, denoiser: denoiserOf(12, (_, __, each) => (banned.includes(each) ? 9 : 0)) });
    const gap = await run({
      condition: { ...condition, suffix: " end." },
      denoiser: denoiserOf(12, (_, __, each) => (each === endId ? 9 : 0)),
    });
    for (const { tokens, layout } of lastOf(open).cloud.states) {
      for (const place of layout.places) expect(banned).not.toContain(tokens[place]);
    }
    for (const { tokens, layout } of lastOf(gap).cloud.states) {
      for (const place of layout.places) expect(tokens[place]).not.toBe(endId);
    }
  });

  it("runs the denoiser once for a state, with what is masked in it, and not at all where nothing changed", async () => {
    const denoiser = denoiserOf(12);
    const records = await run({ denoiser, steps: 40 }, 0);
    const sequences = denoiser.calls.flat();
    // One for the beginning that all share, then at most one for each of 8 places that is written.
    expect(sequences.length).toBeLessThanOrEqual(1 + 6 * 8);
    expect(sequences[0]).toHaveLength(12);
    expect(denoiser.calls[0]).toHaveLength(1);
    expect(sequences.every((tokens) => tokens.includes(maskId))).toBe(true);
    expect(lastOf(records).forwardPasses).toBeGreaterThanOrEqual(sequences.length);
  });

  it.each([1, 7, 40])(
    "asks for what particles will draw from next along with what is due, and for nothing more (scored every %d steps)",
    async (every) => {
      const asking = async (looksAhead: boolean): Promise<{ records: Records; calls: number[] }> => {
        const denoiser = denoiserOf(12);
        const process = maskedText(optionsOf({ denoiser, steps: 40 }));
        const atOnce: typeof process = {
          ...process,
          predictMove: (views, step, _until, ...rest) => process.predictMove!(views, step, step + 1, ...rest),
        };
        const all = { groups: [{ key: "g", particles: 6 }], random: createRandomStreams(5), signal };
        const each = { ...policy, strength: 3, draws: 2, schedule: { kind: "every", every } } as const;
        const records: Records = [];
        for await (const record of steer(looksAhead ? process : atOnce, reward, each, all)) records.push(record);
        return { records, calls: denoiser.calls.map(({ length }) => length) };
      };
      const [ahead, atOnce] = [await asking(true), await asking(false)];
      const total = (calls: readonly number[]): number => calls.reduce((sum, count) => sum + count, 0);
      expect(ahead.records).toStrictEqual(atOnce.records);
      expect(total(ahead.calls)).toBe(total(atOnce.calls));
      // Where each step is looked at there is nothing ahead.
      if (every === 1) expect(ahead.calls).toStrictEqual(atOnce.calls);
      else expect(ahead.calls.length).toBeLessThan(atOnce.calls.length);
    },
  );

  it("gives a particle whose tokens did not change as the same state", async () => {
    const records = await run({ steps: 40 }, 0);
    let same = 0;
    for (let step = 1; step < records.length; step += 1) {
      records[step]!.cloud.states.forEach((state, n) => {
        const before = records[step - 1]!.cloud.states[n]!;
        const equal = state.tokens.every((token, place) => token === before.tokens[place]);
        expect(state === before).toBe(equal);
        if (equal) same += 1;
      });
    }
    expect(same).toBeGreaterThan(100);
  });

  it("gives the same tokens, ancestors and numbers whatever the denoiser's chunks and the order of groups are", async () => {
    const keys = ["g", "h", "i"];
    const conditions = new Map([
      ["g", condition],
      ["h", { prompt: "", prefix: "", suffix: " end." }],
      ["i", { prompt: "", prefix: "Once", suffix: "" }],
    ]);
    const { condition: _, ...rest } = optionsOf();
    const every2 = { ...policy, strength: 3, draws: 2, schedule: { kind: "every", every: 2 } } as const;
    /** What happened to each group, by its key. */
    const stories = async (order: readonly string[], chunk: number): Promise<Map<string, unknown[]>> => {
      const told = new Map<string, unknown[]>(order.map((key) => [key, []]));
      const process = maskedText({ ...rest, conditions, denoiser: inChunks(chunk) });
      const groups = order.map((key) => ({ key, particles: 4 + keys.indexOf(key) }));
      const options = { groups, random: createRandomStreams(5), signal };
      for await (const { cloud, scoring } of steer(process, reward, every2, options)) {
        cloud.groups.forEach(({ key, start, count, logZ }, g) => {
          const own = <Item>(items: ArrayLike<Item>): Item[] => Array.from(items).slice(start, start + count);
          told.get(key)!.push({
            tokens: own(cloud.states).map(({ tokens }) => [...tokens]),
            logWeights: own(cloud.logWeights),
            logZ,
            scoring: scoring && {
              ...scoring.groups[g],
              ancestors: own(scoring.ancestors).map((ancestor) => ancestor - start),
              rewards: own(scoring.rewards),
              weights: own(scoring.weights),
              samples: own(scoring.samples),
            },
          });
        });
      }
      return told;
    };
    const alone = new Map<string, unknown>();
    for (const key of keys) alone.set(key, (await stories([key], Infinity)).get(key));
    const orders = [keys, keys.toReversed(), ["h", "i", "g"]];
    for (const [i, chunk] of [1, 2, 5].entries()) {
      const together = await stories(orders[i]!, chunk);
      for (const key of keys) expect(together.get(key)).toStrictEqual(alone.get(key));
    }
  });

  it("goes on from stored bytes as it would have gone on", async () => {
    const whole = await run();
    const process = maskedText(optionsOf());
    for (const { cloud, step } of whole) {
      const states = cloud.states.map((state) => process.revive(process.encode(state)));
      const rest = await run({}, 3, { start: { ...cloud, states } });
      const values = (records: Records) => records.map(({ scoring }) => scoring?.values);
      expect(values(rest)).toStrictEqual(values(whole.slice(step)));
    }
  });

  it("refuses bytes of another run", () => {
    const process = maskedText(optionsOf());
    const [state] = process.initial([{ group: "g", index: 0 }], createRandomStreams(1));
    const bytes = process.encode(state!);
    const other = maskedText(optionsOf({ length: 3 }));
    const runFile = expect.objectContaining({ code: "run-file" });
    expect(() => other.revive(bytes)).toThrow(runFile);
    expect(() => process.revive(bytes.slice(0, -1))).toThrow(runFile);
    expect(() => process.revive(new Uint8Array(2))).toThrow(runFile);
    expect(() => process.revive(Uint8Array.of(255, 255, 255, 255, 0))).toThrow(runFile);
  });

  it("takes the likeliest tokens at temperature 0", async () => {
    const denoiser = denoiserOf(12, (_, place, each) => (each === 2 + (place % 3) ? 1 : 0));
    const texts = new Set(
      lastOf(await run({ denoiser, temperature: 0 }, 0))
        .scoring!.samples.flat()
        .map(({ text }) => text),
    );
    expect(texts.size).toBe(1);
  });

  it.each([
    ["steps", { steps: 0 }],
    ["steps", { steps: 1.5 }],
    ["temperature", { temperature: -1 }],
    ["temperature", { temperature: Number.NaN }],
    ["length", { length: 0 }],
  ])("refuses %s in %j", (field, change) => {
    expect(() => maskedText(optionsOf(change))).toThrow(
      expect.objectContaining({ code: "steering-invalid", details: expect.objectContaining({ field }) }),
    );
  });

  it("refuses a group without a prompt", async () => {
    const { condition: _, ...rest } = optionsOf();
    const process = maskedText({ ...rest, conditions: new Map([["x", condition]]) });
    expect(() => process.initial([{ group: "g", index: 0 }], createRandomStreams(1))).toThrow(
      expect.objectContaining({ code: "steering-invalid" }),
    );
  });

  it("reports a model that gives NaN", async () => {
    await expect(run({ denoiser: denoiserOf(12, () => Number.NaN) })).rejects.toThrow(
      expect.objectContaining({ code: "model-corrupt" }),
    );
  });
});
