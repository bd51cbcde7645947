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

const refuse = (): never => {
  throw new Error("rewards have no network");
};

/** Node's permission model does not close the network before version 26. The link to the engine is no socket. */
export function closeNetwork(): void {
  Reflect.defineProperty(Socket.prototype, "connect", { value: refuse });
  Reflect.defineProperty(Server.prototype, "listen", { value: refuse });
}

/** The network, opened: to other machines and ports; not to this machine's programs by their files, nor for others to call in. */
export function openNetwork(): void {
  const connect = Reflect.get(Socket.prototype, "connect") as (...given: readonly unknown[]) => Socket;
  Reflect.defineProperty(Socket.prototype, "connect", {
    value(this: Socket, ...given: readonly unknown[]): Socket {
      // Node passes on what it has already taken apart as one list; the options come first in either case.
      const [first, ...rest] = Array.isArray(given[0]) ? (given[0] as readonly unknown[]) : given;
      if (typeof first !== "object" || first === null) throw new Error("rewards connect by fetch and WebSocket");
      const { path, ...options } = first as { readonly path?: unknown };
      if (typeof path === "string") throw new Error("rewards cannot connect to programs of this machine by a path");
      return Reflect.apply(connect, this, [options, ...rest.filter((value) => typeof value === "function")]);
    },
  });
  Reflect.defineProperty(Server.prototype, "listen", { value: refuse });
}
