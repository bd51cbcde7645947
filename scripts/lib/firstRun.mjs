/**
 * The first result, without a click: one steered generation and its unsteered twin through the command line, as one
 * table. Both are kept where the example workspace lists its runs, and made anew only by another program or reward.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { nodePath } from "./supportedNode.mjs";
import { at, cache, dist, root } from "./paths.mjs";
import { runQuietly } from "./process.mjs";

const prompt = "Once upon a time";
const rewardFile = at("examples/rewards/cheerful.reward.ts");
const runs = at("examples/runs");
const shown = 4;

/** The kept runs, to be looked at side by side. */
export const firstRuns = ["first-run", "first-run-unsteered"].map((name) => join(runs, `${name}.fkrun`));

/** Runs both where they are not kept, and gives the table. */
export async function firstRun() {
  const [steered, unsteered] = kept() ?? (await made());
  return [
    `"${prompt}", ${steered.particles.length} particles, seed ${steered.seed}, model ${steered.model}, reward ${relative(root, rewardFile)}`,
    "",
    ...section("steered", steered),
    "",
    ...section("unsteered (--strength 0)", unsteered),
    "",
    `Both are kept: ${firstRuns.map((path) => relative(root, path)).join(", ")}.`,
  ].join("\n");
}

const results = join(cache, "first-run.json");

async function made() {
  mkdirSync(runs, { recursive: true });
  for (const path of firstRuns) {
    for (const suffix of ["fkrun", "fkstates", "fksamples"]) rmSync(path.replace(/fkrun$/, suffix), { force: true });
  }
  const pair = [await steer(["--out", firstRuns[0]]), await steer(["--strength", "0", "--out", firstRuns[1]])];
  mkdirSync(cache, { recursive: true });
  writeFileSync(results, JSON.stringify({ madeBy: makers(), pair }));
  return pair;
}

function kept() {
  try {
    const { madeBy, pair } = JSON.parse(readFileSync(results, "utf8"));
    return madeBy === makers() && firstRuns.every((path) => existsSync(path)) ? pair : undefined;
  } catch {
    return undefined;
  }
}

/** What the runs depend on. */
function makers() {
  const hash = createHash("sha256");
  for (const path of [rewardFile, join(dist, "commandLine.mjs")]) hash.update(readFileSync(path));
  return hash.digest("hex");
}

async function steer(extra) {
  const args = [
    "run",
    "--prompt",
    prompt,
    "--reward",
    rewardFile,
    "--particles",
    "8",
    "--seed",
    "1",
    "--json",
    ...extra,
  ];
  return JSON.parse(
    await runQuietly(nodePath(), [join(dist, "cli.mjs"), ...args], {
      cwd: root,
      // On a terminal the command line shows its own progress.
      stdio: ["ignore", "pipe", process.stderr.isTTY ? "inherit" : "pipe"],
    }),
  );
}

/** The figures, then the best texts; a text that several particles share appears once with ×n. */
function section(title, { particles, forwardPasses, seconds }) {
  const rewards = particles.map(({ reward }) => reward ?? -Infinity);
  const mean = rewards.reduce((sum, value) => sum + value, 0) / rewards.length;
  const figures = `mean reward ${mean.toFixed(3)}, best ${Math.max(...rewards).toFixed(3)}`;
  const folded = new Map();
  for (const [index, { text }] of particles.entries()) {
    const same = folded.get(text) ?? { reward: rewards[index], count: 0 };
    folded.set(text, { ...same, count: same.count + 1 });
  }
  const best = [...folded].toSorted(([, a], [, b]) => b.reward - a.reward).slice(0, shown);
  return [
    `${title}: ${figures}, ${forwardPasses} forward passes in ${seconds.total.toFixed(1)} s`,
    ...best.flatMap(([text, { reward, count }]) => {
      const head = `${reward.toFixed(3).padStart(8)} ${count > 1 ? `×${count}` : "  "}  `;
      return wrap(text, head, " ".repeat(head.length));
    }),
  ];
}

/** Lines of the text, the first after `head`, the others after `indent`, at most as wide as the terminal. */
function wrap(text, head, indent) {
  const width = Math.min(process.stdout.columns ?? 120, 120);
  const lines = [head];
  for (const word of text.trim().split(/\s+/)) {
    if (lines.at(-1).length + word.length >= width) lines.push(indent);
    lines.push(`${lines.pop()}${word} `);
  }
  return lines.map((line) => line.trimEnd());
}
