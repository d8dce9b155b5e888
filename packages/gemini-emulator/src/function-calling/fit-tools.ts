import type { FunctionDeclaration } from '../request/generate-request.ts'
import { askedStems, stems, topicStems } from './words.ts'

// Words of a description that are in every second prompt.
const COMMON = new Set(
  'the a an and or of to in on for with from by is are be it this that given returns return what how i you my me please'.split(
    ' ',
  ),
)

interface Fit {
  declaration: FunctionDeclaration
  score: number
  /** Words of the prompt that speak for this function. */
  matched: Set<string>
}

/**
 * The functions that a prompt asks for, best first. A function fits if a word of its name is in the prompt, or several
 * of its description; of two that fit by the same words only the better one is taken.
 */
export function fitTools(prompt: string, declarations: readonly FunctionDeclaration[]): FunctionDeclaration[] {
  const asked = askedStems(prompt)
  const fits = declarations
    .map((declaration) => fitOf(declaration, asked))
    .filter(({ score }) => score >= 2)
    .sort((a, b) => b.score - a.score)
  const claimed = new Set<string>()
  return fits.flatMap(({ declaration, matched }) => {
    const fresh = [...matched].filter((word) => !claimed.has(word))
    for (const word of matched) claimed.add(word)
    return fresh.length > 0 ? [declaration] : []
  })
}

/** The function that fits best even if none does well: for a caller who demands a call. */
export function bestTool(
  prompt: string,
  declarations: readonly FunctionDeclaration[],
): FunctionDeclaration | undefined {
  const asked = askedStems(prompt)
  return declarations.map((declaration) => fitOf(declaration, asked)).sort((a, b) => b.score - a.score)[0]?.declaration
}

function fitOf(declaration: FunctionDeclaration, asked: ReadonlySet<string>): Fit {
  const name = topicStems(declaration.name)
  const nameHits = [...(name.size > 0 ? name : stems(declaration.name))].filter((word) => asked.has(word))
  const description = [...topicStems(declaration.description ?? '')].filter(
    (word) => !COMMON.has(word) && !name.has(word),
  )
  const descriptionHits = description.filter((word) => asked.has(word))
  const score = 2 * nameHits.length + descriptionHits.length
  return { declaration, score, matched: new Set(nameHits.length > 0 ? nameHits : descriptionHits) }
}
