/** The two ends of the panel's link, over real streams. */
import { PassThrough } from "node:stream";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createMessageConnection } from "vscode-jsonrpc/node";
import { type PanelActions, PanelPage } from "../../../src/extension/panel/panelPage.ts";
import { newRunView, withEvent } from "../../../src/protocol/runView.ts";
import {
  panelReady,
  panelState,
  type PanelState,
  type PanelUpdate,
  type RunView,
} from "../../../src/protocol/panel.ts";
import { baseState } from "../../../webview/dev/story.ts";
import { reviveState } from "../../../webview/host/reviveState.ts";
import { particle, specification, step } from "./runs.ts";

const first = withEvent(newRunView("a", specification()), step(4, [particle(0, 0.1), particle(1, -Infinity)]));

describe("what the page is sent", () => {
  const ends: { dispose(): void }[] = [];
  afterEach(() => {
    for (const end of ends.splice(0)) end.dispose();
  });

  const connect = async (run: RunView | undefined) => {
    const [there, back] = [new PassThrough(), new PassThrough()];
    const host = createMessageConnection(back, there);
    const client = createMessageConnection(there, back);
    const actions = { state: (): PanelState => ({ ...baseState, run }), opened() {} } as unknown as PanelActions;
    const page = new PanelPage(host, actions);
    const updates: PanelUpdate[] = [];
    let state: PanelState | undefined;
    client.onNotification(panelState, (update) => {
      updates.push(update);
      state = reviveState(update, state);
    });
    client.listen();
    ends.push(page, client);
    const ready = await client.sendRequest<PanelUpdate>(panelReady.method);
    // A part may have come with the answer.
    state = updates.reduce((before, update) => reviveState(update, before), reviveState(ready));
    const send = async (next: RunView | undefined): Promise<void> => {
      const count = updates.length + 1;
      await page.send({ ...baseState, run: next });
      await vi.waitFor(() => expect(updates).toHaveLength(count), 60_000);
      expect(state?.run).toEqual(next);
    };
    return { updates, send, page, ready, shown: () => state };
  };

  it("leaves out the particles that it has, and shows the same", async () => {
    const { updates, send } = await connect(first);
    const next = withEvent(first, { ...step(5, []), scoring: undefined });
    await send(next);
    await send(withEvent(next, step(8, [particle(0, 0.4), particle(1, 0.2)])));
    expect(updates.map(({ run }) => run !== undefined && "particles" in run)).toEqual([false, true]);
  });

  it("is a long run in parts that nobody waits for, each shown with the others alone, whoever asks meanwhile", async () => {
    const count = 256;
    const numbers = (n: number): number[] => Array.from({ length: count }, (_, k) => Math.sin(n + k));
    const long: RunView = {
      ...first,
      id: "long",
      genealogy: {
        steps: 200,
        groups: [{ start: 0, count }],
        scored: Array.from({ length: 200 }, (_, j) => ({
          step: j + 1,
          values: numbers(j),
          parts: [1, 2, 3, 4, 5].map((k) => numbers(j * k)),
          weights: numbers(j),
          ancestors: Array.from({ length: count }, (_, n) => n),
          groups: [],
        })),
      },
    };
    const { updates, ready, shown, page } = await connect(long);
    const whole = async (run: RunView): Promise<void> =>
      vi.waitFor(() => expect(shown()?.run?.genealogy).toEqual(run.genealogy), 60_000);
    await whole(long);
    const sizes = [ready, ...updates].map((one) => JSON.stringify(one).length);
    expect(sizes.length).toBeGreaterThan(5);
    expect(Math.max(...sizes)).toBeLessThan(2.5e6);
    expect(updates.map(({ run }) => run?.genealogy.isPart === true)).toEqual([
      ...updates.slice(1).map(() => true),
      false,
    ]);
    // Another run, and before it has arrived the first one again.
    void page.send({
      ...baseState,
      run: { ...long, id: "b", genealogy: { ...long.genealogy, scored: long.genealogy.scored.slice(1) } },
    });
    await page.send({ ...baseState, run: long });
    await whole(long);
    expect(shown()?.run?.id).toBe("long");
  });

  it("has the particles of another run, of none, and of the same again", async () => {
    const { updates, send } = await connect(undefined);
    await send(first);
    await send(newRunView("b", specification()));
    await send(undefined);
    await send(first);
    expect(updates.map(({ run }) => run !== undefined && "particles" in run)).toEqual([true, true, false, true]);
  });
});
