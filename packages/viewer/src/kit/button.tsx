import type { ButtonHTMLAttributes } from 'react'
import './button.css'

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `plain` has a border, `quiet` none, `primary` is the one action of a page. */
  readonly look?: 'plain' | 'quiet' | 'primary'
  /** Only an icon: as wide as high. Give it an `aria-label`. */
  readonly square?: boolean
}

export const Button = ({ look = 'plain', square = false, className = '', type = 'button', ...rest }: ButtonProps) => (
  <button
    {...rest}
    type={type}
    className={`lp-button lp-button--${look}${square ? ' lp-button--square' : ''} ${className}`}
  />
)
