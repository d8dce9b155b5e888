import { Random } from './random.ts'
import { Weighted, zipf } from './weighted.ts'

/** A language's words, the frequent ones first, and what stands between them. */
export interface Language {
  readonly name: 'en' | 'de' | 'ja'
  readonly words: readonly string[]
  readonly pick: Weighted
  readonly space: string
  readonly stop: string
}

const ZIPF_EXPONENT = 1.03

const ENGLISH =
  'the of and to a in is for that it on you with as be this are or at from your by an have not can will if we all was more one has but do about time up out what which when there their order please how my customer after also many no new use should would could'
const GERMAN =
  'der die das und ist in zu den mit von für auf nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr durch man sein wurde Größe Straße schön möglich Übung täglich Lösung Bestellung Rückgabe'

const ONSETS = [
  'b',
  'br',
  'c',
  'ch',
  'd',
  'dr',
  'f',
  'g',
  'gl',
  'h',
  'k',
  'l',
  'm',
  'n',
  'p',
  'pl',
  'r',
  's',
  'st',
  't',
  'tr',
  'v',
  'w',
]
const VOWELS = ['a', 'e', 'i', 'o', 'u', 'ai', 'ea', 'io', 'ou']
const GERMAN_VOWELS = ['a', 'e', 'i', 'o', 'u', 'ä', 'ö', 'ü', 'ei', 'ie', 'au']
const CODAS = ['', '', 'l', 'n', 'nd', 'r', 'rt', 's', 'st', 't', 'ck', 'm']
const GERMAN_CODAS = ['', 'l', 'n', 'ng', 'r', 's', 'ß', 't', 'cht', 'ft', 'm']
const JAPANESE_CHARACTERS =
  'あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをん日本語時間会社注文商品確認情報質問回答利用方法問題電話住所大小新古東西南北'

/** Seeded words that look like a language: short ones first, as in real texts. */
function inventWords(random: Random, count: number, first: string, parts: readonly (readonly string[])[]): string[] {
  const words = new Set(first.split(' '))
  while (words.size < count) {
    const syllables = words.size < 300 ? 1 : words.size < 5000 ? random.between(1, 2) : random.between(2, 3)
    let word = ''
    for (let syllable = 0; syllable < syllables; syllable++) {
      for (const part of parts) word += part[random.below(part.length)]!
    }
    if (word.length > 1) words.add(word)
  }
  return [...words]
}

function japaneseWords(random: Random, count: number): string[] {
  const words = new Set<string>()
  const characters = [...JAPANESE_CHARACTERS]
  while (words.size < count) {
    words.add(Array.from({ length: random.between(1, 4) }, () => characters[random.below(characters.length)]!).join(''))
  }
  return [...words]
}

/** The languages of the corpus, by which conversations name them: English, German, Japanese. */
export function languages(): readonly Language[] {
  const random = new Random(20_26)
  const language = (name: Language['name'], words: string[], space: string, stop: string): Language => ({
    name,
    words,
    pick: new Weighted(zipf(words.length, ZIPF_EXPONENT)),
    space,
    stop,
  })
  return [
    language('en', inventWords(random, 32_000, ENGLISH, [ONSETS, VOWELS, CODAS]), ' ', '. '),
    language('de', inventWords(random, 12_000, GERMAN, [ONSETS, GERMAN_VOWELS, GERMAN_CODAS]), ' ', '. '),
    language('ja', japaneseWords(random, 6000), '', '。'),
  ]
}
