/** Lets a model go to the midst of a run by itself, so that every graph of it has seen what a run shows it. Scores nothing. */
import type { Modality } from "../../protocol/modality.ts";
import { defaultSpecification, type WholeSpecification } from "../../protocol/specification.ts";
import type { View } from "../../steering/process.ts";
import { createRandomStreams } from "../../steering/streams.ts";
import { promptGroups } from "../run/promptGroups.ts";
import type { RunModel, RunProcess } from "./runModel.ts";

/** As many as go through the network together where an image has guidance; texts of half of their places, images of half of their noise. */
const particles = 2;
const steps = 4;
const prompts: Readonly<Record<Modality, string>> = { text: "", image: "a red heart" };

/** Ends with a look at the particles, decoder included. Throws what the model throws, and `AbortError`. */
export async function walkToTheMidst(model: RunModel, signal: AbortSignal): Promise<void> {
  const prompt = prompts[model.modality];
  const specification: WholeSpecification = { ...defaultSpecification, model: model.name, prompt, particles, steps };
  const groups = promptGroups(specification);
  const process = model.process(specification, groups, () => undefined);
  const random = createRandomStreams(0);
  const slots = groups.flatMap(({ key }) => Array.from({ length: particles }, (_, index) => ({ group: key, index })));
  const half = Math.floor(process.steps / 2);
  let states: readonly object[] = process.initial(slots, random);
  for (let step = 0; ; step++) {
    const views = await looked(process, slots, states, step, signal);
    if (step === half) {
      await process.decode(views, step, 1, random, signal);
      return;
    }
    ({ states } = await process.transition(views, step, random, signal));
  }
}

type ProcessView = Required<View<object, unknown>>;

/** Particles in one state are predicted once. */
async function looked(
  process: RunProcess,
  slots: readonly ProcessView["slot"][],
  states: readonly object[],
  step: number,
  signal: AbortSignal,
): Promise<ProcessView[]> {
  const different = [...new Set(states)];
  const predictions = await process.predict(different, step, signal);
  const found = new Map(different.map((state, i) => [state, predictions[i]]));
  return slots.map((slot, i) => ({ slot, state: states[i]!, prediction: found.get(states[i]!) }));
}
