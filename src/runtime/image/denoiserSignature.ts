/** Checks that a graph is the denoiser of its pipeline, and says how it wants to be fed. Knows no session, only ports. */
import type { StateShape } from "../../diffusion/image.ts";
import { SteeringError } from "../../errors.ts";
import { fixedSize, type Port } from "../port.ts";
import type { Pipeline } from "./pipelines.ts";

/** What the graph has fixed. */
export interface DenoiserSignature {
  readonly timestep: Port;
  /** Inputs a run, where the graph fixes it. */
  readonly batch: number | undefined;
  /** Of a state, where the graph fixes them. */
  readonly height: number | undefined;
  readonly width: number | undefined;
}

/** Throws `model-signature` that names what is missing, of the wrong rank or type, or what the graph asks for besides. */
export function readDenoiserSignature(
  graph: string,
  inputs: readonly Port[],
  outputs: readonly Port[],
  { sample, output, needs, takes }: Pipeline,
  channels: StateShape["channels"],
): DenoiserSignature {
  const fail = (complaint: string): SteeringError =>
    new SteeringError(
      "model-signature",
      `${graph} is not a denoiser that can be steered: ${complaint} It takes ${sample} (float32 [batch, channels, height, width]), timestep${needs.map((name) => `, ${name}`).join("")}, and gives ${output}. Export the model again.`,
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
  if (unknown !== undefined) throw fail(`it asks for ${unknown.name}, which nothing here can give.`);
  const given = require(outputs, "output", output);
  for (const port of [states, given, ...inputs.filter(({ name }) => needs.includes(name))]) {
    if (port.type !== "float32" && port.type !== "float16")
      throw fail(`its ${port.name} is ${port.type ?? "no tensor"}.`);
  }
  if (states.dimensions.length !== 4) {
    throw fail(`its input ${sample} is ${states.type} with ${states.dimensions.length} dimensions.`);
  }
  if (timestep.dimensions.length > 1) {
    throw fail(`its input timestep has ${timestep.dimensions.length} dimensions, not one number a run or an image.`);
  }
  const stated = fixedSize(states, 1);
  if (stated !== undefined && stated !== channels) {
    throw fail(`its input ${sample} has ${stated} channels, and its config.json says ${channels}.`);
  }
  const made = fixedSize(given, 1);
  if (made !== undefined && made !== channels) {
    throw fail(
      `it gives ${made} channels for ${channels}, as networks do that need another image or that predict their variance too.`,
    );
  }
  return { timestep, batch: fixedSize(states, 0), height: fixedSize(states, 2), width: fixedSize(states, 3) };
}
