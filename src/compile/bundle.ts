/** esbuild, one build after the other and none without end. */
import { build, stop } from "esbuild";
import type { BuildOptions, BuildResult } from "esbuild";

/** Thrown by a build that took too long. */
export class BuildTimeout extends Error {
  constructor() {
    super("The build took too long.");
    this.name = "BuildTimeout";
  }
}

type InMemory = BuildOptions & { readonly write: false; readonly metafile: true };

let last: Promise<unknown> = Promise.resolve();

/**
 * Builds as esbuild does; throws `BuildTimeout` after `milliseconds`. A build cannot be cancelled while it reads (a path
 * made up at run time may range over a whole disk), so that esbuild's own process is ended then: that is why builds wait
 * for one another.
 */
export function bundle(options: InMemory, milliseconds: number): Promise<BuildResult<InMemory>> {
  const next = last.then(() => within(build(options), milliseconds));
  last = next.catch(() => undefined);
  return next;
}

async function within<T>(building: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new BuildTimeout()), milliseconds);
  });
  try {
    return await Promise.race([building, late]);
  } catch (error) {
    if (error instanceof BuildTimeout) {
      building.catch(() => undefined);
      await stop();
    }
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
