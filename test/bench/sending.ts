/** `node test/bench/sending.ts`: sends a page a run of 256 particles and 200 scored steps under five rewards as the host does, and tells in JSON what it took. */
import { setImmediate as nextTurn } from "node:timers/promises";
import { PanelPage, type PanelActions } from "../../src/extension/panel/panelPage.ts";
import { connectPage } from "../../src/extension/panel/webviewTransport.ts";
import type { PanelState } from "../../src/protocol/panel.ts";
import { newRunView } from "../../src/protocol/runView.ts";
import { parseSpecification } from "../../src/protocol/specification.ts";

const [count, steps, rewards] = [256, 200, 5];
const numbers = (n: number): number[] => Array.from({ length: count }, (_, k) => Math.sin(n + k));
const run = {
  ...newRunView(
    "run",
    parseSpecification({ model: "stories", rewards: [{ source: { kind: "builtin", name: "sentiment-lexicon" } }] }),
  ),
  genealogy: {
    steps,
    groups: [{ start: 0, count }],
    scored: Array.from({ length: steps }, (_, j) => ({
      step: j + 1,
      values: numbers(j),
      parts: Array.from({ length: rewards }, (_value, k) => numbers(j * (k + 2))),
      weights: numbers(j),
      ancestors: Array.from({ length: count }, (_value, n) => n),
      groups: [{ ess: count, resampled: false, strength: 10 }],
    })),
  },
};
let messages = 0;
/** As VS Code's host has it: the message as JSON, and that as an argument of a call. */
const webview = {
  onDidReceiveMessage: () => ({ dispose() {} }),
  async postMessage(message: unknown) {
    messages += 1;
    Buffer.from(JSON.stringify([1, JSON.stringify(message)]));
    return true;
  },
} as unknown as Parameters<typeof connectPage>[0];
const page = new PanelPage(connectPage(webview), { state: () => ({ run }) } as unknown as PanelActions);
await page.send({ run } as unknown as PanelState);
await nextTurn();
await page.send({ run: undefined } as unknown as PanelState);
messages = 0;
const again = { ...run.genealogy, scored: run.genealogy.scored.map((one) => ({ ...one })) };
const over = new AbortController();
const watched = longestTurn(over.signal);
const started = performance.now();
await page.send({ run: { ...run, genealogy: again } } as unknown as PanelState);
const milliseconds = performance.now() - started;
await nextTurn();
over.abort();
process.stdout.write(JSON.stringify({ milliseconds, messages, turn: await watched }));

/** Milliseconds. */
async function longestTurn(signal: AbortSignal): Promise<number> {
  let longest = 0;
  for (let before = performance.now(); !signal.aborted; before = performance.now()) {
    await nextTurn();
    longest = Math.max(longest, performance.now() - before);
  }
  return longest;
}
