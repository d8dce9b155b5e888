import { capitalize } from '../../english/nouns.ts'
import { pick } from '../../seeded.ts'

/** Texts that are asked for by their form. Each takes what the text is about and a seed. */
export type Writer = (topic: string, seed: string) => string

export const haiku: Writer = (topic, seed) =>
  [
    pick(['Quiet morning light', 'Wind across the hills', 'Late in the evening', 'A door left open'], `${seed}1`),
    `${capitalize(topic)}, softly held in thought`,
    pick(
      ['Then the world moves on', 'One leaf, then silence', 'Rain begins to fall', 'The moon keeps the rest'],
      `${seed}2`,
    ),
  ].join('\n')

export const poem: Writer = (topic, seed) =>
  [
    `I went to look for ${topic} at the breaking of the day,`,
    pick(
      [
        'when all the roofs were silver and the river slept away.',
        'when every window held a star and clouds were thin and gray.',
      ],
      `${seed}1`,
    ),
    'I asked the wind, I asked the road, I asked the patient tree,',
    `and each one had a part of it and gave that part to me.`,
    '',
    pick(
      ['So now I carry home at dusk a pocketful of light,', 'So now I set it, piece by piece, upon the windowsill,'],
      `${seed}2`,
    ),
    pick(
      [
        `and ${topic} keeps me company all through the quiet night.`,
        `and what I know of ${topic} is growing, growing still.`,
      ],
      `${seed}3`,
    ),
  ].join('\n')

export const story: Writer = (topic, seed) => {
  const name = pick(['Mira', 'Tomas', 'Ines', 'Oskar'], `${seed}1`)
  const place = pick(
    ['a town at the edge of the sea', 'a valley where the trains no longer stopped', 'a house with too many clocks'],
    `${seed}2`,
  )
  return [
    `In ${place} lived ${name}, who thought of little else than ${topic}. The neighbors shook their heads, kindly, and left bread at the door.`,
    `One autumn night there was a knock. Nobody stood outside, but on the step lay a small brass key and a note: *You were right to keep looking.* ${name} tried the key in every lock of the house, and the last one, a cupboard that had never opened, turned without a sound.`,
    `Behind it was no treasure, only a window onto the very same street, in the light of a morning that had not come yet. ${name} looked for a long time, laughed, and went to wake the neighbors. There was room at that window for everyone.`,
  ].join('\n\n')
}

const JOKES = [
  'Why do programmers prefer dark mode? Because light attracts bugs.',
  'A SQL query walks into a bar, goes up to two tables, and asks: “May I join you?”',
  'There are only two hard things in programming: naming things, caching, and off-by-one errors.',
  'I would tell you a joke about UDP, but you might not get it.',
]
export const joke: Writer = (_topic, seed) => pick(JOKES, seed)

const FUNCTIONS: readonly (readonly [RegExp, string, string])[] = [
  [
    /revers/i,
    'def reverse(text: str) -> str:\n    """Return the text from its last character to its first."""\n    return text[::-1]',
    'Slicing with a step of −1 walks the string backwards.',
  ],
  [
    /fibonacci/i,
    'def fibonacci(n: int) -> int:\n    """Return the n-th Fibonacci number, starting with 0, 1."""\n    a, b = 0, 1\n    for _ in range(n):\n        a, b = b, a + b\n    return a',
    'It keeps only the last two numbers, so it needs linear time and constant memory.',
  ],
  [
    /factorial/i,
    'def factorial(n: int) -> int:\n    """Return n! for n >= 0."""\n    if n < 0:\n        raise ValueError("n must not be negative")\n    result = 1\n    for i in range(2, n + 1):\n        result *= i\n    return result',
    'A loop avoids the depth limit that a recursive version would meet.',
  ],
  [
    /prime/i,
    'def is_prime(n: int) -> bool:\n    """Tell whether n is a prime number."""\n    if n < 2:\n        return False\n    i = 2\n    while i * i <= n:\n        if n % i == 0:\n            return False\n        i += 1\n    return True',
    'It is enough to try divisors up to the square root of n.',
  ],
  [
    /palindrome/i,
    'def is_palindrome(text: str) -> bool:\n    """Tell whether the text reads the same both ways, ignoring case and marks."""\n    letters = [c.lower() for c in text if c.isalnum()]\n    return letters == letters[::-1]',
    'Only letters and digits are compared.',
  ],
  [
    /\bsort/i,
    'def sort_numbers(numbers: list[float]) -> list[float]:\n    """Return a new list in ascending order (merge sort)."""\n    if len(numbers) < 2:\n        return numbers[:]\n    middle = len(numbers) // 2\n    left, right = sort_numbers(numbers[:middle]), sort_numbers(numbers[middle:])\n    merged = []\n    while left and right:\n        merged.append(left.pop(0) if left[0] <= right[0] else right.pop(0))\n    return merged + left + right',
    'Merge sort is stable; for real work the built-in `sorted` is faster.',
  ],
]

/** A small Python function for what is asked, if it is one of the usual ones. */
export function code(prompt: string): string | undefined {
  const found = FUNCTIONS.find(([pattern]) => pattern.test(prompt))
  return found && `Here is a function that does it:\n\n\`\`\`python\n${found[1]}\n\`\`\`\n\n${found[2]}`
}
