import type { Json, JsonObject } from '../json.ts'

// What a validated request looks like: camelCase names, enums in upper case, repeated fields always arrays.
// Free values (arguments, responses, JSON Schemas) are as the client wrote them.

export interface FunctionCall {
  id?: string
  name: string
  args?: JsonObject
}

interface FunctionResponse {
  id?: string
  name: string
  response?: JsonObject
}

export interface Part {
  text?: string
  thought?: boolean
  thoughtSignature?: string
  inlineData?: { mimeType?: string; data?: string }
  fileData?: { mimeType?: string; fileUri?: string }
  functionCall?: FunctionCall
  functionResponse?: FunctionResponse
  executableCode?: { language: string; code: string }
  codeExecutionResult?: { outcome: string; output: string }
}

export interface Content {
  role?: string
  parts?: Part[]
}

/** A schema in either dialect: OpenAPI-like with upper-case types, or plain JSON Schema. */
export type Schema = JsonObject

export interface FunctionDeclaration {
  name: string
  description?: string
  parameters?: Schema
  parametersJsonSchema?: Json
}

export interface Tool {
  functionDeclarations?: FunctionDeclaration[]
  googleSearch?: Json
  googleSearchRetrieval?: Json
  enterpriseWebSearch?: Json
  codeExecution?: Json
  urlContext?: Json
  fileSearch?: Json
}

export interface GenerationConfig {
  temperature?: number
  topP?: number
  topK?: number
  candidateCount?: number
  maxOutputTokens?: number
  stopSequences?: string[]
  seed?: number
  responseMimeType?: string
  responseSchema?: Schema
  responseJsonSchema?: Json
  responseLogprobs?: boolean
  logprobs?: number
  responseModalities?: string[]
  imageConfig?: JsonObject
  thinkingConfig?: { includeThoughts?: boolean; thinkingBudget?: number; thinkingLevel?: string }
}

export interface GenerateContentRequest {
  model?: string
  contents: Content[]
  systemInstruction?: Content
  tools?: Tool[]
  toolConfig?: {
    functionCallingConfig?: {
      mode?: string
      allowedFunctionNames?: string[]
      streamFunctionCallArguments?: boolean
    }
  }
  generationConfig?: GenerationConfig
  serviceTier?: string
  cachedContent?: string
  continuationToken?: string
}

export interface CountTokensRequest {
  contents?: Content[]
  generateContentRequest?: GenerateContentRequest
}

export interface EmbedContentRequest {
  model?: string
  content: Content
  taskType?: string
  title?: string
  outputDimensionality?: number
}
