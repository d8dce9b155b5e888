import { context, createContextKey, ROOT_CONTEXT, type ContextManager } from '@opentelemetry/api'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'

import { ensureContextManager } from './context-manager.ts'

const KEY = createContextKey('test')
const INSIDE = ROOT_CONTEXT.setValue(KEY, 'inside')
const here = (): unknown => context.active().getValue(KEY)

afterEach(() => {
  context.disable()
})

test('where there is no manager, ours carries the context over awaits and into bound functions', async () => {
  ensureContextManager()
  const bound = context.bind(INSIDE, function named(this: unknown, left: number, right: number) {
    return [here(), this, left + right]
  })
  const self = {}

  const seen = await context.with(INSIDE, async () => {
    await wait(1)
    return here()
  })

  expect(seen).toBe('inside')
  expect(bound.call(self, 1, 2)).toEqual(['inside', self, 3])
  expect(bound).toHaveLength(2)
  expect(context.bind(INSIDE, 'no function')).toBe('no function')
  expect(here()).toBeUndefined()
})

test('a manager that the application registered stays', () => {
  let active = ROOT_CONTEXT
  const theirs: ContextManager = {
    active: () => active,
    with(inside, work, self, ...args) {
      const outside = active
      active = inside
      try {
        return work.apply(self, args)
      } finally {
        active = outside
      }
    },
    bind: (_, target) => target,
    enable: () => theirs,
    disable: () => theirs,
  }
  context.setGlobalContextManager(theirs)

  ensureContextManager()
  active = INSIDE

  expect(context.active()).toBe(INSIDE)
})
