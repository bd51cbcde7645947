/**
 * `node test/bench/residency.ts`: the most that could be won if states stayed on a WebGPU device from step to step: calls of the smaller image model's
 * denoiser of 4 rows, each fed with what the one before gave, which comes to the host and goes back every time, or every tenth time alone. In turns, in one
 * process. On software Vulkan where the machine has no card (`npm test -- engine` fetches it); prints milliseconds a call.
 */
import { loadRuntime, type OnnxRuntime } from "../../src/runtime/onnx/onnxRuntime.ts";
import { denoiserOf, fourRows, inTurns } from "./webgpuCalls.ts";

type Session = Awaited<ReturnType<OnnxRuntime["InferenceSession"]["create"]>>;
type Value = Awaited<ReturnType<Session["run"]>>[string];

const calls = 20;
const readEvery = 10;
const rounds = 3;

if (process.argv[2] === undefined) inTurns(import.meta.filename, ["measure"]);
else {
  const runtime = await loadRuntime();
  const open = (location?: "gpu-buffer"): Promise<Session> =>
    runtime.InferenceSession.create(denoiserOf("emoji-scenes"), {
      executionProviders: ["webgpu"],
      logSeverityLevel: 4,
      ...(location && { preferredOutputLocation: location }),
    });
  const [host, device] = [await open(), await open("gpu-buffer")];
  const first = fourRows(runtime);
  const next = async (session: Session, sample: Value): Promise<Value> =>
    (await session.run({ ...first, sample }, ["out_sample"]))["out_sample"]!;

  /** Milliseconds a call of a chain whose states are on the host after every so many of them. */
  const chain = async (every: number): Promise<number> => {
    const start = performance.now();
    let sample: Value = first.sample;
    for (let call = 1; call <= calls; call += 1) {
      const before = sample;
      // What is on a device is read by a session that gives its outputs to the host.
      sample = await next(call % every === 0 ? host : device, before);
      if ((before as { readonly location?: string }).location === "gpu-buffer")
        (before as { dispose(): void }).dispose();
    }
    return (performance.now() - start) / calls;
  };

  // Shaders are compiled at first.
  await chain(2);
  const times = { "to the host each time": Infinity, "each tenth time": Infinity };
  for (let round = 0; round < rounds; round += 1) {
    times["to the host each time"] = Math.min(times["to the host each time"], await chain(1));
    times["each tenth time"] = Math.min(times["each tenth time"], await chain(readEvery));
  }
  for (const [way, milliseconds] of Object.entries(times)) {
    process.stdout.write(`${way.padEnd(22)} ${milliseconds.toFixed(1)} ms a call, the least of ${rounds}\n`);
  }
}
