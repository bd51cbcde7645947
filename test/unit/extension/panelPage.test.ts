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
    state = reviveState(await client.sendRequest<PanelState>(panelReady.method));
    const send = async (next: RunView | undefined): Promise<void> => {
      const count = updates.length + 1;
      await page.send({ ...baseState, run: next });
      await vi.waitFor(() => expect(updates).toHaveLength(count), 60_000);
      expect(state?.run).toEqual(next);
    };
    return { updates, send };
  };

  it("leaves out the particles that it has, and shows the same", async () => {
    const { updates, send } = await connect(first);
    const next = withEvent(first, { ...step(5, []), scoring: undefined });
    await send(next);
    await send(withEvent(next, step(8, [particle(0, 0.4), particle(1, 0.2)])));
    expect(updates.map(({ run }) => run !== undefined && "particles" in run)).toEqual([false, true]);
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
