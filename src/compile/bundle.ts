/** esbuild, one build after the other and none without end. Loaded at the first: most commands build nothing. */
import type { BuildOptions, BuildResult } from "esbuild";
import { messageOf } from "../errors.ts";
import { lastWords, limitMemory, withOwnErrorStream } from "./esbuildProcess.ts";

/** Thrown by a build that took too long. */
export class BuildTimeout extends Error {
  constructor() {
    super("The build took too long.");
    this.name = "BuildTimeout";
  }
}

/** Thrown by a build in which esbuild's own process ended. */
export class BuilderDied extends Error {
  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.name = "BuilderDied";
  }
}

type InMemory = BuildOptions & { readonly write: false; readonly metafile: true };
export type InMemoryResult = BuildResult<InMemory>;

export interface BuildLimits {
  readonly milliseconds: number;
  /** Of esbuild's own process. */
  readonly megabytes: number;
}

let last: Promise<unknown> = Promise.resolve();

/**
 * Builds as esbuild does; throws `BuildTimeout` and `BuilderDied`, both at its limits. A build cannot be cancelled while
 * it reads (a path made up at run time may range over a whole disk), so that esbuild's own process is ended then: that is
 * why builds wait for one another. Whatever fails but the build itself, the next one gets a fresh process.
 */
export function bundle(options: InMemory, limits: BuildLimits): Promise<InMemoryResult> {
  const next = last.then(async () => {
    const { build } = await import("esbuild");
    return within(
      withOwnErrorStream(() => build(options)),
      limits,
    );
  });
  last = next.catch(() => undefined);
  return next;
}

async function within<T>(building: Promise<T>, { milliseconds, megabytes }: BuildLimits): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  using memory = limitMemory(megabytes);
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new BuildTimeout()), milliseconds);
  });
  try {
    return await Promise.race([building, late]);
  } catch (error) {
    // What a build finds in the code has a list of it; anything else is a fault of the process.
    if (error instanceof Error && "errors" in error && Array.isArray(error.errors)) throw error;
    building.catch(() => undefined);
    const { stop } = await import("esbuild");
    await stop();
    if (!messageOf(error).startsWith("The service ")) throw error;
    throw new BuilderDied(memory.breach ?? (await lastWords()) ?? messageOf(error), error);
  } finally {
    clearTimeout(timer);
  }
}
