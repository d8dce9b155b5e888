/** A few things that prompts in tests and demos ask for, so that answers to them are right and not only fluent. */
export interface Topic {
  pattern: RegExp
  /** Sentences from the most important on; any number of them from the start makes a fair answer. */
  sentences: readonly string[]
}

export const TOPICS: readonly Topic[] = [
  {
    pattern: /\bsky\b.*\bblue\b|\bblue\b.*\bsky\b/i,
    sentences: [
      'The sky looks blue because air molecules scatter the short, blue wavelengths of sunlight far more strongly than the long, red ones.',
      'This scattered blue light reaches our eyes from every direction, while the other colors pass mostly straight through.',
      'At sunset the light crosses much more air, so that most of the blue is gone and reds and oranges remain.',
    ],
  },
  {
    pattern: /\bphotosynthesis\b/i,
    sentences: [
      'Photosynthesis is how plants use the energy of sunlight to turn water and carbon dioxide into sugar and oxygen.',
      'Chlorophyll in the leaves absorbs mostly red and blue light, which is why leaves look green.',
      'The light reactions split water and store energy in ATP and NADPH; the Calvin cycle then spends that energy to build sugar.',
      'Nearly all food chains, and the oxygen we breathe, depend on it.',
    ],
  },
  {
    pattern: /\bgravity\b/i,
    sentences: [
      'Gravity is the attraction between things that have mass: the more mass and the smaller the distance, the stronger it is.',
      'Near the ground it makes everything fall with the same acceleration, about 9.8 meters per second squared, if air is left out.',
      'Einstein described it as the curvature of space and time around mass, which also explains why clocks run slower near heavy bodies.',
    ],
  },
  {
    pattern: /\brainbows?\b/i,
    sentences: [
      'A rainbow appears when sunlight enters raindrops, is bent and split into colors, is reflected at the back, and leaves again toward you.',
      'Each color leaves at a slightly different angle, about 42 degrees for red and 40 for violet, so you see them as separate bands.',
      'You always stand with the sun behind you, and nobody else sees exactly your rainbow.',
    ],
  },
  {
    pattern: /\bblack holes?\b/i,
    sentences: [
      'A black hole is a region where so much mass is packed into so little space that not even light can escape.',
      'Its boundary is called the event horizon; what crosses it cannot send a signal back.',
      'Many form when very massive stars collapse, and much larger ones sit in the centers of galaxies.',
    ],
  },
  {
    pattern: /\brecursion\b|\brecursive\b/i,
    sentences: [
      'Recursion means that a function solves a problem by calling itself on a smaller version of the same problem.',
      'It needs a base case that is answered directly, and a step that moves every other case closer to it.',
      'For example, the factorial of n is n times the factorial of n − 1, and the factorial of 0 is 1.',
    ],
  },
  {
    pattern: /\b(?:large language models?|llms?)\b/i,
    sentences: [
      'A large language model is a neural network that was trained on a great amount of text to predict the next token.',
      'From this simple goal it learns grammar, facts, and patterns of reasoning, which it reuses to answer questions, write, and plan tool calls.',
      'It can be fluent and wrong at the same time, so its answers deserve checks, and its calls deserve to be traced.',
    ],
  },
  {
    pattern: /\bmachine learning\b/i,
    sentences: [
      'Machine learning is a way to build programs that find their rules in examples instead of being told them.',
      'A model makes a prediction, measures how wrong it was, and adjusts its parameters a little, many times over.',
      'It is used for translation, recommendations, fraud detection, and medical images, among much else.',
    ],
  },
  {
    pattern: /\b(?:opentelemetry|distributed tracing|observability)\b/i,
    sentences: [
      'Observability is the ability to understand what a system does inside from what it tells outside: traces, metrics, and logs.',
      'A trace follows one request through all its steps; each step is a span with a start, an end, and attributes.',
      'OpenTelemetry is the open standard for producing such data, so that it can be sent to any backend.',
    ],
  },
  {
    pattern: /\binternet\b/i,
    sentences: [
      'The internet is a network of networks: computers that agree to pass small packets of data to one another by shared rules.',
      'Each packet carries the address it goes to, and routers along the way choose the next hop.',
      'The web, mail, and video calls are all services on top of it.',
    ],
  },
  {
    pattern: /\bdna\b/i,
    sentences: [
      'DNA is the molecule that stores the instructions for building and running a living cell.',
      'It is a double helix whose two strands are held together by pairs of bases: A with T, and C with G.',
      'The order of the bases is read in groups of three, each of which names an amino acid of a protein.',
    ],
  },
  {
    pattern: /\binflation\b/i,
    sentences: [
      'Inflation is a general rise of prices, which means that the same amount of money buys less than before.',
      'It can come from demand that grows faster than supply, from rising costs, or from too much money in circulation.',
      'Central banks often answer with higher interest rates, which slow down spending.',
    ],
  },
  {
    pattern: /\bvaccin(?:e|es|ation)\b/i,
    sentences: [
      'A vaccine shows the immune system a harmless part, or a harmless form, of a germ.',
      'The body makes antibodies and memory cells against it, so that it can react fast when the real germ comes.',
    ],
  },
  {
    pattern: /\bquantum computer(?:s|ing)?\b/i,
    sentences: [
      'A quantum computer calculates with qubits, which can be in a combination of 0 and 1 until they are measured.',
      'By letting such combinations interfere, some problems, such as factoring large numbers, need far fewer steps.',
      'Qubits are easily disturbed, so a large part of the work is in correcting errors.',
    ],
  },
]

export const CAPITALS: Readonly<Record<string, string>> = {
  argentina: 'Buenos Aires',
  australia: 'Canberra',
  austria: 'Vienna',
  belgium: 'Brussels',
  brazil: 'Brasília',
  canada: 'Ottawa',
  chile: 'Santiago',
  china: 'Beijing',
  denmark: 'Copenhagen',
  egypt: 'Cairo',
  finland: 'Helsinki',
  france: 'Paris',
  germany: 'Berlin',
  greece: 'Athens',
  hungary: 'Budapest',
  iceland: 'Reykjavík',
  india: 'New Delhi',
  indonesia: 'Jakarta',
  ireland: 'Dublin',
  italy: 'Rome',
  japan: 'Tokyo',
  kenya: 'Nairobi',
  mexico: 'Mexico City',
  netherlands: 'Amsterdam',
  'new zealand': 'Wellington',
  nigeria: 'Abuja',
  norway: 'Oslo',
  peru: 'Lima',
  poland: 'Warsaw',
  portugal: 'Lisbon',
  'south korea': 'Seoul',
  spain: 'Madrid',
  sweden: 'Stockholm',
  switzerland: 'Bern',
  turkey: 'Ankara',
  'united kingdom': 'London',
  'united states': 'Washington, D.C.',
  vietnam: 'Hanoi',
}

export const OPPOSITES: Readonly<Record<string, string>> = {
  cold: 'hot',
  up: 'down',
  down: 'up',
  big: 'small',
  small: 'big',
  day: 'night',
  night: 'day',
  fast: 'slow',
  slow: 'fast',
  good: 'bad',
  happy: 'sad',
  light: 'dark',
  dark: 'light',
  left: 'right',
  right: 'left',
  open: 'closed',
  old: 'young',
  rich: 'poor',
  tall: 'short',
  wet: 'dry',
  hot: 'cold',
}
