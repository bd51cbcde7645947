/** A run as the host would tell it, made up but deterministic: texts that appear word by word, weights that collapse. */
import type { GroupView, PanelState, RunView } from "../../src/protocol/panel.ts";
import type { Genealogy, GenealogyStep } from "../../src/steering/genealogy.ts";
import type { ImageParticle, TextParticle } from "../../src/protocol/particle.ts";
import type { ScoredStep } from "../../src/protocol/run.ts";
import type { RunRequest } from "../../src/protocol/specification.ts";

const endings = [
  " there was a little girl named Lily. She loved to play in the warm sun with her happy dog, and they laughed all day.",
  " there was a small bird who could not fly. One day a kind cat helped him, and they became the best of friends.",
  " a boy found a shiny red ball in the park. He was so excited that he ran home to show his mom. She smiled.",
  " there was a big bear in the dark forest. He was sad because nobody wanted to play with him and it was cold.",
  " a little mouse lived under the stairs. She was afraid of the loud noise, so she hid in a box and cried.",
  " there was a princess who had a bright golden crown. She shared her sweet cake with all of the children.",
  " Tom and his sister went to the lake. The water was cold, but the ducks were funny and they had a great time.",
  " there was an old man with a broken boat. He wanted to fish, but the boat was too old and it sank.",
];
const moods = [0.94, 0.82, 0.71, -0.64, -0.77, 0.88, 0.58, -0.46];

export const baseState: PanelState = {
  place: "panel",
  offers: 0,
  models: [
    model("fk-text-small", "FK Text small", 64, true),
    model("bert-tiny-mlm", "bert-tiny-mlm", 128, false),
    {
      ...model("emoji-scenes", "Emoji scenes", 0, true),
      modality: "image",
      extent: { kind: "pixels", width: 32, height: 32 },
      steps: 50,
    },
    {
      ...model("roberta-draft", "roberta-draft", 512, false),
      state: {
        kind: "broken",
        problem: "tokenizer.json is missing. Download it again or point fkSteering.modelFolders elsewhere.",
      },
    },
  ],
  rewards: [
    { ...reward("brightness", "builtin", "Nearness of the mean brightness to a target", {}), accepts: "image" },
    reward("sentiment-lexicon", "builtin", "Mood of the text, by a lexicon: cheerful is high", {}),
    reward("length", "builtin", "Closeness of the length to a wish", {
      characters: { type: "number", default: 120, min: 1, max: 2000, step: 10, description: "Wished length" },
      strict: { type: "boolean", default: false, description: "Refuse longer texts" },
    }),
    reward("contains", "builtin", "Whether the words occur", {
      words: { type: "string", default: "dog, sun", description: "Words or a regular expression" },
      mode: { type: "choice", choices: ["any", "all", "regex"], default: "any", description: "Which must occur" },
    }),
    reward("readability", "builtin", "Easy to read is high", {}),
    reward("cheerful", "file", "Cheerful and about 300 characters long", {}),
  ],
  form: {
    model: "fk-text-small",
    prompt: "Once upon a time",
    rewards: [
      { source: { kind: "file", path: "/home/ada/examples/rewards/cheerful.reward.ts" }, weight: 1 },
      { source: { kind: "builtin", name: "length" }, weight: 0.5 },
    ],
    particles: 8,
    seed: 1,
  },
  trusted: true,
  insertsInto: "story.md",
  run: undefined,
  pins: [],
  changedRewards: [],
};

function model(name: string, title: string, tokens: number, embedded: boolean) {
  const description = embedded ? "Short English stories; comes with FK Steering" : "From ~/.cache/huggingface";
  return {
    name,
    title,
    description,
    modality: "text",
    path: `/models/${name}`,
    origin: embedded ? "embedded" : "folder",
    state: { kind: "ready" },
    extent: { kind: "tokens", tokens },
    bytes: 4_600_000,
    steps: 64,
    conventions: [],
    note: undefined,
  } as const;
}

function reward(name: string, kind: "builtin" | "file", description: string, parameters: object) {
  const source =
    kind === "builtin"
      ? ({ kind, name } as const)
      : ({ kind, path: `/home/ada/examples/rewards/${name}.reward.ts` } as const);
  return {
    name,
    source,
    accepts: "text",
    description,
    hardConstraint: false,
    parameters,
  } as PanelState["rewards"][number];
}

