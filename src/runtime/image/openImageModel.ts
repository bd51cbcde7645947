/** Opens the diffusers folder of an image model: its graphs, its text encoders, its device. */
import { throwIfAborted } from "../../errors.ts";
import { join } from "node:path";
import type { ImageCondition, ImageNetwork, RgbaImage, StateShape } from "../../diffusion/image.ts";
import { openBeside, openOnDevice } from "../device/device.ts";
import type { WatchedGraph } from "../device/recorder.ts";
import { precisionOf, weightsBeside } from "../folders/graphWeights.ts";
import { bytesOf } from "../folders/modelFiles.ts";
import { keepLatestMade } from "../keepLatest.ts";
import type { OpenModelOptions } from "../loadedModel.ts";
import { onceEach } from "../onceEach.ts";
import { usageClock, type Usage } from "../onnx/abreast.ts";
import { withLanes } from "../onnx/lanedSession.ts";
import type { Provider } from "../onnx/provider.ts";
import type { Session } from "../onnx/session.ts";
import { canonicalSession } from "./canonicalSession.ts";
import { readDenoiserSignature } from "./denoiserSignature.ts";
import { createGuidedDenoiser, type Guide } from "./guidedDenoiser.ts";
import { guidingOf, inVain } from "./pipeline/guiding.ts";
import type { ImageModel } from "./imageModel.ts";
import { shapeFor, type SizeRules } from "./imageSize.ts";
import { rgbaOf } from "./pixels.ts";
import { createLatentLook } from "./latentLook.ts";
import type { Conditioner } from "./prompt/promptConditioner.ts";
import { openTextEncoders } from "./prompt/textEncoders.ts";
import { chunkOnDevice, timedImageGraph } from "./timedImageGraph.ts";
import { createVaeDecoder, type VaeDecoder } from "./vaeDecoder.ts";

/** On CPU a chunk saves no time, and an image alone is the same whatever runs beside it. */
const chunkOnCpu = 1;

/**
 * Loads an image model. Throws `model-missing`, `model-incomplete`, `model-corrupt`, `model-signature`, `model-tokenizer` or
 * `device-unavailable`, each with what to do about it; `AbortError` when aborted.
 */
