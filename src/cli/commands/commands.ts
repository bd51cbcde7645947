/** The commands of the command line. */
import { branchCommand } from "./branchCommand.ts";
import { compareCommand } from "./compareCommand.ts";
import { devicesCommand } from "./devicesCommand.ts";
import { exportCommand } from "./exportCommand.ts";
import { goOnCommand } from "./goOnCommand.ts";
import type { Command } from "../flags/flags.ts";
import { modelsCommand } from "./modelsCommand.ts";
import { repeatCommand } from "./repeatCommand.ts";
import { resumeCommand } from "./resumeCommand.ts";
import { rewardsCommand } from "./rewardsCommand.ts";
import { runCommand } from "./runCommand.ts";
import { sweepCommand } from "./sweepCommand.ts";
import { teachCommand } from "./teachCommand.ts";
import { testCommand } from "./testCommand.ts";

export const commands: readonly Command[] = [
  runCommand,
  resumeCommand,
  goOnCommand,
  branchCommand,
  repeatCommand,
  exportCommand,
  compareCommand,
  sweepCommand,
  testCommand,
  teachCommand,
  modelsCommand,
  devicesCommand,
  rewardsCommand,
];
