/**
 * A run of the smaller embedded image model as a person starts it (4 particles, 50 steps, guidance): `node test/bench/images.ts`, or with other
 * counts of particles: `node test/bench/images.ts 4 64`. Prints its wall time over the time in its networks, the text encoder and the scorer included,
 * beside what is asked of it. With several cores images run side by side once a few have run, so that the second run of the smallest is the faster one.
 */
import { engineSettings } from "../../src/cli/engineFolders.ts";
import { createEngine } from "../../src/engine/engine.ts";
import { parseSpecification } from "../../src/protocol/specification.ts";
import { loadRuntime } from "../../src/runtime/onnx/onnxRuntime.ts";

/** At most so many seconds of four particles, and of a run after loading at most so many times what is inside of the runtime, from so many particles on. */
const limits = {
  seconds: 60,
  wallOverRun: [
    { from: 64, most: 1.02 },
    { from: 1, most: 1.03 },
  ],
};
const counts = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [4];

let opening = 0;
const { InferenceSession } = await loadRuntime();
const create = InferenceSession.create.bind(InferenceSession) as (...given: unknown[]) => Promise<unknown>;
InferenceSession.create = (async (...given: unknown[]) => {
  const begin = performance.now();
  const session = await create(...given);
  opening += (performance.now() - begin) / 1000;
  return session;
}) as typeof InferenceSession.create;

const specificationFor = (particles: number): ReturnType<typeof parseSpecification> =>
  parseSpecification({
    model: "emoji-scenes",
    prompt: "a purple car and a green book",
    rewards: [{ source: { kind: "builtin", name: "prompt-match" } }],
    particles,
    steps: 50,
    device: "cpu",
  });

// A scorer is opened when it is first asked.
let openedBefore = opening;
await using engine = createEngine({
  onRunEvent: (_, { kind }) => void (kind === "started" && (openedBefore = opening)),
});
await engine.call("engine/configure", engineSettings(specificationFor(1)));
for (const particles of counts) {
  for (const name of [`image run, ${particles} particles, 50 steps`, "the same again, loaded"]) {
    const cpuBefore = process.cpuUsage();
    const start = performance.now();
    openedBefore = opening;
    const specification = specificationFor(particles);
    const { seconds } = await engine.call("run/start", { id: name, specification, runFile: undefined });
    const wall = (performance.now() - start) / 1000;
    const { user, system } = process.cpuUsage(cpuBefore);
    const asked = particles === 4 ? ` (at most ${limits.seconds})` : "";
    print(name, `${wall.toFixed(2)} s${asked}, ${((user + system) / 1e6).toFixed(2)} s of processor`);
    const scorer = opening - openedBefore;
    const inside = seconds.model + seconds.reward - scorer;
    print("  in its networks", `${inside.toFixed(2)} s, ${percent(inside / wall)} of the wall time`);
    const running = wall - seconds.loading - scorer;
    const { most } = limits.wallOverRun.find(({ from }) => particles >= from)!;
    print("  without loading", `wall / networks ${(running / inside).toFixed(3)} (at most ${most})`);
  }
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function print(name: string, figure: string): void {
  process.stdout.write(`${name.padEnd(32)} ${figure}\n`);
}
