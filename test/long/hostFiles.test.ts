/**
 * A workspace with a thousand files of each kind that the extension host reads, most of them wrong in some way and some made to stall it: what that
 * costs everybody else in the host is measured from outside. The host lives, answers, and the figures are printed.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { copyFile, utimes } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { watchHostLatency, type HostLatency } from "../support/hostLatency.ts";
import { eachMutatedRun } from "../support/mutatedRuns.ts";
import { openWorkbench, type Workbench } from "../support/workbench.ts";

vi.setConfig({ testTimeout: 1_800_000, hookTimeout: 1_800_000 });

const files = Number(process.env["FK_HOST_FILES"] ?? 1000);
const repository = join(import.meta.dirname, "../..");
const place = ".cache/host-files";
const folder = join(repository, place);
/** A host that answers nobody for so long hangs. */
const hang = 30_000;
/** Milliseconds of processor time of ours within a wait: more is felt. */
const goal = 50;
const end = "\nexport default { accepts: 'text', score: (s) => s.map(() => 1) };\n";
const example = readFileSync(join(repository, "examples/rewards/cheerful.reward.ts"), "utf8");

/** Sources that were made to stall who reads them; each as large as an editor still takes for a source. */
const stalling: readonly (() => string)[] = [
  () => `defineReward({})\n${"=/[".repeat(100_000)}\n`,
  () => `defineReward({ x: ${"`${".repeat(50_000)}${"}`".repeat(50_000)} })${end}`,
  () => `const x = "${"x".repeat(1_500_000)}";${end}`,
  () => `${"(".repeat(200_000)}${end}`,
  () => `defineReward({ fixtures: [${'{ text: "a", min: 1 },'.repeat(20_000)}] })${end}`,
  () => `defineReward({ fixtures: ${"[".repeat(100_000)} })${end}`,
  () => `${"/*".repeat(200_000)}${end}`,
  () => `defineReward({ description: '${"\\'".repeat(200_000)}' })${end}`,
  () => `${"defineReward({ fixtures: [{ text: 'a' }] });\n".repeat(10_000)}${end}`,
  () => `${"\n".repeat(1_000_000)}${end}`,
];
/** Run files that were made so: a line that no program of ours writes, after a header that it does. */
const endless: readonly ((header: string) => string)[] = [
  (header) => `${header}\n{"kind":"end","outcome":"done","x":[${'{"a":1},'.repeat(3_900_000)}1]}\n`,
  (header) => `${header}\n{"kind":"step","groups":[],"x":[${"1,".repeat(10_000_000)}1]}\n`,
  (header) => `${header}\n${"{}\n".repeat(1_000_000)}`,
  (header) => `${header}\n${"[".repeat(5_000_000)}\n`,
  (header) => `{"kind":"header","x":"${"x".repeat(30_000_000)}"}\n${header}\n`,
];

function writeSources(): void {
  let seed = 1;
  const draw = (below: number): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  for (let i = 0; i < files; i += 1) {
    const path = join(folder, `rewards/${i % 20}/r${i}.reward.ts`);
    mkdirSync(dirname(path), { recursive: true });
    if (i % 20 === 0) writeFileSync(path, stalling[(i / 20) % stalling.length]!());
    else {
      const bytes = Buffer.from(example);
      for (let changes = draw(12); changes > 0; changes -= 1) bytes[draw(bytes.length)] = draw(256);
      writeFileSync(path, bytes.subarray(0, draw(4) === 0 ? draw(bytes.length) : bytes.length));
    }
  }
}

async function writeRuns(): Promise<void> {
  mkdirSync(join(folder, "runs"), { recursive: true });
  let i = 0;
  await eachMutatedRun(files, 11, async (path) => {
    await copyFile(path, join(folder, `runs/x${i}.fkrun`));
    i += 1;
  });
  const [header] = readFileSync(join(repository, "test/fixtures/runs/text-format1.fkrun"), "utf8").split("\n");
  for (const [number, write] of endless.entries()) writeFileSync(join(folder, `runs/x${number}.fkrun`), write(header!));
}

describe.each(["trusted", "restricted"] as const)("a workspace of a thousand files of each kind, %s", (trust) => {
  let workbench: Workbench;
  let latency: HostLatency;
  beforeAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    writeSources();
    await writeRuns();
    workbench = await openWorkbench({ workspace: place, trust });
    rmSync(folder, { recursive: true });
    latency = await watchHostLatency(dirname(workbench.folder), /\/dist\/(?:extension|parts)\.cjs$/u);
  });
  afterAll(async () => {
    await latency?.stop();
    await workbench?.close();
  });

  /** Prints how long the host let others wait, and what part our code had in it; gives the longest. */
  const figures = async (what: string): Promise<number> => {
    const waits = await latency.taken();
    const at = (share: number): string =>
      `${(waits[Math.floor(share * (waits.length - 1))]?.milliseconds ?? 0).toFixed(0)} ms`;
    const own = waits.toSorted((a, b) => b.own - a.own);
    const long = own.filter((wait) => wait.own > goal);
    process.stdout.write(
      `${trust}, ${what}: ${waits.length} waits, half within ${at(0.5)}, 99 % within ${at(0.99)}, longest ${at(1)}; ` +
        `of ours the longest ${(own[0]?.own ?? 0).toFixed(0)} ms, ${long.length} over ${goal} ms; ${latency.megabytes().toFixed(0)} MiB\n` +
        own
          .slice(0, 8)
          .map((wait) => `    ${wait.own.toFixed(0)} of ${wait.milliseconds.toFixed(0)} ms: ${wait.where}\n`)
          .join(""),
    );
    return waits.at(-1)?.milliseconds ?? Infinity;
  };

  it("is listed", async () => {
    const { page } = workbench;
    await page.locator('.activitybar .action-item a[aria-label^="FK Steering"]').first().click();
    await page.locator(".pane", { hasText: "Runs" }).locator(".monaco-list-row").first().waitFor({ timeout: 600_000 });
    await page.waitForTimeout(5000);
    expect(await figures(`${files} rewards and ${files} runs listed`)).toBeLessThan(hang);
    await workbench.screenshot(`host-files-${trust}`);
  });

  it("is opened file by file", async () => {
    for (const [i] of stalling.entries()) await workbench.openFile(`r${20 * i}.reward.ts`);
    await workbench.page.waitForTimeout(5000);
    expect(await figures(`${stalling.length} stalling rewards opened`)).toBeLessThan(hang);
    for (const [i] of endless.entries()) {
      await workbench.page.keyboard.press("ControlOrMeta+p");
      await workbench.quickInput.fill(`x${i}.fkrun`);
      await workbench.quickPick(`x${i}.fkrun`).waitFor({ timeout: 120_000 });
      await workbench.page.keyboard.press("Enter");
      await workbench.page.waitForTimeout(3000);
    }
    expect(await figures(`${endless.length} endless runs opened`)).toBeLessThan(hang);
  });

  it("changes on the disk, all of it", async () => {
    const now = new Date();
    // This process asks how long the host lets it wait, and must not wait itself.
    for (let i = 0; i < files; i += 1) {
      await copyFile(
        join(workbench.folder, "rewards/1/r1.reward.ts"),
        join(workbench.folder, `rewards/${i % 20}/new${i}.reward.ts`),
      );
      await utimes(join(workbench.folder, `runs/x${i}.fkrun`), now, now);
    }
    await workbench.page.waitForTimeout(20_000);
    expect(await figures(`${files} rewards more, ${files} runs touched`)).toBeLessThan(hang);
    expect(latency.alive).toBe(true);
    expect(basename(workbench.folder)).toBe("host-files");
  });
});
