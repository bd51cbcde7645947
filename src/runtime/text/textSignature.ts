/** Checks that a graph is a text denoiser, and says how it wants to be fed. Knows no session, only ports. */
import { SteeringError } from "../../errors.ts";
import { fixedSize, type Port } from "../onnx/port.ts";
import type { Conventions } from "./conventions.ts";

/** What a graph asks for besides token ids, and what it has fixed. */
export interface TextSignature {
  /** int64 or int32 [batch, length] */
  readonly ids: Port;
  /** Whole numbers, truths or floating-point numbers, in two to four dimensions; the last is the place that is looked at. */
  readonly attentionMask: Port | undefined;
  readonly tokenTypes: Port | undefined;
  readonly positions: Port | undefined;
  /** int64 or int32 [batch, places]: the graph gives logits of these places alone, [batch, places, vocabulary]. */
  readonly places: Port | undefined;
  /** Inputs for the time, fed with zeros: only of networks that ignore it. */
  readonly times: readonly Port[];
  /** Sequences a run, where the graph fixes it. */
  readonly batch: number | undefined;
  /** Tokens a sequence, where the graph fixes it. */
  readonly length: number | undefined;
  /** Columns of the logits, where the graph says it. */
  readonly vocabularySize: number | undefined;
}

const timeNames = ["timesteps", "timestep", "sigma", "t"];
const wanted =
  "A text model's graph takes input_ids (int64 or int32 [batch, length]), optionally attention_mask, token_type_ids, position_ids and places, and gives logits (float32 or float16 [batch, length or places, vocabulary]).";
const wholeTypes = ["int64", "int32"];
const floatTypes = ["float32", "float16"];

/** Throws `model-signature` that names what is missing or of the wrong type and what was found. */
export function readTextSignature(
  graph: string,
  inputs: readonly Port[],
  outputs: readonly Port[],
  { timeConditioning }: Pick<Conventions, "timeConditioning">,
): TextSignature {
  const fail = (complaint: string): never => {
    throw new SteeringError(
      "model-signature",
      `${graph} is not a text model that can be steered: ${complaint} Found inputs ${describe(inputs)}; outputs ${describe(outputs)}. ${wanted} Export it as a masked language model.`,
      { details: { file: graph, inputs: inputs.map(describePort), outputs: outputs.map(describePort) } },
    );
  };
  const checked = (port: Port, kind: string, types: readonly string[], ranks: readonly number[]): Port => {
    const { name, type, dimensions } = port;
    if (type !== undefined && types.includes(type) && ranks.includes(dimensions.length)) return port;
    const asked = `${types.join(" or ")} with ${ranks.join(", ")} dimensions`;
    return fail(`its ${kind} ${name} is ${describePort(port)}, not ${asked}.`);
  };
  const require = (
    ports: readonly Port[],
    kind: string,
    name: string,
    types: readonly string[],
    rank: number,
  ): Port => {
    const port = ports.find((candidate) => candidate.name === name);
    return port === undefined ? fail(`it has no ${kind} ${name}.`) : checked(port, kind, types, [rank]);
  };

  const ids = require(inputs, "input", "input_ids", wholeTypes, 2);
  const logits = require(outputs, "output", "logits", floatTypes, 3);
  const optional = (name: string, types: readonly string[], ranks: readonly number[]): Port | undefined => {
    const port = inputs.find((candidate) => candidate.name === name);
    return port && checked(port, "input", types, ranks);
  };
  const signature = {
    ids,
    attentionMask: optional("attention_mask", [...wholeTypes, "bool", ...floatTypes], [2, 3, 4]),
    tokenTypes: optional("token_type_ids", wholeTypes, [2]),
    positions: optional("position_ids", wholeTypes, [2]),
    places: optional("places", wholeTypes, [2]),
    times: inputs.filter(({ name }) => timeNames.includes(name)),
    batch: fixedSize(ids, 0),
    length: fixedSize(ids, 1),
    vocabularySize: fixedSize(logits, 2),
  };
  if (signature.times.length > 0 && timeConditioning?.value !== false) {
    return fail(
      `it asks for the time (${signature.times.map(({ name }) => name).join(", ")}), and only time-agnostic models are steered. If the network ignores it, say "time_conditioning": false in its config.json: it is then fed with zeros.`,
    );
  }
  const { places } = signature;
  if (places !== undefined && fixedSize(places, 1) !== undefined) {
    return fail(
      `its input places (${describePort(places)}) fixes how many there are, and that changes from step to step.`,
    );
  }
  const fed = ["input_ids", "attention_mask", "token_type_ids", "position_ids", "places", ...timeNames];
  const unknown = inputs.filter(({ name }) => !fed.includes(name));
  if (unknown.length > 0) return fail(`it asks for ${describe(unknown)}, which nothing here can give.`);
  return signature;
}

function describe(ports: readonly Port[]): string {
  return ports.length === 0 ? "none" : ports.map((port) => `${port.name} (${describePort(port)})`).join(", ");
}

function describePort({ type, dimensions }: Port): string {
  return type === undefined ? "no tensor" : `${type} [${dimensions.join(", ")}]`;
}
