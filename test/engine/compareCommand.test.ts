import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Estimate } from "../../src/protocol/comparison.ts";
import { type Ended, cli, steer } from "../support/steerCommand.ts";
import { useFolder } from "../support/useFolder.ts";

const prompt = ["--prompt", "Once upon a time", "--reward", "sentiment-lexicon"];
const small = [...prompt, "--particles", "2", "--steps", "4", "--length", "24", "--device", "cpu"];

const folder = useFolder();

const compare = (...args: readonly string[]): Promise<Ended> => steer(folder, "compare", ...args);

interface Printed {
  readonly reward: Estimate;
  readonly holdout: Estimate | null;
  readonly particles: { readonly diversity: Readonly<Record<string, Estimate | null>> };
  readonly nominalCalls: number;
}

describe("fk-steer compare", () => {
  it("prints one JSON object: every method, with intervals, and the differences", async () => {
    const { code, stdout } = await compare(...small, "--seeds", "3", "--holdout", "readability", "--json");
    expect(code).toBe(0);
    const { methods, differences, seeds } = JSON.parse(stdout) as {
      methods: Record<"base" | "best-of-n" | "fk", Printed>;
      differences: readonly { of: string; minus: string; reward: Estimate }[];
      seeds: readonly { seed: number }[];
    };
    expect(Object.keys(methods)).toEqual(["base", "best-of-n", "fk"]);
    for (const { reward, holdout, particles, nominalCalls } of Object.values(methods)) {
      const [low, high] = reward.interval!;
      expect(low).toBeLessThanOrEqual(reward.mean);
      expect(high).toBeGreaterThanOrEqual(reward.mean);
      expect(holdout?.seeds).toBe(3);
      expect(particles.diversity["distinct-2"]?.mean).toBeGreaterThan(0);
      expect(nominalCalls).toBe(8);
    }
    expect(methods["best-of-n"].reward.mean).toBeGreaterThanOrEqual(methods.base.reward.mean);
    expect(differences.map(({ of, minus }) => [of, minus])).toEqual([
      ["fk", "best-of-n"],
      ["fk-draw", "base"],
      ["best-of-n", "base"],
    ]);
    expect(seeds.map(({ seed }) => seed)).toEqual([0, 1, 2]);
  });

  it("prints tables and what follows; progress goes elsewhere", async () => {
    const { stdout, stderr } = await compare(...small, "--seeds", "2", "--seed", "5");
    for (const line of [
      /^base: one unsteered +−?\d/mu,
      /^fk − best-of-n +−?\d/mu,
      /^distinct-2/mu,
      /2 seeds from 5/u,
    ]) {
      expect(stdout).toMatch(line);
    }
    expect(stdout).toContain("Means over 2 seeds from 5, 95 % confidence intervals");
    expect(stdout).not.toContain("Seed 2 of 2");
    expect(stderr).toContain("Seed 2 of 2");
  });

  it("has no intervals with one seed, and says so", async () => {
    const { stdout } = await compare(...small, "--seeds", "1", "--out", "one.json");
    expect(stdout).toContain("One seed has no intervals");
    expect(stdout).not.toContain("[");
    const { methods } = JSON.parse(await readFile(join(folder, "one.json"), "utf8")) as {
      methods: { fk: { reward: object } };
    };
    expect(methods.fk.reward).toMatchObject({ interval: null, seeds: 1 });
  });

  it("sets parameters of the holdout", async () => {
    const of = async (target: number): Promise<number> => {
      const flags = ["--seeds", "1", "--holdout", "length", "--holdout-param", `target=${target}`, "--json"];
      const { stdout } = await compare(...small, ...flags);
      return (JSON.parse(stdout) as { methods: { fk: Printed } }).methods.fk.holdout!.mean;
    };
    expect(await of(20)).not.toBe(await of(400));
  });

  it.each([
    [["--seeds", "0"], /seeds must be a whole number between 1 and 1000, and it is 0/u],
    [["--holdout", "nosuch"], /There is no reward nosuch/u],
    [["--holdout-param", "target=3"], /name one with --holdout/u],
    [["--holdout", "length", "--holdout-param", "target"], /must be key=value/u],
    [["--out", "nowhere/figures.json"], /nowhere is no folder to write to/u],
    [["--bogus"], /--help/u],
    [["--refine", "3", "--refine-particle", "0"], /no flag --refine-particle/u],
  ])("explains %j and prints nothing else", async (flags, sentence) => {
    const { code, stdout, stderr } = await compare(...small, ...flags);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toMatch(sentence);
  });

  it("says which flag lets go of the usual holdout, where that cannot read the caption", async () => {
    const unread = ["--model", "emoji-scenes", "--prompt", "a castle by the sea", "--reward", "prompt-match"];
    const { code, stderr } = await compare(...unread, "--particles", "2", "--seeds", "1");
    expect(code).toBe(2);
    expect(stderr).toMatch(/cannot judge images of "a castle by the sea".+choose --holdout none or another one/u);
    expect(stderr).not.toMatch(/Seed 1/u);
  });

  it("explains every flag", async () => {
    const { stdout } = await compare("--help");
    for (const flag of ["--seeds", "--holdout", "--holdout-param", "--out", "--json", "--strength"]) {
      expect(stdout).toMatch(new RegExp(`^  ${flag} .*\\w`, "mu"));
    }
  });

  it("keeps and prints nothing when it is stopped", async () => {
    const args = [cli, "compare", ...small, "--seeds", "1000", "--out", "stopped.json"];
    const child = spawn(process.execPath, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
    let [printed, told] = ["", ""];
    child.stdout.on("data", (chunk: Buffer) => (printed += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => {
      told += chunk.toString();
      if (!child.killed && told.includes("Seed 3 of")) child.kill("SIGINT");
    });
    const [code] = (await once(child, "exit")) as [number];
    expect(code).toBe(130);
    expect(printed).toBe("");
    expect(told).toContain("stopped.");
    expect(existsSync(join(folder, "stopped.json"))).toBe(false);
  });
});
