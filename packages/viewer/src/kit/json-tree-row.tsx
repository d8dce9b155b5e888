import { useContext, useState } from 'react'
import { headOf, oneLine } from '../format/one-line.ts'
import { formatCount } from '../format/number.ts'
import { CopyButton } from './copy-button.tsx'
import { Found } from './found.tsx'
import { Icon } from './icons.tsx'
import { JsonLeafContext } from './json-leaf.ts'
import { isBranch, pathOf, type JsonRow } from './json-rows.ts'
import { isJsonArray, writeJson, type JsonValue } from './json-value.ts'

interface JsonTreeRowProps {
  readonly root: JsonValue
  readonly row: JsonRow
  readonly query: string
  readonly isCurrent: boolean
  readonly onToggle: (id: string) => void
}

const CUT_CHARACTERS = 400
const MORE_CHARACTERS = 20_000

export function JsonTreeRow({ root, row, query, isCurrent, onToggle }: JsonTreeRowProps) {
  const branch = isBranch(row.value)
  return (
    <div className="lp-json__row" data-current={isCurrent || undefined} style={{ paddingLeft: row.depth * 16 }}>
      {branch ? (
        <button
          type="button"
          className="lp-json__fold"
          aria-expanded={row.open}
          aria-label={row.open ? `Close ${row.key}` : `Open ${row.key}`}
          onClick={() => onToggle(row.id)}
        >
          <Icon name={row.open ? 'chevronDown' : 'chevronRight'} size={12} />
        </button>
      ) : (
        <span className="lp-json__fold" />
      )}
      {row.key !== undefined && (
        <span className={typeof row.key === 'number' ? 'lp-json__index' : 'lp-json__key'}>
          <Found text={String(row.key)} query={query} />
        </span>
      )}
      {branch ? <Size row={row} /> : <Leaf value={row.value} query={query} />}
      <span className="lp-json__tools">
        {row.id !== '' && (
          <CopyButton text={() => pathOf(root, row.id)} label="Copy path">
            path
          </CopyButton>
        )}
        <CopyButton text={() => copyOf(row.value)} label="Copy value" />
      </span>
    </div>
  )
}

const copyOf = (value: JsonValue): string => (typeof value === 'string' ? value : writeJson(value))

const PREVIEW_ENTRIES = 6

/** How much is in it, and while it is closed, a taste of what. */
function Size({ row }: { readonly row: JsonRow }) {
  const isList = isJsonArray(row.value)
  const taste = row.open
    ? ''
    : isList
      ? tasteOf(row.value)
      : Object.keys(row.value ?? {})
          .slice(0, PREVIEW_ENTRIES)
          .join(', ')
  return (
    <>
      <span className="lp-json__size">{isList ? `[${row.size}]` : `{${row.size}}`}</span>
      {taste !== '' && <span className="lp-json__taste">{oneLine(taste, 120)}</span>}
    </>
  )
}

const tasteOf = (list: readonly JsonValue[]): string =>
  list.slice(0, PREVIEW_ENTRIES).some(isBranch) ? '' : list.slice(0, PREVIEW_ENTRIES).map(String).join(', ')

function Leaf({ value, query }: { readonly value: JsonValue; readonly query: string }) {
  const [limit, setLimit] = useState(CUT_CHARACTERS)
  const drawLeaf = useContext(JsonLeafContext)
  if (typeof value !== 'string') {
    return (
      <span className={`lp-json__value lp-json__value--${value === null ? 'null' : typeof value}`}>
        <Found text={String(value)} query={query} />
      </span>
    )
  }
  const drawn = drawLeaf(value)
  if (drawn !== undefined) return <span className="lp-json__drawn">{drawn}</span>
  const left = value.length - limit
  return (
    <span className="lp-json__value lp-json__value--string">
      {value === '' ? <span className="lp-faint">""</span> : <Found text={headOf(value, limit)} query={query} />}
      {left > 0 && (
        <button type="button" className="lp-json__more" onClick={() => setLimit(limit + MORE_CHARACTERS)}>
          … {formatCount(left)} more characters
        </button>
      )}
    </span>
  )
}
