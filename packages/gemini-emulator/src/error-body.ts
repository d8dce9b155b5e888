/** A refusal as the service words it: the canonical code, its name, the text, and typed details where it gives any. */
export interface ApiFailure {
  code: number
  status: string
  message: string
  details?: readonly unknown[]
}

/** The body `{"error": {…}}` of google.rpc.Status in JSON. */
export function errorBody(failure: ApiFailure): { error: ApiFailure } {
  const { code, message, status, details } = failure
  return { error: { code, message, status, ...(details && { details }) } }
}

/** Tells a refusal from a value; values of the emulator never have both `code` and `status`. */
export function isFailure(value: object): value is ApiFailure {
  return 'code' in value && 'status' in value && 'message' in value
}

export function invalidArgument(message: string, details?: readonly unknown[]): ApiFailure {
  return { code: 400, status: 'INVALID_ARGUMENT', message, ...(details && { details }) }
}

/** 400 with one `BadRequest` field violation for each text, as the JSON reader of the service reports them. */
export function badPayload(violations: readonly { field: string; description: string }[]): ApiFailure {
  return invalidArgument(violations.map((violation) => violation.description).join('\n'), [
    { '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: violations },
  ])
}

/** The service answers a bad key with 400, not 401. */
export function invalidKey(): ApiFailure {
  const message = 'API key not valid. Please pass a valid API key.'
  return invalidArgument(message, [
    {
      '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
      reason: 'API_KEY_INVALID',
      domain: 'googleapis.com',
      metadata: { service: 'generativelanguage.googleapis.com' },
    },
    { '@type': 'type.googleapis.com/google.rpc.LocalizedMessage', locale: 'en-US', message },
  ])
}

export function missingKey(): ApiFailure {
  return {
    code: 403,
    status: 'PERMISSION_DENIED',
    message:
      "Method doesn't allow unregistered callers (callers without established identity). " +
      'Please use API Key or other form of API consumer identity to call this API.',
  }
}

/** Vertex AI: no bearer token. */
export function missingToken(): ApiFailure {
  return {
    code: 401,
    status: 'UNAUTHENTICATED',
    message:
      'Request is missing required authentication credential. Expected OAuth 2 access token, login cookie or other ' +
      'valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.',
  }
}

/** An unknown model, or one that does not have `method`; both read alike. */
export function unknownModel(model: string, version: string, method: string): ApiFailure {
  return {
    code: 404,
    status: 'NOT_FOUND',
    message:
      `models/${model} is not found for API version ${version}, or is not supported for ${method}. ` +
      'Call ListModels to see the list of available models and their supported methods.',
  }
}

/** Vertex AI words an unknown model by its full name. */
export function unknownPublisherModel(model: string, parent: string): ApiFailure {
  return {
    code: 404,
    status: 'NOT_FOUND',
    message:
      `Publisher Model \`${parent}/models/${model}\` was not found or your project does not have access to it. ` +
      'Please ensure you are using a valid model version. For more information, see: ' +
      'https://cloud.google.com/vertex-ai/generative-ai/docs/learn/model-versions',
  }
}

/** Nothing lives at this path. */
export function unknownPath(): ApiFailure {
  return { code: 404, status: 'NOT_FOUND', message: 'Method not found.' }
}

/** 429 of the free tier for one model, with the delay after which to try again. */
export function quotaExceeded(model: string, retrySeconds: number): ApiFailure {
  const metric = 'generativelanguage.googleapis.com/generate_content_free_tier_requests'
  return {
    code: 429,
    status: 'RESOURCE_EXHAUSTED',
    message:
      'You exceeded your current quota, please check your plan and billing details. For more information on this ' +
      'error, head to: https://ai.google.dev/gemini-api/docs/rate-limits. To monitor your current usage, head to: ' +
      `https://ai.dev/rate-limit. \n* Quota exceeded for metric: ${metric}, limit: 20, model: ${model}\n` +
      `Please retry in ${retrySeconds}s.`,
    details: [
      {
        '@type': 'type.googleapis.com/google.rpc.Help',
        links: [
          {
            description: 'Learn more about Gemini API quotas',
            url: 'https://ai.google.dev/gemini-api/docs/rate-limits',
          },
        ],
      },
      {
        '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
        violations: [
          {
            quotaMetric: metric,
            quotaId: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier',
            quotaDimensions: { location: 'global', model },
            quotaValue: '20',
          },
        ],
      },
      { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${Math.floor(retrySeconds)}s` },
    ],
  }
}

export function internalError(): ApiFailure {
  return {
    code: 500,
    status: 'INTERNAL',
    message:
      'An internal error has occurred. Please retry or report in ' +
      'https://developers.generativeai.google/guide/troubleshooting',
  }
}

export function overloaded(): ApiFailure {
  return { code: 503, status: 'UNAVAILABLE', message: 'The model is overloaded. Please try again later.' }
}

export function deadlineExceeded(): ApiFailure {
  return {
    code: 504,
    status: 'DEADLINE_EXCEEDED',
    message: 'The request timed out. Please try again.',
  }
}

export function bodyTooLarge(limitBytes: number): ApiFailure {
  return invalidArgument(`Request payload size exceeds the limit: ${limitBytes} bytes.`)
}

export function notJson(): ApiFailure {
  const description = 'Invalid JSON payload received. Expected a JSON object.'
  return badPayload([{ field: '', description }])
}
