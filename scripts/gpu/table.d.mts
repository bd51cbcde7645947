export interface CheckedGpu {
  readonly date: string;
  readonly machine: { readonly software: boolean; readonly cards: readonly string[] };
  readonly devices: Readonly<
    Record<string, { readonly devices: readonly { readonly device: string; readonly milliseconds?: number }[] }>
  >;
  readonly runs: readonly {
    readonly model: string;
    readonly device: string;
    readonly seconds: number;
    readonly agreement?: number;
    readonly same: string;
    readonly cpu: { readonly seconds: number };
  }[];
  readonly failed: readonly string[];
}

export function withTable(page: string, results: readonly CheckedGpu[]): string;
