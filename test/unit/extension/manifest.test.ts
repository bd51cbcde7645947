import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import manifest from "../../../package.json" with { type: "json" };

const root = join(import.meta.dirname, "../../..");
const { contributes } = manifest;
const commands = contributes.commands.map(({ command }) => command);

describe("the manifest", () => {
  it("declares every command that is registered, and registers every one that it declares", () => {
    const source = readFileSync(join(root, "src/extension/commands/register.ts"), "utf8");
    const registered = [...source.matchAll(/(?:register|ofList)\(\s*"(\w+)"/g)].map(([, name]) => `fkSteering.${name}`);
    expect(registered.toSorted()).toEqual(commands.toSorted());
  });

  it("names only its own commands in menus, keys and the walkthrough", () => {
    const inMenus = Object.values(contributes.menus).flat();
    for (const { command } of [...inMenus, ...contributes.keybindings]) expect(commands).toContain(command);
    const texts = [
      ...contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ description }) => description)),
      ...contributes.viewsWelcome.map(({ contents }) => contents),
    ];
    const linked = texts.flatMap((text) => [...text.matchAll(/command:(fkSteering\.\w+)/g)].map(([, name]) => name));
    expect(linked.length).toBeGreaterThan(3);
    for (const command of linked) expect(commands).toContain(command);
  });

  it("has the files that it names", () => {
    const files = [
      manifest.icon,
      ...contributes.viewsContainers.activitybar.map(({ icon }) => icon),
      ...contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.markdown)),
    ];
    for (const file of files) expect(existsSync(join(root, file)), file).toBe(true);
  });

  it("starts the extension on nothing but its commands, views and panel, and where there are rewards to test", () => {
    expect(manifest.activationEvents).toEqual(["onWebviewPanel:fkSteering.panel", "workspaceContains:**/*.reward.ts"]);
  });

  it("has an action in every step of a walkthrough of three", () => {
    const [{ steps } = { steps: [] }] = contributes.walkthroughs;
    expect(steps).toHaveLength(3);
    for (const { description, completionEvents } of steps) {
      expect(description).toContain("](command:fkSteering.");
      expect(completionEvents).toHaveLength(1);
    }
  });
});
