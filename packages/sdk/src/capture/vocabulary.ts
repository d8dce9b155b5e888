import { anyText } from './any-text.ts'
import { isContentKey } from './content-keys.ts'
import { mayHoldBytes } from '../media/find-media.ts'
import { SPAN_LIMITS } from '../trace/span-limits.ts'
import { isSecretAttribute, isSecretKey } from './secret-keys.ts'

/** Of a property of a value. */
export interface PropertyWord {
  /** `"name":`, as it stands in JSON. */
  readonly json: string
  /** The same after a comma. */
  readonly laterJson: string
  readonly isSecret: boolean
  /** Whether APIs put media under it. */
  readonly mayHoldBytes: boolean
}

/** Of an attribute of a span. */
export interface AttributeWord {
  /** Cut to what a span can hold. */
  readonly name: string
  readonly isSecret: boolean
  readonly isContent: boolean
}

const MAX_WORDS = 1000
const MAX_PROPERTY_CHARACTERS = 1000
/** Longer names are made of data. */
const MAX_REMEMBERED_CHARACTERS = 100

/** What there is to know of names. A program has few, and says them again in every span: each is looked at once. */
export class Vocabulary {
  readonly #properties = new Map<string, PropertyWord>()
  readonly #attributes = new Map<string, AttributeWord>()

  property(key: string): PropertyWord {
    return this.#properties.get(key) ?? remember(this.#properties, key, propertyWord(key))
  }

  attribute(key: string): AttributeWord {
    return this.#attributes.get(key) ?? remember(this.#attributes, key, attributeWord(key))
  }
}

function remember<Word>(words: Map<string, Word>, key: string, word: Word): Word {
  if (words.size < MAX_WORDS && typeof key === 'string' && key.length <= MAX_REMEMBERED_CHARACTERS) words.set(key, word)
  return word
}

function propertyWord(key: string): PropertyWord {
  const shown = key.length > MAX_PROPERTY_CHARACTERS ? `${key.slice(0, MAX_PROPERTY_CHARACTERS)}…` : key
  const json = `${JSON.stringify(shown)}:`
  return { json, laterJson: `,${json}`, isSecret: isSecretKey(shown), mayHoldBytes: mayHoldBytes(key) }
}

/** Without types a program may name an attribute by anything. */
function attributeWord(key: string): AttributeWord {
  const text = anyText(key)
  return {
    name: text.slice(0, SPAN_LIMITS.nameCharacters),
    isSecret: isSecretAttribute(text),
    isContent: isContentKey(key),
  }
}
