/** Says that a preset has fewer islands than is known of it. Never on stdout. */
import type { ParsedFlags } from "../flags/flags.ts";
import { sharingOf } from "../flags/specification.ts";
import { say } from "./terminal.ts";

export function noteSharing(flags: ParsedFlags): void {
  const note = sharingOf(flags);
  if (note !== undefined) say(process.stderr, `note: ${note}\n`);
}