/** The run after `step` of its steps. */
export function runAt(request: RunRequest, step: number, id = "run-1"): RunView {
  const steps = request.steps ?? 64;
  const every = (request.schedule?.kind === "every" && request.schedule.every) || 4;
  const scored = Math.min(steps, Math.floor(step / every) * every);
  const over = step >= steps;
  const { islands = 1, prompt: first = "", otherPrompts = [] } = request;
  const prompts = [first, ...otherPrompts].flatMap((prompt) => Array.from({ length: islands }, () => prompt));
  const particles =
    scored === 0 && !over
      ? []
      : prompts.flatMap((prompt, group) =>
          particlesAt({ ...request, prompt }, over ? steps : scored, steps).map((one) => ({
            ...one,
            group,
            index: one.index + group * particlesOf(request),
          })),
        );
  return {
    id,
    status: over ? "done" : "running",
    message: "",
    specification: request,
    step: Math.min(step, steps),
    steps,
    particles,
    genealogy: genealogyAt(request, prompts.length, over ? steps : scored, steps, every),
    previews: [],
    best: over ? indexOfMost(particles.map((one) => one.reward)) : undefined,
    pass: { kind: "run", number: 1, count: 1 },
    groups: prompts.map((prompt, group): GroupView => {
      const own = particles.filter((one) => one.group === group);
      const most = (values: number[]) => (over ? own[indexOfMost(values)]?.index : undefined);
      return {
        prompt,
        best: most(own.map((one) => one.reward)),
        draw: most(own.map((one) => one.weight * noise(one.index, 7))),
        logZ: own.length === 0 ? undefined : 0.4 + 5.1 * (scored / steps) + group,
        island: over && islands > 1 ? { share: 1 / islands, logZ: 7.25, isDrawn: group % islands === 1 } : undefined,
        scored: scoredSteps(request, over ? steps : scored, steps, every),
      };
    }),
    scales: undefined,
    iterations: [],
    forwardPasses: Math.round(step * particlesOf(request) * 0.71),
    secondsLeft: over ? undefined : (steps - step) * 0.13,
    seconds: over ? { total: 9.31, model: 7.42, reward: 0.61, rewards: [0.61], decode: 0.1, loading: 1.12 } : undefined,
    device: {
      provider: "cpu",
      tried: [
        { provider: "webgpu", milliseconds: undefined, reason: "no supported adapter was found" },
        { provider: "cpu", milliseconds: 17, reason: undefined },
      ],
    },
    sandboxed: true,
    rewardVersions: [],
    warnings: [],
  };
}

function particlesAt(request: RunRequest, step: number, steps: number): TextParticle[] {
  const count = particlesOf(request);
  const prompt = request.prompt ?? "";
  const suffix = request.suffix ?? "";
  const share = step / steps;
  const raw = Array.from({ length: count }, (_unused, index) => {
    const ancestor = ancestorAt(index, count, share);
    // Copies part company while there is still noise.
    const text = (endings[ancestor % endings.length] ?? "") + (count > 64 && index % 3 > 0 ? ` (${ancestor})` : "");
    const pieces = piecesOf(text, share, ancestor, share >= 0.9 ? ancestor : index);
    const generated = pieces.map((one) => one.text).join("");
    const mood = (moods[ancestor % moods.length] ?? 0) * (0.3 + 0.7 * share) + (1 - share) * 0.2 * noise(index, 3);
    const length = -Math.abs(generated.length - 120) / 240;
    const parts = (request.rewards ?? []).map((_, i) => (i === 0 ? mood : length));
    const total = (request.rewards ?? []).reduce((sum, one, i) => sum + (one.weight ?? 1) * (parts[i] ?? 0), 0);
    return {
      modality: "text" as const,
      index,
      group: 0,
      text: prompt + generated + suffix,
      generated,
      pieces,
      reward: total,
      parts,
      ancestor,
    };
  });
  const highest = Math.max(...raw.map((one) => one.reward));
  const weights = raw.map((one) => Math.exp(3 * (one.reward - highest)));
  const sum = weights.reduce((a, b) => a + b, 0);
  return raw.map((one, i) => ({ ...one, weight: (weights[i] ?? 0) / sum }));
}

