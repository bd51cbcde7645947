/**
 * What `import … from "fk-steering"` means when a reward runs. Its types are a file in the user's workspace; at run
 * time it is this text, since the installed extension has no sources. Made from src/rewards by
 * test/unit/rewards/declaration.test.ts: `vitest run declaration -u` writes it anew.
 */
export const fkSteeringModule = `function defineReward(reward) {
  return reward;
}
export {
  defineReward
};
function wordsOf(text) {
  return text.match(/\\p{L}[\\p{L}\\p{N}'’-]*/gu) ?? [];
}
function sentencesOf(text) {
  return text.split(/[.!?…]+/u).map((sentence) => sentence.trim()).filter((sentence) => /\\p{L}/u.test(sentence));
}
function closeness(value, target, reach) {
  return Math.max(0, 1 - Math.abs(value - target) / reach);
}
function meanColour(image) {
  const { data } = image;
  const sum = [0, 0, 0];
  for (let at = 0; at < data.length; at += 4) {
    for (let channel = 0; channel < 3; channel += 1) sum[channel] += data[at + channel];
  }
  const pixels = Math.max(1, data.length / 4);
  return [sum[0] / pixels, sum[1] / pixels, sum[2] / pixels];
}
function shareOfColour(image, colour, distance) {
  const { data } = image;
  let near = 0;
  for (let at = 0; at < data.length; at += 4) {
    const away = Math.hypot(data[at] - colour[0], data[at + 1] - colour[1], data[at + 2] - colour[2]);
    if (away <= distance) near += 1;
  }
  return near / Math.max(1, data.length / 4);
}
function brightness(image) {
  const values = luminances(image);
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
function luminances(image) {
  const { data } = image;
  const values = new Float64Array(data.length / 4);
  for (let pixel = 0; pixel < values.length; pixel += 1) {
    const at = 4 * pixel;
    values[pixel] = (0.2126 * data[at] + 0.7152 * data[at + 1] + 0.0722 * data[at + 2]) / 255;
  }
  return values;
}
export {
  brightness,
  closeness,
  luminances,
  meanColour,
  sentencesOf,
  shareOfColour,
  wordsOf
};
function resized(image, width, height) {
  if (![width, height].every((side) => Number.isInteger(side) && side >= 1)) {
    throw new RangeError(\`An image of \${width} × \${height} pixels cannot be had: both must be whole numbers from 1.\`);
  }
  if (image.width === width && image.height === height) return image;
  const low = averaged(image.data, { lines: 1, from: image.height, to: height, stride: 4 * image.width });
  const data = averaged(low, { lines: height, from: image.width, to: width, stride: 4 });
  return { width, height, data: new Uint8ClampedArray(data) };
}
function averaged(values, { lines, from, to, stride }) {
  const scale = from / to;
  const result = new Float64Array(lines * to * stride);
  for (let line = 0; line < lines; line += 1) {
    for (let place = 0; place < to; place += 1) {
      const begin = place * scale;
      const end = (place + 1) * scale;
      const at = (line * to + place) * stride;
      for (let old = Math.floor(begin); old < Math.min(from, Math.ceil(end - 1e-9)); old += 1) {
        const share = (Math.min(end, old + 1) - Math.max(begin, old)) / scale;
        const under = (line * from + old) * stride;
        for (let i = 0; i < stride; i += 1) result[at + i] += share * values[under + i];
      }
    }
  }
  return result;
}
export {
  resized
};
async function textTraits(samples, models) {
  const texts = samples.map(({ text }) => text);
  const asked = (ask) => inParts(texts, ({ length }) => Math.max(100, length), 5e5, ask);
  const words = samples.map(({ generated }) => wordsOf(generated));
  const share = (part, all) => part / Math.max(1, all);
  return {
    "mood by a lexicon": await asked(models.sentiment),
    "mood as people rate it": await asked(models.ratedSentiment),
    grammar: await asked(models.acceptability),
    toxicity: await asked(models.toxicity),
    words: words.map(({ length }) => length),
    "words a sentence": samples.map(({ generated }, n) => share(words[n].length, sentencesOf(generated).length)),
    "letters a word": words.map((own) => share(own.join("").length, own.length)),
    "different words": words.map((own) => share(new Set(own.map((word) => word.toLowerCase())).size, own.length)),
    "speech and exclamations": samples.map(
      ({ generated }) => share((generated.match(/["“”!?]/gu) ?? []).length, generated.length)
    )
  };
}
function imageTraits(images) {
  const colours = images.map((image) => meanColour(image).map((channel) => channel / 255));
  const lights = images.map((image) => luminances(image));
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  return {
    red: colours.map(([red]) => red),
    green: colours.map(([, green]) => green),
    blue: colours.map(([, , blue]) => blue),
    brightness: images.map(brightness),
    contrast: lights.map((values) => {
      const middle = mean(values);
      return 2 * Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
    }),
    colourfulness: images.map(({ data }) => {
      let sum = 0;
      for (let at = 0; at < data.length; at += 4) {
        const [r, g, b] = [data[at], data[at + 1], data[at + 2]];
        sum += Math.max(r, g, b) - Math.min(r, g, b);
      }
      return sum / 255 / Math.max(1, data.length / 4);
    }),
    "size of what is shown": images.map((image) => sizeOfFigure(image)),
    detail: images.map(({ width }, n) => {
      const values = lights[n];
      return mean(values.map((value, at) => at % width === 0 ? 0 : Math.abs(value - values[at - 1])));
    })
  };
}
async function clipTraits(images, models, model) {
  const words = [
    "a photo",
    "a drawing",
    "a bright image",
    "a dark image",
    "a simple image",
    "a crowded image",
    "a blurred image"
  ];
  const all = await inParts(
    [...images, ...words.flatMap((prompt) => images.map((image) => ({ ...image, prompt })))],
    ({ width, height, prompt }) => width * height + 10 * prompt.length,
    8e6,
    (part2) => models.clip(part2, model)
  );
  const part = (k) => all.slice(k * images.length, (k + 1) * images.length);
  return Object.fromEntries(["its prompt", ...words].map((name, k) => [name, part(k)]));
}
async function inParts(samples, sizeOf, most, ask) {
  const answers = [];
  let [start, size] = [0, 0];
  for (const [n, sample] of samples.entries()) {
    if (n > start && size + sizeOf(sample) > most) {
      answers.push(await ask(samples.slice(start, n)));
      [start, size] = [n, 0];
    }
    size += sizeOf(sample);
  }
  answers.push(await ask(samples.slice(start)));
  return answers.flat();
}
function scoresBy({ traits: learned }, traits) {
  const count = Object.values(traits)[0]?.length ?? 0;
  return Array.from({ length: count }, (_, n) => {
    const sum = learned.reduce((total, { name, mean, scale, weight }) => {
      const value = traits[name]?.[n];
      if (value === void 0)
        throw new Error(\`There is no trait \${name}: its votes were learned from by other traits.\`);
      return total + weight * (value - mean) / scale;
    }, 0);
    return Math.tanh(sum / 2);
  });
}
function sizeOfFigure({ width, height, data }) {
  const ground = [0, 0, 0];
  let count = 0;
  const isBorder = (pixel) => {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    return x === 0 || y === 0 || x === width - 1 || y === height - 1;
  };
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    if (!isBorder(pixel)) continue;
    count += 1;
    for (let channel = 0; channel < 3; channel += 1) ground[channel] += data[4 * pixel + channel];
  }
  const [red, green, blue] = ground.map((sum) => sum / Math.max(1, count));
  let far = 0;
  for (let at = 0; at < data.length; at += 4) {
    if (Math.hypot(data[at] - red, data[at + 1] - green, data[at + 2] - blue) > 80) far += 1;
  }
  return far / Math.max(1, data.length / 4);
}
export {
  clipTraits,
  imageTraits,
  scoresBy,
  textTraits
};
`;
