/** Ends a child that nobody would end any more: native code that stalls stalls all of its process but another thread. */
import { Worker } from "node:worker_threads";

const watch = `
const { workerData } = require("node:worker_threads");
const end = () => process.kill(process.pid, "SIGKILL");
setInterval(() => process.ppid !== workerData.parent && end(), 500);
setTimeout(end, workerData.milliseconds);
`;

/** From now on this process ends when the one that started it is gone, or after so many milliseconds. */
export function keepLastWatch(milliseconds: number): void {
  new Worker(watch, { eval: true, workerData: { parent: process.ppid, milliseconds } }).unref();
}
