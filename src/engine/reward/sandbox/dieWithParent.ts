/** Sees to it that a child ends when this process does, also when this process is killed and can do nothing any more. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";

/**
 * A child in an endless loop does not see that its channel closed. So a shell waits at a pipe that this process alone
 * holds open: when this process is gone, in whatever way, the pipe ends and the shell kills the child. In a session of
 * its own, so that what is sent to this process's group leaves it alone. Windows needs none: Node puts children into a
 * job that ends with their parent. Where there is no shell, or no file left to be opened for its pipe, a child is left to
 * notice by itself. Dispose it as soon as the child has ended: its process id may be given to another then.
 */
export function dieWithParent({ pid }: ChildProcess): Disposable {
  if (process.platform === "win32" || pid === undefined) return { [Symbol.dispose]: () => undefined };
  const shell = spawn("/bin/sh", ["-c", 'read -r _; kill -9 "$1"', "sh", String(pid)], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
    cwd: "/",
    env: {},
  });
  shell.on("error", () => undefined);
  // Without a pipe there is none, whatever its type says.
  const stdin = shell.stdin as (typeof shell.stdin & { unref(): void }) | undefined;
  stdin?.on("error", () => undefined);
  shell.unref();
  // A pipe is a socket to Node, and would keep this process up.
  stdin?.unref();
  return { [Symbol.dispose]: () => void shell.kill("SIGKILL") };
}
