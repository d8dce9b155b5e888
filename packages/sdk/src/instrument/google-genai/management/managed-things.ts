/** What a program keeps with the service and manages by the newer part of the client (gemini-sdk.md §2.2, §9). */
export interface ManagedThings {
  /** Where they hang on a client. */
  readonly path: readonly string[]
  /** `Agents`: what their spans are named by. */
  readonly owner: string
  /** `agent`: as in the operations `create_agent`, `list_agents`. */
  readonly thing: string
  readonly methods: readonly string[]
  /** They hold secrets in fields of any name, or bytes: what they are called is recorded, and nothing else. */
  readonly isSecret?: true
}

const CREATE_TO_DELETE = ['create', 'list', 'get', 'delete'] as const

export const MANAGED_THINGS: readonly ManagedThings[] = [
  { path: ['agents'], owner: 'Agents', thing: 'agent', methods: CREATE_TO_DELETE },
  {
    path: ['webhooks'],
    owner: 'Webhooks',
    thing: 'webhook',
    methods: [...CREATE_TO_DELETE, 'update', 'rotateSigningSecret', 'ping'],
    isSecret: true,
  },
  {
    path: ['triggers'],
    owner: 'Triggers',
    thing: 'trigger',
    methods: [...CREATE_TO_DELETE, 'update', 'run', 'listExecutions'],
  },
  { path: ['environments'], owner: 'Environments', thing: 'environment', methods: CREATE_TO_DELETE, isSecret: true },
  {
    path: ['environments', 'files'],
    owner: 'EnvironmentFiles',
    thing: 'environment_file',
    methods: ['list', 'download', 'upload'],
    isSecret: true,
  },
  {
    path: ['credentials'],
    owner: 'Credentials',
    thing: 'credential',
    methods: [...CREATE_TO_DELETE, 'update'],
    isSecret: true,
  },
  { path: ['voices'], owner: 'Voices', thing: 'voice', methods: CREATE_TO_DELETE },
]

/** `list_agents`, `rotate_signing_secret_webhook`: `gen_ai.operation.name` of a method. */
export function operationOf({ thing }: ManagedThings, method: string): string {
  const verb = method.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  return method === 'list' ? `list_${thing}s` : `${verb}_${thing}`
}
