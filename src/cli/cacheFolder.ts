/** Where the command line keeps what it can do without: what was measured of devices, its own code as V8 compiled it. */
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/** Where programs of this platform keep what they can do without; undefined where this user has no home. */
export function cacheFolder({ env, platform }: Pick<NodeJS.Process, "env" | "platform"> = process): string | undefined {
  const home = homedir();
  const usual =
    platform === "win32"
      ? env["LOCALAPPDATA"]
      : platform === "darwin"
        ? join(home, "Library", "Caches")
        : env["XDG_CACHE_HOME"];
  // As the base directory specification has it: what is no absolute path counts as not set.
  const root = usual !== undefined && isAbsolute(usual) ? usual : join(home, ".cache");
  return isAbsolute(root) ? join(root, "fk-steering") : undefined;
}
