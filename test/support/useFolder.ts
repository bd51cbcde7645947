/** A folder of its own for the tests of a file or a `describe`. Knows no test. */
import { randomUUID } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach } from "vitest";

/** Its path, at once; it is there while tests run. With `emptied` each test finds it empty, else they share what they write. */
export function useFolder({ emptied = false } = {}): string {
  const path = join(tmpdir(), `fk-test-${randomUUID()}`);
  const remove = (): Promise<void> => rm(path, { recursive: true, force: true });
  (emptied ? beforeEach : beforeAll)(async () => {
    await remove();
    await mkdir(path);
  });
  afterAll(remove);
  return path;
}
