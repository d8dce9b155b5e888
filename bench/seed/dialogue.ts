import type { Arena, Part } from './arena.ts'

/** The JSON around what is said in Gemini's shape of contents. */
export interface DialogueParts {
  readonly user: Part
  readonly model: Part
  readonly endText: Part
  readonly callName: Part
  readonly callArguments: Part
  readonly endCall: Part
  readonly answerName: Part
  readonly answerOutput: Part
  readonly endAnswer: Part
}

export function dialogueParts(arena: Arena): DialogueParts {
  return {
    user: arena.keepText('{"role":"user","parts":[{"text":"'),
    model: arena.keepText('{"role":"model","parts":[{"text":"'),
    endText: arena.keepText('"}]}'),
    callName: arena.keepText('{"role":"model","parts":[{"functionCall":{"name":"'),
    callArguments: arena.keepText('","args":{"query":"'),
    endCall: arena.keepText('"}}}]}'),
    answerName: arena.keepText('{"role":"user","parts":[{"functionResponse":{"name":"'),
    answerOutput: arena.keepText('","response":{"output":"'),
    endAnswer: arena.keepText('"}}}]}'),
  }
}

/** What one conversation has said so far: in a place of its own of the arena, ready to be copied into each request. */
export class Dialogue {
  readonly #arena: Arena
  readonly #parts: DialogueParts
  readonly #start: number
  #end: number

  constructor(arena: Arena, parts: DialogueParts, start: number) {
    this.#arena = arena
    this.#parts = parts
    this.#start = start
    this.#end = start
  }

  clear(): void {
    this.#end = this.#start
  }

  /** All messages, with commas between. */
  get contents(): Part {
    return { start: this.#start, end: this.#end }
  }

  /** Adds a message; gives it, and its bare text. */
  say(role: 'user' | 'model', writeText: () => void): { message: Part; text: Part } {
    return this.#append(() => {
      this.#arena.copy(role === 'user' ? this.#parts.user : this.#parts.model)
      const text = this.#written(writeText)
      this.#arena.copy(this.#parts.endText)
      return text
    })
  }

  callTool(name: Part, writeQuery: () => void): { message: Part; text: Part } {
    return this.#append(() => {
      this.#arena.copy(this.#parts.callName)
      this.#arena.copy(name)
      this.#arena.copy(this.#parts.callArguments)
      const text = this.#written(writeQuery)
      this.#arena.copy(this.#parts.endCall)
      return text
    })
  }

  answerTool(name: Part, writeOutput: () => void): { message: Part; text: Part } {
    return this.#append(() => {
      this.#arena.copy(this.#parts.answerName)
      this.#arena.copy(name)
      this.#arena.copy(this.#parts.answerOutput)
      const text = this.#written(writeOutput)
      this.#arena.copy(this.#parts.endAnswer)
      return text
    })
  }

  #append(write: () => Part): { message: Part; text: Part } {
    const arena = this.#arena
    const back = arena.at
    arena.at = this.#end
    if (this.#end !== this.#start) arena.byte(0x2c)
    const start = arena.at
    const text = write()
    this.#end = arena.at
    arena.at = back
    return { message: { start, end: this.#end }, text }
  }

  #written(write: () => void): Part {
    const start = this.#arena.at
    write()
    return { start, end: this.#arena.at }
  }
}
