/** Which places a transition draws from, found out before the model is asked. Pure. */
import type { RandomStream } from "../../steering/random.ts";
import type { TextState } from "../textState.ts";
import { TokenDistributions } from "../tokenDistributions.ts";
import type { Scope, TextProposal } from "./proposal.ts";

/**
 * The masked rows that `proposal.move` draws from, in rising order: it is moved with a prediction that notes them. Only of a proposal that does not order by
 * content, whose choice of places depends on no token.
 *
 * @param random a stream of its own, of the address that the transition will have
 */
export function drawnRows(proposal: TextProposal, state: TextState, scope: Scope, random: RandomStream): number[] {
  const noted = new NotedDraws(state.layout.maskId);
  proposal.move(state, noted, scope, random);
  return [...noted.rows].toSorted((a, b) => a - b);
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
