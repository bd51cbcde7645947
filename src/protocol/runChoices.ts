/** The words for the choices of a run that come with values of their own; their schemas are beside them in `choiceSchemas.ts`. */
import type { FieldWords, KindWords } from "./fieldWords.ts";
import type {
  compositionSchema,
  proposalSchema,
  samplerSchema,
  scheduleSchema,
  temperingSchema,
} from "./choiceSchemas.ts";
import type * as v from "valibot";

/** A kind that the schema has and the words forget, or the other way round, does not compile. */
type Kinds<Schema extends v.GenericSchema<unknown, { readonly kind: string }>> = Readonly<
  Record<v.InferOutput<Schema>["kind"], KindWords>
>;

export const scheduleKinds: Kinds<typeof scheduleSchema> = {
  every: {
    label: "even steps",
    title: "At even distances",
    initial: () => ({ every: 0 }),
    parts: {
      every: {
        label: "Score every",
        title:
          "Steps from one scored step to the next; 0: 4, and fewer in a run of less than 16 steps, which is scored about four times",
        flag: {
          name: "every",
          placeholder: "<steps>",
          help: "Score every so many steps; the last step always is. 0: every 4, and oftener in a run of less than 16 steps, which is scored about four times",
        },
      },
      first: {
        label: "First",
        title: "First step to score; after that many steps if left empty",
        empty: "after so many",
        flag: {
          name: "score-first",
          placeholder: "<step>",
          help: "First step that --every scores",
        },
      },
      last: {
        label: "Last",
        title: "No step after this one is scored, except the last",
        empty: "the end",
        flag: {
          name: "score-last",
          placeholder: "<step>",
          help: "No step after this one is scored by --every",
        },
      },
    },
  },
  steps: {
    label: "listed steps",
    title: "At exactly these steps",
    initial: (steps) => ({ steps: quarters(steps) }),
    parts: {
      steps: {
        label: "Scored steps",
        title: "Step numbers, separated by commas",
        flag: { name: "score-steps", placeholder: "<step,step,…>", help: "Score these steps instead: 16,32,48" },
      },
    },
  },
  fractions: {
    label: "fractions",
    title: "At fractions of the way, whatever the number of steps",
    initial: () => ({ fractions: [0.25, 0.5, 0.75] }),
    parts: {
      fractions: {
        label: "Fractions",
        title: "Above 0 and at most 1, separated by commas",
        flag: {
          name: "score-fractions",
          placeholder: "<x,x,…>",
          help: "Score at these fractions of the trajectory instead, above 0 to 1: 0.25,0.5",
        },
      },
    },
  },
};

export const temperingKinds: Kinds<typeof temperingSchema> = {
  constant: { label: "constant", title: "The whole λ from the start" },
  linear: { label: "linear", title: "In equal parts up to λ" },
  geometric: {
    label: "geometric",
    title: "By equal factors up to λ",
    initial: () => ({ from: 0.1 }),
    parts: {
      from: {
        label: "From",
        title: "Share of λ at the first scored step",
        step: 0.05,
        flag: {
          name: "tempering-from",
          placeholder: "<fraction>",
          help: "geometric: fraction of λ at the first scored step, λ₁/λ",
        },
      },
    },
  },
  adaptive: {
    label: "adaptive",
    title: "As far towards λ as keeps the ESS at a share of N",
    initial: () => ({ essFraction: 0.7 }),
    parts: {
      essFraction: {
        label: "Keep ESS at",
        title: "Share of N that the ESS may not fall below",
        step: 0.05,
        flag: {
          name: "tempering-ess",
          placeholder: "<fraction>",
          help: "adaptive: λ_j goes as far towards λ as keeps the ESS at this fraction of the particles; where it is not below --ess, particles are resampled whenever λ_j was held back",
        },
      },
    },
  },
};

