import { Button, Icon } from '@loupe-ai/viewer'
import { useEffect, useState } from 'react'
import { applyTheme, keepThemeChoice, onSystemTheme, readThemeChoice, type ThemeChoice } from './theme.ts'

const NEXT = { system: 'light', light: 'dark', dark: 'system' } as const satisfies Record<ThemeChoice, ThemeChoice>
const ICON = { system: 'monitor', light: 'sun', dark: 'moon' } as const
const NAME = { system: 'as the system', light: 'light', dark: 'dark' } as const

/** Light, dark, as the system: a press takes the next. */
export function ThemeToggle() {
  const [choice, setChoice] = useState(readThemeChoice)
  useEffect(() => {
    applyTheme(choice)
    return onSystemTheme(() => applyTheme(choice))
  }, [choice])
  const next = NEXT[choice]
  const label = `Theme: ${NAME[choice]}. Switch to ${NAME[next]}`
  return (
    <Button
      look="quiet"
      square
      aria-label={label}
      title={label}
      onClick={() => {
        keepThemeChoice(next)
        setChoice(next)
      }}
    >
      <Icon name={ICON[choice]} size={15} />
    </Button>
  )
}
