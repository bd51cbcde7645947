/** How long an extension host lets others wait, measured from another process. Knows Linux and Node's inspector, and no extension. */
import { readFileSync, readdirSync } from "node:fs";
import { setTimeout } from "node:timers/promises";

export interface HostLatency {
  /** Milliseconds of all waits so far, shortest first; asking forgets them. */
  taken(): number[];
  /** Memory of the host now, in MiB. */
  megabytes(): number;
  readonly alive: boolean;
  stop(): Promise<void>;
}

/** Between one wait and the next. */
const pause = 5;
/** The port that Node opens where it is asked to by a signal. */
const port = 9229;

/** @param server a word in the command line of the server that started the host, and of no other */
export async function watchHostLatency(server: string): Promise<HostLatency> {
  const pid = hostOf(server);
  process.kill(pid, "SIGUSR1");
  const socket = new WebSocket(await inspectorAddress());
  await new Promise((opened, failed) => {
    socket.addEventListener("open", opened, { once: true });
    socket.addEventListener("error", failed, { once: true });
  });
  let waits: number[] = [];
  const state = { alive: true, stopped: false };
  const closed = new Promise<void>((resolve) => {
    socket.addEventListener("close", () => {
      state.alive = false;
      resolve();
    });
  });
  // What is asked runs in the midst of a long turn, too; what it promises waits for the next one.
  const expression = "new Promise((turn) => setImmediate(turn))";
  const ask = (id: number): Promise<void> =>
    new Promise((answered) => {
      const told = ({ data }: MessageEvent): void => {
        if ((JSON.parse(String(data)) as { id?: number }).id !== id) return;
        socket.removeEventListener("message", told);
        answered();
      };
      socket.addEventListener("message", told);
      socket.send(JSON.stringify({ id, method: "Runtime.evaluate", params: { expression, awaitPromise: true } }));
    });
  const asking = (async () => {
    for (let id = 1; !state.stopped && state.alive; id += 1) {
      const began = performance.now();
      await Promise.race([ask(id), closed]);
      waits.push(performance.now() - began);
      await setTimeout(pause);
    }
  })();
  return {
    taken() {
      const sorted = waits.toSorted((a, b) => a - b);
      waits = [];
      return sorted;
    },
    megabytes: () =>
      Number(/VmRSS:\s+(?<kb>\d+)/u.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.groups?.["kb"]) / 1024,
    get alive() {
      return state.alive;
    },
    async stop() {
      state.stopped = true;
      await asking;
      socket.close();
    },
  };
}

/** The extension host that descends from that server. */
function hostOf(server: string): number {
  const found = readdirSync("/proc")
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && commandOf(pid).includes("--type=extensionHost"))
    .find((pid) => ancestorsOf(pid).some((ancestor) => commandOf(ancestor).includes(server)));
  if (found === undefined) throw new Error("No extension host runs.");
  return found;
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}

function ancestorsOf(pid: number): number[] {
  const parent = Number(/PPid:\s+(?<pid>\d+)/u.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.groups?.["pid"] ?? 0);
  return parent <= 1 ? [] : [parent, ...ancestorsOf(parent)];
}

async function inspectorAddress(): Promise<string> {
  for (let tries = 0; ; tries += 1) {
    try {
      const targets = (await (await fetch(`http://127.0.0.1:${port}/json`)).json()) as {
        webSocketDebuggerUrl: string;
      }[];
      return targets[0]!.webSocketDebuggerUrl;
    } catch (error) {
      if (tries === 100) throw error;
      await setTimeout(100);
    }
  }
}
