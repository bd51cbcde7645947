/** Which places a transition draws from, found out before the model is asked. Pure. */
import type { RandomStream } from "../../steering/random.ts";
import type { TextState } from "../textState.ts";
import { TokenDistributions } from "../tokenDistributions.ts";
import type { Scope, TextProposal } from "./proposal.ts";

/** A transition's scope, and a stream of its own of the address that the transition will have. */
export interface Foreseen {
  readonly scope: Scope;
  readonly random: RandomStream;
}

/**
 * The masked rows that `proposal.move` draws from, in rising order: it is moved with a prediction that notes them. Only of a proposal that does not order by
 * content, whose choice of places depends on no token.
 */
export function drawnRows(proposal: TextProposal, state: TextState, transition: Foreseen): number[] {
  return noted(proposal, state, transition).rows;
}

/** The rows that the first of these transitions draws from which leads to another state; none where each of them leaves the state as it is. */
export function firstDrawnRows(proposal: TextProposal, state: TextState, transitions: Iterable<Foreseen>): number[] {
  for (const transition of transitions) {
    const { rows, moved } = noted(proposal, state, transition);
    if (moved !== state) return rows;
  }
  return [];
}

function noted(
  proposal: TextProposal,
  state: TextState,
  { scope, random }: Foreseen,
): { readonly rows: number[]; readonly moved: TextState } {
  const draws = new NotedDraws(state.layout.maskId);
  const moved = proposal.move(state, draws, scope, random);
  return { rows: [...draws.rows].toSorted((a, b) => a - b), moved };
}

/** Says some token that is no mask wherever it is asked. */
class NotedDraws extends TokenDistributions {
  readonly rows = new Set<number>();
  readonly #token: number;

  constructor(maskId: number) {
    super(new Float32Array(), 0, 1, () => [], "nothing", []);
    this.#token = maskId === 0 ? 1 : 0;
  }

  override draw(row: number): number {
    this.rows.add(row);
    return this.#token;
  }
}
