/** The part of the `vader-sentiment` package that is used; it brings no types. */
declare module "vader-sentiment" {
  const vader: {
    readonly SentimentIntensityAnalyzer: {
      /** `compound` is the whole text's mood in [−1, 1]. */
      polarity_scores(text: string): { readonly compound: number };
    };
  };
  export default vader;
}
