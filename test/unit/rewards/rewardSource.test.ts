import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type InPieces, wholly } from "../../../src/rewards/source/inPieces.ts";
import { linesOf } from "../../../src/rewards/source/lines.ts";
import { readRewardSource, type RewardSource } from "../../../src/rewards/source/rewardSource.ts";

const read = (source: string): RewardSource => wholly(readRewardSource(source));
const shown = (source: string) => read(source).fixtures.map(({ name }) => name);
const reward = (inside: string) => `export default defineReward({ accepts: "text", ${inside} score: () => [] });`;

describe("the text of a reward file", () => {
  it("tells where the definition and each fixture stand, without running anything", () => {
    const source = `import { defineReward } from "fk-steering";
// defineReward({ fixtures: [{ text: "in a comment", min: 1 }] })
const text = "defineReward({";
export default defineReward({
  accepts: "text",
  fixtures: [
    { better: "sunny", worse: 'rainy' },
    { text: \`a
long  one\`, min: -0.5, max: 1_000 }, // a comment, with a {
    { name: "named", text: "x", min: 1 },
  ],
  score: () => [],
});`;
    const { definition, fixtures, fixturesAt } = read(source);
    const line = (offset: number) => source.slice(0, offset).split("\n").length;
    expect(line(definition!.start)).toBe(4);
    expect(line(fixturesAt!.start)).toBe(6);
    expect(fixtures.map(({ name, start, end }) => [name, line(start), line(end)])).toEqual([
      ["“sunny” is better than “rainy”", 7, 7],
      ["“a long one” scores from −0.5 to 1000", 8, 9],
      ["named", 10, 10],
    ]);
    expect(source.slice(fixtures[2]!.start, fixtures[2]!.end)).toBe('{ name: "named", text: "x", min: 1 }');
  });

  it("is not misled by regular expressions, templates and methods before the fixtures", () => {
    const before =
      'words: /[/"{]+/u, half: (a) => a / 2 / 1, told: `${{ a: "}" }["a"]} {`, method() { return { fixtures: [1] }; },';
    expect(shown(reward(`${before} fixtures: [{ better: "a", worse: "b" }],`))).toEqual(["“a” is better than “b”"]);
  });

  it("numbers what only running tells, and leaves out what comes after a spread", () => {
    expect(
      shown(
        reward(
          "fixtures: [{ text, min: 1 }, { text: `${a}`, max: low }, ...more, { name: 'late', text: 'a', min: 1 }],",
        ),
      ),
    ).toEqual(["fixture 1", "fixture 2"]);
    expect(read(reward("fixtures: all,"))).toMatchObject({ fixtures: [], fixturesAt: { start: 47 } });
  });

  it.each([
    "",
    "defineReward",
    "defineReward(",
    "defineReward({ fixtures: [{ better: 'a",
    "defineReward({ a: `${",
    "defineReward({ a: /",
  ])("%j is read though it does not end", (source) => {
    expect(() => read(source)).not.toThrow();
  });

  it("finds the fixtures of the examples as they are written", () => {
    const folder = join(import.meta.dirname, "../../../examples/rewards");
    const counts = ["cheerful", "mentions-a-dragon", "no-letter-e", "short-and-simple"].map(
      (name) => shown(readFileSync(join(folder, `${name}.reward.ts`), "utf8")).length,
    );
    expect(counts).toEqual([3, 4, 3, 3]);
  });
});

describe("what a reward accepts", () => {
  it.each([
    ['defineReward({ accepts: "image", score: () => [] })', "image"],
    ["defineReward({ score: () => [], accepts: 'text' })", "text"],
    ['// accepts: "image"\ndefineReward({ accepts: kind, score: () => [] })', undefined],
    ['defineReward({ parameters: { accepts: "image" }, score: () => [] })', undefined],
    ["export default 1", undefined],
  ])("is read from %s", (source, accepts) => {
    expect(read(source).accepts).toBe(accepts);
  });
});

/** Files that take a reader long that looks at a part of them again and again, or deep that calls itself. */
const strange: Readonly<Record<string, (size: number) => string>> = {
  "slashes that begin no pattern": (size) => "=/[".repeat(size),
  "templates in templates": (size) => "`${".repeat(size),
  "braces in a template": (size) => `\`\${${"{".repeat(size)}`,
  "brackets that do not close": (size) => "[{(".repeat(size),
  "quotes that do not close": (size) => "\"\n'".repeat(size),
  "a long text": (size) => `{ text: "${"x".repeat(50 * size)}" }`,
  "a text of escapes": (size) => `{ text: "${"\\n".repeat(size)}" }`,
  "many fixtures": (size) => '{text:"a",min:1},'.repeat(size),
  "a long name": (size) => "x".repeat(size),
  "a long number": (size) => "1".repeat(size),
};

function piecesOf(work: InPieces<unknown>): number {
  for (let pieces = 1; ; pieces += 1) if (work.next().done === true) return pieces;
}

describe("a file that is no reward's text", () => {
  it.each(Object.entries(strange))("takes time in proportion to its length: %s", (_, text) => {
    const time = (size: number): number => {
      const source = `defineReward({ accepts: "text", fixtures: [${text(size)}`;
      // This process's time, and the best of some: others use the machine too.
      const times = Array.from({ length: 5 }, () => {
        const started = process.cpuUsage();
        expect(read(source).accepts).toBe("text");
        const { user, system } = process.cpuUsage(started);
        return user + system;
      });
      return Math.min(...times);
    };
    time(1000);
    // 32 times the length; a quadratic reader takes a thousand times as long.
    expect(time(32_000)).toBeLessThan(300 * Math.max(time(1000), 1000));
  });

  it.each(["`", "`${", "`${a}", "`\\n`", "(", "a ", "{text:1},", "[],", "=/["])(
    "is put aside often on the way: %j",
    (sign) => {
      const source = `defineReward({ fixtures: [${sign.repeat(400_000 / sign.length)}`;
      // The first 40,000 tokens of it are read, and of a template all.
      expect(piecesOf(readRewardSource(source))).toBeGreaterThan(75);
      expect(piecesOf(linesOf(source))).toBeGreaterThan(15);
    },
  );

  it("is read where a reader that calls itself runs out of stack", () => {
    const inside = `${"`${".repeat(100_000)}${"}`".repeat(100_000)}`;
    expect(read(`const deep = ${inside};\ndefineReward({ accepts: "image" })`).accepts).toBe("image");
  });
});

describe("places in a text", () => {
  it("are counted in lines however these end", () => {
    const placeOf = wholly(linesOf("a\r\nbc\rd\n\ne"));
    expect([0, 1, 3, 4, 6, 7, 8, 9, 10].map((offset) => Object.values(placeOf(offset)).join(":"))).toEqual([
      ...["0:0", "0:1", "1:0", "1:1", "2:0", "2:1", "3:0", "4:0", "4:1"],
    ]);
  });
});
