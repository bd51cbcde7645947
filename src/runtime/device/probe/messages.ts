/** What passes between a probe child and whoever started it. Types only. */
import type { Provider } from "../../onnx/provider.ts";
import type { Feeds } from "../../onnx/session.ts";

/** A graph to try on a provider, fed with the same numbers every time. */
export interface ProbeRequest {
  readonly path: string;
  readonly bytes: number;
  readonly provider: Provider;
  /** Sizes for free dimensions by their place in a shape: [batch, length], [batch, channels, height, width], or [batch, tokens]. */
  readonly free: readonly number[];
  readonly output: string;
  readonly threads?: number;
  readonly tokens?: TokenState | undefined;
  /** What it is fed instead of numbers that are made up: it is then run once. */
  readonly given?: GivenState | undefined;
}

export interface TimedProbeRequest extends ProbeRequest {
  /** Milliseconds after which whoever asks waits no longer. */
  readonly limit: number;
}

/** What a graph was fed in the midst of a run. */
export interface GivenState {
  readonly feeds: Feeds;
  /** The rows of the output's last dimension that are told, in this order; all where absent. */
  readonly rows?: readonly number[] | undefined;
}

/** What a text in the midst of a run is made of. */
export interface TokenState {
  readonly input: string;
  readonly maskId: number;
  readonly vocabularySize: number;
}

export type ProbeReply =
  | {
      readonly milliseconds: number;
      /** The first of the numbers (of a given state those that were asked for) that came out, to be held against another provider's; undefined where they are whole. */
      readonly output: Float32Array | undefined;
    }
  | { readonly failure: string };
