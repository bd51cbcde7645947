import { describe, expect, it } from "vitest";
import { ask, type Answer, type Question } from "../../../src/extension/ask/wizard.ts";

interface State {
  readonly said: readonly string[];
}

/** Answers in the order given, whichever question it is. */
function scripted(answers: readonly Answer<string>[]): { question: Question<State>; seen: string[] } {
  const seen: string[] = [];
  const left = [...answers];
  return {
    seen,
    question: (state, { step, steps }) => {
      seen.push(`${step}/${steps}`);
      const answer = left.shift();
      return Promise.resolve(
        answer === undefined || answer === "back" ? answer : { said: [...state.said, answer] },
      ) as Promise<Answer<State>>;
    },
  };
}

describe("questions one after the other", () => {
  it("give the last state", async () => {
    const { question, seen } = scripted(["a", "b", "c"]);
    expect(await ask("", [question, question, question], { said: [] })).toEqual({ said: ["a", "b", "c"] });
    expect(seen).toEqual(["1/3", "2/3", "3/3"]);
  });

  it("go back to the question before, as it was", async () => {
    const { question, seen } = scripted(["a", "back", "x", "b"]);
    expect(await ask("", [question, question], { said: [] })).toEqual({ said: ["x", "b"] });
    expect(seen).toEqual(["1/2", "2/2", "1/2", "2/2"]);
  });

  it("end with nothing when the person leaves", async () => {
    const { question } = scripted(["a", undefined]);
    expect(await ask("", [question, question, question], { said: [] })).toBeUndefined();
  });
});
