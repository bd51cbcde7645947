/** What reward files declare, while they are written. */
import { describe, expect, it, vi } from "vitest";
import { DeclaredRewards } from "../../../src/extension/rewards/declaredRewards.ts";
import type { RewardInfo } from "../../../src/protocol/engine.ts";

function declaring(description: string): RewardInfo {
  const source = { kind: "file", path: "/a.reward.ts" } as const;
  return { name: "a", source, accepts: "text", description, hardConstraint: false, parameters: {} };
}

/** Questions that are answered by hand. */
function asked() {
  const answers: ((info: RewardInfo) => void)[] = [];
  const changed = vi.fn<() => void>();
  const declared = new DeclaredRewards(() => new Promise((resolve) => answers.push(resolve)), changed);
  return { answers, changed, declared, told: () => declared.get("/a.reward.ts")?.description };
}

describe("what a reward file declares", () => {
  it("is what it declared before until its new code is known", async () => {
    const { answers, changed, declared, told } = asked();
    const first = declared.learn("/a.reward.ts");
    expect([declared.has("/a.reward.ts"), told()]).toEqual([true, undefined]);
    answers[0]!(declaring("first"));
    await first;
    const second = declared.learn("/a.reward.ts");
    expect(told()).toBe("first");
    answers[1]!(declaring("second"));
    await second;
    expect([told(), changed.mock.calls.length]).toEqual(["second", 2]);
  });

  it("is by the newest code, whichever answer comes last", async () => {
    const { answers, declared, told } = asked();
    const both = [declared.learn("/a.reward.ts"), declared.learn("/a.reward.ts")];
    answers[1]!(declaring("new"));
    answers[0]!(declaring("old"));
    await Promise.all(both);
    expect(told()).toBe("new");
  });

  it("is nothing once the file is gone, also where an answer comes after", async () => {
    const { answers, declared, told } = asked();
    const late = declared.learn("/a.reward.ts");
    declared.forget("/a.reward.ts");
    answers[0]!(declaring("late"));
    await late;
    expect([declared.has("/a.reward.ts"), told()]).toEqual([false, undefined]);
  });
});
