/**
 * Keeps what a model's graphs were last fed and gave, so that the CPU can be asked for the same, and whether their device failed. Knows neither
 * text nor images.
 */
import { SteeringError } from "../../errors.ts";
import { isMemoryComplaint } from "../onnx/memory.ts";
import type { Feeds, Session, Values } from "../onnx/session.ts";

export interface WatchedGraph {
  readonly path: string;
  readonly bytes: number;
  /** Of a network that gives logits [rows, places, tokens]: the id of a place that is still to be written. */
  readonly maskId?: number | undefined;
}

/** A run of a graph on a device. */
export interface GraphRun extends WatchedGraph {
  readonly feeds: Feeds;
  readonly output: string;
  readonly result: Values;
}

export interface Recorder {
  /** The session, whose last run is kept for each of its outputs. */
  watch(graph: WatchedGraph, session: Session): Session;
  /** In the order in which the graphs were first run. Nothing is kept from then on. */
  end(): GraphRun[];
  /** A device gave up within a run, for lack of anything but memory: what is loaded on it may be lost. */
  readonly hasFailed: boolean;
}

export function createRecorder(): Recorder {
  let runs: Map<string, GraphRun> | undefined = new Map();
  let hasFailed = false;
  return {
    watch: (graph, session) => ({
      ...session,
      async run(feeds, output, atOnce) {
        const result = await session.run(feeds, output, atOnce).catch((error: unknown) => {
          const isDevices = error instanceof SteeringError && error.code === "device-unavailable";
          hasFailed ||= isDevices && !isMemoryComplaint(error);
          throw error;
        });
        // Whoever gets the numbers may write to them.
        runs?.set(`${graph.path} ${output}`, {
          ...{ ...graph, feeds, output },
          result: { data: result.data.slice(), dimensions: result.dimensions },
        });
        return result;
      },
      [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
    }),
    end() {
      const all = [...(runs ?? new Map<string, GraphRun>()).values()];
      runs = undefined;
      return all;
    },
    get hasFailed() {
      return hasFailed;
    },
  };
}
