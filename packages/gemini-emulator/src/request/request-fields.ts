import { BOOLEAN, BYTES, FREE, INTEGER, list, map, message, NUMBER, oneOf, STRING } from './field-types.ts'
import type { Fields, FieldType } from './field-types.ts'

// The union of what v1, v1beta, v1alpha and Vertex AI accept. A field that is not here is an error (see read-message.ts).

const blob = message(() => ({ mimeType: STRING, data: BYTES, displayName: STRING }))
const fileData = message(() => ({ mimeType: STRING, fileUri: STRING, displayName: STRING }))

const PART: Fields = {
  text: STRING,
  inlineData: blob,
  fileData,
  functionCall: message(() => ({
    id: STRING,
    name: STRING,
    args: FREE,
    partialArgs: FREE,
    willContinue: BOOLEAN,
  })),
  functionResponse: message(() => ({
    id: STRING,
    name: STRING,
    response: FREE,
    parts: list(message(() => ({ inlineData: blob, fileData }))),
    scheduling: oneOf('FunctionResponse.Scheduling', 'SCHEDULING_UNSPECIFIED', 'SILENT', 'WHEN_IDLE', 'INTERRUPT'),
    willContinue: BOOLEAN,
  })),
  executableCode: message(() => ({ id: STRING, language: STRING, code: STRING })),
  codeExecutionResult: message(() => ({ id: STRING, outcome: STRING, output: STRING })),
  toolCall: FREE,
  toolResponse: FREE,
  audioTranscription: FREE,
  speechMetadata: FREE,
  thought: BOOLEAN,
  thoughtSignature: BYTES,
  videoMetadata: message(() => ({ startOffset: STRING, endOffset: STRING, fps: NUMBER })),
  mediaResolution: FREE,
  mediaProcessing: FREE,
  partMetadata: FREE,
}

const CONTENT: FieldType = message(() => ({ role: STRING, parts: list(message(() => PART)) }))

const TYPE = oneOf('Type', 'TYPE_UNSPECIFIED', 'STRING', 'NUMBER', 'INTEGER', 'BOOLEAN', 'ARRAY', 'OBJECT', 'NULL')

const SCHEMA: FieldType = message(() => ({
  type: TYPE,
  format: STRING,
  title: STRING,
  description: STRING,
  nullable: BOOLEAN,
  enum: list(STRING),
  items: SCHEMA,
  minItems: INTEGER,
  maxItems: INTEGER,
  properties: map(SCHEMA),
  required: list(STRING),
  propertyOrdering: list(STRING),
  minimum: NUMBER,
  maximum: NUMBER,
  minLength: INTEGER,
  maxLength: INTEGER,
  minProperties: INTEGER,
  maxProperties: INTEGER,
  pattern: STRING,
  example: FREE,
  default: FREE,
  anyOf: list(SCHEMA),
  additionalProperties: FREE,
  ref: STRING,
  defs: map(SCHEMA),
}))

const TOOL: FieldType = message(() => ({
  functionDeclarations: list(
    message(() => ({
      name: STRING,
      description: STRING,
      parameters: SCHEMA,
      parametersJsonSchema: FREE,
      response: SCHEMA,
      responseJsonSchema: FREE,
      behavior: oneOf('FunctionDeclaration.Behavior', 'UNSPECIFIED', 'BLOCKING', 'NON_BLOCKING'),
    })),
  ),
  googleSearch: FREE,
  googleSearchRetrieval: FREE,
  codeExecution: FREE,
  urlContext: FREE,
  googleMaps: FREE,
  fileSearch: FREE,
  computerUse: FREE,
  mcpServers: FREE,
  retrieval: FREE,
  enterpriseWebSearch: FREE,
  exaAiSearch: FREE,
  parallelAiSearch: FREE,
}))

const TOOL_CONFIG: FieldType = message(() => ({
  functionCallingConfig: message(() => ({
    mode: oneOf('FunctionCallingConfig.Mode', 'MODE_UNSPECIFIED', 'AUTO', 'ANY', 'NONE', 'VALIDATED'),
    allowedFunctionNames: list(STRING),
    streamFunctionCallArguments: BOOLEAN,
  })),
  retrievalConfig: FREE,
  includeServerSideToolInvocations: BOOLEAN,
}))

const MODALITY = oneOf('GenerationConfig.Modality', 'MODALITY_UNSPECIFIED', 'TEXT', 'IMAGE', 'AUDIO', 'VIDEO')
const LEVEL = oneOf('ThinkingConfig.ThinkingLevel', 'THINKING_LEVEL_UNSPECIFIED', 'MINIMAL', 'LOW', 'MEDIUM', 'HIGH')

