import type { Browser } from "playwright-core";

/** The one of this process: pages are closed, it is not. */
export function sharedChromium(): Promise<Browser>;
export function launchChromium(): Promise<Browser>;
