import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { sha256OfFile } from "../../../src/runtime/folders/fileHash.ts";
import { temporaryFolder } from "./modelFixture.ts";

it("hashes a file, and again when it has changed", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "file");
  await writeFile(path, "abc");
  const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  expect(await sha256OfFile(path)).toBe(abc);
  expect(await sha256OfFile(path)).toBe(abc);
  await writeFile(path, "");
  expect(await sha256OfFile(path)).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
});

it("stops when it is told to", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "file");
  await writeFile(path, "abcd");
  await expect(sha256OfFile(path, AbortSignal.abort())).rejects.toMatchObject({ name: "AbortError" });
});
