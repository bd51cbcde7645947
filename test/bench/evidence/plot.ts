/** What the tables say as drawings: a panel a group with a mark a method, and curves by step. Pure. */
import { bootstrapOf } from "./bootstrap.ts";
import type { Foretold } from "./foretelling.ts";
import type { Headline } from "./headlines.ts";
import { groupsOf, meansOfCases, ofAsManyGroups, ofGroup, outputsOf, type Found } from "./outputs.ts";

/** Who judges outputs without having steered them; a reward that has nobody is drawn alone. */
const holdouts: Readonly<Record<string, string>> = {
  perplexity: "perplexity-twin",
  "sentiment-lexicon": "sentiment-ratings",
  toxicity: "toxicity-twin",
  "prompt-match": "verifier",
};

const panel = { width: 330, height: 210, left: 48, right: 12, top: 34, bottom: 74 };
/** The legend's width. */
const narrowest = 470;
const [steered, judged, plain] = ["#0969da", "#1a7f37", "#888"];

interface Mark {
  readonly mean: number;
  readonly interval: readonly [low: number, high: number];
}

/** Undefined where there is nothing to draw. */
export function methodPlot(
  headline: Headline,
  found: Found,
  title: string,
  groups: readonly string[] = groupsOf(headline),
): string | undefined {
  const outputs = headline.methods.map((method) => ({ method, of: outputsOf(headline, method, found) }));
  const panels = groups.flatMap((group) => {
    const own = ofAsManyGroups(outputs.map(({ method, of }) => ({ method, of: ofGroup(of, group) })));
    if (own.length === 0) return [];
    const { reward } = own[0]!.of[0]!.case;
    const holdout = headline.judges.find((judge) => judge === holdouts[reward]);
    const markOf = (of: (typeof own)[number]["of"], judge: string): Mark => {
      const { mean, interval = [mean, mean] } = bootstrapOf(meansOfCases(of, judge));
      return { mean, interval };
    };
    return [
      {
        title: holdout === undefined ? group : `${group}, judged by ${holdout}`,
        methods: own.map(({ method: { name, run }, of }) => ({
          name,
          isSteered: headline.runs[run]!.strength !== 0,
          reward: markOf(of, reward),
          holdout: holdout === undefined ? undefined : markOf(of, holdout),
        })),
      },
    ];
  });
  if (panels.length === 0) return undefined;
  const columns = Math.min(2, panels.length);
  const drawn = panels.map((one, n) =>
    panelOf(one, (n % columns) * panel.width, 40 + Math.floor(n / columns) * panel.height),
  );
  const legend = `<circle cx="${panel.left}" cy="28" r="4" fill="${steered}"/><text x="${panel.left + 8}" y="32">the reward</text><circle cx="${panel.left + 90}" cy="28" r="4" fill="#fff" stroke="${judged}" stroke-width="2"/><text x="${panel.left + 98}" y="32">a judge that steered nothing; 95 % intervals over prompts</text>`;
  return document(Math.max(narrowest, columns * panel.width), 44 + Math.ceil(panels.length / columns) * panel.height, [
    `<text x="${panel.left}" y="16" font-size="13">${escaped(title)}</text>`,
    legend,
    ...drawn,
  ]);
}

function panelOf(
  {
    title,
    methods,
  }: {
    readonly title: string;
    readonly methods: readonly {
      readonly name: string;
      readonly isSteered: boolean;
      readonly reward: Mark;
      readonly holdout: Mark | undefined;
    }[];
  },
  left: number,
  top: number,
): string {
  const ends = methods.flatMap(({ reward, holdout }) => [...reward.interval, ...(holdout?.interval ?? [])]);
  const y = scaleOf(ends, panel.top, panel.height - panel.bottom);
  const x = (n: number): number => panel.left + ((n + 0.5) * (panel.width - panel.left - panel.right)) / methods.length;
  const marks = methods.map(({ name, isSteered, reward, holdout }, n) => {
    const label = `<text transform="translate(${(x(n) + 3).toFixed(1)} ${panel.height - panel.bottom + 14}) rotate(-35)" text-anchor="end">${escaped(name)}</text>`;
    const beside =
      holdout === undefined
        ? ""
        : markAt(x(n) + 5, holdout, y, `fill="#fff" stroke="${judged}" stroke-width="2"`, judged);
    const colour = isSteered ? steered : plain;
    return `${markAt(x(n) - 5, reward, y, `fill="${colour}"`, colour)}${beside}${label}`;
  });
  return `<g transform="translate(${left} ${top})"><text x="${panel.left}" y="22" font-weight="bold">${escaped(title)}</text>${axis(ends, y, panel.left, panel.width - panel.right)}${marks.join("")}</g>`;
}

function markAt(
  x: number,
  { mean, interval }: Mark,
  y: (value: number) => number,
  how: string,
  colour: string,
): string {
  const [low, high] = interval.map((end) => y(end).toFixed(1));
  return `<path d="M${x.toFixed(1)} ${low}V${high}" stroke="${colour}"/><circle cx="${x.toFixed(1)}" cy="${y(mean).toFixed(1)}" r="3.5" ${how}/>`;
}

/** Undefined where nothing was watched. */
export function foretellingPlot(curves: readonly Foretold[], title: string): string | undefined {
  if (curves.length === 0) return undefined;
  const [width, height, left, right] = [600, 270, 52, 170];
  const last = Math.max(...curves.flatMap(({ points }) => points.map(({ step }) => step)));
  const x = (step: number): number => left + (step / last) * (width - left - right);
  const values = [0, 1, ...curves.flatMap(({ points }) => points.map(({ correlation }) => correlation))];
  const y = scaleOf(values, 34, height - 44);
  const colours = [steered, judged, "#9a6700", "#8250df"];
  const lines = curves.map(({ group, points }, n) => {
    const path = points
      .map(({ step, correlation }, at) => `${at === 0 ? "M" : "L"}${x(step).toFixed(1)} ${y(correlation).toFixed(1)}`)
      .join("");
    const end = points.at(-1)!;
    const colour = colours[n % colours.length]!;
    return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="2"/><text x="${(x(end.step) + 6).toFixed(1)}" y="${(y(end.correlation) + 4 + 14 * n).toFixed(1)}" fill="${colour}">${escaped(group)}</text>`;
  });
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((part) => {
    const step = Math.round(part * last);
    return `<text x="${x(step).toFixed(1)}" y="${height - 26}" text-anchor="middle">${step}</text>`;
  });
  return document(width, height, [
    `<text x="${left}" y="18" font-size="13">${escaped(title)}</text>`,
    axis(values, y, left, width - right),
    ...ticks,
    `<text x="${(left + width - right) / 2}" y="${height - 8}" text-anchor="middle">step</text>`,
    ...lines,
  ]);
}

function scaleOf(values: readonly number[], top: number, bottom: number): (value: number) => number {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const pad = 0.06 * (high - low || 1);
  return (value) => bottom - ((value - low + pad) / (high - low + 2 * pad)) * (bottom - top);
}

function axis(values: readonly number[], y: (value: number) => number, left: number, right: number): string {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return [low, (low + high) / 2, high]
    .map(
      (value) =>
        `<path d="M${left} ${y(value).toFixed(1)}H${right}" stroke="#ddd"/><text x="${left - 5}" y="${(y(value) + 4).toFixed(1)}" text-anchor="end">${value.toFixed(2).replace("-", "−")}</text>`,
    )
    .join("");
}

function document(width: number, height: number, parts: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="10" fill="#222">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...parts,
    `</svg>\n`,
  ].join("\n");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
