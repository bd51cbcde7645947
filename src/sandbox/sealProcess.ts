/**
 * The second wall. A reward sees a stand-in for the process object; should it find a way to the real one, or to a
 * socket, these have lost what reaches out. The third wall is Node's permission model: no files, processes, workers.
 */
import { EventEmitter } from "node:events";
import { Server, Socket } from "node:net";

/** What the real process object loses. Node itself needs the rest to go on. */
const taken = [
  ...["kill", "_kill", "_debugProcess", "_debugEnd", "abort", "dlopen", "execve", "chdir", "umask"],
  ...["getBuiltinModule", "binding", "_linkedBinding", "moduleLoadList", "mainModule", "loadEnvFile", "report"],
  ...["send", "stdin", "stdout", "stderr", "openStdin", "_getActiveHandles", "_getActiveRequests", "permission"],
  ...["setuid", "setgid", "seteuid", "setegid", "setgroups", "initgroups", "finalization"],
];

export function sealProcess(node: NodeJS.Process): void {
  for (const name of taken) {
    if (!(name in node)) continue;
    Reflect.deleteProperty(node, name);
    if (name in node) Reflect.defineProperty(node, name, { value: undefined });
  }
  Reflect.defineProperty(node, "env", { value: Object.freeze({}) });
  // An accessor that a reward puts on Object.prototype would be called with the process as `this`.
  const own = Object.create(null, Object.getOwnPropertyDescriptors(Object.prototype)) as object;
  Reflect.deleteProperty(own, "__proto__");
  Object.setPrototypeOf(EventEmitter.prototype, Object.freeze(own));
}

/** Node's permission model does not close the network before version 26. The link to the engine is no socket. */
export function closeNetwork(): void {
  const refuse = (): never => {
    throw new Error("rewards have no network");
  };
  Reflect.defineProperty(Socket.prototype, "connect", { value: refuse });
  Reflect.defineProperty(Server.prototype, "listen", { value: refuse });
}
