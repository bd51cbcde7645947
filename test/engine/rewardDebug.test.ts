/** A reward debugged on a kept sample: a real sandbox with an inspector, and a real debugger's protocol over its socket. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { call } from "../../src/protocol/call.ts";
import { engineRequest, rewardInspected } from "../../src/protocol/engine.ts";
import { type DebugReport, type InspectedReward, notLimited } from "../../src/protocol/rewardDebug.ts";
import { file, forkEngine } from "../support/forkedEngine.ts";
import { useEngine } from "../support/useEngine.ts";
import { useFolder } from "../support/useFolder.ts";

const folder = useFolder();
const engine = useEngine({ rewardFolders: [folder] });
const reward = join(folder, "long.reward.ts");
const runFile = join(folder, "kept.fkrun");

interface Said {
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly id?: number;
  readonly result?: Record<string, unknown>;
}

/** What a debugger does: waits for scripts, runs on, tells what it is told. */
async function attach(
  address: string,
): Promise<{ next(method: string): Promise<Said>; ask(method: string, params?: object): Promise<Said> }> {
  const socket = new WebSocket(address);
  const [heard, waiting] = [[] as Said[], [] as (() => void)[]];
  socket.addEventListener("message", ({ data }) => {
    heard.push(JSON.parse(String(data)) as Said);
    for (const look of waiting.splice(0)) look();
  });
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve);
    socket.addEventListener("error", reject);
  });
  const found = async (matches: (said: Said) => boolean): Promise<Said> => {
    for (;;) {
      const at = heard.findIndex(matches);
      if (at >= 0) return heard.splice(at, 1)[0]!;
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
  let last = 0;
  return {
    next: (method) => found((said) => said.method === method),
    ask(method, params = {}) {
      const id = (last += 1);
      socket.send(JSON.stringify({ id, method, params }));
      return found((said) => said.id === id);
    },
  };
}

function debug(onInspected: (inspected: InspectedReward) => void, signal?: AbortSignal): Promise<DebugReport> {
  const listening = engine.connection.onNotification(rewardInspected, ({ inspected }) => onInspected(inspected));
  const request = { id: "debug", reward: { ...file(reward), weight: 1, parameters: {} }, runFile, particle: 1 };
  return call(engine.connection, engineRequest("rewards/debug"), request as never, signal).finally(() =>
    listening.dispose(),
  );
}

describe("a reward that is debugged", () => {
  it("waits on loopback, stops where its own file says, and scores the kept sample with files closed", async () => {
    await writeFile(
      reward,
      `import { defineReward } from "fk-steering";
export default defineReward({
  accepts: "text",
  score(samples, { log }) {
    log(typeof process.permission, samples.length);
    return samples.map(({ text }) => text.length);
  },
});
`,
    );
    const run = await engine.run({ rewards: [file(reward)], steps: 4, length: 12 }, { runFile });
    const inspected = Promise.withResolvers<InspectedReward>();
    const report = debug(inspected.resolve);
    // What fails before anything is inspected says so, and is not waited for.
    const { address, filesClosed } = await Promise.race([inspected.promise, report.then(() => inspected.promise)]);
    expect(new URL(address).hostname).toBe("127.0.0.1");
    expect(notLimited({ address, filesClosed })).toContain("no time limit");
    // This Node has both at once.
    expect(filesClosed).toBe(true);
    const debugged = await attach(address);
    await debugged.ask("Debugger.enable");
    await debugged.ask("Runtime.enable");
    // VS Code's debugger sets breakpoints in scripts with a source map before they run, by this.
    await debugged.ask("Debugger.setInstrumentationBreakpoint", {
      instrumentation: "beforeScriptWithSourceMapExecution",
    });
    await debugged.ask("Runtime.runIfWaitingForDebugger");
    // The sandbox's own program has a map, too: on from there until the reward's code stands before its first line.
    const urlOf = ({ params }: Said): string =>
      String(params?.["url"] ?? (params?.["data"] as Said["params"])?.["url"]);
    const isReward = (said: Said): boolean => urlOf(said).includes("/fk-reward/");
    while (!isReward(await debugged.next("Debugger.paused"))) {
      const expression = `["fs.read", "fs.write", "child", "worker"].filter((scope) => process.permission.has(scope))`;
      const open = await debugged.ask("Runtime.evaluate", { expression, returnByValue: true });
      expect(open.result).toMatchObject({ result: { value: [] } });
      await debugged.ask("Debugger.resume");
    }
    let parsed = await debugged.next("Debugger.scriptParsed");
    while (!isReward(parsed)) parsed = await debugged.next("Debugger.scriptParsed");
    const script = parsed.params;
    const map = JSON.parse(
      Buffer.from(String(script!["sourceMapURL"]).replace(/^data:[^,]*,/u, ""), "base64").toString(),
    ) as { sources: string[] };
    expect(map.sources).toContain(pathToFileURL(reward).href);
    const { result } = await debugged.ask("Debugger.searchInContent", {
      scriptId: script!["scriptId"],
      query: "text.length",
    });
    const [{ lineNumber }] = result!["result"] as [{ lineNumber: number }];
    await debugged.ask("Debugger.setBreakpoint", { location: { scriptId: script!["scriptId"], lineNumber } });
    await debugged.ask("Debugger.resume");
    const stopped = await debugged.next("Debugger.paused");
    const [frame] = stopped.params!["callFrames"] as [{ callFrameId: string }];
    const seen = await debugged.ask("Debugger.evaluateOnCallFrame", {
      callFrameId: frame.callFrameId,
      expression: "samples.length",
    });
    expect(seen.result).toMatchObject({ result: { value: 1 } });
    await debugged.ask("Debugger.resume");
    const expected = run.particles[1]!;
    expect(await report).toMatchObject({ name: "long", score: expected.reward, log: ["undefined 1"] });
  });

  it("ends when nobody waits for it any more", async () => {
    const stop = new AbortController();
    await expect(debug(() => stop.abort(), stop.signal)).rejects.toMatchObject({ name: "AbortError" });
  });

  it("is never started in an untrusted workspace", async () => {
    await using other = await forkEngine({ rewardFolders: [], trusted: false });
    let isInspected = false;
    other.connection.onNotification(rewardInspected, () => {
      isInspected = true;
    });
    const request = { id: "debug", reward: { ...file(reward), weight: 1, parameters: {} }, runFile, particle: 0 };
    await expect(call(other.connection, engineRequest("rewards/debug"), request as never)).rejects.toMatchObject({
      code: "reward-untrusted",
    });
    expect(isInspected).toBe(false);
  });
});
