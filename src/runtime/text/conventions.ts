/**
 * What the graphs of a family of text models mean by their inputs and outputs, and nothing in the graph says: one row a family. A folder's own
 * word (`fk_steering` in config.json) is stronger than its row, and is told with its source. Pure.
 */
import { asBoolean, asId, asNumber, asString, isObject, type JsonObject } from "../folders/json.ts";

/** A fact and who says so. */
export interface Stated<Value> {
  readonly value: Value;
  /** "the family Dream", "config.json". */
  readonly source: string;
}

/** How a mask of floating-point numbers says which places count: 0 and a number far below it, or 1 and 0. */
export type FloatMask = "additive" | "ones";

export interface Conventions {
  /** True: the logits at place j say what stands at j + 1. Undefined: nobody says, and the weights have to be asked. */
  readonly shift: Stated<boolean> | undefined;
  /** Undefined: by its rank (BERT's is 1 and 0 in two dimensions, an attention bias has four). */
  readonly floatMask: Stated<FloatMask> | undefined;
  /** False: the network has an input for the time and ignores it. */
  readonly timeConditioning: Stated<boolean> | undefined;
  /** The mask is one more than the tokenizer's last token. */
  readonly maskBeyond: boolean;
  /** The first place has the position pad + 1: so many fewer tokens fit than there are positions, and `position_ids` begin there. */
  readonly firstPosition: number;
  /** Most tokens of one sequence, frame included. */
  readonly window: Stated<number>;
  /** What stands between two tokens, where the tokenizer says nothing of it. */
  readonly join: string;
}

/** What a family does otherwise than most. */
interface Family {
  readonly shift?: boolean;
  readonly timeConditioning?: boolean;
  readonly maskBeyond?: boolean;
  /** Positions are counted from pad + 1 (`create_position_ids_from_input_ids` of transformers); the pad, where config.json has none. */
  readonly pad?: number;
  readonly join?: string;
}

/** Their pad token is 1, and so is the offset of their positions. */
const afterPadding: Family = { shift: false, pad: 1 };

/** By `model_type`, in lower case. Sources: transformers 5.18 (`models/<family>`), and each diffusion model's own sampler. */
const families: Readonly<Record<string, Family>> = {
  // logits = torch.cat([logits[:, :1], logits[:, :-1]], 1) in generation_utils.py
  dream: { shift: true },
  diffullama: { shift: true },
  diffugpt: { shift: true },
  // The blockwise sampler takes the logits of the place before, too.
  fast_dllm_qwen: { shift: true },
  llada: { shift: false },
  // mask_index = vocab_size - 1: GPT-2's tokenizer has no mask, and the network one embedding more.
  mdlm: { shift: false, maskBeyond: true },
  "masked-diffusion": { shift: false },
  roberta: afterPadding,
  "roberta-prelayernorm": afterPadding,
  "xlm-roberta": afterPadding,
  "xlm-roberta-xl": afterPadding,
  camembert: afterPadding,
  mpnet: afterPadding,
  longformer: afterPadding,
  "data2vec-text": afterPadding,
  ibert: afterPadding,
  xmod: afterPadding,
  luke: afterPadding,
  // Letters of a protein: its tokenizer has no decoder, and nobody writes them apart.
  esm: { ...afterPadding, join: "" },
};

/** Where models write how long a sequence may be. The smallest that is plausible holds. */
const positionFields = ["max_position_embeddings", "n_positions", "n_ctx"];
const lengthFields = ["max_sequence_length", "max_seq_len", "max_length", "model_length", "length"];
const fallbackLength = 512;
/** `model_max_length` is 10^30 where nobody set it. */
const longest = 1_000_000;

/** @param files the parsed `config.json`, `generation_config.json` and `tokenizer_config.json`; empty where there is none */
export function conventionsOf(files: {
  readonly config: JsonObject;
  readonly generation: JsonObject;
  readonly tokenizer: JsonObject;
}): Conventions {
  const { config, generation } = files;
  const own: JsonObject = isObject(config["fk_steering"]) ? config["fk_steering"] : {};
  const type = asString(config["model_type"]);
  const family = familyOf(type);
  const inFile = <Value>(value: Value | undefined, source = "config.json"): Stated<Value> | undefined =>
    value === undefined ? undefined : { value, source };
  const ofFamily = <Value>(value: Value | undefined): Stated<Value> | undefined =>
    inFile(value, `the family ${type ?? ""}`);
  const mask = own["float_mask"];
  // Positions that lie before the first one, in families that count from behind the padding.
  const firstPosition = family.pad === undefined ? 0 : (asId(config["pad_token_id"]) ?? family.pad) + 1;
  return {
    shift:
      inFile(asBoolean(own["shift"])) ??
      inFile(asBoolean(config["right_shift_logits"])) ??
      inFile(asBoolean(generation["right_shift_logits"]), "generation_config.json") ??
      ofFamily(family.shift) ??
      (isMaskedLm(config) ? { value: false, source: "its architecture, a masked language model" } : undefined),
    floatMask: inFile(mask === "additive" || mask === "ones" ? mask : undefined),
    timeConditioning: inFile(asBoolean(config["time_conditioning"])) ?? ofFamily(family.timeConditioning),
    maskBeyond: family.maskBeyond ?? false,
    firstPosition,
    window: windowOf(files, firstPosition, own),
    join: family.join ?? " ",
  };
}

function familyOf(type: string | undefined): Family {
  const key = type?.toLowerCase() ?? "";
  return Object.hasOwn(families, key) ? (families[key] as Family) : {};
}

/** transformers' own masked language models predict the masked place itself. */
function isMaskedLm({ architectures }: JsonObject): boolean {
  return Array.isArray(architectures) && architectures.some((name) => String(name).endsWith("ForMaskedLM"));
}

function windowOf(
  { config, tokenizer }: { readonly config: JsonObject; readonly tokenizer: JsonObject },
  firstPosition: number,
  own: JsonObject,
): Stated<number> {
  const stated = asNumber(own["window"], 2, longest);
  if (stated !== undefined) return { value: Math.floor(stated), source: "fk_steering.window" };
  const positions = positionFields.map((field) => ({
    value: asNumber(config[field], 2 + firstPosition, longest + firstPosition),
    source: field,
    less: firstPosition,
  }));
  const lengths = [
    ...lengthFields.map((field) => ({ value: asNumber(config[field], 2, longest), source: field, less: 0 })),
    { value: asNumber(tokenizer["model_max_length"], 2, longest), source: "model_max_length", less: 0 },
  ];
  const found = [...positions, ...lengths].flatMap(({ value, source, less }) =>
    value === undefined ? [] : [{ value: Math.floor(value) - less, source: less > 0 ? `${source} − pad − 1` : source }],
  );
  return found.reduce<Stated<number>>((least, each) => (each.value < least.value ? each : least), {
    value: found.length > 0 ? Infinity : fallbackLength,
    source: "no file says it",
  });
}

/** For people: what is done with this model that is not done with every one, and who says so. */
export function conventionNotes({ shift, floatMask, maskBeyond, window, join }: Conventions): string[] {
  return [
    ...(shift === undefined ? ["shift: asked of the weights when it is opened"] : []),
    ...(shift?.value === true ? [`shifted logits (${shift.source})`] : []),
    ...(floatMask === undefined ? [] : [`${floatMask.value} mask (${floatMask.source})`]),
    ...(maskBeyond ? ["mask beyond the tokenizer"] : []),
    `window ${window.value} (${window.source})`,
    ...(join === "" ? ["joined without spaces"] : []),
  ];
}
