/** An engine for tests: answers the protocol and dies in the ways that it is asked to. Plain Node, started by fork. */
import { setTimeout as after } from "node:timers/promises";
import { IPCMessageReader, IPCMessageWriter, ResponseError, createMessageConnection } from "vscode-jsonrpc/node";

const connection = createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
let settings;
/** By id: ends a run that waits. */
const waiting = new Map();
connection.onRequest("run/halt", async ({ id }) => {
  waiting.get(id)?.();
  // The run's own answer is there before this one.
  await after(50);
});
connection.onRequest("engine/configure", (given) => {
  if (given.cacheFolder === "/refused") {
    throw new ResponseError(-32_000, "no", {
      code: "specification-invalid",
      message: "The settings are wrong.",
      details: {},
    });
  }
  settings = given;
  return undefined;
});
connection.onRequest("models/list", () => [{ name: settings.modelFolders.join(), path: String(process.pid) }]);
connection.onRequest("rewards/check", ({ path }) => {
  throw new ResponseError(-32_000, "bad", {
    code: "reward-missing",
    message: `${path} is missing.`,
    details: { location: { file: path, line: 3, column: 1 } },
  });
});
connection.onRequest("rewards/describe", () => {
  throw new Error("not of the protocol");
});
connection.onRequest("run/start", ({ id, specification }, token) => {
  void connection.sendNotification("engine/log", { level: "info", message: `run ${id}` });
  void connection.sendNotification("run/event", { id, event: { kind: "queued" } });
  void connection.sendNotification("run/event", { id: "another", event: { kind: "queued" } });
  if (specification === "lose") {
    throw new ResponseError(-32_000, "lost", {
      code: "device-unavailable",
      message: "The device failed.",
      details: { isLost: true },
    });
  }
  if (specification === "exit") setTimeout(() => process.exit(7), 20);
  if (specification === "kill") setTimeout(() => process.kill(process.pid, "SIGKILL"), 20);
  if (specification === "wait" || specification === "exit" || specification === "kill") {
    return new Promise((_, reject) => {
      const stop = () =>
        reject(new ResponseError(-32_000, "stopped", { code: "aborted", message: "stopped", details: {} }));
      token.onCancellationRequested(stop);
      waiting.set(id, stop);
    });
  }
  return { id };
});
process.on("disconnect", () => process.exit(0));
process.stderr.write("native words\n");
connection.listen();
