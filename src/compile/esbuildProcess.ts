/**
 * esbuild's own process. Its last words are ours to tell: by itself it writes them, pages long, to our error stream. Its memory is watched: each of its
 * findings repeats the line that it is about.
 */
import type { ChildProcess, SpawnOptions } from "node:child_process";
import { createRequire } from "node:module";
import type { Socket } from "node:net";
import { lookEvery, residentMemory } from "../residentMemory.ts";

type Spawn = (command: string, args: readonly string[], options: SpawnOptions) => ChildProcess;

/** The object that esbuild, a CommonJS package, takes `spawn` from. */
const childProcess = createRequire(import.meta.url)("node:child_process") as { spawn: Spawn };
const longest = 4096;

interface Said {
  text: string;
  readonly ended: Promise<unknown>;
  /** A process waits for what it reads only while somebody asks for it. */
  readonly waits: (forIt: boolean) => void;
}
let last: Said | undefined;
let running: ChildProcess | undefined;

/** Runs what may start the process, which esbuild does before its call comes back. */
export function withOwnErrorStream<T>(start: () => T): T {
  const { spawn } = childProcess;
  childProcess.spawn = (command, args, options) => {
    const child = spawn(command, args, { ...options, stdio: "pipe" });
    running = child;
    if (!hasStreams(child)) throw outOfFiles(child, command);
    // A process that could not be started has none of its own.
    if (child.stderr) last = listenTo(child.stderr as Socket);
    return child;
  };
  try {
    return start();
  } finally {
    childProcess.spawn = spawn;
  }
}

/** Where this process may open no more files, Node gives a child without streams, which esbuild would trip over. */
function hasStreams({ stdin }: { readonly stdin?: unknown }): boolean {
  return stdin !== undefined;
}

function outOfFiles(child: ChildProcess, path: string): Error {
  child.once("error", () => undefined);
  return Object.assign(new Error("EMFILE: too many open files, spawn"), { code: "EMFILE", syscall: "spawn", path });
}

/** Ends the process when it holds more than it may, and says so by what it gives; dispose it when the build is over. */
export function limitMemory(megabytes: number): Disposable & { readonly breach: string | undefined } {
  let breach: string | undefined;
  const watched = running;
  const look = async (): Promise<void> => {
    const bytes = watched?.pid === undefined ? undefined : await residentMemory(watched.pid);
    if (breach !== undefined || bytes === undefined || bytes <= megabytes * 2 ** 20) return;
    breach = `it needed more than ${megabytes} MB of memory`;
    watched?.kill("SIGKILL");
  };
  const looks = setInterval(() => void look(), lookEvery);
  return {
    get breach() {
      return breach;
    },
    [Symbol.dispose]: () => clearInterval(looks),
  };
}

/**
 * The sentence among the words of a process that has ended; stacks follow. Undefined where it said nothing, as when it was
 * killed.
 */
export async function lastWords(): Promise<string | undefined> {
  if (last === undefined) return undefined;
  last.waits(true);
  await last.ended;
  return /^(?:fatal error|panic|runtime): .+/mu.exec(last.text)?.[0] ?? (last.text.split("\n")[0] || undefined);
}

function listenTo(stream: Socket): Said {
  const said: Said = {
    text: "",
    ended: new Promise((resolve) => stream.once("close", resolve)),
    waits: (forIt) => void (forIt ? stream.ref() : stream.unref()),
  };
  stream.setEncoding("utf8").on("data", (chunk: string) => {
    if (said.text.length < longest) said.text += chunk;
  });
  said.waits(false);
  return said;
}
