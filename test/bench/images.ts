/**
 * A run of the smaller embedded image model as a person starts it (4 particles, 50 steps, guidance): `node test/bench/images.ts`. Prints its wall
 * time over the time in ONNX Runtime's `session.run`, the text encoder and the scorer included; and what a particle keeps in memory.
 */
import { engineSettings } from "../../src/cli/engineFolders.ts";
import { createEngine } from "../../src/engine/engine.ts";
import { parseSpecification } from "../../src/protocol/specification.ts";
import { loadRuntime } from "../../src/runtime/onnx/onnxRuntime.ts";

type Session = Awaited<ReturnType<Awaited<ReturnType<typeof loadRuntime>>["InferenceSession"]["create"]>>;

/** Seconds, and the share of a run after loading that is inside of the runtime. */
const limits = { seconds: 60, inside: 0.95 };

let inside = 0;
let opening = 0;
const { InferenceSession } = await loadRuntime();
const create = InferenceSession.create.bind(InferenceSession) as (...given: unknown[]) => Promise<Session>;
InferenceSession.create = async (...given: unknown[]): Promise<Session> => {
  const begin = performance.now();
  const session = await create(...given);
  opening += (performance.now() - begin) / 1000;
  const run = session.run.bind(session) as (...fed: unknown[]) => ReturnType<Session["run"]>;
  session.run = async (...fed: unknown[]) => {
    const start = performance.now();
    try {
      return await run(...fed);
    } finally {
      inside += (performance.now() - start) / 1000;
    }
  };
  return session;
};

const specification = parseSpecification({
  model: "emoji-scenes",
  prompt: "a purple car and a green book",
  rewards: [{ source: { kind: "builtin", name: "prompt-match" } }],
  particles: 4,
  steps: 50,
  device: "cpu",
});

// A scorer is opened when it is first asked.
let openedBefore = opening;
await using engine = createEngine({
  onRunEvent: (_, { kind }) => void (kind === "started" && (openedBefore = opening)),
});
await engine.call("engine/configure", engineSettings(specification));
for (const name of ["image run, 4 particles, 50 steps", "the same again, loaded"]) {
  inside = 0;
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  openedBefore = opening;
  const { seconds } = await engine.call("run/start", { id: name, specification, runFile: undefined });
  const wall = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  print(name, `${wall.toFixed(2)} s (at most ${limits.seconds}), ${((user + system) / 1e6).toFixed(2)} s of processor`);
  print("  session.run", `${inside.toFixed(2)} s, ${percent(inside / wall)} of the wall time`);
  const running = wall - seconds.loading - (opening - openedBefore);
  print(
    "  without loading",
    `${percent(inside / running)} (at least ${percent(limits.inside)}): wall / run ${(running / inside).toFixed(3)}`,
  );
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function print(name: string, figure: string): void {
  process.stdout.write(`${name.padEnd(32)} ${figure}\n`);
}
