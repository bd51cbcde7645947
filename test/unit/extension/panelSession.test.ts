/** Where the run writes that the panel shows. */
import { describe, expect, it, vi } from "vitest";
import { Holders } from "../../../src/extension/editor/holders.ts";
import { PanelSession } from "../../../src/extension/sessions/panelSession.ts";
import { Sessions } from "../../../src/extension/sessions/sessions.ts";
import { newRunView } from "../../../src/protocol/runView.ts";
import { specification } from "./runs.ts";

describe("the place that a run was asked to write at", () => {
  it("is followed for as long as the panel shows the run, or whoever asked needs it", () => {
    const sessions = new Sessions({ live: () => undefined });
    const panel = new PanelSession(sessions, { get: () => undefined, update: async () => {} } as never);
    const begin = (id: string, place?: object): void => panel.begin(newRunView(id, specification()), place as never);
    const ended = vi.fn<() => void>();
    const holders = new Holders(ended);
    const place = { document: { isClosed: false }, hold: () => holders.hold() };
    const asker = holders.hold();
    begin("/a", place);
    expect(panel.place).toBe(place);
    // The panel shows another run, and what is written where is still to be chosen.
    begin("/b");
    expect([panel.place, ended.mock.calls.length]).toEqual([undefined, 0]);
    begin("/a", place);
    asker[Symbol.dispose]();
    asker[Symbol.dispose]();
    begin("/a", place);
    expect(ended).not.toHaveBeenCalled();
    panel.dispose();
    expect(ended).toHaveBeenCalledOnce();
    sessions.dispose();
  });
});