const confidence = {
  label: "Confidence",
  title:
    "How sure the model is of a drawn token: its probability at the temperature of the draws (Dream) or at temperature 1 (LLaDA)",
  options: { dream: ["Dream's", "At the temperature of the draws"], llada: ["LLaDA's", "At temperature 1"] },
  flag: {
    name: "confidence",
    help: "confidence: how sure the model is of a drawn token: its probability at the temperature of the draws (dream) or at temperature 1 (llada)",
  },
} satisfies FieldWords;

const orderTemperature = {
  label: "Order temp.",
  title: "Noise in the order: at 0 strictly the surest first",
  step: 0.1,
  flag: {
    name: "order-temperature",
    help: "confidence: randomness of the order; with none here nor in the tokens, copies of a particle never part",
  },
};

const threshold = {
  label: "Threshold",
  title: "How sure the model must be of a drawn token: its own probability of it",
  step: 0.05,
  flag: {
    name: "threshold",
    placeholder: "<probability>",
    help: "threshold, klass: how sure the model must be of a drawn token for it to be written with others, 0 to 1",
  },
} satisfies FieldWords;

/** How the places of a block or a dilated group are revealed. */
const within = {
  within: {
    label: "Within it",
    title: "The rule inside a block or a group",
    options: {
      ancestral: ["ancestral", "Each place at a random time"],
      "first-hitting": ["first-hitting", "One place after the other"],
      confidence: ["surest first", "What the model is surest of"],
      threshold: ["sure enough", "All that the model is sure enough of"],
    },
    flag: { name: "block-rule", help: "blocks, dilated: how a block or a group is revealed" },
  },
  orderTemperature: { ...orderTemperature, onlyWith: ["within", "confidence"] },
  confidence: { ...confidence, onlyWith: ["within", "confidence"] },
  threshold: { ...threshold, onlyWith: ["within", "threshold"] },
} satisfies Readonly<Record<string, FieldWords>>;
const withinInitially = { within: "ancestral", orderTemperature: 0, confidence: "dream", threshold: 0.9 };

