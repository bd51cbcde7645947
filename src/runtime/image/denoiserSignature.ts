/** Checks that a graph is the denoiser of its pipeline, and says how it wants to be fed. Knows no session, only ports. */
import type { StateShape } from "../../diffusion/image.ts";
import { SteeringError } from "../../errors.ts";
import { fedTypes } from "../onnx/filled.ts";
import { fixedSize, type Port } from "../onnx/port.ts";
import type { Pipeline } from "./pipeline/pipelines.ts";
import type { StateLayout } from "./stateLayout.ts";

/** What the graph has fixed. */
export interface DenoiserSignature {
  readonly timestep: Port;
  /** Inputs a run, where the graph fixes it. */
  readonly batch: number | undefined;
  /** The size of a state, where the graph fixes it. */
  readonly height: number | undefined;
  readonly width: number | undefined;
}

/** What it asks for or gives is its own, whoever exports it. */
const anotherModel = "Choose another model, which makes images of a prompt alone.";

/** What is told in whole numbers too, and of all rows at once: where tokens lie. */
const positions = new Set(["txt_ids", "img_ids"]);

/**
 * @param own the shape of the model's own states
 * @throws SteeringError `model-signature` that names what is missing, of the wrong rank or type, or what the graph asks for besides
 */
export function readDenoiserSignature(
  graph: string,
  inputs: readonly Port[],
  outputs: readonly Port[],
  { sample, output, layout, needs, takes, timesPerUnit }: Omit<Pipeline, "output"> & { readonly output: string },
  own: StateShape,
): DenoiserSignature {
  const fail = (complaint: string, advice = "Export the model again."): SteeringError =>
    new SteeringError(
      "model-signature",
      `${graph} is not a denoiser that can be steered: ${complaint} It takes ${sample} (float32 [${layout.axes.join(", ")}]), timestep${needs.map((name) => `, ${name}`).join("")}, and gives ${output}. ${advice}`,
      { details: { file: graph, inputs: inputs.map(({ name }) => name), outputs: outputs.map(({ name }) => name) } },
    );
  const require = (ports: readonly Port[], kind: string, name: string): Port => {
    const port = ports.find((candidate) => candidate.name === name);
    if (port === undefined) throw fail(`it has no ${kind} ${name}.`);
    return port;
  };
  const states = require(inputs, "input", sample);
  const timestep = require(inputs, "input", "timestep");
  for (const name of needs) require(inputs, "input", name);
  const fed = [sample, "timestep", ...needs, ...takes];
  const unknown = inputs.find(({ name }) => !fed.includes(name));
  if (unknown !== undefined) throw fail(`it asks for ${unknown.name}, which nothing here can give.`, anotherModel);
  const given = require(outputs, "output", output);
  for (const port of [states, given, ...inputs.filter(({ name }) => needs.includes(name))]) {
    if (port.type === "float32" || port.type === "float16") continue;
    if (positions.has(port.name) && (port.type === "int64" || port.type === "int32")) continue;
    throw fail(`its ${port.name} is ${port.type ?? "no tensor"}.`);
  }
  if (states.dimensions.length !== layout.axes.length) {
    throw fail(`its input ${sample} is ${states.type} with ${states.dimensions.length} dimensions.`);
  }
  if (!fedTypes.includes(timestep.type)) throw fail(`its input timestep is ${timestep.type ?? "no tensor"}.`);
  if (timestep.dimensions.length > 1) {
    throw fail(`its input timestep has ${timestep.dimensions.length} dimensions, not one number a run or an image.`);
  }
  if (timesPerUnit > 1 && timestep.type === "int64") {
    throw fail("its input timestep is int64, and what it is told lies between 0 and 1.");
  }
  const stated = fixedSize(states, layout.channelAxis);
  const channels = own.channels * layout.side ** 2;
  if (stated !== undefined && stated !== channels) {
    throw fail(`its input ${sample} has ${stated} channels, and its config.json says ${channels}.`);
  }
  const made = fixedSize(given, layout.channelAxis);
  if (made !== undefined && made !== channels) {
    throw fail(
      `it gives ${made} channels for ${channels}, as networks do that need another image or that predict their variance too.`,
      anotherModel,
    );
  }
  const places = inputs.find(({ name }) => name === "img_ids");
  return { timestep, batch: fixedSize(states, 0), ...fixedSides(states, places, layout, own, fail) };
}

/** A fixed number of tokens leaves only the model's own size. */
function fixedSides(
  states: Port,
  places: Port | undefined,
  { axes, side }: StateLayout,
  own: StateShape,
  fail: (complaint: string) => SteeringError,
): Pick<DenoiserSignature, "height" | "width"> {
  if (side === 1) {
    return { height: fixedSize(states, axes.indexOf("height")), width: fixedSize(states, axes.indexOf("width")) };
  }
  const tokens = fixedSize(states, axes.indexOf("tokens")) ?? fixedSize(places, -2);
  if (tokens === undefined) return { height: undefined, width: undefined };
  const wanted = (own.height * own.width) / side ** 2;
  if (tokens === wanted) return { height: own.height, width: own.width };
  throw fail(
    `it takes ${tokens} tokens, and an image of the model's own size has ${wanted}. Say sample_size (${side} × the root of the tokens for a square) in its config.json.`,
  );
}
