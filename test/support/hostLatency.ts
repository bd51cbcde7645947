/** How long an extension host lets others wait, measured from another process, and whose code it ran meanwhile. Knows Linux and Node's inspector. */
import { readFileSync, readdirSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { type CpuProfile, millisecondsOf } from "./cpuProfile.ts";

export interface Wait {
  readonly milliseconds: number;
  /**
   * Of it, the milliseconds of processor time in which the watched code ran, and where it was most of them: its share of what the host had, so that what other
   * processes took meanwhile does not count.
   */
  readonly own: number;
  readonly where: string;
}

export interface HostLatency {
  /** All waits so far, shortest first; asking forgets them. */
  taken(): Promise<Wait[]>;
  /** Memory of the host now, in MiB. */
  megabytes(): number;
  readonly alive: boolean;
  stop(): Promise<void>;
}

/** Between one wait and the next. */
const pause = 5;
/** The port that Node opens where it is asked to by a signal. */
const port = 9229;

/** Microseconds between two looks at what the host runs. */
const look = 1000;

/**
 * @param server a word in the command line of the server that started the host, and of no other
 * @param own matches the addresses of the code whose part in each wait is told
 */
export async function watchHostLatency(server: string, own: RegExp): Promise<HostLatency> {
  const pid = hostOf(server);
  process.kill(pid, "SIGUSR1");
  const socket = new WebSocket(await inspectorAddress());
  await new Promise((opened, failed) => {
    socket.addEventListener("open", opened, { once: true });
    socket.addEventListener("error", failed, { once: true });
  });
  let waits: { readonly began: number; readonly ended: number; readonly cpu: number }[] = [];
  const state = { alive: true, stopped: false };
  const closed = new Promise<void>((resolve) => {
    socket.addEventListener("close", () => {
      state.alive = false;
      resolve();
    });
  });
  let asked = 0;
  const ask = (method: string, params: object = {}): Promise<unknown> =>
    new Promise((answered) => {
      const id = (asked += 1);
      const told = ({ data }: MessageEvent): void => {
        const answer = JSON.parse(String(data)) as { readonly id?: number; readonly result?: unknown };
        if (answer.id !== id) return;
        socket.removeEventListener("message", told);
        answered(answer.result);
      };
      socket.addEventListener("message", told);
      socket.send(JSON.stringify({ id, method, params }));
    });
  // What is asked runs in the midst of a long turn, too; what it promises waits for the next one.
  const nextTurn = { expression: "new Promise((turn) => setImmediate(turn))", awaitPromise: true };
  await ask("Profiler.enable");
  await ask("Profiler.setSamplingInterval", { interval: look });
  await ask("Profiler.start");
  const asking = (async () => {
    while (!state.stopped && state.alive) {
      const [began, before] = [now(), cpuOf(pid)];
      await Promise.race([ask("Runtime.evaluate", nextTurn), closed]);
      waits.push({ began, ended: now(), cpu: cpuOf(pid) - before });
      await setTimeout(pause);
    }
  })();
  return {
    async taken() {
      const over = waits;
      waits = [];
      const { profile } = (await ask("Profiler.stop")) as { readonly profile: CpuProfile };
      await ask("Profiler.start");
      return over
        .map(({ began, ended, cpu }) => {
          const { milliseconds, where, busy } = millisecondsOf(profile, began, ended, (url) => own.test(url));
          return { milliseconds: (ended - began) / 1000, own: busy === 0 ? 0 : cpu * (milliseconds / busy), where };
        })
        .toSorted((a, b) => a.milliseconds - b.milliseconds);
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

/** Microseconds of the clock that profiles have, too. */
function now(): number {
  return Number(process.hrtime.bigint() / 1000n);
}

/** Milliseconds that the main thread of a process has run. */
function cpuOf(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, "utf8").split(" ")[0]) / 1e6;
  } catch {
    return Number.NaN;
  }
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
