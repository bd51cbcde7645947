export function packagedPage(text: string): string;
