/** Whether this machine can make a small native library for a test. */
import { execFileSync } from "node:child_process";

export function hasCompiler(): boolean {
  try {
    execFileSync("cc", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
