/** Token ids equal those of the Rust library (tokenizers 0.23.2), which wrote tokenizers.json. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readCodec } from "../unit/runtime/readCodec.ts";
import { fixtures } from "../unit/runtime/modelFixture.ts";
import golden from "./tokenizers.json" with { type: "json" };

describe.each(Object.entries(golden))("tokenizer %s", (name, cases) => {
  it.each(cases)("agrees on $text", async ({ text, ids, framed, decoded }) => {
    const codec = await readCodec(join(fixtures, name));
    expect(codec.encode(text)).toEqual(ids);
    expect([...codec.leadIds, ...codec.encode(text), ...codec.trailIds]).toEqual(framed);
    expect(codec.decode(ids)).toBe(decoded);
  });
});
