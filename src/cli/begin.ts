/** The command line under a Node that has what it needs: its own code as V8 compiled it the time before, where there is a folder for that. */
import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { cacheFolder } from "./cacheFolder.ts";

/** Made of main.ts; its name is none that a bundler follows. */
const commandLine: string = "./commandLine.mjs";

const folder = cacheFolder();
// A tenth of the time that a command takes to begin.
if (folder !== undefined) enableCompileCache(join(folder, "compiled"));
await import(commandLine);
