/** Names that published exports give to what a denoiser takes and gives, beside Optimum's, which are the ones used here. Pure. */
import type { Port } from "../../onnx/port.ts";

/** "encoder_hidden_state": the model format of Unpaint. */
const inputNames: Readonly<Record<string, string>> = { encoder_hidden_state: "encoder_hidden_states" };

/** The input under the name that it has here. */
export function calledAsHere(port: Port): Port {
  return Object.hasOwn(inputNames, port.name) ? { ...port, name: inputNames[port.name]! } : port;
}

/** What the graph calls its output: a network that gives one thing gives its prediction, whatever that is called ("sample", "out_sample"). */
export function outputNamed(outputs: readonly Port[], usual: string): string {
  const [only, ...others] = outputs;
  return only !== undefined && others.length === 0 ? only.name : usual;
}
