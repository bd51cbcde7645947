/**
 * What `fkSteering.*` may be: the settings of a run as their rows in `runFields` have it, the others here. package.json's part is
 * made from this (`npm run settings`). A wrong value falls back to its default and is named. Pure: knows not VS Code.
 */
import * as v from "valibot";
import { partSchema } from "../../protocol/fieldFacts.ts";
import type { FieldWords } from "../../protocol/fieldWords.ts";
import { oneOf, whole } from "../../protocol/fields.ts";
import { bySize, defaultRewardLimits, mostImageChunk, mostOpening } from "../../protocol/limits.ts";
import {
  plainSettings,
  presetNames,
  presets,
  presetSettings,
  usualPreset,
  type PresetName,
} from "../../protocol/presets.ts";
import {
  maxIterations,
  rowOf,
  runFieldNames,
  type DeviceName,
  type RunField,
  type RunFieldName,
} from "../../protocol/runFields.ts";
import { defaultSpecification, type RunRequest } from "../../protocol/specification.ts";

export interface SettingRow<Schema extends v.GenericSchema = v.GenericSchema> {
  readonly schema: Schema;
  readonly description: string;
  /** Who may set it: one that names code, devices or limits is not a workspace's to set while it is not trusted. */
  readonly scope: "window" | "resource" | "machine-overridable" | "machine";
  /** What each name to choose from means. */
  readonly options?: Readonly<Record<string, string>>;
}

const models = {
  "models.folders": row({
    schema: v.optional(v.array(v.pipe(v.string(), v.minLength(1))), []),
    scope: "machine-overridable",
    description:
      "Folders whose sub-folders are models: Hugging Face folders of text models with `config.json`, `tokenizer.json` and `onnx/model.onnx`, diffusers folders of image models, and what rewards ask (a CLIP, a classifier, a language model), all in ONNX. `~` is your home folder; a relative path starts at the first workspace folder. The embedded models are always there.",
  }),
  "models.openTimeout": row({
    schema: v.optional(whole(0, mostOpening.seconds), bySize.seconds),
    scope: "machine-overridable",
    description:
      "Seconds that the opening of a model of your own may take: it is tried in a process of its own first, which is ended then. 0 goes by what lies in its folder: 60 seconds, and 30 more a gigabyte.",
  }),
  "models.openMemory": row({
    schema: v.optional(whole(0, mostOpening.megabytes), bySize.megabytes),
    scope: "machine-overridable",
    description:
      "Megabytes that the opening of a model of your own may hold. 0 goes by what lies in its folder: 2,048, and three times that.",
  }),
};

const cuda = {
  "cuda.folder": row({
    schema: v.optional(v.pipe(v.string(), v.regex(/^(~?\/.*|~)?$/u, "It must be a whole path, from / or ~ on")), ""),
    scope: "machine",
    description:
      "Linux: the folder of CUDA's libraries, for the device `cuda`: ONNX Runtime's CUDA provider, and NVIDIA's libraries where the system has not got them. It may be `site-packages` of a Python that has `onnxruntime-gpu`: up to three folders deeper is looked. **Check Devices** says which library is missing or wrong.",
  }),
};

const presetRow = row({
  schema: v.optional(oneOf(presetNames), usualPreset),
  scope: "window",
  description:
    "The preset that the form begins with: settings of steering that go together. Its islands share the particles; what a setting below says holds instead of it.",
  options: Object.fromEntries(presetNames.map((name) => [name, presets[name].words[1]])),
});

const images = {
  "images.chunk": row({
    schema: v.optional(whole(0, mostImageChunk), 0),
    scope: "machine-overridable",
    description:
      "How many inputs an image model takes at once; an image with guidance is two of them. More are faster on a GPU and need more memory: where it is not enough, a run goes on with half as many. 0 takes what suits the device. It changes no image.",
  }),
};

const refining = {
  "refine.iterations": row({
    schema: v.optional(whole(1, maxIterations), 5),
    scope: "resource",
    description:
      "How often *Refine* runs again (particle Gibbs), each time with the path of one particle of the time before kept.",
  }),
};

const rewards = {
  "rewards.timeout": row({
    schema: v.optional(whole(100, 600_000), defaultRewardLimits.milliseconds),
    scope: "machine-overridable",
    description:
      "Milliseconds that a call of a workspace reward may take, before `#fkSteering.rewards.timeoutPerSample#` is added.",
  }),
  "rewards.timeoutPerSample": row({
    schema: v.optional(whole(0, 60_000), defaultRewardLimits.millisecondsPerSample),
    scope: "machine-overridable",
    description: "Milliseconds added for each sample of the call.",
  }),
  "rewards.memory": row({
    schema: v.optional(whole(64, 65_536), defaultRewardLimits.memoryMegabytes),
    scope: "machine-overridable",
    description: "Megabytes of memory that the process of a workspace reward may use.",
  }),
  "rewards.allowNetwork": row({
    schema: v.optional(v.boolean(), defaultRewardLimits.allowNetwork),
    scope: "machine-overridable",
    description:
      "Lets workspace rewards call services by `fetch` and `WebSocket`. Whatever a reward sees of your texts it can then send anywhere. Files and other processes stay closed to it.",
  }),
};

