/** What package.json calls the extension's views, editors and settings. Knows nothing else, so that it costs nothing to know it. */

export const panelViewType = "fkSteering.panel";
export const runEditorType = "fkSteering.run";
export const runPartEditorType = "fkSteering.runPart";
export const sweepEditorType = "fkSteering.sweep";
export const runsListId = "fkSteering.runs";
export const rewardsListId = "fkSteering.rewards";
export const settingsSection = "fkSteering";
