/**
 * Rewards that mean harm, each a file of test/fixtures/hostile. Whatever one does, it ends in one clear message within
 * its limits; a reward beside it goes on in the same process; nothing outside is read, written, reached or killed. What
 * claims to get out is run without a sandbox too, where it must get out: so a test fails when the sandbox does.
 */
import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readdirSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fkSteeringModule } from "../../src/compile/fkSteeringModule.ts";
import type { OpenReward } from "../../src/engine/reward/opened.ts";
import type { RewardLimits } from "../../src/protocol/limits.ts";
import type { SteeringError } from "../../src/errors.ts";
import { hostileRewards, writeHostileRewards } from "../fixtures/hostile.ts";
import { Workspace, rewardOf, testLimits, textSample } from "../fixtures/rewards/workspace.ts";

const rewards = hostileRewards();
const never = new AbortController().signal;
/** Those that end by running out of time get little of it. The others end by something else however long it takes: on a busy machine, long. */
const patience = 240_000;
const limitsOf = (ends: string) => ({ ...testLimits, milliseconds: ends === "reward-timeout" ? 1000 : patience });

/** What there is to reach: a folder, a server that counts who calls, a process. */
class Outside {
  readonly workspace = new Workspace();
  readonly place = new Workspace();
  readonly sibling = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
  readonly server = createServer((_, response) => void response.end("hello"));
  reached = 0;

  async open(): Promise<void> {
    this.server.on("connection", () => (this.reached += 1));
    await new Promise<void>((listening) => void this.server.listen(0, "127.0.0.1", listening));
    const { port } = this.server.address() as AddressInfo;
    const { folder } = this.place;
    const secret = join(folder, "secret.txt");
    writeHostileRewards(this.workspace.folder, { secret, folder, port, pid: this.sibling.pid ?? 0 });
  }

  [Symbol.dispose](): void {
    this.sibling.kill("SIGKILL");
    this.server.closeAllConnections();
    this.server.close();
    this.workspace[Symbol.dispose]();
    this.place[Symbol.dispose]();
  }
}

const outside = new Outside();
const open = new Outside();
let witness: OpenReward;
let inTheOpen: Record<string, true | string>;

beforeAll(async () => {
  process.env["FK_TEST_SECRET"] = "secret";
  await Promise.all([outside.open(), open.open()]);
  inTheOpen = await withoutSandbox(open);
  witness = await new Workspace().open(rewardOf("return samples.map((sample) => sample.text.length);"), {
    limits: { milliseconds: 30_000 },
  });
});
afterAll(async () => {
  await witness[Symbol.asyncDispose]();
  outside[Symbol.dispose]();
  open[Symbol.dispose]();
});

describe("the hostile rewards", () => {
  it("are more than fifty, and more than thirty get out where nothing holds them", () => {
    expect(rewards.length).toBeGreaterThanOrEqual(50);
    const out = rewards.filter(({ succeedsInTheOpen }) => succeedsInTheOpen).map(({ name }) => [name, inTheOpen[name]]);
    expect(out.length).toBeGreaterThan(30);
    expect(out.filter(([, got]) => got !== true)).toEqual([]);
    expect(open.reached).toBeGreaterThan(5);
    expect(open.sibling.signalCode).toBe("SIGKILL");
    expect(readdirSync(open.place.folder)).toContain("written-by-fs");
  });
});

describe.concurrent("a hostile reward that tries", () => {
  it.for(rewards)(
    "$tries ($name) ends in $ends",
    { timeout: 2 * patience },
    async ({ name, ends, says }, { expect: expected }) => {
      const lines: string[] = [];
      const path = join(outside.workspace.folder, `${name}.reward.ts`);
      const error = await scoreTwice(path, limitsOf(ends), lines);
      if (ends === "a score") {
        expected(error).toBeUndefined();
      } else if (ends === "a log line") {
        expected(error).toBeUndefined();
        await expected.poll(() => lines.join("\n")).toContain(says);
      } else {
        expected(error?.message).toContain(says);
        expected(error).toMatchObject({ name: "SteeringError", code: ends, details: { reward: name } });
        // Which reward, what, and what to do: in sentences, and not without end.
        expected(error?.message).toMatch(new RegExp(`\\b${name}\\b.*\\. .*[.]$`, "su"));
        expected(error?.message.length).toBeLessThan(2500);
      }
      for (const text of [...lines, error?.message ?? ""]) {
        // oxlint-disable-next-line no-control-regex
        expected(text).not.toMatch(/[\u0000-\u0008\u001b]/u);
        expected(text.length).toBeLessThan(11_000);
      }
      expected(lines.length).toBeLessThanOrEqual(2100);
      expected(Array.from(await witness.score([textSample("four")], never))).toEqual([4]);
    },
  );
});

describe("after all hostile rewards", () => {
  it("nothing was read, written, reached or killed", () => {
    expect(outside.reached).toBe(0);
    expect(outside.sibling.exitCode ?? outside.sibling.signalCode).toBeNull();
    expect(readdirSync(outside.place.folder).toSorted()).toEqual(["secret.json", "secret.mjs", "secret.txt"]);
    expect(readFileSync(join(outside.place.folder, "secret.txt"), "utf8")).toBe("secret");
  });

  it("another reward is opened and scores", async () => {
    using workspace = new Workspace();
    await using reward = await workspace.open(rewardOf("return [1];"));
    expect(Array.from(await reward.score([textSample("x")], never))).toEqual([1]);
  });
});

/** What it ends in: opens it and asks it twice, as a run would. */
async function scoreTwice(path: string, limits: RewardLimits, lines: string[]): Promise<SteeringError | undefined> {
  try {
    await using reward = await outside.workspace.openFile(path, { limits, onLog: (line) => lines.push(line) });
    await reward.score([textSample("x")], never);
    await new Promise((later) => setTimeout(later, 50));
    await reward.score([textSample("x")], never);
    return undefined;
  } catch (error) {
    return error as SteeringError;
  }
}

/** Runs what claims to get out in a plain process that has all rights; true, or what it threw. */
async function withoutSandbox(where: Outside): Promise<Record<string, true | string>> {
  const names = rewards.filter(({ succeedsInTheOpen }) => succeedsInTheOpen).map(({ name }) => name);
  // Last: another one signals the process that this one kills.
  names.sort((a, b) => Number(a === "kill-a-sibling") - Number(b === "kill-a-sibling"));
  where.workspace.write("package.json", '{ "type": "module" }');
  where.workspace.write("node_modules/fk-steering/package.json", '{ "type": "module", "main": "index.js" }');
  where.workspace.write("node_modules/fk-steering/index.js", fkSteeringModule);
  const runner = where.workspace.write(
    "run.mjs",
    `process.on("message", () => {});
     for (const name of ${JSON.stringify(names)}) {
       const { default: reward } = await import("./" + name + ".reward.ts");
       const late = new Promise((_, fail) => setTimeout(fail, 5000, new Error("did not end")));
       const got = await Promise.race([reward.score([{ text: "x" }], {}), late]).then(([score]) => score === 1, String);
       process.send({ name, got });
     }
     process.exit();`,
  );
  const child = fork(runner, [], { execArgv: ["--no-warnings"], silent: true });
  const results: Record<string, true | string> = {};
  child.on("message", (message) => {
    const { name, got } = message as { name?: string; got?: true | string };
    if (name !== undefined && got !== undefined) results[name] = got;
  });
  await once(child, "exit");
  return results;
}
