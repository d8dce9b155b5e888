import { count, GEMINI } from './attributes.ts'
import type { AttributeBag } from './attributes.ts'
import { isObject, listAt } from './loose.ts'

/** Counts the turns of each chat. The SDK's chats have no id: ours groups their turns and means nothing outside. */
export interface ChatTurns {
  next(chat: unknown): AttributeBag
}

export function chatTurns(): ChatTurns {
  const chats = new WeakMap<object, { id: string; turns: number }>()
  return {
    next(chat) {
      if (!isObject(chat)) return {}
      const known = chats.get(chat) ?? { id: crypto.randomUUID(), turns: 0 }
      known.turns++
      chats.set(chat, known)
      return {
        [GEMINI.chatId]: known.id,
        [GEMINI.chatTurn]: count(known.turns),
        [GEMINI.chatHistoryLength]: count(listAt(chat, 'history').length),
      }
    },
  }
}
