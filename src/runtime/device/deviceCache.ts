/** Remembers between starts how providers did with a model, so that a device is probed once. Losing it costs only time. */
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { asNumber, asString, isObject } from "../folders/json.ts";
import type { Measurement } from "./probeChild.ts";
import type { Provider } from "../onnx/provider.ts";

const file = "devices.json";
/** Milliseconds for which a reason is remembered that may be gone soon: long enough that not every opening pays for it. */
const passing = 3_600_000;

/** Measurements of a model on a machine, by provider; empty when nothing usable is remembered. @param now in milliseconds */
export async function recall(
  folder: string | undefined,
  key: string,
  now = Date.now(),
): Promise<Map<Provider, Measurement>> {
  const entries = (await readAll(folder))[key];
  const known = new Map<Provider, Measurement>();
  if (!isObject(entries)) return known;
  for (const [name, entry] of Object.entries(entries)) {
    if (!isObject(entry) || now >= (asNumber(entry["until"], 0) ?? Infinity)) continue;
    const provider = name as Provider;
    const milliseconds = asNumber(entry["milliseconds"], 0);
    const reason = asString(entry["reason"]);
    const agreement = asNumber(entry["agreement"], 0);
    if (milliseconds !== undefined || reason !== undefined || agreement !== undefined)
      known.set(provider, { provider, milliseconds, reason, agreement });
  }
  return known;
}

export async function remember(
  folder: string | undefined,
  key: string,
  measurements: readonly Measurement[],
  now = Date.now(),
): Promise<void> {
  if (folder === undefined) return;
  const all = await readAll(folder);
  const before = isObject(all[key]) ? all[key] : {};
  const found = Object.fromEntries(
    measurements.map(({ provider, isPassing = false, ...rest }) => [
      provider,
      isPassing ? { ...rest, until: now + passing } : rest,
    ]),
  );
  const partial = join(folder, `${file}.${process.pid}.partial`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(partial, JSON.stringify({ ...all, [key]: { ...before, ...found } }, undefined, 1));
    await rename(partial, join(folder, file));
  } catch {
    // The next start probes again.
  }
}

async function readAll(folder: string | undefined): Promise<Readonly<Record<string, unknown>>> {
  if (folder === undefined) return {};
  try {
    const all: unknown = JSON.parse(await readFile(join(folder, file), "utf8"));
    return isObject(all) ? all : {};
  } catch {
    return {};
  }
}
