/** The particle panel in a real window. */
import { describe, expect, it } from "vitest";
import { useWorkbench } from "../support/workbench.ts";

describe("the panel", () => {
  const workbench = useWorkbench({ workspace: {} });

  it("opens from the palette with its form", async () => {
    const { page, runCommand, webview, screenshot } = workbench();
    await runCommand("FK Steering: Show Panel");
    await webview().getByTitle("Run (Ctrl+Enter)").waitFor();
    expect(await page.locator(".tab.active").allTextContents()).toContain("FK Steering");
    await screenshot("panel");
  });
});
