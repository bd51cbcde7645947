/** Checks that a graph is a text denoiser, and says how it wants to be fed. Knows no session, only ports. */
import { SteeringError } from "../../errors.ts";
import { fixedSize, type Port } from "../onnx/port.ts";

/** What a graph asks for besides token ids, and what it has fixed. */
export interface TextSignature {
  readonly attentionMask: boolean;
  readonly tokenTypes: boolean;
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
  "A text model's graph takes input_ids (int64 [batch, length]), optionally attention_mask and token_type_ids, and gives logits (float32 [batch, length, vocabulary]).";

/**
 * Throws `model-signature` that names what is missing or of the wrong type and what was found. `timeConditioning`:
 * what `config.json` says of it.
 */
export function readTextSignature(
  graph: string,
  inputs: readonly Port[],
  outputs: readonly Port[],
  timeConditioning: boolean | undefined,
): TextSignature {
  const fail = (complaint: string): never => {
    throw new SteeringError(
      "model-signature",
      `${graph} is not a text model that can be steered: ${complaint} Found inputs ${describe(inputs)}; outputs ${describe(outputs)}. ${wanted} Export it as a masked language model.`,
      { details: { file: graph, inputs: inputs.map(describePort), outputs: outputs.map(describePort) } },
    );
  };
  const require = (ports: readonly Port[], kind: string, name: string, type: string, rank: number): Port => {
    const port = ports.find((candidate) => candidate.name === name);
    if (port === undefined) return fail(`it has no ${kind} ${name}.`);
    if (port.type !== type || port.dimensions.length !== rank) {
      return fail(`its ${kind} ${name} is ${describePort(port)}, not ${type} with ${rank} dimensions.`);
    }
    return port;
  };

  const ids = require(inputs, "input", "input_ids", "int64", 2);
  const logits = require(outputs, "output", "logits", "float32", 3);
  const optional = (name: string): boolean =>
    inputs.some((port) => port.name === name) && require(inputs, "input", name, "int64", 2) !== undefined;
  const signature = {
    attentionMask: optional("attention_mask"),
    tokenTypes: optional("token_type_ids"),
    times: inputs.filter(({ name }) => timeNames.includes(name)),
    batch: fixedSize(ids, 0),
    length: fixedSize(ids, 1),
    vocabularySize: fixedSize(logits, 2),
  };
  if (signature.times.length > 0 && timeConditioning !== false) {
    return fail(
      `it asks for the time (${signature.times.map(({ name }) => name).join(", ")}), and only time-agnostic models are steered. If the network ignores it, say "time_conditioning": false in its config.json: it is then fed with zeros.`,
    );
  }
  const fed = ["input_ids", "attention_mask", "token_type_ids", ...timeNames];
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
