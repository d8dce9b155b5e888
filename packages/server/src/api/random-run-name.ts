import { randomInt } from 'node:crypto'

const ADJECTIVES =
  'able agile amber bold brave breezy bright calm clever crisp eager fair gentle glad golden grand happy keen kind lively lucky merry mild noble polite proud quick quiet rapid rare royal secret serene sharp silent silver smooth steady sunny swift tidy upbeat vivid warm wild wise witty young zesty'.split(
    ' ',
  )
const NOUNS =
  'ant ape bass bat bear bee bird boar bug calf carp cat cod colt cow crab crane crow cub deer doe dog dove duck eel elk finch fish fly foal fox frog goat goose grouse hare hawk hog horse jay kit koi lamb lark lynx mink mole moose moth mouse mule newt owl ox perch pig pug ram rat ray robin roo seal shad shark sheep shrew skunk sloth snail snipe sole squid stag steed stoat stork swan toad trout vole wasp whale wolf worm wren yak'.split(
    ' ',
  )

/** A name for a run that was given none, as MLflow makes them: `swift-heron-123`. */
export function randomRunName(): string {
  const pick = (words: readonly string[]): string => words[randomInt(words.length)]!
  return `${pick(ADJECTIVES)}-${pick(NOUNS)}-${randomInt(1001)}`
}
