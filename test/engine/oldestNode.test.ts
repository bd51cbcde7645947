/** The oldest Node that may run what is built: that of the oldest VS Code which package.json takes. A real one, beside this process's own. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { defaultRewardLimits } from "../../src/protocol/limits.ts";
import { file, forkEngine, repository } from "../support/forkedEngine.ts";
import { steer, steerUnder } from "../support/steerCommand.ts";
import { useFolder } from "../support/useFolder.ts";

const node = join(repository, `.cache/oldest-node/node_modules/node-${process.platform}-${process.arch}/bin/node`);
const longest = `import { defineReward } from "fk-steering";
export default defineReward({
  accepts: "text",
  score: async (samples, { models }) => {
    const moods = await models.sentiment(samples.map(({ text }) => text));
    return samples.map(({ text }, n) => moods[n]! + text.length / 1000);
  },
  fixtures: [{ better: "a longer one", worse: "short" }],
});
`;
const touchy = `import { defineReward } from "fk-steering";
export default defineReward({
  accepts: "text",
  score: (): number[] => {
    throw new Error("not today");
  },
});
`;

describe.skipIf(!existsSync(node))("the oldest Node, which is installed on Linux x64 alone", () => {
  const folder = useFolder();
  const old = (...args: readonly string[]) => steerUnder(node, folder, ...args);
  const few = ["--steps", "6", "--every", "2", "--seed", "3", "--device", "cpu"];

  it("is the one that is named", async () => {
    const path = join(repository, "scripts/lib/supportedNode.mjs");
    const { oldestNode } = (await import(path)) as { readonly oldestNode: readonly number[] };
    const version = execFileSync(node, ["--version"], { encoding: "utf8" });
    expect(version).toMatch(new RegExp(`^v${oldestNode.join("\\.")}\\.`, "u"));
  });

  it("steers texts by a reward of one's own, and its record is that of a newer Node", async () => {
    await mkdir(join(folder, "rewards"));
    await writeFile(join(folder, "rewards/longest.reward.ts"), longest);
    const reward = ["--reward", "rewards/longest.reward.ts"];
    const ran = await old("run", "--prompt", "The cat", ...reward, "--particles", "3", ...few, "--out", "a.fkrun");
    expect([ran.code, ran.stderr]).toEqual([0, ""]);
    const again = await steer(folder, "repeat", "a.fkrun");
    expect(again.stdout + again.stderr).toMatch(/every record is equal/u);
    const tested = await old("test", "rewards/longest.reward.ts");
    expect([tested.code, tested.stdout]).toEqual([0, expect.stringContaining("1 passed")]);
  });

  it("names a reward's own line where it throws", async () => {
    await writeFile(join(folder, "touchy.reward.ts"), touchy);
    const { code, stderr } = await old("run", "--prompt", "The cat", "--reward", "touchy.reward.ts", ...few);
    expect([code, stderr]).toEqual([1, expect.stringContaining("touchy.reward.ts:5:")]);
  });

  it("paints several images side by side, and its record is that of a newer Node", async () => {
    const painted = ["--model", "emoji-scenes", "--prompt", "three cats", "--reward", "brightness"];
    const ran = await old("run", ...painted, "--particles", "8", ...few, "--out", "b.fkrun", "--out-dir", "images");
    expect([ran.code, ran.stderr]).toEqual([0, ""]);
    const again = await steer(folder, "repeat", "b.fkrun");
    expect(again.stdout + again.stderr).toMatch(/every record is equal/u);
  });

  it("opens the network to a reward where that is allowed, and only there", async () => {
    const server = createServer((_, response) => response.end("0.5")).listen(0, "127.0.0.1");
    await once(server, "listening");
    try {
      const { port } = server.address() as AddressInfo;
      const path = join(folder, "service.reward.ts");
      await writeFile(
        path,
        `export default { accepts: "text", score: async (samples: unknown[]) => {
  const level = Number(await (await fetch("http://127.0.0.1:${port}/")).text());
  return samples.map(() => level);
} };
`,
      );
      for (const allowNetwork of [true, false]) {
        const settings = { rewardFolders: [folder], reward: { ...defaultRewardLimits, allowNetwork } };
        await using engine = await forkEngine(settings, {}, node);
        const run = engine.run({ rewards: [file(path)], steps: 2 });
        if (allowNetwork) expect((await run).particles.map(({ reward }) => reward)).toEqual([0.5, 0.5, 0.5]);
        else await expect(run).rejects.toThrow("fkSteering.rewards.allowNetwork");
      }
    } finally {
      server.close();
    }
  });
});