export const proposalKinds: Kinds<typeof proposalSchema> = {
  ancestral: { label: "ancestral", title: "Each place at a random time (MDLM)" },
  "first-hitting": { label: "first-hitting", title: "One place after the other, in random order" },
  "remask-cap": {
    label: "remask: cap",
    title: "Written places may be masked again, with at most this probability a step (ReMDM)",
    initial: () => ({ cap: 0.02 }),
    parts: {
      cap: {
        label: "Cap",
        title: "Highest probability a step",
        step: 0.01,
        flag: {
          name: "cap",
          placeholder: "<probability>",
          help: "remask-cap: a written token is masked again at most so often a step, 0 to 1",
        },
      },
    },
  },
  "remask-rescale": {
    label: "remask: rescale",
    title: "Written places may be masked again, with this share of the highest probability (ReMDM)",
    initial: () => ({ rescale: 0.02 }),
    parts: {
      rescale: {
        label: "Rescale",
        title: "Share of the highest probability",
        step: 0.01,
        flag: {
          name: "rescale",
          placeholder: "<fraction>",
          help: "remask-rescale: a written token is masked again with this fraction of the highest possible probability",
        },
      },
    },
  },
  confidence: {
    label: "surest first",
    title: "An even number a step, those that the model is surest of (LLaDA, Dream)",
    initial: () => ({ orderTemperature: 0.5, confidence: "dream" }),
    parts: { orderTemperature, confidence },
  },
  threshold: {
    label: "sure enough",
    title: "All that the model is sure enough of at once, at least one: fewer calls of it (Fast-dLLM)",
    initial: () => ({ threshold: 0.9 }),
    parts: { threshold },
  },
  factor: {
    label: "as many as sure",
    title: "The surest, the more of them the surer they are: fewer calls of the model (Fast-dLLM, factor rule)",
    initial: () => ({ factor: 1 }),
    parts: {
      factor: {
        label: "Factor",
        title: "n places are written together while (n + 1) × (1 − the lowest confidence of them) is below this",
        step: 0.1,
        flag: {
          name: "factor",
          placeholder: "<number>",
          help: "factor: n places are written together while (n + 1)(1 − their lowest confidence) is below this",
        },
      },
    },
  },
  entropy: {
    label: "entropy-bounded",
    title: "As many places of low entropy as may say little of each other: fewer calls of the model (EB-sampler)",
    initial: () => ({ bound: 0.5 }),
    parts: {
      bound: {
        label: "Bound",
        title: "Nats by which the entropies of what is written together may exceed the highest of them",
        step: 0.1,
        flag: {
          name: "entropy-bound",
          placeholder: "<nats>",
          help: "entropy: nats by which the entropies of what is written together may exceed the highest of them",
        },
      },
    },
  },
  klass: {
    label: "steady",
    title: "All that the model is sure of and has been saying for two steps: fewer calls of it (KLASS)",
    initial: () => ({ threshold: 0.9, divergence: 0.01 }),
    parts: {
      threshold,
      divergence: {
        label: "Divergence",
        title: "KL in nats from the step before, below which what the model says of a place counts as steady",
        step: 0.005,
        flag: {
          name: "divergence",
          placeholder: "<nats>",
          help: "klass: KL from the step before, below which what the model says of a place counts as steady",
        },
      },
    },
  },
  planned: {
    label: "replanned",
    title: "The least sure of what is written is masked again while there are surer tokens to write (P2)",
    initial: () => ({ planning: 1 }),
    parts: {
      planning: {
        label: "Replanning η",
        title:
          "What a written token's log confidence is multiplied by: 0 keeps all that is written, more masks more again",
        step: 0.1,
        flag: {
          name: "planning",
          placeholder: "<number>",
          help: "planned: what a written token's log confidence is multiplied by; 0 keeps all that is written, more masks more again",
        },
      },
    },
  },
  dilated: {
    label: "dilated groups",
    title: "Places far apart first, then the ones between them (DUS)",
    initial: () => ({ stride: 16, ...withinInitially }),
    parts: {
      stride: {
        label: "Stride",
        title: "Distance of the places of the first group; that of each further one is half of it",
        flag: {
          name: "stride",
          placeholder: "<tokens>",
          help: "dilated: distance of the places of the first group; that of each further one is half of it",
        },
      },
      ...within,
    },
  },
  blocks: {
    label: "blocks",
    title: "Block after block from left to right",
    initial: () => ({ size: 16, ...withinInitially }),
    parts: {
      size: {
        label: "Block size",
        title: "Places in a block",
        flag: { name: "block-size", placeholder: "<tokens>", help: "blocks: places in a block" },
      },
      ...within,
    },
  },
};

const share = {
  label: "Share of weight",
  title:
    "The power to which the weights of this target are taken: 1 is the target itself, 0 what is drawn, unweighted. Images have so many numbers that at 1 one particle may have all the weight",
  step: 0.05,
  flag: {
    name: "target-share",
    placeholder: "<fraction>",
    help: "product, models, guidance: power to which their weights are taken, 0 to 1; 1 is the target itself, which leaves images little ESS",
  },
} satisfies FieldWords;

