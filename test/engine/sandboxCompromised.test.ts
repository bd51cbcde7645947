/**
 * A sandbox that is no longer ours: whatever its process sends instead of what ours would, the engine goes on and the
 * reward ends in a sentence. No reward has managed to send any of it.
 */
import { afterAll, describe, expect, it } from "vitest";
import { openSandboxedReward } from "../../src/engine/reward/sandbox/sandboxedReward.ts";
import { SteeringError } from "../../src/errors.ts";
import { rewardModels } from "../../src/engine/reward/rewardModels.ts";
import { Workspace, testLimits } from "../fixtures/rewards/workspace.ts";

const workspace = new Workspace();
afterAll(() => workspace[Symbol.dispose]());
const limits = { ...testLimits, milliseconds: 5000 };

/** What it does when it is first asked something. */
const attacks: Readonly<Record<string, string>> = {
  "a message without id": 'send({ jsonrpc: "2.0" });',
  "an answer without id": 'send({ jsonrpc: "2.0", result: 1 });',
  "an answer to null": 'send({ jsonrpc: "2.0", id: null, result: 1 });',
  nothing: "send(null);",
  "a number": "send(5);",
  "a list": "send([]);",
  "a batch": 'send([{ jsonrpc: "2.0", id: 0, result: 1 }]);',
  "a method that is none": 'send({ jsonrpc: "2.0", id: 1, method: { a: 1 } });',
  "a handle of Node's": 'send({ cmd: "NODE_HANDLE", type: "evil" }); broken();',
  "that it has a handle of Node's": 'send({ cmd: "NODE_HANDLE_ACK" }); broken();',
  "a count of sockets": 'send({ cmd: "NODE_SOCKET_GET_COUNT", key: "x" }); broken();',
  "an error whose parts are objects":
    'send({ jsonrpc: "2.0", id: 0, error: { code: {}, message: { toString: 1 }, data: { code: "engine-died", message: {}, details: null } } });',
  "an error without details":
    'send({ jsonrpc: "2.0", id: 0, error: { code: 1, message: "x", data: { code: "reward-threw", message: "x", details: null } } });',
  "that the run was stopped":
    'send({ jsonrpc: "2.0", id: 0, error: { code: 1, message: "x", data: { code: "aborted", message: "x", details: {} } } });',
  "no reward": 'send({ jsonrpc: "2.0", id: 0, result: null });',
  "a reward of nonsense":
    'send({ jsonrpc: "2.0", id: 0, result: { accepts: "text", description: {}, hardConstraint: 5, parameters: [], fixtures: {}, sandboxed: 1 } });',
  "a cycle": 'const a = {}; a.a = a; send({ jsonrpc: "2.0", id: 0, result: a });',
  "a log line without one": 'send({ jsonrpc: "2.0", method: "reward/log", params: null });',
  "more than can be read":
    'const flood = () => { for (let i = 0; i < 2000; i++) send({ jsonrpc: "2.0", method: "reward/log", params: { message: "f" } }); setImmediate(flood); }; flood();',
  "bytes that are no message": "writeSync(3, Buffer.from([0, 0, 0, 4, 1, 2, 3, 4])); broken();",
  "its end": "process.exit(7);",
  "that it hangs up": "process.disconnect();",
};

function open(attack: string) {
  const file = workspace.write(
    `${Math.random()}.mjs`,
    `import { writeSync } from "node:fs";
     const send = (message) => process.send(message, () => undefined);
     const broken = () => send({ jsonrpc: "3.0" });
     setInterval(() => {}, 1000);
     process.once("message", () => { ${attack} });
     process.send({ ready: true });`,
  );
  return openSandboxedReward({
    name: "evil",
    code: "",
    inputs: [],
    limits,
    models: rewardModels({}),
    entry: { file, readable: [file] },
  });
}

describe("a sandbox that was taken over", () => {
  it.each(Object.entries(attacks))("ends its reward alone when it says %s", async (_, attack) => {
    const error = await open(attack).then(
      (reward) => reward[Symbol.asyncDispose](),
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(SteeringError);
    expect((error as SteeringError).code).toMatch(/^reward-(?:died|shape|memory|timeout)$/u);
    expect((error as SteeringError).message).toMatch(/evil/u);
  });

  it("is believed to be sandboxed for one word only", async () => {
    const result =
      '{ accepts: "text", description: "x", hardConstraint: false, parameters: {}, fixtures: [], sandboxed: { evil: 1 } }';
    await using reward = await open(`send({ jsonrpc: "2.0", id: 0, result: ${result} });`);
    expect(reward.loaded.sandboxed).toBe(false);
  });
});
