import { expect, it } from "vitest";
import { ToldWarnings } from "../../../../src/engine/run/toldWarnings.ts";
import type { RunEvent } from "../../../../src/protocol/run.ts";
import type { RunFileLine } from "../../../../src/runfile/format.ts";
import type { RunFileWriter } from "../../../../src/runfile/write.ts";

it("writes down what a run's file does not say yet, and tells a person all of it", async () => {
  const written: RunFileLine[] = [];
  const told: RunEvent[] = [];
  const warnings = new ToldWarnings([], ["One particle."]);
  const emit = warnings.heard((event) => told.push(event));
  const file = warnings.kept({
    path: "a.fkrun",
    hasRoomForPictures: true,
    write: async (...lines) => void written.push(...lines),
    storeStates: async () => undefined,
    storeSamples: async () => [],
    async [Symbol.asyncDispose]() {},
  } satisfies RunFileWriter);
  emit({ kind: "warning", message: "One particle." });
  emit({ kind: "warning", message: "No room." });
  // Where it was resumed is told each time.
  for (let time = 0; time < 2; time += 1) emit({ kind: "resumed", message: "Resumed.", isSame: true });
  await file.write();
  expect(written.map((line) => line.kind === "warning" && line.message)).toEqual(["No room.", "Resumed.", "Resumed."]);
  expect(told).toHaveLength(4);
});