export const compositionKinds: Kinds<typeof compositionSchema> = {
  model: { label: "the model", title: "What the model says after the prompt, as it is" },
  power: {
    label: "a power",
    title:
      "The model's probabilities to a power: above 1 what it is surer of, below 1 more variety; weights make it exact",
    initial: () => ({ exponent: 1.5, draw: "target" }),
    parts: {
      exponent: {
        label: "Power",
        title: "Exponent of the model's probabilities, above 0",
        step: 0.1,
        flag: {
          name: "power",
          placeholder: "<exponent>",
          help: "power: exponent of the model's probabilities, above 0",
        },
      },
      draw: {
        label: "Drawn from",
        title: "What tokens are drawn from; what is missing is in the weights",
        options: {
          target: ["the target", "Tokens come by the power: the weights say how much of it there was"],
          model: ["the model", "Tokens come as the model says: all of the power is in the weights"],
        },
        flag: { name: "power-draw", help: "power: what tokens are drawn from; what is missing is in the weights" },
      },
    },
  },
  product: {
    label: "a product",
    title: "What the model says after this prompt, times what it says after others",
    initial: () => ({ prompts: [""], exponents: [], share: 1 }),
    parts: {
      prompts: {
        label: "Other prompt",
        title: "Another prompt that must agree",
        empty: "Another prompt that must agree",
        flag: {
          name: "with-prompt",
          placeholder: "<text>",
          help: "product: another prompt that must agree; repeatable",
        },
      },
      exponents: {
        label: "Exponents",
        title:
          "Of the run's own prompt and of each of the others. Left out: 1 each for texts, equal ones that add up to 1 for images",
        flag: {
          name: "exponents",
          placeholder: "<a,a,…>",
          help: "product, models: exponents of the run's own prompt or model and of each of the others; where left out 1 for texts, and for images, whose exponents add up to 1, equal ones. A negative one leads away",
        },
      },
      share,
    },
  },
  models: {
    label: "two models",
    title: "What the model says, times what another model with the same tokens says; for texts alone",
    initial: () => ({ model: "", exponents: [], share: 1 }),
    parts: {
      model: {
        label: "Other model",
        title: "The name or folder of another text model with the same tokens",
        empty: "Name or folder of another model",
        flag: {
          name: "with-model",
          placeholder: "<name>",
          help: "models: name or folder of another text model with the same tokens",
        },
      },
      exponents: {
        label: "Exponents",
        title:
          "Of the run's own model and of the other: 1 each where left out; a negative one leads away from that model",
        flag: {
          name: "exponents",
          placeholder: "<a,a>",
          help: "models: exponents of the run's own model and of the other, 1 each where left out; a negative one leads away from it",
        },
      },
      share,
    },
  },
  guidance: {
    label: "exact guidance",
    title:
      "Guidance as a true distribution, p(x | prompt)^γ · p(x)^(1 − γ): its weights count, and so cost some of the ESS",
    initial: () => ({ scale: 1.5, away: "", share: 1 }),
    parts: {
      scale: {
        label: "Scale γ",
        title: "Above 1 leads away from what the model says without the prompt",
        step: 0.1,
        flag: {
          name: "target-guidance",
          placeholder: "<scale>",
          help: "guidance: its scale, in place of --guidance; above 1 leads towards the prompt",
        },
      },
      away: {
        label: "Away from",
        title: "A prompt to lead away from; empty: from what the model says without any",
        empty: "no prompt",
        flag: {
          name: "away",
          placeholder: "<text>",
          help: "guidance: a prompt to lead away from; without it, from no prompt",
        },
      },
      share,
    },
  },
};

export const samplerKinds: Kinds<typeof samplerSchema> = {
  ddpm: { label: "DDPM", title: "Ancestral sampling" },
  ddim: {
    label: "DDIM, η = 1",
    title: "DDIM with as much noise as DDPM",
    parts: {
      eta: {
        label: "η",
        title: "Share of DDPM's noise",
        inForm: false,
        flag: {
          name: "eta",
          help: "ddim: share of DDPM's noise, 0 to 1; with 0 copies of a particle never part",
        },
      },
    },
  },
  "euler-ancestral": { label: "Euler ancestral", title: "Euler steps with fresh noise" },
  "dpm++-sde": { label: "DPM++ SDE", title: "Second order with noise: good with few steps" },
  lcm: { label: "LCM", title: "Consistency models: very few steps" },
  "flow-match": {
    label: "flow matching",
    title: "Stochastic: for models trained by flow matching",
    parts: {
      stochastic: {
        label: "Noise",
        title: "Fresh noise at every step",
        inForm: false,
        flag: {
          name: "without-noise",
          sets: false,
          help: "flow-match: no fresh noise at its steps; copies of a particle never part",
        },
      },
    },
  },
};

/** The steps at a quarter, a half and three quarters of the way. */
function quarters(steps: number): number[] {
  const rounded = [1, 2, 3].map((quarter) => Math.max(1, Math.round((quarter * steps) / 4)));
  return [...new Set(rounded.map((step) => (Number.isFinite(step) ? step : 1)))];
}
