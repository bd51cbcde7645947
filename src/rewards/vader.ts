/** VADER (Hutto & Gilbert, 2014) as the `vader-sentiment` package has it, with one of its steps put more cheaply. Knows no models. */
import vader from "vader-sentiment";

const analyzer = vader.SentimentIntensityAnalyzer;

/** The package's: what is taken out of a text, and what may stand at one end of a word. */
const punctuation = /[!"#$%&'()*+,\-./:;<=>?@[\\\]^_`{|}~]/gu;
const ends = new Set([
  ...[".", "!", "?", ",", ";", ":", "-", "'", '"'],
  ...["!!", "!!!", "??", "???", "?!?", "!?!", "?!?!", "!?!?"],
]);

/** A text's mood in [−1, 1]. It is made for single sentences: over a whole story its sum of words saturates. */
export function polarity(sentence: string): number {
  return analyzer.polarity_scores(sentence).compound;
}

/**
 * The words of a text, each without what stands at one end of it; what has more around it, as emoticons have, stays. The package joins
 * every word with everything that may stand beside one, before and behind, and looks the text's words up among these: that was a sixth
 * of a run with candidates.
 */
export function wordsAndEmoticons(text: string): string[] {
  return text
    .split(/\s/u)
    .filter((token) => token.length > 1)
    .map((token) => {
      const word = token.replaceAll(punctuation, "");
      if (word.length === token.length || word.length < 2) return token;
      const isMarked =
        (token.startsWith(word) && ends.has(token.slice(word.length))) ||
        (token.endsWith(word) && ends.has(token.slice(0, -word.length)));
      return isMarked ? word : token;
    });
}

/** What the package makes of a text has no name outside; whoever weighs its words is given it. */
function speedUp(): void {
  const valenceOf = analyzer.sentiment_valence.bind(analyzer);
  const own = Object.getOwnPropertyDescriptor(analyzer, "sentiment_valence")!;
  analyzer.sentiment_valence = (valence, text, ...others) => {
    const prototype = Object.getPrototypeOf(text) as typeof text;
    prototype.get_words_and_emoticons = function (this: typeof text) {
      return wordsAndEmoticons(this.text);
    };
    return valenceOf(valence, text, ...others);
  };
  analyzer.polarity_scores("good");
  Object.defineProperty(analyzer, "sentiment_valence", own);
}
speedUp();
