/** Absolute paths of the packages' folders. */
export function bundledPackages(): Promise<readonly string[]>;
export function licenceTexts(beside: readonly string[]): Promise<string>;
