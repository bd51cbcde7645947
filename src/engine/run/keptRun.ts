/**
 * The file of a run that is worth more than its file: where the disk is full or the file is gone, the run goes on, says so once, and
 * nothing more is written.
 */
import { messageOf } from "../../errors.ts";
import type { BytePlace } from "../../runfile/schema.ts";
import type { RunFileWriter } from "../../runfile/write.ts";

const nowhere: BytePlace = [0, 0, 0];

export interface KeptRun extends RunFileWriter {
  /** Why the file does not hold the run; undefined while it does. */
  problem(): string | undefined;
}

export function keptRun(file: RunFileWriter, onProblem: (message: string) => void): KeptRun {
  let problem: string | undefined;
  const tolerated = async <Value>(write: () => Promise<Value>): Promise<Value | undefined> => {
    if (problem !== undefined) return undefined;
    try {
      return await write();
    } catch (error) {
      problem = messageOf(error);
      onProblem(problem);
      return undefined;
    }
  };
  return {
    path: file.path,
    problem: () => problem,
    get hasRoomForPictures() {
      return problem === undefined && file.hasRoomForPictures;
    },
    write: (...lines) => tolerated(() => file.write(...lines)),
    storeStates: (...states) => tolerated(() => file.storeStates(...states)),
    // No line will point to where nothing was written.
    storeSamples: async (all) => (await tolerated(() => file.storeSamples(all))) ?? all.map(() => nowhere),
    async [Symbol.asyncDispose]() {
      // Also where a write failed: the handles are still open.
      try {
        await file[Symbol.asyncDispose]();
      } catch (error) {
        if (problem === undefined) onProblem(messageOf(error));
      }
    },
  };
}
