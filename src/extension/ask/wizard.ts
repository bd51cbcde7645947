/** Questions one after the other in a quick pick, with a way back. Knows not what is asked. */
/** What a question gave: the next state; `back`; undefined: the person left. */
export type Answer<State> = State | "back" | undefined;

export interface Position {
  readonly title: string;
  readonly step: number;
  readonly steps: number;
}

export type Question<State> = (state: State, position: Position) => Promise<Answer<State>>;

/** Asks all; undefined when the person left. Going back keeps what was answered. */
export async function ask<State extends object>(
  title: string,
  questions: readonly Question<State>[],
  first: State,
): Promise<State | undefined> {
  const states: State[] = [first];
  while (states.length <= questions.length) {
    const state = states.at(-1) as State;
    const question = questions[states.length - 1] as Question<State>;
    const answer = await question(state, { title, step: states.length, steps: questions.length });
    if (answer === undefined) return undefined;
    if (answer === "back") states.pop();
    else states.push(answer);
  }
  return states.at(-1);
}
