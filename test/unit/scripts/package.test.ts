/** What an extension file holds beside the bundles. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { bundledPackages, licenceTexts } from "../../../scripts/lib/licences.mjs";
import { packagedPage } from "../../../scripts/lib/packagedPage.mjs";
import { repository } from "../../support/forkedEngine.ts";

describe("an extension file", () => {
  it("has the licence text of every package that is inside, and NOTICE names each", async () => {
    const beside = ["onnxruntime-node", "onnxruntime-common", "esbuild"];
    const folders = [...(await bundledPackages()), ...beside.map((name) => join(repository, "node_modules", name))];
    const texts = await licenceTexts(beside);
    const notice = readFileSync(join(repository, "NOTICE"), "utf8");
    expect(folders.length).toBeGreaterThan(15);
    for (const folder of folders) {
      const { name, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Record<
        string,
        string
      >;
      expect(texts).toContain(`${name} ${version} (`);
      expect(notice).toContain(name);
    }
    for (const part of texts.split(`\n${"=".repeat(80)}\n\n`)) {
      expect(part).toMatch(/Permission (?:is hereby granted|to use)|Redistribution and use|Apache License/u);
    }
  }, 60_000);

  it("has a README without what only the repository has", () => {
    const text = packagedPage("# A\n\n![x](docs/a.png)\n\nSee [b](docs/b.md), [c](#c) and [d](https://d.org/).\n");
    expect(text).toBe("# A\n\nSee b, [c](#c) and [d](https://d.org/).\n");
    const whole = packagedPage(readFileSync(join(repository, "README.md"), "utf8"));
    expect(whole).not.toMatch(/\]\((?!https:|#)/u);
  });
});
