/** The engine as a forked process: answers the extension host over the child's channel, and ends with it. */
import { IPCMessageReader, IPCMessageWriter, createMessageConnection } from "vscode-jsonrpc/node";
import { messageOf } from "../errors.ts";
import { answer } from "../protocol/call.ts";
import {
  comparisonEvent,
  engineLog,
  engineRequest,
  rewardInspected,
  runEvent,
  sweepEvent,
} from "../protocol/engine.ts";
import { createEngine } from "./engine.ts";

const connection = createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
const engine = createEngine({
  // Spread out: a step's previews are made when they are read, which must be now, whenever it is sent.
  onRunEvent: (id, event) => void connection.sendNotification(runEvent, { id, event: { ...event } }).catch(reportLost),
  onComparisonEvent: (id, event) => void connection.sendNotification(comparisonEvent, { id, event }).catch(reportLost),
  onInspected: (id, inspected) =>
    void connection.sendNotification(rewardInspected, { id, inspected }).catch(reportLost),
  onSweepEvent: (id, event) => void connection.sendNotification(sweepEvent, { id, event }).catch(reportLost),
});

for (const method of engine.methods) {
  answer(connection, engineRequest(method), (parameters, signal) => engine.call(method, parameters, signal));
}

function reportLost(error: unknown): void {
  process.stderr.write(`An event could not be sent: ${messageOf(error)}\n`);
}

// A promise that nobody waits for must not take the engine, and every other run, with it.
process.on("unhandledRejection", (reason) => {
  const message = reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
  connection.sendNotification(engineLog, { level: "error", message }).catch(reportLost);
});
// The host is gone: so are the rewards' processes, which hang on ours.
process.on("disconnect", () => process.exit(0));

connection.listen();
