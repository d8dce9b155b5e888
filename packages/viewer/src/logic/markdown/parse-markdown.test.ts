import { assert, property, string, array, constantFrom } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseInlines } from './parse-inlines.ts'
import { parseMarkdown } from './parse-markdown.ts'

const text = (said: string) => ({ kind: 'text', text: said })

describe('in a line', () => {
  test('bold, italics, code and links are seen', () => {
    expect(parseInlines('**2,508** and *so* `x_y` [here](https://e.com/a)')).toEqual([
      { kind: 'strong', inlines: [text('2,508')] },
      text(' and '),
      { kind: 'emphasis', inlines: [text('so')] },
      text(' '),
      { kind: 'code', text: 'x_y' },
      text(' '),
      { kind: 'link', href: 'https://e.com/a', inlines: [text('here')] },
    ])
  })

  test.each([
    'snake_case_name',
    '2 * 3 * 4',
    '**not closed',
    'a [b] c',
    '[x](javascript:alert(1))',
    '[x](/settings)',
    '[x](data:text/html,y)',
  ])('%s stays as it is', (said) => {
    expect(parseInlines(said)).toEqual([text(said)])
  })

  test('a bare address is a link without the full stop behind it', () => {
    expect(parseInlines('See https://e.com/a.')).toEqual([
      text('See '),
      { kind: 'link', href: 'https://e.com/a', inlines: [text('https://e.com/a')] },
      text('.'),
    ])
  })
})

describe('blocks', () => {
  test('code is not looked into, also when it does not end', () => {
    expect(parseMarkdown('```python\nx = **1**\n')).toEqual([{ kind: 'code', language: 'python', code: 'x = **1**\n' }])
  })

  test('lists nest', () => {
    const [list] = parseMarkdown('1. one\n2. two\n   - inner\n\nafter')

    expect(list).toMatchObject({
      kind: 'list',
      ordered: true,
      start: 1,
      items: [[{ kind: 'paragraph' }], [{ kind: 'paragraph' }, { kind: 'list', ordered: false }]],
    })
  })

  test('headings, rules, quotes and tables are seen', () => {
    const kinds = parseMarkdown('# A\ntext\n***\n> q\n\n| a | b |\n| --- | --- |\n| 1 | 2 |').map((block) => block.kind)

    expect(kinds).toEqual(['heading', 'paragraph', 'rule', 'quote', 'table'])
  })
})

test('no text makes it fail', () => {
  const nasty = constantFrom(
    '*',
    '_',
    '`',
    '[',
    '](',
    ')',
    '\n',
    '> ',
    '- ',
    '1. ',
    '#',
    '|',
    '---',
    '~~~',
    '\\',
    'https://',
    'a',
    ' ',
  )
  assert(property(string(), (said) => void parseMarkdown(said)))
  assert(property(array(nasty, { maxLength: 60 }), (pieces) => void parseMarkdown(pieces.join(''))))
})

test.each(['*', '**', '[', '`', '> ', '_a ', '- '])('a long run of %j is read in time', (piece) => {
  const before = performance.now()
  parseMarkdown(piece.repeat(20_000))
  expect(performance.now() - before).toBeLessThan(2_000)
})
