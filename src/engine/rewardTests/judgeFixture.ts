/** Whether scores are what a fixture expects, in words. Pure. */
import { messageOf } from "../../errors.ts";
import type { FixtureResult } from "../../protocol/rewardTests.ts";
import type { RewardFixture } from "../../rewards/reward.ts";
import { quoted, rangeText, scoreText } from "../../rewards/source/fixtureName.ts";

type Verdict = Pick<FixtureResult, "passed" | "expected" | "actual" | "message">;

/** `scores`: of the better and the worse text, or of the one text. */
export function judge(fixture: RewardFixture, scores: ArrayLike<number>): Verdict {
  const score = scores[0]!;
  if ("better" in fixture) {
    const against = scores[1]!;
    const passed = score > against;
    // Numbers that differ late would look the same rounded.
    const show = passed ? scoreText : exactText;
    const expected = `more than ${show(against)}`;
    const worse = `${show(against)} of ${quoted(fixture.worse)}`;
    const message = passed
      ? `${quoted(fixture.better)} scores ${show(score)}, more than the ${worse}.`
      : `${quoted(fixture.better)} should score more than the ${worse}, and it scores ${show(score)}.`;
    return { passed, expected, actual: show(score), message };
  }
  const passed = score >= (fixture.min ?? -Infinity) && score <= (fixture.max ?? Infinity);
  const expected = rangeText(fixture.min, fixture.max);
  const actual = passed ? scoreText(score) : exactText(score);
  const message = passed
    ? `${quoted(fixture.text)} scores ${actual}, which is ${expected}.`
    : `${quoted(fixture.text)} should score ${expected}, and it scores ${actual}.`;
  return { passed, expected, actual, message };
}

/** The reward gave no score: it threw, or was stopped. */
export function unscored(
  fixture: RewardFixture,
  error: unknown,
): { readonly verdict: Verdict; readonly error: unknown } {
  const expected = "better" in fixture ? "two scores" : rangeText(fixture.min, fixture.max);
  const message = messageOf(error);
  return { verdict: { passed: false, expected, actual: message, message }, error };
}

/** Every digit: what fails by little would look right when rounded. */
function exactText(score: number): string {
  return Number.isFinite(score) ? String(score).replace("-", "−") : scoreText(score);
}