const GENERATION_CONFIG: FieldType = message(() => ({
  temperature: NUMBER,
  topP: NUMBER,
  topK: NUMBER,
  candidateCount: INTEGER,
  maxOutputTokens: INTEGER,
  stopSequences: list(STRING),
  seed: INTEGER,
  presencePenalty: NUMBER,
  frequencyPenalty: NUMBER,
  responseLogprobs: BOOLEAN,
  logprobs: INTEGER,
  responseMimeType: STRING,
  responseSchema: SCHEMA,
  responseJsonSchema: FREE,
  responseModalities: list(MODALITY),
  mediaResolution: STRING,
  thinkingConfig: message(() => ({ includeThoughts: BOOLEAN, thinkingBudget: INTEGER, thinkingLevel: LEVEL })),
  speechConfig: FREE,
  imageConfig: FREE,
  audioTimestamp: BOOLEAN,
  routingConfig: FREE,
  modelConfig: FREE,
  enableEnhancedCivicAnswers: BOOLEAN,
  audioTranscriptionConfig: FREE,
}))

const category = (name: string): string => `HARM_CATEGORY_${name}`

const SAFETY_SETTING: FieldType = message(() => ({
  category: oneOf(
    'HarmCategory',
    ...['UNSPECIFIED', 'HARASSMENT', 'HATE_SPEECH', 'SEXUALLY_EXPLICIT', 'DANGEROUS_CONTENT', 'CIVIC_INTEGRITY'].map(
      category,
    ),
    ...['JAILBREAK', 'IMAGE_HATE', 'IMAGE_DANGEROUS_CONTENT', 'IMAGE_HARASSMENT', 'IMAGE_SEXUALLY_EXPLICIT'].map(
      category,
    ),
  ),
  threshold: oneOf(
    'SafetySetting.HarmBlockThreshold',
    'HARM_BLOCK_THRESHOLD_UNSPECIFIED',
    'BLOCK_LOW_AND_ABOVE',
    'BLOCK_MEDIUM_AND_ABOVE',
    'BLOCK_ONLY_HIGH',
    'BLOCK_NONE',
    'OFF',
  ),
  method: STRING,
}))

/** models.generateContent and models.streamGenerateContent. */
export const GENERATE_CONTENT: Fields = {
  model: STRING,
  contents: list(CONTENT),
  systemInstruction: CONTENT,
  tools: list(TOOL),
  toolConfig: TOOL_CONFIG,
  safetySettings: list(SAFETY_SETTING),
  generationConfig: GENERATION_CONFIG,
  cachedContent: STRING,
  labels: map(STRING),
  serviceTier: STRING,
  store: BOOLEAN,
  continuationToken: STRING,
  modelArmorConfig: FREE,
}

/** models.countTokens; Vertex AI takes the parts of a generateContent request beside `contents`. */
export const COUNT_TOKENS: Fields = {
  model: STRING,
  contents: list(CONTENT),
  generateContentRequest: message(() => GENERATE_CONTENT),
  systemInstruction: CONTENT,
  tools: list(TOOL),
  generationConfig: GENERATION_CONFIG,
}

/** models.embedContent. */
export const EMBED_CONTENT: Fields = {
  model: STRING,
  content: CONTENT,
  taskType: oneOf(
    'TaskType',
    'TASK_TYPE_UNSPECIFIED',
    'RETRIEVAL_QUERY',
    'RETRIEVAL_DOCUMENT',
    'SEMANTIC_SIMILARITY',
    'CLASSIFICATION',
    'CLUSTERING',
    'QUESTION_ANSWERING',
    'FACT_VERIFICATION',
    'CODE_RETRIEVAL_QUERY',
  ),
  title: STRING,
  outputDimensionality: INTEGER,
  autoTruncate: BOOLEAN,
  embedContentConfig: FREE,
}

/** models.batchEmbedContents. */
export const BATCH_EMBED_CONTENTS: Fields = { model: STRING, requests: list(message(() => EMBED_CONTENT)) }

/** The `:predict` of Vertex AI's text embedding models. */
export const PREDICT: Fields = {
  instances: list(message(() => ({ content: STRING, taskType: STRING, title: STRING }))),
  parameters: message(() => ({ outputDimensionality: INTEGER, autoTruncate: BOOLEAN })),
}

/** caches.create and caches.update. */
export const CACHED_CONTENT: Fields = {
  name: STRING,
  model: STRING,
  contents: list(CONTENT),
  systemInstruction: CONTENT,
  tools: list(TOOL),
  toolConfig: TOOL_CONFIG,
  ttl: STRING,
  expireTime: STRING,
  displayName: STRING,
  kmsKeyName: STRING,
  encryptionSpec: FREE,
}
