/** What the devices of this machine do with a model, as a Markdown document. Pure. */
import { type DeviceChecks, deviceWords, takenWords } from "../../protocol/devices.ts";
import { markdownTable, markdownText } from "./markdown.ts";

export function devicesDocument(checks: DeviceChecks): string {
  const rows = checks.devices.map((one) =>
    [one.device, one.reason === undefined ? "yes" : "no", deviceWords(one)].map(markdownText),
  );
  return `${[
    "# Devices",
    markdownText(takenWords(checks)),
    markdownTable(["device", "works", "figures"], rows, ["left", "left", "left"]),
    "Each was tried in a process of its own, and its numbers were held against the CPU's, of one that works in the midst of a run: a device whose numbers are wrong is not used. The same in a terminal: `fk-steer devices`.",
  ].join("\n\n")}\n`;
}
