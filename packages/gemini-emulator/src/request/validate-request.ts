import { invalidArgument, isFailure } from '../error-body.ts'
import type { ApiFailure } from '../error-body.ts'
import type { JsonObject } from '../json.ts'
import type { Model } from '../models.ts'
import { checkTurns } from './check-turns.ts'
import type { Content, GenerateContentRequest, Part } from './generate-request.ts'
import { readMessage } from './read-message.ts'
import { GENERATE_CONTENT } from './request-fields.ts'

const DATA_FIELDS = [
  'text',
  'inlineData',
  'fileData',
  'functionCall',
  'functionResponse',
  'executableCode',
  'codeExecutionResult',
  'toolCall',
  'toolResponse',
  'audioTranscription',
] as const

/** Newer names may hold `.` and `:`; older servers stop at 63 characters. */
const FUNCTION_NAME = /^[A-Za-z_][A-Za-z0-9_.:-]{0,63}$/

/** A generateContent request for `model`, checked as the service checks it, or its 400. */
export function validateGenerateContent(body: JsonObject, model: Model): GenerateContentRequest | ApiFailure {
  const request = readMessage<GenerateContentRequest>(body, GENERATE_CONTENT)
  if (isFailure(request)) return request
  const failure =
    checkContents(request.contents) ??
    checkConfig(request, model) ??
    checkTools(request, model) ??
    checkTurns(request.contents, model.family)
  return failure ?? request
}

/** `contents` of any request: present, known roles, parts that hold something. */
export function checkContents(contents: readonly Content[] | undefined): ApiFailure | undefined {
  if (!contents || contents.length === 0) return violation('contents', 'contents is not specified')
  for (const [index, { role, parts }] of contents.entries()) {
    if (role !== undefined && !['', 'user', 'model', 'function', 'system'].includes(role)) {
      return invalidArgument('Please use a valid role: user, model.')
    }
    if (role === 'system') {
      return invalidArgument('Content with system role is not supported.')
    }
    if (!parts || parts.length === 0) return violation(`contents[${index}].parts`, 'contents.parts must not be empty.')
    const empty = parts.findIndex((part) => !holdsData(part))
    if (empty >= 0) {
      return violation(
        `contents[${index}].parts[${empty}].data`,
        "required oneof field 'data' must have one initialized field",
      )
    }
  }
  const last = contents.at(-1)!
  return last.role === 'model' && last.parts!.some((part) => part.functionCall)
    ? invalidArgument('Please ensure that single turn requests end with a user role or the role field is empty.')
    : undefined
}

const holdsData = (part: Part): boolean => DATA_FIELDS.some((field) => field in part)

function violation(field: string, text: string): ApiFailure {
  return invalidArgument(`* GenerateContentRequest.${field}: ${text}\n`)
}

function checkConfig({ generationConfig: config }: GenerateContentRequest, model: Model): ApiFailure | undefined {
  if (!config) return undefined
  const outside = (value: number | undefined, low: number, high: number): boolean =>
    value !== undefined && (value < low || value > high)
  const at = (field: string, text: string): ApiFailure => violation(`generation_config.${field}`, text)

  if (outside(config.temperature, 0, 2)) return at('temperature', 'temperature must be in the range [0.0, 2.0].')
  if (outside(config.topP, 0, 1)) return at('top_p', 'top_p must be in the range [0.0, 1.0].')
  if (outside(config.topK, 1, Infinity)) return at('top_k', 'top_k must be positive.')
  if (outside(config.candidateCount, 1, 8)) {
    return at('candidate_count', 'candidate_count must be in the range [1, 8].')
  }
  if (outside(config.maxOutputTokens, 1, Infinity)) {
    return at('max_output_tokens', 'max_output_tokens must be positive.')
  }
  if ((config.stopSequences?.length ?? 0) > 5) return at('stop_sequences', 'at most 5 stop sequences are allowed.')
  const mimeType = config.responseMimeType ?? 'text/plain'
  if (!['text/plain', 'application/json', 'text/x.enum'].includes(mimeType)) {
    return at(
      'response_mime_type',
      'allowed mimetypes are `text/plain`, `application/json`, `application/xml`, `application/yaml` and `text/x.enum`.',
    )
  }
  const hasSchema = config.responseSchema !== undefined || config.responseJsonSchema !== undefined
  if (hasSchema && mimeType === 'text/plain') {
    return at(
      'response_schema',
      'only allowed when `response_mime_type` is set to "application/json" or "text/x.enum".',
    )
  }
  if (config.responseSchema !== undefined && config.responseJsonSchema !== undefined) {
    return at('response_json_schema', 'only one of response_schema and response_json_schema may be set.')
  }
  const thinking = config.thinkingConfig
  if (thinking?.thinkingBudget !== undefined && thinking.thinkingLevel !== undefined) {
    return invalidArgument('You can only set only one of thinking budget and thinking level.')
  }
  if (model.family === '2.0' && thinking && (thinking.includeThoughts || (thinking.thinkingBudget ?? 0) !== 0)) {
    return invalidArgument(`Thinking is not enabled for models/${model.id}`)
  }
  if (model.family === '2.5' && thinking?.thinkingLevel !== undefined) {
    return invalidArgument('Thinking level is not supported for this model.')
  }
  return undefined
}

function checkTools(
  { tools, toolConfig, generationConfig }: GenerateContentRequest,
  model: Model,
): ApiFailure | undefined {
  const declarations = (tools ?? []).flatMap((tool) => tool.functionDeclarations ?? [])
  const names = new Set<string>()
  for (const [index, { name }] of declarations.entries()) {
    if (!FUNCTION_NAME.test(name ?? '')) {
      return violation(
        `tools[0].function_declarations[${index}].name`,
        'Invalid function name. Must start with a letter or an underscore. Must be alphanumeric (a-z, A-Z, 0-9), ' +
          'underscores (_), dots (.), colons (:), or dashes (-), with a maximum length of 64.',
      )
    }
    if (names.has(name)) return invalidArgument(`Duplicate function declaration found: ${name}`)
    names.add(name)
  }
  const calling = toolConfig?.functionCallingConfig
  if (calling?.mode === 'ANY' && declarations.length === 0) {
    return invalidArgument('Function calling config is set without function_declarations.')
  }
  const unknown = calling?.allowedFunctionNames?.find((name) => !names.has(name))
  if (unknown !== undefined) {
    return violation(
      'tool_config.function_calling_config.allowed_function_names',
      `allowed_function_names contains "${unknown}", which is not a declared function.`,
    )
  }
  if (calling?.allowedFunctionNames?.length && calling.mode !== 'ANY' && calling.mode !== 'VALIDATED') {
    return invalidArgument(
      'Please set mode to ANY or VALIDATED when allowed_function_names is set in function_calling_config.',
    )
  }
  const json = generationConfig?.responseMimeType === 'application/json'
  if (json && declarations.length > 0 && model.family !== '3') {
    return invalidArgument("Function calling with a response mime type: 'application/json' is unsupported")
  }
  return undefined
}
