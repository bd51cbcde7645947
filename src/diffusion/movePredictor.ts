/**
 * Predictions for one transition, of the places alone that it draws from. Where the model has to be asked for some particles, it is asked for what the others will
 * draw from next along with them: until particles are looked at again each goes its own way, and sequences that run together take less time. Pure.
 */
import type { Slot } from "../steering/process.ts";
import type { RandomStreams } from "../steering/random.ts";
import { drawnRows, firstDrawnRows, type Foreseen } from "./proposals/drawnRows.ts";
import type { TextProposal } from "./proposals/proposal.ts";
import type { TextPredictor } from "./textPredictor.ts";
import type { TextState } from "./textState.ts";
import type { TokenDistributions } from "./tokenDistributions.ts";

/** A particle whose state no other has. */
export interface MovingParticle {
  readonly slot: Slot;
  readonly state: TextState;
}

export interface MovePredictor {
  /**
   * One prediction for each, for the transition from `step`.
   *
   * @param until the next step at which particles are looked at
   */
  predict(
    particles: readonly MovingParticle[],
    step: number,
    until: number,
    random: RandomStreams,
    signal: AbortSignal,
  ): Promise<TokenDistributions[]>;
}

interface Rows {
  readonly state: TextState;
  readonly rows: readonly number[];
}

/** Of a proposal that does not order by content. */
export function createMovePredictor(predictor: TextPredictor, proposal: TextProposal, steps: number): MovePredictor {
  /** By state: what was asked for before it was needed; no rows where nothing was found that will be. */
  const ahead = new WeakMap<
    TextState,
    { readonly rows: readonly number[]; readonly prediction?: TokenDistributions }
  >();

  const foreseen = (
    { slot: { group, index }, state }: MovingParticle,
    random: RandomStreams,
    step: number,
  ): Foreseen => ({
    scope: { places: state.layout.places, step, steps },
    random: random.stream({ purpose: "transition", group, slot: index, step }),
  });
  // What the model says of rows of a state is the same whenever it is asked: nothing else has to agree.
  const madeFor = ({ state, rows }: Rows): TokenDistributions | undefined => {
    const found = ahead.get(state);
    return found?.rows.length === rows.length && found.rows.every((row, i) => row === rows[i])
      ? found.prediction
      : undefined;
  };

  return {
    async predict(particles, step, until, random, signal) {
      const now = particles.map((each): Rows => ({
        state: each.state,
        rows: drawnRows(proposal, each.state, foreseen(each, random, step)),
      }));
      const known = now.map(madeFor);
      const isDue = now.some(({ rows }, i) => rows.length > 0 && known[i] === undefined);
      const later = particles.flatMap((each, i): Rows[] => {
        const { state } = each;
        if (!isDue || now[i]!.rows.length > 0 || ahead.has(state)) return [];
        const following = Array.from({ length: until - step - 1 }, (_, k) => step + 1 + k).values();
        const rows = firstDrawnRows(
          proposal,
          state,
          following.map((at) => foreseen(each, random, at)),
        );
        ahead.set(state, { rows: [] });
        return rows.length === 0 ? [] : [{ state, rows }];
      });
      const missing = now.filter((_, i) => known[i] === undefined);
      const predictions = await predictor.predictRows([...missing, ...later], signal);
      later.forEach(({ state, rows }, i) => ahead.set(state, { rows, prediction: predictions[missing.length + i]! }));
      const found = predictions.values();
      return known.map((prediction) => prediction ?? found.next().value!);
    },
  };
}
