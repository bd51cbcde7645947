/** One engine process for all tests of a file or a `describe`. Knows no test. */
import { afterAll, beforeAll } from "vitest";
import type { EngineSettings } from "../../src/protocol/engine.ts";
import { type ForkedEngine, forkEngine } from "./forkedEngine.ts";

/** The engine, which is there inside tests, and ends after them. */
export function useEngine(
  settings: Partial<EngineSettings> = {},
  environment: Readonly<Record<string, string>> = {},
): Omit<ForkedEngine, keyof AsyncDisposable> {
  let forked: ForkedEngine | undefined;
  const engine = (): ForkedEngine => {
    if (forked === undefined) throw new Error("The engine is only there inside a test.");
    return forked;
  };
  beforeAll(async () => {
    forked = await forkEngine(settings, environment);
  });
  afterAll(() => forked?.[Symbol.asyncDispose]());
  return {
    get child() {
      return engine().child;
    },
    get connection() {
      return engine().connection;
    },
    run: (request, options) => engine().run(request, options),
    resume: (runFile, options) => engine().resume(runFile, options),
    sweep: (swept, axes, request, options) => engine().sweep(swept, axes, request, options),
    goOn: (runFile, until, options) => engine().goOn(runFile, until, options),
    judge: (runFile, reward) => engine().judge(runFile, reward),
    replay: (runFile) => engine().replay(runFile),
  };
}
