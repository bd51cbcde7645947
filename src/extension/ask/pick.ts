/** One quick pick as a step of several. */
import * as vscode from "vscode";
import type { Answer, Position } from "./wizard.ts";

export interface PickOptions<Item extends vscode.QuickPickItem> extends Position {
  readonly placeholder: string;
  readonly items: readonly Item[];
  /** What Enter takes at once. */
  readonly active?: Item | undefined;
  /** Several may be ticked; Enter with none ticked takes the highlighted one. */
  readonly many?: boolean;
  /** An item made of what was typed, always first. */
  readonly typed?: (text: string) => Item;
  /** What was typed is an answer of its own, and no search in what is offered. */
  readonly onlyTyped?: boolean;
  /** Goes away when something else gets the focus. */
  readonly dismissible?: boolean;
}

/** One quick pick. Resolves with what was chosen, at least one. */
export function pick<Item extends vscode.QuickPickItem>(options: PickOptions<Item>): Promise<Answer<readonly Item[]>> {
  const { items, active, typed, many = false } = options;
  const picker = vscode.window.createQuickPick<Item>();
  picker.title = options.title;
  picker.step = options.step;
  picker.totalSteps = options.steps;
  picker.placeholder = options.placeholder;
  picker.canSelectMany = many;
  picker.matchOnDescription = true;
  picker.matchOnDetail = true;
  picker.ignoreFocusOut = options.dismissible !== true;
  picker.buttons = options.step > 1 ? [vscode.QuickInputButtons.Back] : [];
  picker.items = items;
  const choices = items.filter(({ kind }) => kind !== vscode.QuickPickItemKind.Separator);
  const highlight = (item: Item | undefined): void => {
    if (item !== undefined) picker.activeItems = [item];
  };
  // With ticks to set, VS Code highlights nothing by itself: then Enter would take nothing.
  highlight(active ?? (many ? choices[0] : undefined));
  return new Promise((resolve) => {
    picker.onDidAccept(() => {
      const chosen = many && picker.selectedItems.length > 0 ? picker.selectedItems : picker.activeItems;
      if (chosen.length === 0) {
        // Nothing is called what was typed: everything is there again.
        picker.value = "";
        highlight(active ?? choices[0]);
        return;
      }
      resolve(chosen);
      picker.hide();
    });
    picker.onDidTriggerButton(() => {
      resolve("back");
      picker.hide();
    });
    if (typed !== undefined) {
      picker.onDidChangeValue((text) => {
        picker.items = text === "" ? items : [typed(text), ...(options.onlyTyped === true ? [] : items)];
      });
    }
    if (many) {
      picker.onDidChangeValue((text) => highlight(firstMatch(choices, text)));
    }
    picker.onDidHide(() => {
      resolve(undefined);
      picker.dispose();
    });
    picker.show();
  });
}

/** The first item that is called what was typed; else one that mentions it. */
function firstMatch<Item extends vscode.QuickPickItem>(choices: readonly Item[], text: string): Item | undefined {
  const wanted = text.trim().toLowerCase();
  const mentions = (field: string | undefined): boolean => field?.toLowerCase().includes(wanted) === true;
  return choices.find(({ label }) => mentions(label)) ?? choices.find(({ description }) => mentions(description));
}
