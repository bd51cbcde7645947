/** A folder's tokenizer, read by its own conventions. */
import type { TextCodec } from "../../../src/diffusion/text.ts";
import { readTextConfig } from "../../../src/runtime/text/textConfig.ts";
import { readTokenizer } from "../../../src/runtime/text/tokenizer.ts";

export async function readCodec(folder: string): Promise<TextCodec> {
  return readTokenizer(folder, (await readTextConfig(folder)).conventions);
}