const runs = {
  "runs.keep": row({
    schema: v.optional(whole(0, 100_000), 200),
    scope: "window",
    description:
      "How many run files of a workspace the extension keeps; the oldest go first, but for those with a name or a star, those that wait for votes and those of the queue. 0 keeps all.",
  }),
  "runs.states": row({
    schema: v.optional(whole(0, 1_000_000), 256),
    scope: "window",
    description:
      "Megabytes of particles that a run keeps, so that it can be gone on with from any scored step. Past them only the newest step can; 0 keeps no others.",
  }),
};

/** Apart from the rows of `runFields`: it sets several of them. */
const presetSetting = "defaults.preset";

const own = { ...models, ...cuda, ...images, ...refining, ...rewards, ...runs };

interface RunSetting {
  readonly name: SettingName;
  readonly field: RunFieldName;
  readonly part: string | undefined;
  readonly row: SettingRow;
}

/** Those that the rows of `runFields` name. */
const runSettings: readonly RunSetting[] = runFieldNames.flatMap((field) => {
  const { setting, ...words } = rowOf(field);
  if (setting === undefined) return [];
  const name = setting.name as SettingName;
  return [{ name, field, part: setting.part, row: runSetting(field, words, setting) }];
});

function runSetting(field: RunFieldName, words: RunField, { name, part, fallback }: NonNullable<RunField["setting"]>) {
  const scope = name === "device" ? "machine-overridable" : "window";
  if (field in plainSettings) {
    const { schema, description, ...meant } = ofPreset(field, words, part);
    const whose = `${description} Left empty: what the preset has.`;
    return { schema: v.optional(v.nullable(schema), null), scope, description: whose, ...meant } as const;
  }
  if (part === undefined) {
    const schema = fallback === undefined ? words.schema : v.optional(words.schema, fallback);
    return { schema, scope, ...said(words) } as const;
  }
  throw new Error(`The setting ${name} is a part of what no preset has.`);
}

/** What a preset sets, or a part of it. */
function ofPreset(field: RunFieldName, words: RunField, part: string | undefined) {
  if (part === undefined) return { schema: words.schema, ...said(words) };
  const { kind } = defaultSpecification[field] as { readonly kind: string };
  return { schema: partSchema(words.schema, part, kind)!, ...said(words.kinds![kind]!.parts![part]!) };
}

function said({ title, options }: FieldWords): Pick<SettingRow, "description" | "options"> {
  const meanings = Object.entries(options ?? {}).map(([name, [, meaning]]) => [name, meaning] as const);
  return { description: `${title}.`, ...(options === undefined ? {} : { options: Object.fromEntries(meanings) }) };
}

const runRows = (wanted: (name: string) => boolean): Record<string, SettingRow> =>
  Object.fromEntries(runSettings.filter(({ name }) => wanted(name)).map(({ name, row: one }) => [name, one]));

/** By the name after `fkSteering.`, under the headings of the settings editor. */
export const settingSections: Readonly<Record<string, Readonly<Record<string, SettingRow>>>> = {
  "Models and Device": { ...models, ...runRows((name) => name === "device"), ...cuda, ...images },
  "Defaults of a Run": { [presetSetting]: presetRow, ...runRows((name) => name !== "device"), ...refining },
  Rewards: rewards,
  Runs: runs,
};

const entries: Readonly<Record<string, SettingRow>> = Object.assign({}, ...Object.values(settingSections));

export type SettingName = keyof typeof own | "device" | `defaults.${string}`;
export type Settings = { readonly [Name in keyof typeof own]: v.InferOutput<(typeof own)[Name]["schema"]> } & {
  readonly device: DeviceName;
  readonly [name: `defaults.${string}`]: unknown;
};
export const settingNames = Object.keys(entries) as readonly SettingName[];

/** What the form begins with: the preset of the settings, for as many particles as they have, and what else they say. */
export function formDefaults(settings: Settings): Partial<RunRequest> {
  const preset = presetSettings(settings[presetSetting] as PresetName, settings["defaults.particles"] as number);
  const fields = runSettings.flatMap(({ name, field, part }) => {
    const value = settings[name];
    if (name === "device" || field === "particles" || value === null) return [];
    return [[field, part === undefined ? value : { ...(defaultSpecification[field] as object), [part]: value }]];
  });
  return { ...preset, ...Object.fromEntries(fields) } as Partial<RunRequest>;
}

/** `problems`: a sentence for each value that was not taken. */
export function parseSettings(get: (name: SettingName) => unknown): {
  readonly settings: Settings;
  readonly problems: readonly string[];
} {
  const problems: string[] = [];
  const settings = Object.fromEntries(
    settingNames.map((name) => {
      const { schema } = entries[name]!;
      const given = get(name);
      const result = v.safeParse(schema, given ?? undefined, { abortEarly: true });
      if (result.success) return [name, result.output];
      const fallback = v.parse(schema, undefined);
      problems.push(
        `The setting fkSteering.${name} is ${JSON.stringify(given)}: ${result.issues[0].message}. ${JSON.stringify(fallback)} is used instead.`,
      );
      return [name, fallback];
    }),
  );
  return { settings: settings as unknown as Settings, problems };
}

function row<Schema extends v.GenericSchema>(one: SettingRow<Schema>): SettingRow<Schema> {
  return one;
}
