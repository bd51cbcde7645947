/** The form's choices that have numbers of their own: which steps are scored, how λ grows, how text is revealed. Pure. */
import type { Draft } from "./formDraft.ts";
import type { Option } from "./rewardOptions.ts";

export type ChoiceName = "schedule" | "tempering" | "proposal";

interface PartInfo {
  /** Its field inside the choice. */
  readonly name: string;
  readonly label: string;
  readonly title: string;
  /** Shown only where another part of the choice has this value. */
  readonly onlyWith?: readonly [part: string, value: string];
}

export interface NumberPart extends PartInfo {
  readonly type: "number";
  readonly min: number;
  readonly max?: number;
  readonly step?: number;
  /** May be left empty; this is what then happens. */
  readonly empty?: string;
}

/** Several numbers, separated by commas. */
export interface ListPart extends PartInfo {
  readonly type: "list";
}

export interface OptionPart extends PartInfo {
  readonly type: "option";
  readonly options: readonly Option[];
}

export type ChoicePart = NumberPart | ListPart | OptionPart;

export interface ChoiceKind<Value> {
  readonly label: string;
  readonly title: string;
  /** What choosing it begins with. */
  readonly initial: (draft: Draft) => Value;
  readonly parts: readonly ChoicePart[];
}

export interface ChoiceInfo<Name extends ChoiceName> {
  readonly name: Name;
  readonly label: string;
  readonly title: string;
  readonly kinds: {
    readonly [Kind in Draft[Name]["kind"]]: ChoiceKind<Extract<Draft[Name], { readonly kind: Kind }>>;
  };
}

export const scheduleChoice: ChoiceInfo<"schedule"> = {
  name: "schedule",
  label: "Score at",
  title: "Which steps are scored, weighted and perhaps resampled; the last step always is",
  kinds: {
    every: {
      label: "even steps",
      title: "At even distances",
      initial: () => ({ kind: "every", every: 4 }),
      parts: [
        {
          type: "number",
          name: "every",
          label: "Score every",
          title: "Steps from one scored step to the next",
          min: 1,
        },
        {
          type: "number",
          name: "first",
          label: "First",
          title: "First step to score; after that many steps if left empty",
          min: 1,
          empty: "after those",
        },
        {
          type: "number",
          name: "last",
          label: "Last",
          title: "No step after this one is scored, except the last",
          min: 1,
          empty: "the end",
        },
      ],
    },
    steps: {
      label: "listed steps",
      title: "At exactly these steps",
      initial: ({ steps }) => ({ kind: "steps", steps: quarters(steps) }),
      parts: [{ type: "list", name: "steps", label: "Scored steps", title: "Step numbers, separated by commas" }],
    },
    fractions: {
      label: "fractions",
      title: "At fractions of the way, whatever the number of steps",
      initial: () => ({ kind: "fractions", fractions: [0.25, 0.5, 0.75] }),
      parts: [
        { type: "list", name: "fractions", label: "Fractions", title: "Above 0 and at most 1, separated by commas" },
      ],
    },
  },
};

export const temperingChoice: ChoiceInfo<"tempering"> = {
  name: "tempering",
  label: "Tempering",
  title: "How λ grows over the scored steps. It never changes the target: the last step pays with the whole λ",
  kinds: {
    constant: {
      label: "constant",
      title: "The whole λ from the start",
      initial: () => ({ kind: "constant" }),
      parts: [],
    },
    linear: { label: "linear", title: "In equal parts up to λ", initial: () => ({ kind: "linear" }), parts: [] },
    geometric: {
      label: "geometric",
      title: "By equal factors up to λ",
      initial: () => ({ kind: "geometric", from: 0.1 }),
      parts: [
        {
          type: "number",
          name: "from",
          label: "From",
          title: "Share of λ at the first scored step",
          min: 0,
          max: 1,
          step: 0.05,
        },
      ],
    },
    adaptive: {
      label: "adaptive",
      title: "As far towards λ as keeps the ESS at a share of N",
      initial: () => ({ kind: "adaptive", essFraction: 0.7 }),
      parts: [
        {
          type: "number",
          name: "essFraction",
          label: "Keep ESS at",
          title: "Share of N that the ESS may not fall below",
          min: 0,
          max: 1,
          step: 0.05,
        },
      ],
    },
  },
};

const confidenceRule: ChoicePart = {
  type: "option",
  name: "confidence",
  label: "Confidence",
  title:
    "How sure the model is of a drawn token: its probability at the temperature of the draws (Dream) or at temperature 1 (LLaDA)",
  options: [
    { value: "dream", label: "Dream's" },
    { value: "llada", label: "LLaDA's" },
  ],
};

const orderTemperature: ChoicePart = {
  type: "number",
  name: "orderTemperature",
  label: "Order temp.",
  title: "Noise in the order: at 0 strictly the surest first",
  min: 0,
  max: 100,
  step: 0.1,
};

export const proposalChoice: ChoiceInfo<"proposal"> = {
  name: "proposal",
  label: "Reveal text",
  title: "The rule by which masked places are written",
  kinds: {
    ancestral: {
      label: "ancestral",
      title: "Each place at a random time (MDLM)",
      initial: () => ({ kind: "ancestral" }),
      parts: [],
    },
    "first-hitting": {
      label: "first-hitting",
      title: "One place after the other, in random order",
      initial: () => ({ kind: "first-hitting" }),
      parts: [],
    },
    "remask-cap": {
      label: "remask: cap",
      title: "Written places may be masked again, with at most this probability a step (ReMDM)",
      initial: () => ({ kind: "remask-cap", cap: 0.02 }),
      parts: [
        { type: "number", name: "cap", label: "Cap", title: "Highest probability a step", min: 0, max: 1, step: 0.01 },
      ],
    },
    "remask-rescale": {
      label: "remask: rescale",
      title: "Written places may be masked again, with this share of the highest probability (ReMDM)",
      initial: () => ({ kind: "remask-rescale", rescale: 0.02 }),
      parts: [
        {
          type: "number",
          name: "rescale",
          label: "Rescale",
          title: "Share of the highest probability",
          min: 0,
          max: 1,
          step: 0.01,
        },
      ],
    },
    confidence: {
      label: "surest first",
      title: "An even number a step, those that the model is surest of (LLaDA, Dream)",
      initial: () => ({ kind: "confidence", orderTemperature: 0.5, confidence: "dream" }),
      parts: [orderTemperature, confidenceRule],
    },
    blocks: {
      label: "blocks",
      title: "Block after block from left to right",
      initial: () => ({ kind: "blocks", size: 16, within: "ancestral", orderTemperature: 0, confidence: "dream" }),
      parts: [
        { type: "number", name: "size", label: "Block size", title: "Places in a block", min: 1 },
        {
          type: "option",
          name: "within",
          label: "Within a block",
          title: "The rule inside a block",
          options: [
            { value: "ancestral", label: "ancestral" },
            { value: "first-hitting", label: "first-hitting" },
            { value: "confidence", label: "surest first" },
          ],
        },
        { ...orderTemperature, onlyWith: ["within", "confidence"] },
        { ...confidenceRule, onlyWith: ["within", "confidence"] },
      ],
    },
  },
};

/** The steps at a quarter, a half and three quarters of the way. */
function quarters(steps: number): number[] {
  const rounded = [1, 2, 3].map((quarter) => Math.max(1, Math.round((quarter * steps) / 4)));
  return [...new Set(rounded.map((step) => (Number.isFinite(step) ? step : 1)))];
}
