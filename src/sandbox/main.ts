/** The process in which one reward runs. It is started by the engine, which watches its time and its memory. */
import { openChannel } from "./channel.ts";
import { canRefuseImports, onlyTheReward } from "./imports.ts";
import { sealGlobals } from "./sealGlobals.ts";
import { lockIntrinsics } from "./lockIntrinsics.ts";
import { closeNetwork, openNetwork, sealProcess } from "./sealProcess.ts";
import { debuggedArgument, debuggedWaits, networkArgument } from "../protocol/sandbox.ts";
import { serveReward } from "./serve.ts";

if (process.argv.includes(debuggedArgument)) {
  const { waitForDebugger } = await import("node:inspector");
  process.stderr.write(`${debuggedWaits}\n`);
  waitForDebugger();
}

// Absent under older versions of Node and in programs that are built without the permission model.
const permission = process.permission as typeof process.permission | undefined;
const denied = ["fs.write", "child", "worker"].every((scope) => permission?.has(scope) === false);

const network = process.argv.includes(networkArgument);

const channel = openChannel();
const serving = serveReward(channel.connection, onlyTheReward(), denied && canRefuseImports);
// Not `process`: the reward's stand-in is what that name means from here on.
const node = process;
sealGlobals(serving.log, network);
sealProcess(node);
if (network) openNetwork();
else closeNetwork();
lockIntrinsics();
node.on("uncaughtException", (error) => serving.failed(error));
channel.connection.listen();
channel.ready();
