/** CLIP's tokenizer out of its older files, described as `tokenizer.json` describes it. Pure: is handed their contents. */
import { asId, type JsonObject } from "../../folders/json.ts";

const start = "<|startoftext|>";
export const clipEnd = "<|endoftext|>";

/**
 * Byte-pair encoding over lower-case words that end in `</w>` (Radford et al. 2021).
 *
 * @param vocabulary of `vocab.json`: ids by token
 * @param merges the text of `merges.txt`, with its first line of comment
 * @param others like the frame they are tokens of their own wherever they are written (the padding token, "!" in Stable Diffusion 2)
 */
export function clipTokenizer(
  vocabulary: JsonObject,
  merges: string,
  others: readonly (string | undefined)[],
): JsonObject {
  const special = new Map(
    [start, clipEnd, ...others].flatMap((token) => {
      const id = token === undefined ? undefined : asId(vocabulary[token]);
      return token === undefined || id === undefined ? [] : [[token, id] as const];
    }),
  );
  return {
    version: "1.0",
    added_tokens: [...special].map(([content, id]) => ({
      id,
      content,
      special: true,
      ...{ single_word: false, lstrip: false, rstrip: false, normalized: false },
    })),
    normalizer: {
      type: "Sequence",
      normalizers: [
        { type: "NFC" },
        { type: "Replace", pattern: { Regex: String.raw`\s+` }, content: " " },
        { type: "Lowercase" },
      ],
    },
    pre_tokenizer: {
      type: "Sequence",
      pretokenizers: [
        {
          type: "Split",
          pattern: { Regex: String.raw`'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+` },
          behavior: "Removed",
          invert: true,
        },
        { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true },
      ],
    },
    post_processor: {
      type: "RobertaProcessing",
      sep: [clipEnd, special.get(clipEnd) ?? 0],
      cls: [start, special.get(start) ?? 0],
      trim_offsets: false,
      add_prefix_space: false,
    },
    decoder: { type: "ByteLevel", add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: "BPE",
      unk_token: clipEnd,
      continuing_subword_prefix: "",
      end_of_word_suffix: "</w>",
      fuse_unk: false,
      vocab: vocabulary,
      merges: merges
        .split(/\r?\n/)
        .filter((line) => line !== "" && !line.startsWith("#version"))
        .map((line) => line.split(" ")),
    },
  };
}
