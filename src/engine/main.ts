/** The engine as a forked process: answers the extension host over the child's channel, and ends with it. */
import { IPCMessageReader, IPCMessageWriter, createMessageConnection } from "vscode-jsonrpc/node";
import { messageOf } from "../errors.ts";
import { answer, answer0 } from "../protocol/call.ts";
import { comparisonEvent, startComparison } from "../protocol/comparison.ts";
import {
  checkReward,
  configure,
  describeReward,
  engineLog,
  listBuiltinRewards,
  listModels,
  runEvent,
  startRun,
} from "../protocol/engine.ts";
import { profileReward, scoreTexts } from "../protocol/rewardScores.ts";
import { testReward } from "../protocol/rewardTests.ts";
import { createEngine } from "./engine.ts";

const connection = createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
const engine = createEngine();

answer(connection, configure, (settings) => engine.configure(settings));
answer0(connection, listModels, () => engine.models());
answer0(connection, listBuiltinRewards, () => engine.builtinRewards());
answer(connection, describeReward, ({ path }, signal) => engine.describeReward(path, signal));
answer(connection, checkReward, ({ path, text }) => engine.checkReward(path, text));
answer(connection, testReward, (request, signal) => engine.testReward(request, signal));
answer(connection, scoreTexts, (request, signal) => engine.scoreTexts(request, signal));
answer(connection, profileReward, (request, signal) => engine.profileReward(request, signal));
answer(connection, startRun, (request, signal) =>
  engine.start(
    request,
    (event) => {
      connection.sendNotification(runEvent, { id: request.id, event }).catch(reportLost);
    },
    signal,
  ),
);
answer(connection, startComparison, (request, signal) =>
  engine.compare(
    request,
    (event) => {
      connection.sendNotification(comparisonEvent, { id: request.id, event }).catch(reportLost);
    },
    signal,
  ),
);

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
