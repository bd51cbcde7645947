// A story with a dragon in it, early rather than late.
import { defineReward } from "fk-steering";

export default defineReward({
  accepts: "text",
  description: "1 when the text begins with the word, falling to 0.5 at its end; 0 without it",
  parameters: {
    word: { type: "string", default: "dragon", description: "What has to turn up" },
  },
  fixtures: [
    { better: "A dragon came to the door.", worse: "To the door there came a dragon." },
    { better: "There was a dra", worse: "There was a cat" },
    { text: "There was a cat.", min: 0, max: 0 },
    { text: "There was a cat.", min: 0.5, parameters: { word: "cat" } },
  ],

  score(samples, { parameters }) {
    const word = parameters.word.toLowerCase();
    return samples.map(({ generated }) => {
      const place = generated.toLowerCase().indexOf(word);
      // A word that is only half there already counts a little, so that particles find the way.
      if (place < 0) return generated.toLowerCase().includes(word.slice(0, 3)) ? 0.1 : 0;
      return 1 - place / generated.length / 2;
    });
  },
});
