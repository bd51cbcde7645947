import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import manifest from "../../../package.json" with { type: "json" };

const root = join(import.meta.dirname, "../../..");
const { contributes } = manifest;
const commands = contributes.commands.map(({ command }) => command);

describe("the manifest", () => {
  it("declares every command that does something, and none that does nothing", () => {
    const source = readFileSync(join(root, "src/extension/commands/commands.ts"), "utf8");
    const done = [...source.matchAll(/(?:command|ofList)\(\s*"(\w+)"/g)].map(([, name]) => `fkSteering.${name}`);
    expect(done.toSorted()).toEqual(commands.toSorted());
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

  it("takes no key of a list from whoever types in a box: VS Code says for a moment still that the list has the focus", () => {
    const ofLists = contributes.keybindings.filter(({ when }) => when.includes("focusedView"));
    expect(ofLists.length).toBeGreaterThan(3);
    for (const { when } of ofLists) expect(when).toMatch(/ && !inputFocus && !inQuickInput$/u);
  });

  it("has Generate… first in the palette for whoever types Generate, but with a reward at hand", () => {
    // Of commands that nobody has used yet, VS Code goes by their names.
    const shown = contributes.commands
      .filter(({ command }) => contributes.menus.commandPalette.every((entry) => entry.command !== command))
      .map(({ category, title }) => `${category}: ${title}`);
    const found = shown.filter((label) => label.includes("Generate"));
    expect(found.toSorted((a, b) => a.localeCompare(b, "en"))[0]).toBe("FK Steering: Generate…");
  });

  it("has the files that it names", () => {
    const files = [
      manifest.icon,
      ...contributes.viewsContainers.activitybar.map(({ icon }) => icon),
      ...contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.markdown)),
    ];
    for (const file of files) expect(existsSync(join(root, file)), file).toBe(true);
  });

  it("starts the extension on nothing but its commands, views and panel, and where there are rewards to write or test", () => {
    expect(manifest.activationEvents).toEqual([
      "onWebviewPanel:fkSteering.panel",
      "workspaceContains:**/*.reward.ts",
      // VS Code gives up its search of a large folder, or on a busy machine, after seven seconds.
      "onLanguage:typescript",
    ]);
  });

  it("has an action in every step of its walkthroughs, and checks each off by what happened", () => {
    expect(contributes.walkthroughs.map(({ id, steps }) => [id, steps.length])).toEqual([
      ["start", 3],
      ["reward", 4],
    ]);
    const source = readFileSync(join(root, "src/extension/walkthrough.ts"), "utf8");
    const deeds = [.../type Deed = ([^;]+);/u.exec(source)![1]!.matchAll(/"(\w+)"/gu)].map(([, deed]) => deed);
    const events = contributes.walkthroughs.flatMap(({ steps }) =>
      steps.map(({ description, completionEvents }) => {
        expect(description).toContain("](command:fkSteering.");
        expect(completionEvents).toHaveLength(1);
        return completionEvents[0];
      }),
    );
    expect(new Set(events)).toEqual(new Set(deeds.map((deed) => `onContext:fkSteering.did.${deed}`)));
  });
});
