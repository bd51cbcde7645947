/** Why a file may not import a specifier, or undefined where it may. Paths are relative to the repository. */
export function objection(file: string, specifier: string, typeOnly: boolean): string | undefined;
