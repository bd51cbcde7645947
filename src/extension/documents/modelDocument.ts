/** What is known of a model before it is loaded, as a Markdown document. Pure. */
import { extentWords, type ModelFact, type ModelInfo } from "../../protocol/modelInfo.ts";
import { markdownTable, markdownText } from "./markdown.ts";

export function modelDocument(model: ModelInfo, facts: readonly ModelFact[]): string {
  const { title, description, note, path } = model;
  const extent = extentWords(model);
  const rows = facts.map(({ what, value, from, assumed }) =>
    [what, value, assumed ? `assumed: ${from}` : from].map(markdownText),
  );
  const sections = [
    `# What is known of ${markdownText(title)}`,
    markdownText(
      [extent === "" ? "" : `${extent}.`, description, note ?? ""].filter((words) => words !== "").join(" "),
    ),
    markdownTable(["fact", "value", "who says it"], rows, ["left", "left", "left"]),
    `What is assumed stands in no file of ${markdownText(path)}: it is what such models usually have. The same in a terminal: fk-steer models show.`,
  ];
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}
