/** Which graphics drivers Windows has, without touching a device: on Windows, and on Linux below it. */
import { readdirSync } from "node:fs";
import { join } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

/** Packages of NVIDIA, AMD, Intel and Qualcomm by what their files are called; a name holds a digest, so that another version is another name. */
const graphics = /^(nv\w*|u\d{7}|c\d{7}|ki\w*|ati\w*|amd\w*|iigd\w*|igdlh\w*|cui_\w*|qcdx\w*)\.inf_/iu;

/** Names of the driver packages; none where the folder cannot be read. */
export function windowsDriverSigns(
  environment: Environment = process.env,
  subsystem = "/usr/lib/wsl/drivers",
): string[] {
  const root = environment["SystemRoot"];
  const folder = root === undefined ? subsystem : join(root, "System32", "DriverStore", "FileRepository");
  try {
    return readdirSync(folder)
      .filter((name) => graphics.test(name))
      .toSorted();
  } catch {
    return [];
  }
}
