/** The part of the `vader-sentiment` package that is used; it brings no types. */
declare module "vader-sentiment" {
  interface SentiText {
    readonly text: string;
    get_words_and_emoticons(): string[];
  }
  const vader: {
    readonly SentimentIntensityAnalyzer: {
      /** `compound` is the whole text's mood in [−1, 1]. */
      polarity_scores(text: string): { readonly compound: number };
      sentiment_valence(valence: number, text: SentiText, word: string, index: number, valences: number[]): number[];
    };
  };
  export default vader;
}
