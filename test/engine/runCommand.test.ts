import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readWholeRun } from "../support/wholeRun.ts";
import { type Ended, steer } from "../support/steerCommand.ts";
import { useFolder } from "../support/useFolder.ts";

const small = [
  "--reward",
  "sentiment-lexicon",
  "--particles",
  "3",
  "--steps",
  "6",
  "--length",
  "20",
  "--device",
  "cpu",
];
const cat = ["--prompt", "The cat"];

const folder = useFolder();

const run = (...args: readonly string[]): Promise<Ended> => steer(folder, "run", ...small, ...args);

describe("fk-steer run", () => {
  it("prints one JSON object for a prompt: particles and figures", async () => {
    const { code, stdout, stderr } = await run(...cat, "--seed", "5", "--json");
    expect([code, stderr]).toEqual([0, ""]);
    const printed = JSON.parse(stdout) as Record<string, unknown>;
    expect(printed).toMatchObject({
      particles: Array.from({ length: 3 }, () => ({
        text: expect.stringMatching(/^The cat/u),
        reward: expect.any(Number),
        weight: expect.any(Number),
        ancestor: expect.any(Number),
      })),
      best: expect.any(Number),
      ess: Array.from({ length: 6 }, () => expect.any(Number)),
      logZ: expect.any(Number),
      forwardPasses: expect.any(Number),
      seconds: { total: expect.any(Number), model: expect.any(Number), reward: expect.any(Number) },
      seed: 5,
      model: "stories",
    });
  });

  it("says which devices it did not take and why, also where there is no terminal", async () => {
    const out = join(folder, "devices.fkrun");
    const { code, stderr } = await run(...cat, "--device", "auto", "--out", out);
    expect(code).toBe(0);
    const { tried } = (await readWholeRun(out)).header.device;
    const left = tried.flatMap(({ provider, reason }) => (reason === undefined ? [] : [{ provider, reason }]));
    expect(left.length).toBeGreaterThan(0);
    for (const { provider, reason } of left) expect(stderr).toContain(`${provider} was not taken: ${reason}\n`);
  });

  it("runs several prompts, a pilot and a tempered proposal, and keeps what it was asked in the file", async () => {
    const out = join(folder, "several.fkrun");
    const { code, stdout } = await run(
      ...[...cat, "--prompt", "It was raining", "--standardise", "4", "--score-fractions", "0.5"],
      ...["--tempering", "geometric", "--tempering-from", "0.2", "--proposal", "remask-cap", "--cap", "0.1"],
      ...["--strength", "10", "--json", "--out", out],
    );
    expect(code).toBe(0);
    const printed = JSON.parse(stdout) as { groups: { prompt: string; strength: number[] }[]; scales: unknown };
    expect(printed.groups).toMatchObject([
      { prompt: "The cat", strength: [expect.closeTo(2, 9), 10] },
      { prompt: "It was raining", strength: [expect.closeTo(2, 9), 10] },
    ]);
    const { header, pilot, end } = await readWholeRun(out);
    expect(pilot).toMatchObject({ particles: 4, scales: printed.scales });
    expect(pilot!.parts).toHaveLength(8);
    expect(end).toMatchObject({ outcome: "done" });
    expect(header.specification).toMatchObject({
      otherPrompts: ["It was raining"],
      schedule: { kind: "fractions", fractions: [0.5] },
      proposal: { kind: "remask-cap", cap: 0.1 },
    });
  });

  it("prints a table with what each refinement came to", async () => {
    const { code, stdout } = await run(...cat, "--refine", "2", "--proposal", "blocks", "--block-size", "5");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^particle +reward +weight +ancestor +text\n/u);
    expect(stdout).toMatch(/\niteration +mean reward +best +path kept +log Z\n─.*\n +0 .*[\d.]\n +1 .*\)\n +2 .*\)\n/u);
  });

  it.each([
    ["a flag without its choice", ["--cap", "0.2"], "fk-steer: --cap needs --proposal remask-cap.\n"],
    [
      "a step that the run does not have",
      ["--score-steps", "7"],
      /^fk-steer: The run cannot tell which steps to score: --score-steps has 7/u,
    ],
    [
      "a number out of range",
      ["--ess", "2"],
      "fk-steer: The run cannot start: --ess must be between 0 and 1, and it is 2. Change --ess and run again.\n",
    ],
    [
      "a refinement of one particle",
      ["--refine", "2", "--particles", "1"],
      /^fk-steer: Refining keeps .* one particle/u,
    ],
    [
      "a prompt that is too long",
      ["--prompt", "cat ".repeat(120)],
      /^fk-steer: The prompt “cat [^”]*…” takes \d+ tokens/u,
    ],
  ])("says on stderr what is wrong with %s, and fails", async (_, args, sentence) => {
    const { code, stdout, stderr } = await run(...cat, ...args);
    expect([code > 0, stdout]).toEqual([true, ""]);
    expect(stderr).toMatch(sentence);
  });

  it("reads what is nearest of a prompt that is too long, where it may", async () => {
    const { code, stdout } = await run("--truncate-context", "--prompt", "The cat sat. ".repeat(40), "--json");
    expect(code).toBe(0);
    const { particles } = JSON.parse(stdout) as { particles: { text: string }[] };
    expect(particles.every(({ text }) => text.startsWith("The cat sat. The cat sat."))).toBe(true);
  });
});

describe("what went wrong in steering", () => {
  it("is said under the table, with the flag that would change it, and listed in the JSON", async () => {
    const alike = [...cat, "--reward", "contains", "--param", "contains.words=zyx", "--weight", "sentiment-lexicon=0"];
    const { code, stdout } = await run(...alike);
    expect(code).toBe(0);
    expect(stdout).toMatch(/\nnote: No resampling happened: every score is alike/u);
    const { findings } = JSON.parse((await run(...alike, "--json")).stdout) as { findings: { code: string }[] };
    expect(findings.map((finding) => finding.code)).toEqual(["never-selected"]);
    const weak = await run(...cat, "--strength", "0.01", "--seed", "1");
    expect(weak.stdout).toMatch(/\nnote: No resampling happened: with so small a λ .* Try --strength \d/u);
  });
});
