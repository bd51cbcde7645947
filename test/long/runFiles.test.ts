import { monitorEventLoopDelay } from "node:perf_hooks";
import { expect, it } from "vitest";
import { tryMutatedRuns, type MutationCounts } from "../support/mutatedRuns.ts";

const files = 21_000;
const atOnce = 1_000;

it(`${files} mutated run files are shown as far as they go, or refused in words`, async () => {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const counts: MutationCounts = { files: 0, refused: 0, damaged: 0, whole: 0 };
  for (let seed = 1; seed <= files / atOnce; seed += 1) {
    const found = await tryMutatedRuns(atOnce, seed);
    for (const key of Object.keys(counts) as (keyof MutationCounts)[]) counts[key] += found[key];
  }
  process.stdout.write(
    `${counts.files} mutated run files: ${counts.refused} refused, ${counts.damaged} damaged, ${counts.whole} whole; ` +
      `longest turn ${(delay.max / 1e6).toFixed(1)} ms, 99.9 % within ${(delay.percentile(99.9) / 1e6).toFixed(1)} ms\n`,
  );
  expect(counts.files).toBe(files);
});
