/** What a steered run must estimate without bias: Z and Z · E_π[f], from a law that is known. */

export interface Statistic<State = number> {
  readonly name: string;
  /** f(x₀). */
  readonly f: (outcome: State) => number;
  /** Z · E_π[f] = Σ p(x₀) exp(λ r(x₀)) f(x₀). */
  readonly exact: number;
}

/** Z itself (f = 1), the reward (f = r), and the indicators of the outcomes likeliest under π. */
export function statisticsOf(
  law: readonly number[],
  rewards: readonly number[],
  strength: number,
  indicators = 3,
): readonly Statistic[] {
  const tilted = law.map((probability, outcome) =>
    probability === 0 ? 0 : probability * (strength === 0 ? 1 : Math.exp(strength * rewards[outcome]!)),
  );
  const sum = (f: (outcome: number) => number): number =>
    tilted.reduce((total, weight, outcome) => (weight === 0 ? total : total + weight * f(outcome)), 0);
  const likeliest = tilted
    .map((_, outcome) => outcome)
    .toSorted((a, b) => tilted[b]! - tilted[a]!)
    .slice(0, indicators);
  const all = [
    { name: "Z", f: () => 1 },
    { name: "Z·E[r]", f: (outcome: number) => rewards[outcome]! },
    ...likeliest.map((a) => ({ name: `Z·π(${a})`, f: (outcome: number) => (outcome === a ? 1 : 0) })),
  ];
  return all.map((statistic) => ({ ...statistic, exact: sum(statistic.f) }));
}

/** Z · π, normalised: the target's probabilities. */
export function targetLaw(law: readonly number[], rewards: readonly number[], strength: number): number[] {
  const tilted = law.map((p, outcome) => (p === 0 ? 0 : p * Math.exp(strength * rewards[outcome]!)));
  const sum = tilted.reduce((a, b) => a + b, 0);
  return tilted.map((weight) => weight / sum);
}
