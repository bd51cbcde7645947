/** A denoiser's session under the names that its inputs have here, whatever its graph calls them. */
import type { Session } from "../onnx/session.ts";
import { calledAsHere } from "./pipeline/portNames.ts";

export function canonicalSession(session: Session): Session {
  const names = new Map(session.inputs.map((port) => [calledAsHere(port).name, port.name]));
  return {
    ...session,
    inputs: session.inputs.map(calledAsHere),
    run: (feeds, output, runs) =>
      session.run(
        Object.fromEntries(Object.entries(feeds).map(([name, one]) => [names.get(name) ?? name, one])),
        output,
        runs,
      ),
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}