export async function openImageModel(path: string, options: OpenModelOptions): Promise<ImageModel> {
  const { signal } = options;
  throwIfAborted(signal);
  const found = await timedImageGraph(path, options);
  const { folder, files } = found;
  const { pipeline, scheduler } = folder;
  const { config, vaeConfig, shape: own, factor, multiple } = found.size;
  await using cleanup = new AsyncDisposableStack();
  const graph = found.graph.path;
  const { session: opened, provider, report } = await openOnDevice(found.graph, options);
  cleanup.use(opened);
  const watched = (part: WatchedGraph, one: Session): Session => options.recorder?.watch(part, one) ?? one;
  const ports = canonicalSession(opened);
  const names = { ...pipeline, output: folder.output };
  const signature = readDenoiserSignature(graph, ports.inputs, ports.outputs, names, own);
  const chunk = options.chunk ?? chunkFor(provider);
  // Images that run together keep every core busy by themselves.
  const isAlone = (signature.batch ?? chunk) === 1;
  const { threads } = report.execution;
  const laned = isAlone ? cleanup.use(withLanes(opened, { ...found.graph, provider, threads })) : opened;
  const session = canonicalSession(watched({ path: graph, bytes: found.graph.bytes }, laned));
  throwIfAborted(signal);

  const usage: Usage = { forwardPasses: 0, seconds: 0 };
  const timed = usageClock(usage);
  const open = async (file: string): Promise<Session> => {
    const bytes = await bytesOf(folder.path, [file, ...(await weightsBeside(folder.path, file))]);
    const part = { path: join(folder.path, file), bytes };
    const one = await openBeside(provider, part, threads);
    return watched(part, cleanup.use(one));
  };
  const encoders = await openTextEncoders(folder, open, timed);
  const conditioner = pipeline.conditioner?.({
    encoders,
    inputs: session.inputs,
    config,
    zeroForEmpty: folder.index["force_zeros_for_empty_prompt"] !== false,
  });
  const vae =
    folder.vaeDecoder === undefined
      ? undefined
      : createVaeDecoder(
          join(folder.path, folder.vaeDecoder),
          await open(folder.vaeDecoder),
          vaeConfig,
          own.channels,
          timed,
        );
  const denoiser = createGuidedDenoiser({
    session,
    graph,
    signature,
    sample: pipeline.sample,
    output: folder.output,
    layout: pipeline.layout,
    chunk,
    usage,
    timed,
  });
  const rules: SizeRules = {
    model: folder.name,
    shape: own,
    factor,
    multiple,
    fixedHeight: signature.height,
    fixedWidth: signature.width,
  };
  const guiding = guidingOf(session, pipeline);
  const isGuided = (guidance: number): boolean => guiding === "two passes" && guidance > 1;
  const tokensOf = ({ width, height }: StateShape): number | undefined =>
    pipeline.denoiser === "transformer" ? (width * height) / multiple ** 2 : undefined;
  const look = createLatentLook(pipeline.latents, own.channels);
  const decoded = async (decoder: VaeDecoder, state: Float32Array, shape: StateShape): Promise<RgbaImage> => {
    const image = await decoder.decode(state, shape);
    look.learn(state, image, shape);
    return image;
  };
  const precision = await precisionOf(folder.path, folder.denoiser);
  const loaded = cleanup.move();

  return {
    name: folder.name,
    device: {
      ...report,
      execution: { ...report.execution, chunk, precision },
    },
    scheduler,
    steps: folder.steps,
    guidance: folder.guidance,
    width: own.width * factor,
    height: own.height * factor,
    takesPrompt: conditioner !== undefined,
    files,
    bytes: folder.together,
    usage,
    passesAStep: (guidance) => (isGuided(guidance) ? 2 : 1),
    network(guidance, warn, size = {}): ImageNetwork {
      const shape = shapeFor(rules, size);
      const pixels = { width: shape.width * factor, height: shape.height * factor };
      const say = onceEach(warn);
      const request = { guidance, ...pixels, shape, warn: say };
      const guideOf = async (
        encode: Conditioner,
        { prompt, negativePrompt, isAway = false }: ImageCondition,
      ): Promise<Guide> => {
        const vain = inVain(folder.name, guiding, guidance, negativePrompt);
        if (vain !== undefined) say(vain);
        const towards = await encode({ ...request, prompt, isNegative: isAway });
        if (!isGuided(guidance)) return { towards, away: undefined };
        return { towards, away: await encode({ ...request, prompt: negativePrompt, isNegative: true }) };
      };
      // All of a run's prompts, which are asked for at every step.
      const guideFor =
        conditioner && keepLatestMade(Infinity, (condition: ImageCondition) => guideOf(conditioner, condition));
      return {
        shape,
        flow: { imageTokens: tokensOf(shape), lastLevel: pipeline.lastLevel },
        async predict(inputs, conditions, time, stop) {
          const guides = guideFor && (await Promise.all(conditions.map(guideFor)));
          const timestep = time / pipeline.timesPerUnit;
          return denoiser.predict(inputs, guides, { shape, scale: guidance, timestep, signal: stop });
        },
        async decode(states, stop) {
          const images: RgbaImage[] = [];
          for (const state of states) {
            throwIfAborted(stop);
            images.push(vae === undefined ? rgbaOf(state, shape) : await decoded(vae, state, shape));
          }
          return images;
        },
        preview: (state) => (vae === undefined ? rgbaOf(state, shape) : look.of(state, shape)),
      };
    },
    [Symbol.asyncDispose]: () => loaded.disposeAsync(),
  };
}

/** What the graph is timed at where it leaves it free. */
function chunkFor(provider: Provider): number {
  return provider === "cpu" ? chunkOnCpu : chunkOnDevice;
}
