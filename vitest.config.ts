/** One project a folder of test/. `npm test -- NAME` runs one of them; test/host runs inside VS Code, not here. */
import { defineConfig } from "vitest/config";

const project = (name: string, options: object = {}) => ({
  extends: true as const,
  test: { name, include: [`test/${name}/**/*.test.ts`], environment: "node" as const, ...options },
});

export default defineConfig({
  test: {
    pool: "forks",
    // The machine that these must pass on has two cores.
    maxWorkers: 2,
    // What is waited for comes late beside other work; what never comes fails.
    expect: { poll: { timeout: 60_000 } },
    projects: [
      // Limits are for what hangs: beside other work on both cores a test takes ten times as long as alone.
      // Reading the sources takes longer than many a file's tests: files of a worker share what they have read.
      project("unit", { testTimeout: 90_000, hookTimeout: 90_000, isolate: false }),
      project("exactness", { testTimeout: 240_000 }),
      project("golden", { testTimeout: 120_000, hookTimeout: 90_000, isolate: false }),
      project("engine", { testTimeout: 180_000, hookTimeout: 180_000 }),
      // Only by `npm run test:long`: scripts/test.mjs names the projects that it runs.
      project("long", { testTimeout: 7_200_000, hookTimeout: 90_000 }),
      // Files share what they have read and one browser a worker: each has a page of its own, and starting both costs more than many a test.
      project("ui", { testTimeout: 180_000, hookTimeout: 300_000, isolate: false }),
    ],
  },
});
