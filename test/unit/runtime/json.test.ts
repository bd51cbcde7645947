import { execFileSync } from "node:child_process";
import { symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parsePythonJson, readJson } from "../../../src/runtime/folders/json.ts";
import { temporaryFolder } from "./modelFixture.ts";

describe("JSON as Python writes it", () => {
  it("has infinite numbers and such as are none, and words of that spelling in strings", () => {
    const text = '{"a": [0.0, Infinity, -Infinity, NaN], "NaN": "NaN", "b": "an \\" Infinity", "c": "1e999"}';
    expect(parsePythonJson(text)).toEqual({
      ...{ a: [0, Infinity, -Infinity, NaN], NaN: "NaN", b: 'an " Infinity', c: "1e999" },
    });
  });

  it("may begin with a byte order mark", () => {
    expect(parsePythonJson('\uFEFF{"a": 1}')).toEqual({ a: 1 });
  });

  it("is refused where it is none", () => {
    for (const text of ["{", '{"a": Infinite}', "", '{"a": +Infinity}', '{"a": NaNs}'])
      expect(() => parsePythonJson(text)).toThrow(SyntaxError);
  });
});

describe("a JSON file", () => {
  it.runIf(process.platform === "linux")("is refused where it is a pipe or a device, and not waited for", async () => {
    await using folder = await temporaryFolder();
    execFileSync("mkfifo", [join(folder.path, "config.json")]);
    await symlink("/dev/zero", join(folder.path, "tokenizer.json"));
    for (const name of ["config.json", "tokenizer.json"]) {
      await expect(readJson(folder.path, name)).rejects.toMatchObject({
        code: "model-corrupt",
        message: expect.stringContaining(`${name} cannot be read: it is no file`) as string,
      });
    }
  });

  it("is not there, or is an object, or is refused", async () => {
    await using folder = await temporaryFolder();
    const written = async (text: string): Promise<unknown> => {
      await writeFile(join(folder.path, "a.json"), text);
      return readJson(folder.path, "a.json");
    };
    expect(await readJson(folder.path, "a.json")).toBeUndefined();
    expect(await written('\uFEFF{"limit": -Infinity}')).toEqual({ limit: -Infinity });
    await expect(written("[]")).rejects.toMatchObject({ code: "model-corrupt" });
    await expect(written("version https://git-lfs.github.com/spec/v1\n")).rejects.toMatchObject({
      code: "model-incomplete",
    });
  });
});
