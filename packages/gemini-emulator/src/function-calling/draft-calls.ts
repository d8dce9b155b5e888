import type { Conversation } from '../answer/conversation.ts'
import type { Draft } from '../answer/reply.ts'
import { readArithmetic } from '../arithmetic/read-arithmetic.ts'
import { stateResult } from '../arithmetic/state-result.ts'
import type { FunctionCall, FunctionDeclaration, GenerateContentRequest } from '../request/generate-request.ts'
import { arithmeticTools } from './arithmetic-tools.ts'
import { fillArguments, inventValue } from './fill-arguments.ts'
import { findEntities } from './find-entities.ts'
import { bestTool, fitTools } from './fit-tools.ts'
import { planArithmetic } from './plan-arithmetic.ts'
import { parametersOf, typeOf } from './schema-fields.ts'
import { reportResponses } from './report-responses.ts'

/** Only the beginning of a very long prompt is looked at for what to call. */
const LONGEST_PROMPT = 20_000

/** Calls to make now, or what to say after calls; nothing if no function has to do with the prompt. */
export function draftCalls(request: GenerateContentRequest, whole: Conversation, seed: string): Draft | undefined {
  const conversation = { ...whole, prompt: whole.prompt.slice(0, LONGEST_PROMPT) }
  const { mode = 'AUTO', allowedFunctionNames = [] } = request.toolConfig?.functionCallingConfig ?? {}
  const declarations = (request.tools ?? [])
    .flatMap((tool) => tool.functionDeclarations ?? [])
    .filter(({ name }) => allowedFunctionNames.length === 0 || allowedFunctionNames.includes(name))
  const mayCall = mode !== 'NONE' && declarations.length > 0

  const calculated = draftCalculation(conversation, mayCall ? declarations : [])
  if (calculated?.kind === 'calls' || (calculated && mode !== 'ANY')) return calculated
  if (conversation.answered.length > 0 && mode !== 'ANY') {
    return { kind: 'text', text: reportResponses(conversation, seed) }
  }
  if (!mayCall) return undefined
  const fitting = fitTools(conversation.prompt, declarations)
  if (mode === 'ANY') {
    const chosen = fitting.length > 0 ? fitting : [bestTool(conversation.prompt, declarations)!]
    return {
      kind: 'calls',
      calls: chosen.flatMap((declaration) => callsOf(declaration, conversation.prompt, true) ?? []),
    }
  }
  if (fitting.length === 0) return undefined
  const calls: FunctionCall[] = []
  for (const declaration of fitting) {
    const made = callsOf(declaration, conversation.prompt, false)
    if (made) calls.push(...made)
  }
  return calls.length > 0
    ? { kind: 'calls', calls }
    : { kind: 'text', text: askForMissing(fitting[0]!, conversation.prompt) }
}

function draftCalculation(
  { prompt, answered }: Conversation,
  declarations: readonly FunctionDeclaration[],
): Draft | undefined {
  const arithmetic = readArithmetic(prompt)
  if (!arithmetic) return undefined
  const tools = arithmeticTools(declarations)
  const plan = planArithmetic(arithmetic, tools, answered)
  switch (plan.kind) {
    case 'calls':
      return plan
    case 'failed':
      return { kind: 'text', text: `I could not work that out: \`${plan.call.name}\` failed with “${plan.message}”.` }
    case 'done':
      // With functions for something else, a number in the prompt is no reason not to call them.
      return declarations.length === 0 || answered.length > 0 || fitTools(prompt, declarations).length === 0
        ? { kind: 'text', text: stateResult(prompt, arithmetic, plan.values) }
        : undefined
  }
}

/** One call, or one for each of the things that the prompt lists; nothing if something required is not in the prompt. */
function callsOf(declaration: FunctionDeclaration, prompt: string, mustCall: boolean): FunctionCall[] | undefined {
  const parameters = parametersOf(declaration)
  const entities = findEntities(prompt)
  const { args, missing } = fillArguments(parameters, entities)
  if (missing.length > 0 && !mustCall) return undefined
  for (const name of missing)
    args[name] = inventValue(
      parameters.find((parameter) => parameter.name === name)!,
      entities,
    )

  const listed = listedNames(prompt, entities.names)
  const filled = parameters.filter(
    ({ name, schema }) => typeOf(schema) === 'STRING' && listed.includes(String(args[name])),
  )
  if (listed.length < 2 || filled.length !== 1) return [{ name: declaration.name, args }]
  return listed.map((item) => ({ name: declaration.name, args: { ...args, [filled[0]!.name]: item } }))
}

/** Names that stand in a row: “Boston & New Delhi”, “Rome, Oslo, and Bern”. */
function listedNames(prompt: string, names: readonly string[]): string[] {
  for (let start = 0; start < names.length; start++) {
    const row = [names[start]!]
    let at = prompt.indexOf(names[start]!) + names[start]!.length
    for (const name of names.slice(start + 1)) {
      const next = prompt.indexOf(name, at)
      if (next < 0 || !/^\s*(?:,|&|and|,\s*and|,\s*&)\s*(?:in\s+|for\s+)?$/.test(prompt.slice(at, next))) break
      row.push(name)
      at = next + name.length
    }
    if (row.length > 1) return row
  }
  return []
}

function askForMissing(declaration: FunctionDeclaration, prompt: string): string {
  const { missing } = fillArguments(parametersOf(declaration), findEntities(prompt))
  const names = missing.map((name) =>
    name
      .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
      .replace(/[_-]+/g, ' ')
      .toLowerCase(),
  )
  return `I can do that, but I need to know a little more first. Could you tell me the ${names.join(' and the ')}?`
}