function piecesOf(text: string, share: number, seed: number, guessSeed: number): TextParticle["pieces"] {
  const words = text.match(/\s*\S+/g) ?? [];
  const pieces: { text: string; masked: boolean }[] = [];
  for (const [i, word] of words.entries()) {
    const masked = noise(i, seed) > share;
    const guess = words[Math.floor(noise(i, guessSeed + 40) * words.length)] ?? word;
    const last = pieces.at(-1);
    const shown = masked ? guess.replace(/[.,]$/, "") : word;
    if (last?.masked === masked) last.text += shown;
    else pieces.push({ text: shown, masked });
  }
  return pieces;
}

function ancestorAt(index: number, count: number, share: number): number {
  if (share < 0.3) return index;
  const order = [0, 1, 5, 2, 6, 0, 5, 0];
  const survivor = share < 0.6 ? index - (index % 2) : (order[index % order.length] ?? 0) + 8 * Math.floor(index / 8);
  return Math.min(count - 1, survivor);
}

function scoredSteps(request: RunRequest, step: number, steps: number, every: number): ScoredStep[] {
  const count = particlesOf(request);
  const trace: ScoredStep[] = [];
  let survivors = count;
  let ess = count;
  for (let at = every; at <= step; at += every) {
    ess *= 0.7 + 0.25 * noise(at, 11);
    const resampled = ess < count / 2 && at < steps;
    if (resampled) survivors = Math.max(1, Math.ceil(survivors * 0.6));
    trace.push({ step: at, ess: Math.max(1, ess), resampled, strength: request.strength ?? 10, survivors });
    if (resampled) ess = count;
  }
  return trace;
}

function genealogyAt(request: RunRequest, groups: number, step: number, steps: number, every: number): Genealogy {
  const count = particlesOf(request);
  const trace = scoredSteps(request, step, steps, every);
  const scored = trace.map(({ step: at, ess, resampled, strength }): GenealogyStep => {
    const particles = Array.from({ length: groups }, () => particlesAt(request, at, steps)).flat();
    const ancestors = particles.map((_, n) => {
      const first = n - (n % count);
      const parent = resampled ? Math.floor((n % count) * (0.4 + 0.5 * noise(at, 5))) : n % count;
      return first + parent;
    });
    return {
      step: at,
      values: particles.map((one) => one.reward),
      parts: (request.rewards ?? []).map((_, i) => particles.map(({ parts }) => parts[i] ?? 0)),
      weights: particles.map(({ weight }) => weight),
      ancestors,
      groups: Array.from({ length: groups }, (_, g) => ({
        ess,
        resampled,
        strength,
        logZ: 0.4 + 5.1 * (at / steps) + g,
      })),
    };
  });
  return { steps, groups: Array.from({ length: groups }, (_, g) => ({ start: g * count, count })), scored };
}

function particlesOf(request: RunRequest): number {
  return request.particles ?? 8;
}

function indexOfMost(values: readonly number[]): number {
  return values.indexOf(Math.max(...values));
}

/** Between 0 and 1, the same for the same arguments. */
function noise(a: number, b: number): number {
  const x = Math.sin(a * 127.1 + b * 311.7 + 74.7) * 43_758.5453;
  return x - Math.floor(x);
}

/** Two PNGs of 2 × 2 pixels. */
const pngs = [
  "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAYAAABytg0kAAAAGElEQVR4nGO4o6Hx/8OH//8ZQISGzZ3/AGrjDCe/L7qKAAAAAElFTkSuQmCC",
  "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAYAAABytg0kAAAAGElEQVR4nGPQWGDz/8OHE/8ZQMSHExr/AWdQDDFk4NI4AAAAAElFTkSuQmCC",
];

/** The run's particles as images. */
export function asImages(run: RunView): RunView {
  return {
    ...run,
    previews: run.status === "running" ? run.particles.map(({ ancestor }) => pngs[ancestor % pngs.length]!) : [],
    particles: run.particles.map((particle): ImageParticle => {
      const { index, group, parts, weight, ancestor } = particle;
      const figures = { index, group, parts, weight, ancestor, reward: particle.reward };
      return { ...figures, modality: "image", width: 2, height: 2, png: pngs[ancestor % pngs.length]! };
    }),
  };
}
