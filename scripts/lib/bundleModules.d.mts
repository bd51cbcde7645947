export interface BundleModules {
  /** Evaluated when the bundle is loaded. Paths under the repository root. */
  readonly atLoad: readonly string[];
  /** Evaluated once a dynamic import asks for them. */
  readonly later: readonly string[];
  /** Which modules import something that is not in the bundle. */
  importersOf(external: string): readonly string[];
}

export function bundleModules(name: string): Promise<BundleModules>;
