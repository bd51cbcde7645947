/** The network, which rewards have only where somebody opened it: then fetch and WebSocket work, and all else stays closed. */
import { fork } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { createServer as createPipeServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hostileRewards, writeHostileRewards } from "../fixtures/hostile.ts";
import { Workspace, errorOf, rewardOf, textSample } from "../fixtures/rewards/workspace.ts";
import { file, forkEngine } from "../support/forkedEngine.ts";

const workspace = new Workspace();
const outside = new Workspace();
const never = new AbortController().signal;
const open = { limits: { allowNetwork: true, milliseconds: 10_000 } };

/** Scores texts by their length, as a service would; answers a WebSocket with one message. */
const service = createServer((request, response) => {
  request.setEncoding("utf8");
  let body = "";
  request.on("data", (chunk: string) => (body += chunk));
  request.on("end", () => response.end(JSON.stringify((JSON.parse(body) as string[]).map((text) => text.length))));
});
service.on("upgrade", (request, socket) => {
  const key = `${request.headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
  const accept = createHash("sha1").update(key).digest("base64");
  const head = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"];
  socket.write([...head, `Sec-WebSocket-Accept: ${accept}`, "", ""].join("\r\n"));
  socket.write(Buffer.from([0x81, 1, 0x35])); // the text "5"
});
/** A program of this machine that listens at a path, as Docker does. */
const program = createPipeServer((socket) => void socket.end("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
const socketPath = join(outside.folder, "program.sock");
let asked = 0;
let called = 0;

beforeAll(async () => {
  service.on("connection", () => (asked += 1));
  program.on("connection", () => (called += 1));
  service.listen(0, "127.0.0.1");
  program.listen(socketPath);
  await Promise.all([once(service, "listening"), once(program, "listening")]);
});
afterAll(() => {
  service.closeAllConnections();
  service.close();
  program.close();
  workspace[Symbol.dispose]();
  outside[Symbol.dispose]();
});

const port = (): number => (service.address() as AddressInfo).port;
const byFetch = (): string =>
  rewardOf(`const response = await fetch("http://127.0.0.1:${port()}/score", {
      method: "POST", body: JSON.stringify(samples.map((sample) => sample.text)) });
    return await response.json();`);
const byWebSocket = (): string =>
  rewardOf(`const socket = new WebSocket("ws://127.0.0.1:${port()}");
    const { data } = await new Promise((done, fail) => { socket.onmessage = done; socket.onerror = fail; });
    return samples.map(() => Number(data));`);
const byPath = (): string =>
  rewardOf(`new Request("http://127.0.0.1");
    await fetch("data:,").catch(() => {});
    const { constructor: Agent } = globalThis[Symbol.for("undici.globalDispatcher.1")];
    const connect = { socketPath: ${JSON.stringify(socketPath)} };
    try {
      const response = await fetch("http://program/", { dispatcher: new Agent({ connect }) });
      return [response.status];
    } catch (error) {
      throw error.cause ?? error;
    }`);

describe("the network of a reward", () => {
  it("is closed: the message names the setting that opens it, and nobody is asked", async () => {
    for (const source of [byFetch(), byWebSocket()]) {
      await using reward = await workspace.open(source);
      expect(reward.sandboxed).toBe(true);
      const error = await errorOf(reward.score([textSample("four")], never));
      expect(error.code).toBe("reward-threw");
      expect(error.message).toMatch(/The reward test threw at test\.reward\.ts:\d+:\d+ while scoring 1 sample: /u);
      expect(error.message).toContain(
        "rewards have no network. In VS Code the setting fkSteering.rewards.allowNetwork opens it",
      );
    }
    expect(asked).toBe(0);
  });

  it("is open where somebody opened it, by fetch and by WebSocket, and the rest of the sandbox is shut", async () => {
    await using fetching = await workspace.open(byFetch(), open);
    expect(Array.from(await fetching.score([textSample("four"), textSample("a")], never))).toEqual([4, 1]);
    expect(fetching.sandboxed).toBe(true);
    await using listening = await workspace.open(byWebSocket(), open);
    expect(Array.from(await listening.score([textSample("x")], never))).toEqual([5]);
    expect(asked).toBe(2);
  });

  it("reaches no program of this machine by its path, which plain Node reaches so", async () => {
    await using reward = await workspace.open(byPath(), open);
    const error = await errorOf(reward.score([textSample("x")], never));
    expect(error.message).toContain("rewards cannot connect to programs of this machine by a path");
    expect(called).toBe(0);
    const plain = workspace.write("plain.mjs", byPath().replace(/^import.*$/mu, "const defineReward = (r) => r;"));
    const runner = workspace.write(
      "runner.mjs",
      `process.send(await (await import(${JSON.stringify(plain)})).default.score([{}]));`,
    );
    const child = fork(runner, [], { execArgv: [] });
    const [scores] = (await once(child, "message")) as [number[]];
    child.kill();
    expect(scores).toEqual([200]);
    expect(called).toBe(1);
  });

  it("opens no other way out: what gets out without a sandbox is held, but for fetch and WebSocket", async () => {
    const target = {
      secret: join(outside.folder, "out/secret.txt"),
      folder: join(outside.folder, "out"),
      port: 1,
      pid: 0,
    };
    writeHostileRewards(workspace.folder, target);
    const others = hostileRewards().filter(
      ({ name, succeedsInTheOpen, ends }) =>
        succeedsInTheOpen &&
        ends === "reward-threw" &&
        !/^(?:fetch|open-a-websocket|fetch-by-the-dispatcher)$/u.test(name),
    );
    expect(others.length).toBeGreaterThan(25);
    for (const { name, says } of others) {
      const path = join(workspace.folder, `${name}.reward.ts`);
      await using reward = await workspace.openFile(path, open);
      const error = await errorOf(reward.score([textSample("x")], never));
      expect(error.code, name).toBe("reward-threw");
      expect(error.message, name).toContain(says);
    }
  });

  it("opens and closes with the engine's settings", async () => {
    const limits = { milliseconds: 10_000, millisecondsPerSample: 10, memoryMegabytes: 300 };
    const path = workspace.write("service.reward.ts", byFetch());
    for (const allowNetwork of [true, false]) {
      await using engine = await forkEngine({
        rewardFolders: [workspace.folder],
        reward: { ...limits, allowNetwork },
      });
      const events: unknown[] = [];
      const run = engine.run({ rewards: [file(path)], steps: 2 }, { onEvent: (event) => events.push(event) });
      if (allowNetwork) expect((await run).particles).toHaveLength(3);
      else expect((await errorOf(run)).message).toContain("fkSteering.rewards.allowNetwork");
      expect(events).toContainEqual(expect.objectContaining({ kind: "started", sandboxed: true }));
    }
  });
});
